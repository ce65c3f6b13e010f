/**
 * A store and instances of the service that live as long as a race, apart from those of the
 * service. Start with {@link dev.holdfast.race.scratch.ScratchStore}.
 */
@NullMarked
package dev.holdfast.race.scratch;

import org.jspecify.annotations.NullMarked;
