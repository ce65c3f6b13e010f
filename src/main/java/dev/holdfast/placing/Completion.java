package dev.holdfast.placing;

import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecord;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.OrderRecords.DecideResult;
import dev.holdfast.stock.StockStore;

/**
 * Sees to it that the lines of an order follow what its record has decided. Every step is
 * idempotent, so it does not matter who does it, how often, or who dies on the way: an order is
 * handed out again until it is complete.
 */
public final class Completion {
  private final OrderRecords records;
  private final StockStore store;

  public Completion(OrderRecords records, StockStore store) {
    this.records = records;
    this.store = store;
  }

  /** Cancels an order and gives its lines back. */
  public DecideResult cancel(OrderId order) {
    DecideResult result = records.cancel(order);
    switch (result) {
      case DecideResult.Decided(var record) -> complete(record);
      case DecideResult.Already(var record) -> complete(record);
      case DecideResult.Forbidden f -> {}
      case DecideResult.NotFound n -> {}
    }
    return result;
  }

  /**
   * Brings the lines of a decided order to where its status says.
   *
   * @throws IllegalArgumentException when the order is not decided
   */
  public void complete(OrderRecord order) {
    for (Line line : order.basket().lines()) {
      switch (order.status()) {
        case CANCELLED, EXPIRED -> store.release(line.sku(), order.id(), order.attempt());
        case WITHDRAWN -> store.withdraw(line.sku(), order.id(), order.attempt());
        case PLACING, RESERVED, REFUSED ->
            throw new IllegalArgumentException("order " + order.id() + " is " + order.status());
      }
    }
    records.completed(order.id(), order.version());
  }
}
