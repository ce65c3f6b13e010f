/**
 * The vocabulary of stock, and the ports to it. Start with {@link dev.holdfast.stock.Inventory} and
 * {@link dev.holdfast.store.StockStrategy}.
 */
@NullMarked
package dev.holdfast.stock;

import org.jspecify.annotations.NullMarked;
