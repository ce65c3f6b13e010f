/**
 * Changing the strategy of a product while customers order it. Start with {@link
 * dev.holdfast.load.switching.Switching}.
 */
@NullMarked
package dev.holdfast.load.switching;

import org.jspecify.annotations.NullMarked;
