/** Clocks that jump, differ or run backwards. */
@NullMarked
package dev.holdfast.clock;

import org.jspecify.annotations.NullMarked;
