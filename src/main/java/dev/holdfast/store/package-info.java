/**
 * The inner ports: what a store whose steps are atomic one by one has to offer so that {@code
 * lifecycle} can make orders of them, with claims, attempts and settling. Start with {@link
 * dev.holdfast.store.OrderRecords}. The ports above them are {@link dev.holdfast.order.Orders} and
 * {@link dev.holdfast.stock.Inventory}.
 */
@NullMarked
package dev.holdfast.store;

import org.jspecify.annotations.NullMarked;
