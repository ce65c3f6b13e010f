package dev.holdfast.store;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is stored of an order, as of one moment. The record decides: its lines follow it.
 *
 * @param attempt the latest attempt that claimed it
 * @param beside the SKUs besides its lines of which it may hold units or tombstones, because its
 *     lines were changed or were to be
 * @param customer stands for the customer, empty when there is none
 * @param version grows by one with every visible change
 * @param expiresAt the deadline while it is placed and RESERVED
 * @param settled whether its lines are known to be settled: they need no further step, and their
 *     reservations may have been forgotten
 * @param returned units that it has returned, by SKU
 * @param returning those of its returns whose products are still to settle them
 */
public record OrderRecord(
    OrderId id,
    OrderStatus status,
    long attempt,
    String fingerprint,
    Basket basket,
    List<Sku> beside,
    String reference,
    String customer,
    long version,
    Instant createdAt,
    Instant updatedAt,
    Instant expiresAt,
    boolean settled,
    Map<Sku, Integer> returned,
    List<RecordedReturn> returning) {
  /** The most SKUs besides its lines that an order may have had: each leaves a tombstone. */
  public static final int BESIDE_MAX = 200;

  public OrderRecord {
    beside = List.copyOf(beside);
    returned = Map.copyOf(returned);
    returning = List.copyOf(returning);
  }

  /** The same as its owner sees it. */
  public Order order() {
    return new Order(
        id, status, basket, reference, customer, version, createdAt, updatedAt, expiresAt,
        returned);
  }

  /** Every SKU of which it may hold units or tombstones. */
  public Set<Sku> skus() {
    var skus = new TreeSet<>(basket.skus());
    skus.addAll(beside);
    return skus;
  }

  /** How many units of a SKU it lists; 0 when none. */
  public int listed(Sku sku) {
    return basket.quantity(sku);
  }
}
