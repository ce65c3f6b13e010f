/**
 * What any store and every strategy promises. Open this package first; start with {@link
 * dev.holdfast.contract.StockStrategyContract}.
 */
@NullMarked
package dev.holdfast.contract;

import org.jspecify.annotations.NullMarked;
