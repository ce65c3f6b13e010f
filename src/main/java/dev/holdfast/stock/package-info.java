/**
 * The vocabulary of stock, and the ports that strategies and stores implement. Start with {@link
 * dev.holdfast.stock.StockStrategy}.
 */
@NullMarked
package dev.holdfast.stock;

import org.jspecify.annotations.NullMarked;
