package dev.holdfast.lifecycle;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.ReturnResult.Excess;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.OneView;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.OrderRecords.ResolveChangeResult;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.RecordedReturn;
import dev.holdfast.store.ReturnStep;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStore;
import dev.holdfast.store.StockStore.SettledLine;
import dev.holdfast.store.StockStore.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles orders: applies a decided status to the lines. Every step is idempotent, so any process
 * may repeat it, and a crash between two steps does no harm: the store leases an order again until
 * it is settled.
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
   * Cancels an order and gives its lines back. The decision is the result, whenever the lines are
   * settled.
   */
  public DecideResult cancel(OrderId order, VersionCondition condition) {
    return OneView.during(() -> settled(records.cancel(order, condition)));
  }

  /**
   * Confirms an order and sells its lines. The decision is the result, whenever the lines are
   * settled.
   */
  public DecideResult confirm(OrderId order, VersionCondition condition) {
    return OneView.during(() -> settled(records.confirm(order, condition)));
  }

  /**
   * Returns units of a confirmed order. The record is the answer, whenever its products settle it.
   */
  public ReturnResult returnUnits(OrderReturn units) {
    return OneView.during(() -> {
      List<Excess> notMissing = notMissing(units);
      ReturnStep step = records.returnUnits(units, notMissing.isEmpty());
      if (step instanceof ReturnStep.Answered(RecordResult.Decided(var record))) {
        orLeave(record.id(), () -> settleReturns(record));
      } else if (step instanceof ReturnStep.Answered(RecordResult.Already(var record))) {
        orLeave(record.id(), () -> settleReturns(record));
      }
      return step.answer(notMissing);
    });
  }

  /** The lines by which more units were not shipped than are missing. */
  private List<Excess> notMissing(OrderReturn units) {
    Map<Sku, Integer> wanted =
        units.units().stream()
            .filter(line -> line.notShipped() > 0)
            .collect(Collectors.toMap(ReturnedUnits::sku, ReturnedUnits::notShipped));
    if (wanted.isEmpty()) {
      return List.of();
    }
    var levels = store.levels(wanted.keySet()).levels();
    var excesses = new ArrayList<Excess>();
    wanted.forEach((sku, quantity) -> {
      StockLevel level = levels.get(sku);
      long missing = level == null ? 0 : level.shortfall();
      if (quantity > missing) {
        excesses.add(new Excess(sku, quantity, missing));
      }
    });
    return excesses;
  }

  /**
   * Has its products settle what an order has returned.
   *
   * @throws StockDamagedException when one of them cannot
   */
  private void settleReturns(OrderRecord order) {
    if (order.returning().isEmpty()) {
      return;
    }
    // Only what is sold can come back.
    var settling = new EachByItself();
    settling.run(() -> settle(order));
    for (RecordedReturn recorded : order.returning()) {
      recorded
          .units()
          .forEach(units -> settling.run(() -> store.takeBack(order.id(), recorded, units)));
    }
    settling.throwFirst();
    records.returnsSettled(order);
  }

  /** Steps of which one that meets damage does not keep the others from their turn. */
  private static final class EachByItself {
    private @Nullable StockDamagedException first;

    void run(Runnable step) {
      try {
        step.run();
      } catch (StockDamagedException e) {
        first = first == null ? e : first;
      }
    }

    void throwFirst() {
      if (first != null) {
        throw first;
      }
    }
  }

  private DecideResult settled(RecordResult result) {
    // An earlier decision may not be settled yet: a repeated call settles it.
    switch (result) {
      case RecordResult.Decided(var record) -> trySettle(record);
      case RecordResult.Already(var record) -> trySettle(record);
      case RecordResult.Forbidden f -> {}
      case RecordResult.Changed c -> {}
      case RecordResult.NotFound n -> {}
    }
    return result.answer();
  }

  /**
   * Settles a decided order if the store answers; otherwise the sweeper will. The decision stands
   * either way.
   */
  public void trySettle(OrderRecord order) {
    orLeave(order.id(), () -> settle(order));
  }

  /**
   * Takes steps that the sweeper will take where the store does not let us; returns whether it did.
   */
  boolean orLeave(OrderId order, Runnable steps) {
    return orLeave(
            order,
            () -> {
              steps.run();
              return true;
            })
        .isPresent();
  }

  /** Likewise; empty where they are left to the sweeper. */
  <T> Optional<T> orLeave(OrderId order, Supplier<T> steps) {
    try {
      return Optional.of(steps.get());
    } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
      log.info("order {}: left to the sweeper: {}", order, e.getMessage());
      return Optional.empty();
    }
  }

  /** Gives back all lines of an attempt, taken or not, unless a newer attempt holds them. */
  void giveBack(OrderId order, long attempt, Basket basket) {
    basket.lines().forEach(line -> store.release(line.sku(), order, attempt));
  }

  /** What was taken for an order that is refused counts as no new reservation of its customer. */
  void uncount(OrderId order, List<StockLine> lines) {
    lines.forEach(line -> store.uncount(order, line));
  }

  /**
   * Settles the lines of a decided order by its status, and those of a reserved one with an
   * unfinished change by what it lists. The reservations of a settled order may have been forgotten
   * since: they are not searched for again.
   *
   * @throws IllegalArgumentException when the order is still being placed
   * @throws StockDamagedException when a line cannot be settled
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
    } else if (!settleInOneStep(order) && !settleInBatch(List.of(order)).isEmpty()) {
      throw new StockDamagedException(
          "lines of order " + order.id() + ", which is " + order.status() + ", cannot be settled");
    }
  }

  private boolean settleInOneStep(OrderRecord order) {
    return switch (step(order)) {
      case SELL, RELEASE -> records.settleInOneStep(order, lines(order));
      case FORGET, FORGET_TOMBSTONE -> false;
    };
  }

  /** An unfinished change, and a withdrawal that is to take place, need more steps. */
  private static boolean settlesInBatch(OrderRecord order) {
    return switch (order.status()) {
      case RESERVED -> false;
      case WITHDRAWN -> order.settled();
      case PLACING, CONFIRMED, CANCELLED, EXPIRED, REFUSED -> true;
    };
  }

  /**
   * Rolls a change of lines back, or forward once its record is written: a new attempt gives back
   * what the order holds beyond its lines, and rejects late takes of the change.
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
   * Processes orders that the store leased because they are due: settles the decided ones, and
   * forgets the reservations of settled ones. An order that fails does not block the others.
   *
   * @param deadline as of {@link System#nanoTime}; past it the rest is left for a later lease
   * @return how many succeeded
   */
  public int settleAll(List<OrderRecord> leased, long deadline) {
    var batch = leased.stream().filter(OrderSettler::settlesInBatch).toList();
    var alone = leased.stream().filter(order -> !settlesInBatch(order)).toList();
    try {
      var failed = batch.isEmpty() ? Set.<OrderId>of() : settleInBatch(batch);
      failed.forEach(order ->
          log.warn("order {}: a line cannot be settled; the store leases it again", order));
      return batch.size() - failed.size() + settleEach(alone, deadline, this::settleLines);
    } catch (StoreUnavailableException | OutcomeUnknownException | StockDamagedException e) {
      // Where one product is damaged or its slot moves, the orders of others must not wait for it.
      return settleEach(leased, deadline, this::settleLines);
    }
  }

  /**
   * Has products settle what orders have returned that the store leased for that. An order that
   * fails does not block the others.
   *
   * @param deadline as of {@link #settleAll}
   * @return how many succeeded
   */
  public int settleAllReturns(List<OrderRecord> leased, long deadline) {
    return settleEach(leased, deadline, this::settleReturns);
  }

  private static int settleEach(
      List<OrderRecord> leased, long deadline, Consumer<OrderRecord> steps) {
    int done = 0;
    for (OrderRecord order : leased) {
      if (System.nanoTime() >= deadline) {
        break;
      }
      try {
        steps.accept(order);
        done++;
      } catch (RuntimeException e) {
        log.warn(
            "order {} ({}) could not be settled and is leased again: {}",
            order.id(),
            order.status(),
            e.getMessage());
      }
    }
    return done;
  }

  /**
   * Settles many orders in few calls to the store; returns those with a line that cannot be
   * settled.
   */
  private Set<OrderId> settleInBatch(List<OrderRecord> orders) {
    var lines = new ArrayList<SettledLine>();
    orders.forEach(order -> lines.addAll(lines(order)));
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

  private static List<SettledLine> lines(OrderRecord order) {
    var lines = new ArrayList<SettledLine>();
    Step step = step(order);
    for (Sku sku : order.beside()) {
      lines.add(
          new SettledLine(
              step == Step.SELL ? Step.RELEASE : step, sku, order.id(), order.attempt(), 0));
    }
    for (Line line : order.basket().lines()) {
      lines.add(new SettledLine(step, line.sku(), order.id(), order.attempt(), line.quantity()));
    }
    return lines;
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
