/**
 * The compare-and-set family: WATCH, compare, MULTI/EXEC. Start with {@link
 * dev.holdfast.strategy.cas.CompareAndSetStrategy}.
 */
@NullMarked
package dev.holdfast.strategy.cas;

import org.jspecify.annotations.NullMarked;
