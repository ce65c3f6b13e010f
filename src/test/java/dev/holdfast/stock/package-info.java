/** Names of products and orders, and what a basket is. */
@NullMarked
package dev.holdfast.stock;

import org.jspecify.annotations.NullMarked;
