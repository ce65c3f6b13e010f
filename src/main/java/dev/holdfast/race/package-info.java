/**
 * The race of the lab: strategies sell a few units to a crowd, one after another, on a store and
 * instances of their own. Start with {@link dev.holdfast.race.Races}.
 */
@NullMarked
package dev.holdfast.race;

import org.jspecify.annotations.NullMarked;
