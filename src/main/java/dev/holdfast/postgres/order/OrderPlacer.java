package dev.holdfast.postgres.order;

import dev.holdfast.lifecycle.OrderMeters;
import dev.holdfast.lifecycle.PurchaseLimitCheck;
import dev.holdfast.lifecycle.SaleCheck;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.order.Attempts.Attempt;
import dev.holdfast.postgres.order.Binder.Binding;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.SkuPermits;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.postgres.transaction.Transactions.Purpose;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Places orders, each in one transaction of its own ({@link Placing}) or with others ({@link
 * GroupPlacer}). What an order has come to is answered before any refusal. Safe for use by many
 * threads.
 */
final class OrderPlacer {
  private final Transactions transactions;
  private final SkuPermits permits;
  private final Binder binder;
  private final StockSteps stock;
  private final GroupPlacer group;
  private final Attempts attempts;
  private final OrderDecider decider;
  private final OrderMeters meters;

  OrderPlacer(
      Transactions transactions,
      SkuPermits permits,
      Binder binder,
      StockSteps stock,
      GroupPlacer group,
      Attempts attempts,
      OrderDecider decider,
      OrderMeters meters) {
    this.transactions = transactions;
    this.permits = permits;
    this.binder = binder;
    this.stock = stock;
    this.group = group;
    this.attempts = attempts;
    this.decider = decider;
    this.meters = meters;
  }

  /**
   * As {@link dev.holdfast.order.Orders#place}.
   *
   * @throws IllegalArgumentException when it would become neither reserved nor confirmed
   */
  PlaceResult place(PlaceOrder order) {
    if (order.status() != OrderStatus.RESERVED && order.status() != OrderStatus.CONFIRMED) {
      throw new IllegalArgumentException("an order cannot be placed as " + order.status());
    }
    var running = meters.start();
    try {
      PlaceResult result = attempts.run(order.basket().skus(), () -> placeOrFind(order, running));
      running.ended(result);
      return result;
    } catch (StoreUnavailableException | StrategyUnavailableException e) {
      running.unavailable();
      throw e;
    } finally {
      running.stop();
    }
  }

  /**
   * Looks for the order that a request may repeat, without placing it; empty when its id has none.
   * To say that an order exists acknowledges it, so the answer waits until it is durable.
   */
  Optional<PlaceResult> find(PlaceOrder order) {
    Optional<OrderRow> known = decider.found(order.id());
    if (known.isPresent()) {
      transactions.run(transaction -> {
        transaction.acknowledge();
        return null;
      });
    }
    return known.map(row -> repeat(order, row));
  }

  /** What a request is answered whose id has an order. */
  static PlaceResult repeat(PlaceOrder order, OrderRow known) {
    return known.fingerprint().equals(order.fingerprint())
        ? new PlaceResult.Placed(known.order(), true)
        : new PlaceResult.KeyReused();
  }

  /** What an order has come to does not depend on whether another could be placed now. */
  private Attempt<PlaceResult> placeOrFind(PlaceOrder order, OrderMeters.Running running) {
    Binding binding;
    try {
      binding = binder.bind(order.basket());
    } catch (StrategyUnavailableException | StoreUnavailableException e) {
      return new Attempt.Answer<>(find(order).orElseThrow(() -> e));
    }
    return switch (binding) {
      case Binding.Refused(var reason) -> refusedUnlessKnown(order, reason);
      case Binding.Bound bound -> {
        running.by(bound.allTypes());
        Optional<Refusal> refusal =
            SaleCheck.refusal(order.basket(), sku -> 0, bound.products())
                .or(() ->
                    PurchaseLimitCheck.refusal(
                        order.basket(), sku -> 0, bound.products(), order.customer()));
        if (refusal.isPresent()) {
          yield refusedUnlessKnown(order, refusal.get());
        }
        yield contendedUnlessKnown(
            order,
            () -> {
              Attempt<PlaceResult> together = group.place(order, bound);
              return together != null ? together : placeAlone(order, bound);
            });
      }
    };
  }

  /** Null where too many others want one of its SKUs. */
  private @Nullable Attempt<PlaceResult> placeAlone(PlaceOrder order, Binding.Bound bound) {
    return permits.within(
        order.basket().skus(),
        () ->
            transactions.run(
                Purpose.TAKE,
                bound.isolation(),
                transaction -> new Placing(transaction, order, bound, stock, decider).run()));
  }

  private Attempt<PlaceResult> refusedUnlessKnown(PlaceOrder order, Refusal reason) {
    return new Attempt.Answer<>(find(order).orElseGet(() -> new PlaceResult.Refused(reason)));
  }

  private Attempt<PlaceResult> contendedUnlessKnown(
      PlaceOrder order, Supplier<@Nullable Attempt<PlaceResult>> placing) {
    try {
      Attempt<PlaceResult> placed = placing.get();
      if (placed != null) {
        return placed;
      }
    } catch (ContendedException e) {
      // Too many want the same: answered below.
    }
    return find(order)
        .<Attempt<PlaceResult>>map(Attempt.Answer::new)
        .orElseGet(() -> new Attempt.Contended<>(new PlaceResult.Refused(new Refusal.Contended())));
  }

  /** Counts an order that was not admitted, and answers it where it repeats one. */
  Optional<PlaceResult> notAdmitted(PlaceOrder order, boolean lookUp) {
    Optional<PlaceResult> repeated = Optional.empty();
    try {
      repeated = lookUp ? find(order) : repeated;
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      // It is not admitted then.
    }
    meters.notAdmitted(repeated);
    return repeated;
  }
}
