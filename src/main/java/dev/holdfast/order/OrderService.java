package dev.holdfast.order;

import dev.holdfast.placing.Changing;
import dev.holdfast.placing.Completion;
import dev.holdfast.placing.Extending;
import dev.holdfast.placing.OrderMeters;
import dev.holdfast.placing.PlaceOrder;
import dev.holdfast.placing.Placing;
import dev.holdfast.placing.Reviving;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.LinesResult;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecord;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.OrderRecords.DecideResult;
import dev.holdfast.stock.OrderStatus;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.PlaceResult;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.VersionCondition;
import dev.holdfast.web.Admission;
import dev.holdfast.web.Digest;
import dev.holdfast.web.IdempotencyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Gives orders their ids, bounds how many are in progress, and hands them on. Safe for use by many
 * threads.
 */
@Service
class OrderService {
  /** Until callers have names of their own they share one space of keys. */
  private static final String CALLER = "anonymous";

  private static final Duration PRETENDED_RESERVATION_TIME = Duration.ofMinutes(15);

  private final Placing placing;
  private final Completion completion;
  private final Reviving reviving;
  private final Extending extending;
  private final Changing changing;
  private final OrderRecords records;
  private final OrderMeters meters;
  private final Semaphore permits;
  private final Semaphore lookUps;

  OrderService(
      Placing placing,
      Completion completion,
      Reviving reviving,
      Extending extending,
      Changing changing,
      OrderRecords records,
      OrderMeters meters,
      OrderSettings settings) {
    this.placing = placing;
    this.completion = completion;
    this.reviving = reviving;
    this.extending = extending;
    this.changing = changing;
    this.records = records;
    this.meters = meters;
    this.permits = new Semaphore(settings.inProgressMax());
    this.lookUps = new Semaphore(settings.lookUpsMax());
  }

  /** The id of the order that a key stands for. */
  static OrderId idOf(IdempotencyKey key) {
    return new OrderId(Digest.of(CALLER, key.value()));
  }

  /**
   * Places an order. Where it is not admitted, because too many are in progress or this instance
   * ends, it is looked up: a repeat is answered all the same.
   *
   * @param confirm whether it is confirmed at once
   * @return empty when it is not admitted, and is not known or cannot be looked up
   */
  Optional<PlaceResult> place(
      IdempotencyKey key,
      Basket basket,
      @Nullable String reference,
      @Nullable String customer,
      @Nullable Duration reservationTime,
      boolean confirm) {
    PlaceOrder order = order(key, basket, reference, customer, reservationTime, confirm);
    Optional<PlaceResult> result =
        Admission.isForRepeats() ? Optional.empty() : admit(() -> placing.place(order));
    if (result.isPresent()) {
      return result;
    }
    Optional<PlaceResult> repeated = lookUp(() -> placing.find(order));
    meters.notAdmitted(repeated);
    return repeated;
  }

  /**
   * Does all that placing an order does outside the store, and answers as if it had been placed:
   * what the way of an order costs without its strategy.
   *
   * @return empty when too many orders are in progress
   */
  Optional<PlaceResult> pretend(
      IdempotencyKey key,
      Basket basket,
      @Nullable String reference,
      @Nullable String customer,
      @Nullable Duration reservationTime,
      boolean confirm) {
    return admit(() ->
        new PlaceResult.Placed(
            placed(order(key, basket, reference, customer, reservationTime, confirm)), false));
  }

  private static PlaceOrder order(
      IdempotencyKey key,
      Basket basket,
      @Nullable String reference,
      @Nullable String customer,
      @Nullable Duration reservationTime,
      boolean confirm) {
    String text = reference == null ? "" : reference;
    // What a customer is called may be personal: it goes no further than here.
    String pseudonym = customer == null ? "" : Digest.of("customer", customer);
    return new PlaceOrder(
        idOf(key),
        fingerprint(basket, text, pseudonym, reservationTime, confirm),
        basket,
        text,
        pseudonym,
        reservationTime,
        confirm ? OrderStatus.CONFIRMED : OrderStatus.RESERVED);
  }

  /** Only what is asked for counts, so that orders of older versions keep their fingerprints. */
  private static String fingerprint(
      Basket basket,
      String reference,
      String customer,
      @Nullable Duration reservationTime,
      boolean confirm) {
    var parts = new ArrayList<String>();
    parts.add(basket.toString());
    parts.add(reference);
    parts.add(String.valueOf(reservationTime));
    if (confirm) {
      parts.add("confirm");
    }
    if (!customer.isEmpty()) {
      parts.add("customer");
      parts.add(customer);
    }
    return Digest.of(parts.toArray(String[]::new));
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
    return completion.confirm(id, condition);
  }

  /**
   * Confirms an order, reserving it again where it has expired. Only the latter takes stock and
   * counts among the orders in progress: a reserved order is confirmed however many there are.
   *
   * @return empty when too many are in progress to reserve it again
   */
  Optional<Reviving.Result> revive(OrderId id, VersionCondition condition) {
    DecideResult result = completion.confirm(id, condition);
    return Reviving.mayRevive(result)
        ? admit(() -> reviving.confirm(id, condition))
        : Optional.of(new Reviving.Result.Answered(result));
  }

  /**
   * Replaces the lines of an order. That takes stock, so it counts among the orders in progress.
   *
   * @return empty when too many are, and it is not known to have these lines
   */
  Optional<LinesResult> changeLines(OrderId id, VersionCondition condition, Basket basket) {
    return admit(() -> changing.change(id, condition, basket))
        .or(() ->
            lookUp(() ->
                records
                    .find(id)
                    .filter(order -> order.status() == OrderStatus.RESERVED)
                    .filter(order -> order.basket().equals(basket))
                    .map(order -> new LinesResult.Answered(new DecideResult.Already(order)))));
  }

  DecideResult cancel(OrderId id, VersionCondition condition) {
    return completion.cancel(id, condition);
  }

  /**
   * Keeps an order reserved until a later time.
   *
   * @return empty when the time is not later than now
   */
  Optional<DecideResult> extend(OrderId id, VersionCondition condition, Instant deadline) {
    return extending.extend(id, condition, deadline);
  }
}
