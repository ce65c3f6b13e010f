package dev.holdfast.lifecycle;

import dev.holdfast.order.OrderRecord;
import dev.holdfast.order.OrderRecords;
import dev.holdfast.order.OrderRecords.DecideResult;
import dev.holdfast.order.OrderRecords.ResolveChangeResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OneView;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.StockStore.SettledLine;
import dev.holdfast.stock.StockStore.Step;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the lines of an order follow what its record has decided. Every step is
 * idempotent, so it does not matter who does it, how often, or who dies on the way: an order is
 * handed out again until it is complete.
 */
public final class OrderSettler {
  private static final Logger log = LoggerFactory.getLogger(OrderSettler.class);

  private final OrderRecords records;
  private final StockStore store;

  public OrderSettler(OrderRecords records, StockStore store) {
    this.records = records;
    this.store = store;
  }

  /**
   * Cancels an order and gives its lines back. Once it is decided it is answered as decided,
   * whenever its lines follow.
   */
  public DecideResult cancel(OrderId order, VersionCondition condition) {
    return OneView.during(() -> settled(records.cancel(order, condition)));
  }

  /**
   * Confirms an order and sells its lines. Once it is decided it is answered as decided, whenever
   * its lines follow.
   */
  public DecideResult confirm(OrderId order, VersionCondition condition) {
    return OneView.during(() -> settled(records.confirm(order, condition)));
  }

  private DecideResult settled(DecideResult result) {
    // What was decided before may have been left on the way: whoever repeats it helps it along.
    switch (result) {
      case DecideResult.Decided(var record) -> trySettle(record);
      case DecideResult.Already(var record) -> trySettle(record);
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
  public void trySettle(OrderRecord order) {
    try {
      settle(order);
    } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
      log.info("order {}: its lines are left to the sweeper: {}", order.id(), e.getMessage());
    }
  }

  /**
   * Brings the lines of a decided order to where its status says, and those of a reserved one,
   * whose lines somebody was to change, to what it lists. Those of a decided one that have followed
   * before may have been forgotten since: they are not looked for again.
   *
   * @throws IllegalArgumentException when the order is still being placed
   * @throws StockDamagedException when a line cannot follow
   */
  public void settle(OrderRecord order) {
    if (!order.settled()) {
      settleLines(order);
    }
  }

  private void settleLines(OrderRecord order) {
    if (order.status() == OrderStatus.RESERVED) {
      resolveLineChange(order.id(), null);
    } else if (!settlesInBatch(order)) {
      for (Line line : order.basket().lines()) {
        store.withdraw(line.sku(), order.id(), order.attempt());
      }
      records.linesSettled(List.of(order));
    } else if (!settleInBatch(List.of(order)).isEmpty()) {
      throw new StockDamagedException(
          "lines of order " + order.id() + ", which is " + order.status() + ", cannot follow");
    }
  }

  /** A change that is to be settled, and a withdrawal that is to take place, need more steps. */
  private static boolean settlesInBatch(OrderRecord order) {
    return switch (order.status()) {
      case RESERVED -> false;
      case WITHDRAWN -> order.settled();
      case PLACING, CONFIRMED, CANCELLED, EXPIRED, REFUSED -> true;
    };
  }

  /**
   * Ends a change of lines that came to nothing, or whose lines have not followed: a new attempt
   * gives back what the order holds beyond its lines, and turns away what the change may still
   * take.
   *
   * @param attempt that of the caller's own change, which it gives up; null for a change whose time
   *     has passed
   */
  public void resolveLineChange(OrderId order, @Nullable Long attempt) {
    switch (records.resolveLineChange(order, attempt)) {
      case ResolveChangeResult.Resolving(var record) -> giveBackBeyond(record);
      case ResolveChangeResult.Ended(var record) -> settle(record);
      case ResolveChangeResult.NothingToDo() -> {}
    }
  }

  /** Gives back what a reserved order holds beyond its lines, under the attempt of its record. */
  void giveBackBeyond(OrderRecord order) {
    for (Sku sku : order.skus()) {
      store.releaseBeyond(sku, order.id(), order.attempt(), order.listed(sku));
    }
    records.lineChangeResolved(order.id(), order.attempt());
  }

  /**
   * Does what is next for orders that the store handed out because it is time: brings the lines of
   * decided ones to where their status says, and forgets the reservations of those that have
   * followed. One that fails does not keep others from their turn.
   *
   * @param deadline as of {@link System#nanoTime}; past it the rest is left for another time
   * @return how many got on
   */
  public int settleAll(List<OrderRecord> leased, long deadline) {
    var batch = leased.stream().filter(OrderSettler::settlesInBatch).toList();
    var alone = leased.stream().filter(order -> !settlesInBatch(order)).toList();
    try {
      var failed = batch.isEmpty() ? Set.<OrderId>of() : settleInBatch(batch);
      failed.forEach(order -> log.warn("order {}: a line cannot follow; it comes again", order));
      return batch.size() - failed.size() + settleEach(alone, deadline);
    } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
      // Where one product is broken or on the move, the orders of others must not wait for it.
      return settleEach(leased, deadline);
    }
  }

  private int settleEach(List<OrderRecord> leased, long deadline) {
    int done = 0;
    for (OrderRecord order : leased) {
      if (System.nanoTime() >= deadline) {
        break;
      }
      try {
        settleLines(order);
        done++;
      } catch (RuntimeException e) {
        log.warn(
            "order {} ({}) could not be completed and comes again: {}",
            order.id(),
            order.status(),
            e.getMessage());
      }
    }
    return done;
  }

  /** Many orders with few questions to the store; answers those of which a line cannot follow. */
  private Set<OrderId> settleInBatch(List<OrderRecord> orders) {
    var lines = new ArrayList<SettledLine>();
    orders.forEach(order -> {
      Step step = step(order);
      for (Sku sku : order.beside()) {
        lines.add(
            new SettledLine(
                step == Step.SELL ? Step.RELEASE : step, sku, order.id(), order.attempt(), 0));
      }
      for (Line line : order.basket().lines()) {
        lines.add(new SettledLine(step, line.sku(), order.id(), order.attempt(), line.quantity()));
      }
    });
    Set<OrderId> failed = store.settle(lines);
    var ends = new EnumMap<Step, List<OrderRecord>>(Step.class);
    for (OrderRecord order : orders) {
      if (!failed.contains(order.id())) {
        ends.computeIfAbsent(step(order), step -> new ArrayList<>()).add(order);
      }
    }
    ends.forEach((step, some) -> {
      switch (step) {
        case SELL, RELEASE -> records.linesSettled(some);
        case FORGET -> records.linesForgotten(some);
        case FORGET_TOMBSTONE -> records.forget(some);
      }
    });
    return failed;
  }

  private static Step step(OrderRecord order) {
    return switch (order.status()) {
      case PLACING, RESERVED ->
          throw new IllegalArgumentException("order " + order.id() + " is " + order.status());
      case REFUSED -> Step.FORGET_TOMBSTONE;
      case CONFIRMED -> order.settled() ? Step.FORGET : Step.SELL;
      case CANCELLED, EXPIRED, WITHDRAWN -> order.settled() ? Step.FORGET : Step.RELEASE;
    };
  }
}
