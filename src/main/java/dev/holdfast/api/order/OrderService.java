package dev.holdfast.api.order;

import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.lifecycle.LineChanger;
import dev.holdfast.lifecycle.OrderExtender;
import dev.holdfast.lifecycle.OrderMeters;
import dev.holdfast.lifecycle.OrderPlacer;
import dev.holdfast.lifecycle.OrderSettler;
import dev.holdfast.lifecycle.ReReserver;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OrderRecord;
import dev.holdfast.order.OrderRecords;
import dev.holdfast.order.OrderRecords.DecideResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Bounds how many orders are in progress, and hands them on. Safe for use by many threads. */
@Service
public class OrderService {
  private static final Duration PRETENDED_RESERVATION_TIME = Duration.ofMinutes(15);

  private final OrderPlacer orderPlacer;
  private final OrderSettler orderSettler;
  private final ReReserver reReserver;
  private final OrderExtender orderExtender;
  private final LineChanger lineChanger;
  private final OrderRecords records;
  private final OrderMeters meters;
  private final Semaphore permits;
  private final Semaphore lookUps;

  OrderService(
      OrderPlacer orderPlacer,
      OrderSettler orderSettler,
      ReReserver reReserver,
      OrderExtender orderExtender,
      LineChanger lineChanger,
      OrderRecords records,
      OrderMeters meters,
      OrderSettings settings) {
    this.orderPlacer = orderPlacer;
    this.orderSettler = orderSettler;
    this.reReserver = reReserver;
    this.orderExtender = orderExtender;
    this.lineChanger = lineChanger;
    this.records = records;
    this.meters = meters;
    this.permits = new Semaphore(settings.inProgressMax());
    this.lookUps = new Semaphore(settings.lookUpsMax());
  }

  /**
   * Places an order. Where it is not admitted, because too many are in progress or this instance
   * ends, it is looked up: a repeat is answered all the same.
   *
   * @return empty when it is not admitted, and is not known or cannot be looked up
   */
  Optional<PlaceResult> place(PlaceOrder order) {
    Optional<PlaceResult> result =
        InFlightRequests.isForRepeats() ? Optional.empty() : admit(() -> orderPlacer.place(order));
    if (result.isPresent()) {
      return result;
    }
    Optional<PlaceResult> repeated = lookUp(() -> orderPlacer.find(order));
    meters.notAdmitted(repeated);
    return repeated;
  }

  /**
   * Does all that placing an order does outside the store, and answers as if it had been placed:
   * what the way of an order costs without its strategy.
   *
   * @return empty when too many orders are in progress
   */
  public Optional<PlaceResult> pretend(PlaceOrder order) {
    return admit(() -> new PlaceResult.Placed(placed(order), false));
  }

  private static OrderRecord placed(PlaceOrder order) {
    Instant now = Instant.now();
    Duration time = order.reservationTime();
    return new OrderRecord(
        order.id(),
        order.status(),
        0,
        order.fingerprint(),
        order.basket(),
        List.of(),
        order.reference(),
        order.customer(),
        1,
        now,
        now,
        now.plus(time == null ? PRETENDED_RESERVATION_TIME : time),
        false);
  }

  private <T> Optional<T> admit(Supplier<T> place) {
    if (!permits.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return Optional.of(place.get());
    } finally {
      permits.release();
    }
  }

  /**
   * Looks for what a request that is not admitted may repeat. As many do so at once as have a
   * permit, so that an overload does not only move here; the others find nothing.
   */
  private <T> Optional<T> lookUp(Supplier<Optional<T>> look) {
    if (!lookUps.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return look.get();
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      return Optional.empty();
    } finally {
      lookUps.release();
    }
  }

  Optional<OrderRecord> find(OrderId id) {
    return records.find(id);
  }

  OrderRecords.Page list(@Nullable OrderStatus status, OrderRecords.Position from, int limit) {
    return records.list(status, from, limit);
  }

  DecideResult confirm(OrderId id, VersionCondition condition) {
    return orderSettler.confirm(id, condition);
  }

  /**
   * Confirms an order, reserving it again where it has expired. Only the latter takes stock and
   * counts among the orders in progress: a reserved order is confirmed however many there are.
   *
   * @return empty when too many are in progress to reserve it again
   */
  Optional<ReReserver.Result> revive(OrderId id, VersionCondition condition) {
    DecideResult result = orderSettler.confirm(id, condition);
    return ReReserver.mayRevive(result)
        ? admit(() -> reReserver.confirm(id, condition))
        : Optional.of(new ReReserver.Result.Answered(result));
  }

  /**
   * Replaces the lines of an order. That takes stock, so it counts among the orders in progress.
   *
   * @return empty when too many are, and it is not known to have these lines
   */
  Optional<LinesResult> changeLines(OrderId id, VersionCondition condition, Basket basket) {
    return admit(() -> lineChanger.change(id, condition, basket))
        .or(() ->
            lookUp(() ->
                records
                    .find(id)
                    .filter(order -> order.status() == OrderStatus.RESERVED)
                    .filter(order -> order.basket().equals(basket))
                    .map(order -> new LinesResult.Answered(new DecideResult.Already(order)))));
  }

  DecideResult cancel(OrderId id, VersionCondition condition) {
    return orderSettler.cancel(id, condition);
  }

  /**
   * Keeps an order reserved until a later time.
   *
   * @return empty when the time is not later than now
   */
  Optional<DecideResult> extend(OrderId id, VersionCondition condition, Instant deadline) {
    return orderExtender.extend(id, condition, deadline);
  }
}
