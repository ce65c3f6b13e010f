package dev.holdfast.postgres.order;

import dev.holdfast.lifecycle.OrderMeters;
import dev.holdfast.lifecycle.PurchaseLimitCheck;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.order.Attempts.Attempt;
import dev.holdfast.postgres.order.Binder.Binding;
import dev.holdfast.postgres.stock.CustomerUnits;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.SkuPermits;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.postgres.transaction.Transactions.Purpose;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Places orders, each in one transaction: lock the id, look for the order and at the stock, count
 * for the customer, write the order, take. The stock comes last, so that its rows, which others
 * want too, are locked for the shortest time. A refusal rolls everything back. Safe for use by many
 * threads.
 */
final class OrderPlacer {
  /** Apart from the advisory locks of SKUs. */
  private static final int SEED = 0;

  /**
   * A second transaction of one order gives way instead of waiting. The look is a statement of its
   * own: it sees what a transaction that held the lock before has committed, the order and the
   * stock as of one moment. Every row of it is one SKU; that of the order is repeated in each.
   */
  private static final String LOCK_AND_LOOK =
      """
      SELECT pg_try_advisory_xact_lock(hashtextextended(?, %d));
      SELECT wanted.sku AS wanted_sku, stock.epoch, stock.available,
        coalesce(counted.units, 0) AS units, %s, %s AS now
      FROM unnest(?::text[]) AS wanted (sku)
      LEFT JOIN stock ON stock.sku = wanted.sku
      LEFT JOIN customer_units AS counted
        ON counted.sku = wanted.sku AND counted.customer = ?
      LEFT JOIN orders ON orders.id = ?
      """
          .formatted(SEED, OrderRow.COLUMNS, OrderTable.NOW);

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

