package dev.holdfast.api.order;

import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.api.http.RequestSettings;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.FoundOrders;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.order.Woken;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.waiting.OrderWaits;
import dev.holdfast.waiting.WaitingSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Bounds how many orders are in progress, and hands them on. Safe for use by many threads. */
@Service
public class OrderService {
  private static final Duration PRETENDED_RESERVATION_TIME = Duration.ofMinutes(15);

  private final Orders orders;
  private final Semaphore permits;
  private final Semaphore lookUps;
  private final Semaphore wakes;
  private final OrderWaits waits;
  private final Duration timeAgain;
  private final int searchedMax;

  OrderService(
      Orders orders,
      OrderSettings settings,
      OrderWaits waits,
      WaitingSettings waiting,
      RequestSettings requests) {
    this.orders = orders;
    this.permits = new Semaphore(settings.inProgressMax());
    this.lookUps = new Semaphore(settings.lookUpsMax());
    this.wakes = new Semaphore(waiting.wakesMax());
    this.waits = waits;
    this.searchedMax = settings.searchedMax();
    this.timeAgain = requests.waitMax();
  }

  /**
   * Places an order as {@link #place(PlaceOrder)} does, and waits for its units where they are
   * short. While it waits it is not among the orders in progress.
   *
   * @param wait null does not wait
   * @return empty when it is not admitted, and is not known or cannot be looked up
   * @throws Problem when this instance ends while it waits
   */
  Optional<PlaceResult> place(PlaceOrder order, @Nullable Duration wait) {
    if (wait == null || InFlightRequests.isForRepeats()) {
      return place(order);
    }
    var tries =
        new OrderWaits.Tries() {
          @Override
          public Optional<PlaceResult> first() {
            return place(order);
          }

          @Override
          public Optional<PlaceResult> again() {
            return woken(order);
          }
        };
    return switch (waits.place(order, wait, tries)) {
      case OrderWaits.Answer.Answered(var result) -> result;
      case OrderWaits.Answer.Ending() ->
          throw RefusalProblems.shuttingDown().with("orderId", order.id().value());
    };
  }

  /**
   * Some permits are for orders that have waited alone, so that an overload does not delay them.
   */
  private Optional<PlaceResult> woken(PlaceOrder order) {
    Semaphore share = wakes.tryAcquire() ? wakes : permits.tryAcquire() ? permits : null;
    if (share == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Deadline.within(timeAgain, () -> Woken.place(() -> orders.place(order))));
    } finally {
      share.release();
    }
  }

  /**
   * Places an order. Where it is not admitted, because too many are in progress or this instance
   * ends, it is looked up: a repeat is answered all the same.
   *
   * @return empty when it is not admitted, and is not known or cannot be looked up
   */
  Optional<PlaceResult> place(PlaceOrder order) {
    Optional<PlaceResult> result =
        InFlightRequests.isForRepeats() ? Optional.empty() : admit(() -> orders.place(order));
    if (result.isPresent()) {
      return result;
    }
    boolean lookUp = lookUps.tryAcquire();
    try {
      return orders.notAdmitted(order, lookUp);
    } finally {
      if (lookUp) {
        lookUps.release();
      }
    }
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

  /**
   * Does the same after a call, which is made while the order is in progress.
   *
   * @return empty when too many orders are in progress
   */
  public Optional<PlaceResult> pretend(PlaceOrder order, Runnable call) {
    return admit(() -> {
      call.run();
      return new PlaceResult.Placed(placed(order), false);
    });
  }

  private static Order placed(PlaceOrder order) {
    Instant now = Instant.now();
    Duration time = order.reservationTime();
    return new Order(
        order.id(),
        order.status(),
        order.basket(),
        order.reference(),
        order.customer(),
        1,
        now,
        now,
        now.plus(time == null ? PRETENDED_RESERVATION_TIME : time));
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

  Optional<Order> find(OrderId id) {
    return orders.find(id);
  }

  Orders.Page list(@Nullable OrderStatus status, Orders.Position from, int limit) {
    return orders.list(status, from, limit);
  }

  FoundOrders search(String reference, String customer) {
    return orders.search(reference, customer, searchedMax);
  }

  DecideResult confirm(OrderId id, VersionCondition condition) {
    return orders.confirm(id, condition);
  }

  /**
   * Confirms an order, reserving it again where it has expired. Only the latter takes stock and
   * counts among the orders in progress: a reserved order is confirmed however many there are.
   *
   * @return empty when too many are in progress to reserve it again
   */
  Optional<ReReserveResult> revive(OrderId id, VersionCondition condition) {
    DecideResult result = orders.confirm(id, condition);
    return ReReserveResult.mayFollow(result)
        ? admit(() -> orders.confirmOrReReserve(id, condition))
        : Optional.of(new ReReserveResult.Answered(result));
  }

  /**
   * Replaces the lines of an order. That takes stock, so it counts among the orders in progress.
   *
   * @return empty when too many are, and it is not known to have these lines
   */
  Optional<LinesResult> changeLines(OrderId id, VersionCondition condition, Basket basket) {
    return admit(() -> orders.changeLines(id, condition, basket))
        .or(() ->
            lookUp(() ->
                orders
                    .find(id)
                    .filter(order -> order.status() == OrderStatus.RESERVED)
                    .filter(order -> order.basket().equals(basket))
                    .map(order -> new LinesResult.Answered(new DecideResult.Already(order)))));
  }

  DecideResult cancel(OrderId id, VersionCondition condition) {
    return orders.cancel(id, condition);
  }

  ReturnResult returnUnits(OrderReturn units) {
    return orders.returnUnits(units);
  }

  /**
   * Keeps an order reserved until a later time.
   *
   * @return empty when the time is not later than now
   */
  Optional<DecideResult> extend(OrderId id, VersionCondition condition, Instant deadline) {
    return orders.extend(id, condition, deadline);
  }
}
