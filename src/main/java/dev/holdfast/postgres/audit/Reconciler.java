package dev.holdfast.postgres.audit;

import dev.holdfast.postgres.stock.CustomerUnits;
import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.Reconciliation.Action;
import dev.holdfast.stock.Reconciliation.Repair;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the counters of a SKU in line with its supply, its reservations and their orders, in one
 * transaction: the orders that it is about are locked, then the stock, so that nothing of them
 * moves meanwhile. Safe for use by many threads.
 */
public final class Reconciler {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private static final String LOCK_ORDERS =
      """
      SELECT id FROM orders WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE
      """;

  private static final String CREATE_STOCK =
      """
      INSERT INTO stock (sku) VALUES (?) ON CONFLICT (sku) DO NOTHING
      """;

  private static final String LOCK_STOCK =
      """
      SELECT sku FROM stock WHERE sku = ? FOR NO KEY UPDATE
      """;

  private static final String SET =
      """
      UPDATE stock
      SET supplied = ?, available = ?, shortfall = ?, reserved = ?, sold = ?, sold_forgotten = ?,
        version = version + 1
      WHERE sku = ?
      """;

  private static final String REMOVE_RESERVATION =
      """
      DELETE FROM reservations WHERE order_id = ? AND sku = ?
      """;

  private static final String SET_RESERVATION =
      """
      INSERT INTO reservations (order_id, sku, quantity, state, customer)
      VALUES (?, ?, ?, ?::"char", ?)
      ON CONFLICT (order_id, sku)
      DO UPDATE SET quantity = excluded.quantity, state = excluded.state
      """;

  private static final String RECORD =
      """
      INSERT INTO reconciliations (sku, reason, applied_at, before, after, repairs, left_over)
      VALUES (?, ?, date_trunc('milliseconds', clock_timestamp()), ?, ?, ?, ?)
      RETURNING applied_at
      """;

  private final Transactions transactions;
  private final int linesMax;

  /**
   * @param linesMax how many orders of a kind one reconciliation repairs
   */
  public Reconciler(Transactions transactions, int linesMax) {
    this.transactions = transactions;
    this.linesMax = linesMax;
  }

  /** As {@link dev.holdfast.stock.Inventory#reconcile}. */
  public ReconciliationResult reconcile(Sku sku, @Nullable String applyBecause) {
    try {
      Reconciliation done =
          transactions.run(transaction ->
              applyBecause == null
                  ? look(transaction, sku)
                  : apply(transaction, sku, applyBecause));
      if (done == null) {
        return new ReconciliationResult.UnknownSku();
      }
      if (done.applied()) {
        log.info(
            "the stock of {} was reconciled ({}): {} became {}",
            sku,
            applyBecause,
            words(done.before()),
            words(done.after()));
      }
      return new ReconciliationResult.Reconciled(done);
    } catch (ContendedException e) {
      return new ReconciliationResult.Busy();
    }
  }

  private @Nullable Reconciliation look(Transaction transaction, Sku sku) {
    Totals before = Totals.read(transaction, List.of(sku)).get(sku);
    if (before == null) {
      return null;
    }
    List<Mismatch> mismatches = Mismatch.find(transaction, sku, linesMax + 1);
    Totals totals = Totals.read(transaction, List.of(sku)).getOrDefault(sku, before);
    return new Plan(totals, mismatches)
        .reconciliation(false, before.version() != totals.version(), isComplete(mismatches), null);
  }

  private boolean isComplete(List<Mismatch> mismatches) {
    return mismatches.size() <= linesMax;
  }

  private @Nullable Reconciliation apply(Transaction transaction, Sku sku, String reason) {
    if (!Totals.read(transaction, List.of(sku)).containsKey(sku)) {
      return null;
    }
    List<Mismatch> seen = Mismatch.find(transaction, sku, linesMax + 1);
    String[] orders = seen.stream().map(Mismatch::order).distinct().toArray(String[]::new);
    transaction.list(LOCK_ORDERS, (row, i) -> true, (Object) orders);
    boolean isLost = transaction.update(CREATE_STOCK, sku.value()) == 1;
    transaction.list(LOCK_STOCK, (row, i) -> true, sku.value());
    // What was seen before the locks may have been on its way.
    Set<String> locked = new HashSet<>(List.of(orders));
    List<Mismatch> mismatches =
        Mismatch.find(transaction, sku, linesMax + 1).stream()
            .filter(mismatch -> locked.contains(mismatch.order()))
            .limit(linesMax)
            .toList();
    Totals totals =
        Objects.requireNonNull(Totals.read(transaction, List.of(sku)).get(sku)).lost(isLost);
    var plan = new Plan(totals, mismatches);
    if (plan.repairs().isEmpty()) {
      return transaction.rollingBack(plan.reconciliation(false, false, isComplete(seen), null));
    }
    write(transaction, sku, plan);
    OffsetDateTime at =
        transaction.first(
            RECORD,
            (row, i) -> row.getObject("applied_at", OffsetDateTime.class),
            sku.value(),
            reason,
            words(plan.before()),
            words(plan.after()),
            plan.repairs().stream()
                .map(repair -> repair.action() + ": " + repair.detail() + " " + repair.orders())
                .collect(Collectors.joining("; ")),
            plan.left().stream()
                .map(finding -> finding.kind() + ": " + finding.detail())
                .collect(Collectors.joining("; ")));
    return plan.reconciliation(
        true, false, isComplete(seen), Objects.requireNonNull(at).toInstant());
  }