  private static PlaceResult repeat(PlaceOrder order, OrderRow known) {
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
        Optional<Refusal> beyond =
            PurchaseLimitCheck.refusal(
                order.basket(), sku -> 0, bound.products(), order.customer());
        if (beyond.isPresent()) {
          yield refusedUnlessKnown(order, beyond.get());
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
                transaction -> new Placing(transaction, order, bound).run()));
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
    return refusedUnlessKnown(order, new Refusal.Contended());
  }

  /** An order that is being placed in a transaction. */
  private final class Placing {
    private final Transaction transaction;
    private final PlaceOrder order;
    private final Binding.Bound bound;
    private boolean locked;
    private @Nullable OrderRow known;
    private boolean overdue;
    private final Map<Sku, Seen> seen = new LinkedHashMap<>();

    /**
     * @param epoch null when the SKU has no stock
     * @param units what the customer has
     */
    private record Seen(@Nullable Long epoch, long available, long units) {}

    Placing(Transaction transaction, PlaceOrder order, Binding.Bound bound) {
      this.transaction = transaction;
      this.order = order;
      this.bound = bound;
    }

    Attempt<PlaceResult> run() {
      lockAndLook();
      if (!locked) {
        return transaction.rollingBack(new Attempt.Wait<>(new PlaceResult.InProgress()));
      }
      if (known != null) {
        return new Attempt.Answer<>(repeat(known));
      }
      if (isStale()) {
        return transaction.rollingBack(new Attempt.Rebind<>(contended()));
      }
      Optional<Refusal> seenRefusal = seenRefusal();
      Optional<Refusal> refusal = seenRefusal.isPresent() ? seenRefusal : count();
      if (refusal.isPresent()) {
        return transaction.rollingBack(
            new Attempt.Answer<>(new PlaceResult.Refused(refusal.get())));
      }
      return write();
    }

    private void lockAndLook() {
      transaction.together(
          LOCK_AND_LOOK,
          List.of(
              rows -> locked = rows.next() && rows.getBoolean(1),
              rows -> {
                while (rows.next()) {
                  seen.put(
                      new Sku(rows.getString("wanted_sku")),
                      new Seen(
                          rows.getObject("epoch", Long.class),
                          rows.getLong("available"),
                          rows.getLong("units")));
                  if (rows.getString("id") != null && known == null) {
                    known = OrderRow.of(rows);
                    overdue = known.isOverdue(OrderRow.instant(rows, "now"));
                  }
                }
                return true;
              }),
          order.id().value(),
          OrderRow.skus(order.basket()),
          order.customer(),
          order.id().value());
    }

    private PlaceResult repeat(OrderRow found) {
      if (overdue) {
        var current = Objects.requireNonNull(decider.current(transaction, order.id()));
        return OrderPlacer.repeat(order, current.row());
      }
      transaction.acknowledge();
      return OrderPlacer.repeat(order, found);
    }

    private Seen seen(Line line) {
      return Objects.requireNonNull(seen.get(line.sku()));
    }

    private boolean isStale() {
      return order.basket().lines().stream()
          .anyMatch(line -> !Objects.equals(seen(line).epoch(), bound.product(line.sku()).epoch()));
    }

    /** What cannot be taken by what was seen is refused without a lock or a write. */
    private Optional<Refusal> seenRefusal() {
      var excesses = new ArrayList<LimitViolation>();
      var shortages = new ArrayList<Shortage>();
      for (Line line : order.basket().lines()) {
        Seen now = seen(line);
        excess(line, now.units()).ifPresent(excesses::add);
        if (now.available() < line.quantity()) {
          shortages.add(new Shortage(line.sku(), line.quantity(), now.available()));
        }
      }
      if (!excesses.isEmpty()) {
        return Optional.of(new Refusal.BeyondLimit(excesses));
      }
      return shortages.isEmpty()
          ? Optional.empty()
          : Optional.of(new Refusal.InsufficientStock(shortages));
    }

    /**
     * @param has how many units the customer has in other orders
     */
    private Optional<LimitViolation> excess(Line line, long has) {
      Product product = bound.product(line.sku());
      Integer max = product.limits().perCustomer();
      return max != null && !order.customer().isEmpty() && has + line.quantity() > max
          ? Optional.of(
              new LimitViolation(
                  line.sku(), LimitViolation.Limit.PER_CUSTOMER, max, line.quantity(), has))
          : Optional.empty();
    }

    /** Counts for the customer. What this statement has counted is what decides. */
    private Optional<Refusal> count() {
      var changes = new CustomerUnits.Changes();
      for (Line line : order.basket().lines()) {
        changes.add(line.sku(), bound.counted(line.sku(), order.customer()), line.quantity());
      }
      var counted = CustomerUnits.add(transaction, changes);
      var excesses = new ArrayList<LimitViolation>();
      for (Line line : order.basket().lines()) {
        long units = CustomerUnits.of(counted, line.sku(), order.customer());
        excess(line, units - line.quantity()).ifPresent(excesses::add);
      }
      return excesses.isEmpty() ? Optional.empty() : Optional.of(new Refusal.BeyondLimit(excesses));
    }

    private Attempt<PlaceResult> write() {
      var times = OrderTable.insert(transaction, order, bound.reservationTime(order), counted());
      var takes = new LinkedHashMap<Sku, Take>();
      for (Line line : order.basket().lines()) {
        takes.put(
            line.sku(),
            new Take(line.sku(), line.quantity(), 0, bound.product(line.sku()).epoch()));
      }
      TakeResult result =
          stock.execute(
              transaction,
              takes,
              bound::type,
              order.status() == OrderStatus.CONFIRMED ? Destination.SOLD : Destination.RESERVED,
              Map.of());
      return switch (result) {
        case TakeResult.Taken() ->
            new Attempt.Answer<>(new PlaceResult.Placed(OrderTable.placed(order, times), false));
        case TakeResult.NotEnough(var shortages) ->
            transaction.rollingBack(
                new Attempt.Answer<>(
                    new PlaceResult.Refused(new Refusal.InsufficientStock(shortages))));
        case TakeResult.Stale() -> transaction.rollingBack(new Attempt.Rebind<>(contended()));
      };
    }

    private PlaceResult contended() {
      return new PlaceResult.Refused(new Refusal.Contended());
    }

    private String[] counted() {
      return order.basket().lines().stream()
          .map(line -> bound.counted(line.sku(), order.customer()))
          .toArray(String[]::new);
    }
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
