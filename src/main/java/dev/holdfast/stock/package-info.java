/** The vocabulary of stock and orders, and the ports that strategies and stores implement. */
@NullMarked
package dev.holdfast.stock;

import org.jspecify.annotations.NullMarked;
