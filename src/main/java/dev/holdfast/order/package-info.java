/** The vocabulary of orders, and the port to them. Start with {@link dev.holdfast.order.Orders}. */
@NullMarked
package dev.holdfast.order;

import org.jspecify.annotations.NullMarked;
