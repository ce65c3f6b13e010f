/**
 * The strategies by which stock is taken. Open {@link dev.holdfast.strategy.StrategyType} first;
 * {@link dev.holdfast.strategy.Strategies} builds them, and each family has a package below.
 */
@NullMarked
package dev.holdfast.strategy;

import org.jspecify.annotations.NullMarked;
