/**
 * What any store and every strategy promises, in terms of the ports {@link
 * dev.holdfast.order.Orders} and {@link dev.holdfast.stock.Inventory}. Open this package first;
 * start with {@link dev.holdfast.contract.StoreContract}. A store runs it with a {@link
 * dev.holdfast.contract.StoreUnderTest} of its own.
 */
@NullMarked
package dev.holdfast.contract;

import org.jspecify.annotations.NullMarked;
