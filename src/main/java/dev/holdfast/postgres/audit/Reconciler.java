package dev.holdfast.postgres.audit;

import dev.holdfast.postgres.event.StockChannel;
import dev.holdfast.postgres.product.ProductTable;
import dev.holdfast.postgres.stock.AdvisoryLocks;
import dev.holdfast.postgres.stock.CustomerUnits;
import dev.holdfast.postgres.stock.UnitRows;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.StrategyChangeLocks;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the counters of a SKU in line with its supply, its reservations and their orders, in one
 * transaction: the orders that it is about are locked, then their customers, then the stock, so
 * that nothing of them moves meanwhile. It looks for these orders before it locks anything. Safe
 * for use by many threads.
 */
public final class Reconciler {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  /** How long a statement may take under the locks: it adds every reservation of the SKU up. */
  private static final Duration LOCKED_MAX = Duration.ofSeconds(10);

  private static final String LOCK_ORDERS =
      """
      SELECT id FROM orders WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE
      """;

  private static final String LOCK_STOCK =
      """
      SELECT sku FROM stock WHERE sku = ? FOR NO KEY UPDATE
      """;

  private static final String SET =
      """
      UPDATE stock
      SET supplied = ?, available = CASE WHEN by_unit THEN 0 ELSE ? END, oversold = ?,
        reserved = CASE WHEN by_unit THEN 0 ELSE ? END, sold = CASE WHEN by_unit THEN 0 ELSE ? END,
        sold_forgotten = ?, version = version + 1
      WHERE sku = ?
      RETURNING by_unit
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
          applyBecause == null
              ? transactions.<@Nullable Reconciliation>readFor(
                  PostgresAudits.LOOK_MAX, reading -> look(reading, sku))
              : apply(sku, applyBecause);
      if (done == null) {
        return new ReconciliationResult.UnknownSku();
      }
      if (done.applied()) {
        log.info(
            "the stock of {} was reconciled ({}): {} became {}",
            sku,
            applyBecause,
            done.before().words(),
            done.after().words());
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

  private @Nullable Reconciliation apply(Sku sku, String reason) {
    List<Mismatch> seen =
        transactions.<@Nullable List<Mismatch>>readFor(
            PostgresAudits.LOOK_MAX,
            reading ->
                Totals.read(reading, List.of(sku)).containsKey(sku)
                    ? Mismatch.find(reading, sku, linesMax + 1)
                    : null);
    return seen == null ? null : transactions.run(own -> apply(own, sku, reason, seen));
  }

  private Reconciliation apply(
      Transaction transaction, Sku sku, String reason, List<Mismatch> seen) {
    transaction.allow(LOCKED_MAX);
    String[] orders = seen.stream().map(Mismatch::order).distinct().toArray(String[]::new);
    Set<String> customers = seen.stream().map(Mismatch::customer).collect(Collectors.toSet());
    transaction.list(LOCK_ORDERS, (row, i) -> true, (Object) orders);
    StrategyChangeLocks.share(transaction, List.of(sku.value()));
    var counted = new CustomerUnits.Changes();
    customers.forEach(customer -> counted.lock(sku, customer));
    CustomerUnits.add(transaction, counted);
    // It may take units from under those that compare before they take.
    AdvisoryLocks.lock(transaction, sku.value());
    boolean isLost = ProductTable.recreateStock(transaction, sku);
    transaction.list(LOCK_STOCK, (row, i) -> true, sku.value());
    // What was seen before the locks may have been on its way.
    List<Mismatch> mismatches =
        Mismatch.among(transaction, sku, orders).stream()
            .filter(mismatch ->
                mismatch.customer().isEmpty() || customers.contains(mismatch.customer()))
            .limit(linesMax)
            .toList();
    Totals found = Objects.requireNonNull(Totals.read(transaction, List.of(sku)).get(sku));
    var plan = new Plan(found.lost(isLost), mismatches);
    if (plan.repairs().isEmpty()) {
      return transaction.rollingBack(plan.reconciliation(false, false, isComplete(seen), null));
    }
    write(transaction, sku, plan, Objects.requireNonNull(found.row()).available());
    StockChannel.signal(transaction);
    OffsetDateTime at =
        transaction.first(
            RECORD,
            (row, i) -> row.getObject("applied_at", OffsetDateTime.class),
            sku.value(),
            reason,
            plan.before().words(),
            plan.after().words(),
            plan.repairs().stream()
                .map(repair -> repair.action() + ": " + repair.detail() + " " + repair.orders())
                .collect(Collectors.joining("; ")),
            plan.left().stream()
                .map(finding -> finding.kind() + ": " + finding.detail())
                .collect(Collectors.joining("; ")));
    return plan.reconciliation(
        true, false, isComplete(seen), Objects.requireNonNull(at).toInstant());
  }

  /**
   * @param free how many units are available before, by the counter or by their rows
   */
  private static void write(Transaction transaction, Sku sku, Plan plan, long free) {
    var removed = new ArrayList<Object[]>();
    var set = new ArrayList<Object[]>();
    var counted = new CustomerUnits.Changes();
    for (Mismatch mismatch : plan.mismatches()) {
      if (mismatch.action() == null) {
        continue;
      }
      counted.add(sku, mismatch.customer(), mismatch.countedChange());
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
    long available = Math.max(0, after.available());
    Boolean isByUnit =
        transaction.first(
            SET,
            (row, i) -> row.getBoolean("by_unit"),
            after.supplied(),
            available,
            Math.max(0, -after.available()),
            after.reserved(),
            after.sold(),
            plan.soldForgotten(),
            sku.value());
    if (Boolean.TRUE.equals(isByUnit)) {
      UnitRows.correct(transaction, sku, available - free);
    }
  }
}