  private static void write(Transaction transaction, Sku sku, Plan plan) {
    var removed = new ArrayList<Object[]>();
    var set = new ArrayList<Object[]>();
    var counted = new CustomerUnits.Changes();
    for (Mismatch mismatch : plan.mismatches()) {
      if (mismatch.action() == null) {
        continue;
      }
      counted.add(sku, mismatch.customer(), mismatch.wanted() - mismatch.held());
      if (mismatch.wanted() == 0) {
        removed.add(new Object[] {mismatch.order(), sku.value()});
      } else {
        set.add(
            new Object[] {
              mismatch.order(),
              sku.value(),
              mismatch.wanted(),
              mismatch.isWantedSold() ? "S" : "R",
              mismatch.customer()
            });
      }
    }
    CustomerUnits.add(transaction, counted);
    transaction.batch(REMOVE_RESERVATION, removed);
    transaction.batch(SET_RESERVATION, set);
    StockLevel after = plan.after();
    transaction.update(
        SET,
        after.supplied(),
        Math.max(0, after.available()),
        Math.max(0, -after.available()),
        after.reserved(),
        after.sold(),
        plan.soldForgotten(),
        sku.value());
  }

  private static String words(StockLevel level) {
    return "supplied %d, available %d, reserved %d, sold %d"
        .formatted(level.supplied(), level.available(), level.reserved(), level.sold());
  }

  /** What the reservations come to, and what has to change for that. */
  private static final class Plan {
    private final Totals totals;
    private final List<Mismatch> mismatches;
    private final StockLevel after;
    private final long soldForgotten;

    Plan(Totals totals, List<Mismatch> mismatches) {
      this.totals = totals;
      this.mismatches = mismatches;
      long reserved =
          totals.reserved() + mismatches.stream().mapToLong(Mismatch::reservedChange).sum();
      long sold = totals.sold() + mismatches.stream().mapToLong(Mismatch::soldChange).sum();
      // Units that count as sold are given back only where an order says that they were not.
      long known =
          mismatches.stream().mapToLong(mismatch -> Math.max(0, -mismatch.soldChange())).sum();
      StockRow row = totals.row();
      long counted = row == null ? 0 : row.sold();
      long forgotten = row == null ? 0 : row.soldForgotten();
      long soldInAll = Math.max(sold + forgotten, counted - known);
      soldForgotten = soldInAll - sold;
      // The supply is the sum of adjustments. Where it is lost, it is what its parts come to.
      long supplied = row == null ? reserved + soldInAll : row.supplied();
      after =
          new StockLevel(
              totals.sku(), supplied, supplied - reserved - soldInAll, reserved, soldInAll);
    }

    List<Mismatch> mismatches() {
      return mismatches;
    }

    StockLevel before() {
      StockRow row = totals.row();
      return row == null ? new StockLevel(totals.sku(), 0, 0, 0, 0) : row.level();
    }

    StockLevel after() {
      return after;
    }

    long soldForgotten() {
      return soldForgotten;
    }

    List<Repair> repairs() {
      var repairs =
          new ArrayList<>(
              Mismatch.summed(
                  mismatches.stream().filter(m -> m.action() != null).toList(),
                  m -> Objects.requireNonNull(m.action()),
                  Repair::new));
      if (totals.row() == null) {
        change(Action.SET_SUPPLIED, before().supplied(), after.supplied(), repairs);
      }
      change(Action.SET_RESERVED, before().reserved(), after.reserved(), repairs);
      change(Action.SET_SOLD, before().sold(), after.sold(), repairs);
      change(Action.SET_AVAILABLE, before().available(), after.available(), repairs);
      return repairs;
    }

    private void change(Action action, long from, long to, List<Repair> repairs) {
      boolean anew = totals.row() == null;
      if (from != to || anew) {
        repairs.add(
            new Repair(
                action,
                Math.abs(to - from),
                anew ? "made anew as " + to : "from " + from + " to " + to,
                List.of()));
      }
    }

    List<Finding> left() {
      var left =
          new ArrayList<>(
              Mismatch.summed(
                  mismatches.stream().filter(m -> m.action() == null).toList(),
                  Mismatch::kind,
                  Finding::new));
      if (after.oversold() > 0) {
        left.add(
            new Finding(
                Kind.OVERSOLD,
                after.oversold(),
                after.oversold() + " units are promised that were never supplied"));
      }
      return left;
    }

    Reconciliation reconciliation(
        boolean applied, boolean inconclusive, boolean complete, @Nullable Instant at) {
      StockRow row = totals.row();
      return new Reconciliation(
          totals.sku(),
          applied,
          inconclusive,
          complete,
          row == null ? 1 : row.epoch(),
          at,
          before(),
          after,
          repairs(),
          left());
    }
  }
}
