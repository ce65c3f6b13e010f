/**
 * Every strategy, grouped in four families (lock, decrement, compare-and-set, script), and the one
 * place that builds them.
 */
@NullMarked
package dev.holdfast.stock.strategy;

import org.jspecify.annotations.NullMarked;
