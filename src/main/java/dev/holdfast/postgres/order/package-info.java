/**
 * Orders in PostgreSQL, each step one transaction. Start with {@link
 * dev.holdfast.postgres.order.PostgresOrders}.
 *
 * <p>Every transaction locks in one order: orders, counters of customers by SKU and customer, stock
 * by SKU.
 */
@NullMarked
package dev.holdfast.postgres.order;

import org.jspecify.annotations.NullMarked;
