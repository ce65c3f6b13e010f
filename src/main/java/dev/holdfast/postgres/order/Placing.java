package dev.holdfast.postgres.order;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.order.Attempts.Attempt;
import dev.holdfast.postgres.order.Binder.Binding;
import dev.holdfast.postgres.stock.CustomerTakes;
import dev.holdfast.postgres.stock.CustomerUnits;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One order that is being placed in one transaction: lock the id, look for the order and at the
 * stock, count for the customer, write the order, take. The stock comes last, so that its rows,
 * which others want too, are locked for the shortest time. A refusal rolls everything back. Used
 * once, by the thread that runs the transaction.
 */
final class Placing {
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
      SELECT wanted.sku AS wanted_sku, stock.epoch,
        CASE WHEN stock.by_unit THEN (
            SELECT count(*) FROM (
              SELECT FROM units WHERE units.sku = stock.sku LIMIT wanted.quantity) AS enough)
          ELSE stock.available END AS available,
        coalesce(counted.units, 0) AS units, %s, %s AS now
      FROM unnest(?::text[], ?::integer[]) AS wanted (sku, quantity)
      LEFT JOIN stock ON stock.sku = wanted.sku
      LEFT JOIN customer_units AS counted
        ON counted.sku = wanted.sku AND counted.customer = ?
      LEFT JOIN orders ON orders.id = ?
      """
          .formatted(SEED, OrderRow.COLUMNS, OrderTable.NOW);

  private final Transaction transaction;
  private final PlaceOrder order;
  private final Binding.Bound bound;
  private final StockSteps stock;
  private final OrderDecider decider;
  private boolean locked;
  private @Nullable OrderRow known;
  private boolean overdue;
  private final Map<Sku, Seen> seen = new LinkedHashMap<>();

  /**
   * @param epoch null when the SKU has no stock
   * @param units what the customer has
   */
  private record Seen(@Nullable Long epoch, long available, long units) {}

  Placing(
      Transaction transaction,
      PlaceOrder order,
      Binding.Bound bound,
      StockSteps stock,
      OrderDecider decider) {
    this.transaction = transaction;
    this.order = order;
    this.bound = bound;
    this.stock = stock;
    this.decider = decider;
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
    Optional<Refusal> refusal = seenExcess().or(this::seenShortage).or(this::count);
    if (refusal.isPresent()) {
      return transaction.rollingBack(new Attempt.Answer<>(new PlaceResult.Refused(refusal.get())));
    }
    return write();
  }

  private void lockAndLook() {
    transaction.concerns(List.of(order.id()), order.basket().skus());
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
        OrderRow.quantities(order.basket()),
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

  /** What a limit refuses by what was seen is refused without a lock or a write. */
  private Optional<Refusal> seenExcess() {
    var excesses = new ArrayList<LimitViolation>();
    for (Line line : order.basket().lines()) {
      excess(line, seen(line).units()).ifPresent(excesses::add);
    }
    return excesses.isEmpty() ? Optional.empty() : Optional.of(new Refusal.BeyondLimit(excesses));
  }

  /**
   * So is what there is too little of, unless its customer seems to reserve too often, which is
   * refused before it: only the count decides that.
   */
  private Optional<Refusal> seenShortage() {
    var shortages = new ArrayList<Shortage>();
    for (Line line : order.basket().lines()) {
      long available = seen(line).available();
      if (available < line.quantity()) {
        shortages.add(new Shortage(line.sku(), line.quantity(), available));
      }
    }
    if (shortages.isEmpty()) {
      return Optional.empty();
    }
    var shortage = Optional.<Refusal>of(new Refusal.InsufficientStock(shortages));
    return CustomerTakes.seemBeyond(transaction, order.customer(), bound.rates(sku -> true))
        ? count().or(() -> shortage)
        : shortage;
  }

  /**
   * @param has how many units the customer has in other orders
   */
  private Optional<LimitViolation> excess(Line line, long has) {
    Product product = bound.product(line.sku());
    Integer max = product.terms().limits().perCustomer();
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
    return excesses.isEmpty()
        ? CustomerTakes.add(transaction, order.customer(), bound.rates(sku -> true))
        : Optional.of(new Refusal.BeyondLimit(excesses));
  }

  private Attempt<PlaceResult> write() {
    var times = OrderTable.insert(transaction, order, bound.reservationTime(order), counted());
    Optional<Refusal> saleEnded = bound.saleEnded(order.basket().skus(), times.createdAt());
    if (saleEnded.isPresent()) {
      return transaction.rollingBack(
          new Attempt.Answer<>(new PlaceResult.Refused(saleEnded.get())));
    }
    var takes = new LinkedHashMap<Sku, Take>();
    for (Line line : stock.inLockOrder(order.basket())) {
      takes.put(
          line.sku(), new Take(line.sku(), line.quantity(), 0, bound.product(line.sku()).epoch()));
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
