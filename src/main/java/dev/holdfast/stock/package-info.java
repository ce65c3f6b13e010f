/** The vocabulary of stock, and the port to it. Start with {@link dev.holdfast.stock.Inventory}. */
@NullMarked
package dev.holdfast.stock;

import org.jspecify.annotations.NullMarked;
