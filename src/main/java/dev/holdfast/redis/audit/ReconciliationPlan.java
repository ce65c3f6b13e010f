package dev.holdfast.redis.audit;

import dev.holdfast.redis.stock.StoredCounters;
import dev.holdfast.redis.stock.StoredCounters.RawLevel;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Reconciliation.Action;
import dev.holdfast.stock.Reconciliation.Repair;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import java.util.ArrayList;
import java.util.List;

/** What the reservations of a SKU come to, and what has to change for that. */
final class ReconciliationPlan {
  private final RawLevel found;
  private final boolean anew;
  private final StockLevel after;
  private final List<ReservationMismatch> lines;
  private final boolean strayCounters;
  private final long soldForgotten;

  /**
   * @param found the level as it is stored
   * @param anew whether something of it could not be read
   * @param reserved units that reservations add up to once the lines are mended
   * @param sold units that sold reservations add up to then
   */
  ReconciliationPlan(
      Sku sku,
      RawLevel found,
      boolean anew,
      long reserved,
      long sold,
      List<ReservationMismatch> lines,
      boolean strayCounters) {
    this.found = found;
    this.anew = anew;
    this.lines = List.copyOf(lines);
    this.strayCounters = strayCounters;
    long forgotten = found.soldForgotten() == StoredCounters.UNKNOWN ? 0 : found.soldForgotten();
    // Units that count as sold are given back only where a record says that they were not: what is
    // lost may be the reservation, and to sell them again would be an oversale.
    long known = lines.stream().mapToLong(line -> Math.max(0, -line.soldChange())).sum();
    long soldInAll = Math.max(sold + forgotten, found.level().sold() - known);
    soldForgotten = soldInAll - sold;
    long supplied = supplied(found, reserved, soldInAll);
    // A stock count alone makes a shortfall, and units that come back or are supplied end it.
    long shortfall = found.level().shortfall();
    after =
        new StockLevel(
            sku,
            supplied,
            supplied + shortfall - reserved - soldInAll,
            reserved,
            soldInAll,
            shortfall);
  }

  static ReconciliationPlan of(Sku sku, DeepAudit.Report report) {
    long reservedChange =
        report.lines().stream().mapToLong(ReservationMismatch::reservedChange).sum();
    long soldChange = report.lines().stream().mapToLong(ReservationMismatch::soldChange).sum();
    return new ReconciliationPlan(
        sku,
        report.level(),
        report.level().unreadable() != null,
        report.reserved() + reservedChange,
        report.sold() + soldChange,
        report.lines(),
        report.audit().findings().stream().anyMatch(f -> f.kind() == Kind.STRAY_COUNTER));
  }

  /**
   * The supply is the sum of the adjustments: no other record holds it. Where it is lost, it is
   * what its parts come to; units that cannot be read either are not invented.
   */
  private static long supplied(RawLevel found, long reserved, long sold) {
    if (found.supplyKnown()) {
      return found.level().supplied();
    }
    StockLevel level = found.level();
    return Math.max(0, reserved + sold + Math.max(0, level.available()) - level.shortfall());
  }

  StockLevel before() {
    return found.level();
  }

  StockLevel after() {
    return after;
  }

  long soldForgotten() {
    return soldForgotten;
  }

  /** What changes. */
  List<Repair> repairs() {
    var tallies = new FindingSummary<>(Action.class);
    for (ReservationMismatch line : lines) {
      Action action = line.action();
      if (action != null) {
        tallies.add(action, line);
      }
    }
    var repairs = new ArrayList<>(tallies.findings(Repair::new));
    StockLevel before = before();
    if (!found.supplyKnown()) {
      change(Action.SET_SUPPLIED, before.supplied(), after.supplied(), true, repairs);
    }
    change(Action.SET_RESERVED, before.reserved(), after.reserved(), anew, repairs);
    change(Action.SET_SOLD, before.sold(), after.sold(), anew, repairs);
    if (found.soldForgotten() != StoredCounters.UNKNOWN && soldForgotten != found.soldForgotten()) {
      long kept = soldForgotten - found.soldForgotten();
      repairs.add(
          new Repair(
              Action.SET_SOLD, kept, kept + " units without a reservation stay sold", List.of()));
    }
    change(
        Action.SET_AVAILABLE,
        before.available(),
        after.available(),
        anew || found.counterMissing(),
        repairs);
    if (strayCounters) {
      repairs.add(
          new Repair(
              Action.REMOVE_STRAY_COUNTER, 0, "counters of epochs that are over", List.of()));
    }
    return repairs;
  }

  private static void change(
      Action action, long from, long to, boolean anew, List<Repair> repairs) {
    if (from != to || anew) {
      String detail = anew ? "made anew as " + to : "from " + from + " to " + to;
      repairs.add(new Repair(action, Math.abs(to - from), detail, List.of()));
    }
  }

  /** What stays as it is, for a person to decide. */
  List<Finding> left() {
    var tallies = new FindingSummary<>(Kind.class);
    lines.stream()
        .filter(line -> line.action() == null)
        .forEach(line -> tallies.add(line.kind(), line));
    var left = new ArrayList<>(tallies.findings(Finding::new));
    if (after.oversold() > 0) {
      left.add(
          new Finding(
              Kind.OVERSOLD,
              after.oversold(),
              after.oversold() + " units are promised that were never supplied"));
    }
    return left;
  }
}
