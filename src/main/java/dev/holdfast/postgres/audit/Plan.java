package dev.holdfast.postgres.audit;

import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.Reconciliation.Action;
import dev.holdfast.stock.Reconciliation.Repair;
import dev.holdfast.stock.StockLevel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the reservations come to, and what has to change for that. */
final class Plan {
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
    // A stock count alone makes a shortfall, and units that come back or are supplied end it.
    long shortfall = row == null ? 0 : row.shortfall();
    after =
        new StockLevel(
            totals.sku(),
            supplied,
            supplied + shortfall - reserved - soldInAll,
            reserved,
            soldInAll,
            shortfall);
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
              anew ? madeAnew(action, to) : "from " + from + " to " + to,
              List.of()));
    }
  }

  private static String madeAnew(Action action, long to) {
    return "made anew as " + to + (action == Action.SET_SUPPLIED ? "; its sale is stopped" : "");
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
