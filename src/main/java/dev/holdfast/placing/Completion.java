package dev.holdfast.placing;

import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecord;
import dev.holdfast.stock.OrderRecords.DecideResult;
import dev.holdfast.stock.OrderRecords.SettleResult;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.OrderStatus;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.VersionCondition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the lines of an order follow what its record has decided. Every step is
 * idempotent, so it does not matter who does it, how often, or who dies on the way: an order is
 * handed out again until it is complete.
 */
public final class Completion {
  private static final Logger log = LoggerFactory.getLogger(Completion.class);

  private final OrderRecords records;
  private final StockStore store;

  public Completion(OrderRecords records, StockStore store) {
    this.records = records;
    this.store = store;
  }

  /**
   * Cancels an order and gives its lines back. Once it is decided it is answered as decided,
   * whenever its lines follow.
   */
  public DecideResult cancel(OrderId order, VersionCondition condition) {
    return followed(records.cancel(order, condition));
  }

  /**
   * Confirms an order and sells its lines. Once it is decided it is answered as decided, whenever
   * its lines follow.
   */
  public DecideResult confirm(OrderId order, VersionCondition condition) {
    return followed(records.confirm(order, condition));
  }

  private DecideResult followed(DecideResult result) {
    // What was decided before may have been left on the way: whoever repeats it helps it along.
    switch (result) {
      case DecideResult.Decided(var record) -> follow(record);
      case DecideResult.Already(var record) -> follow(record);
      case DecideResult.Forbidden f -> {}
      case DecideResult.Changed c -> {}
      case DecideResult.NotFound n -> {}
    }
    return result;
  }

  /**
   * Completes a decided order if the store lets us; otherwise the sweeper will. The decision stands
   * either way.
   */
  public void follow(OrderRecord order) {
    try {
      complete(order);
    } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
      log.info("order {}: its lines are left to the sweeper: {}", order.id(), e.getMessage());
    }
  }

  /**
   * Brings the lines of a decided order to where its status says, and those of a reserved one, whose
   * lines somebody was to change, to what it lists.
   *
   * @throws IllegalArgumentException when the order is still being placed
   */
  public void complete(OrderRecord order) {
    if (order.status() == OrderStatus.RESERVED) {
      settle(order.id(), null);
      return;
    }
    for (Sku sku : order.beside()) {
      store.release(sku, order.id(), order.attempt());
    }
    for (Line line : order.basket().lines()) {
      switch (order.status()) {
        case CONFIRMED -> store.sell(line.sku(), order.id(), order.attempt(), line.quantity());
        case CANCELLED, EXPIRED -> store.release(line.sku(), order.id(), order.attempt());
        case WITHDRAWN -> store.withdraw(line.sku(), order.id(), order.attempt());
        case REFUSED -> store.forget(line.sku(), order.id(), order.attempt());
        case PLACING, RESERVED ->
            throw new IllegalArgumentException("order " + order.id() + " is " + order.status());
      }
    }
    if (order.status() == OrderStatus.REFUSED) {
      records.forget(order.id(), order.attempt());
    } else {
      records.completed(order.id(), order.version());
    }
  }

  /**
   * Ends a change of lines that came to nothing, or whose lines have not followed: a new attempt
   * gives back what the order holds beyond its lines, and turns away what the change may still take.
   *
   * @param attempt that of the caller's own change, which it gives up; null for a change whose time
   *     has passed
   */
  public void settle(OrderId order, @Nullable Long attempt) {
    switch (records.settleLines(order, attempt)) {
      case SettleResult.Settling(var record) -> giveBackBeyond(record);
      case SettleResult.Ended(var record) -> complete(record);
      case SettleResult.NothingToDo() -> {}
    }
  }

  /** Gives back what a reserved order holds beyond its lines, under the attempt of its record. */
  void giveBackBeyond(OrderRecord order) {
    for (Sku sku : order.skus()) {
      store.releaseBeyond(sku, order.id(), order.attempt(), order.listed(sku));
    }
    records.linesSettled(order.id(), order.attempt());
  }
}
