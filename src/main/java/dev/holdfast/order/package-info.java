/**
 * The vocabulary of orders, and the ports to their records. Start with {@link
 * dev.holdfast.order.OrderRecord}.
 */
@NullMarked
package dev.holdfast.order;

import org.jspecify.annotations.NullMarked;
