package dev.holdfast.redis.audit;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.Reservation;
import dev.holdfast.redis.stock.StoredCounters;
import dev.holdfast.redis.stock.StoredCounters.RawLevel;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import io.lettuce.core.KeyValue;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScoredValueScanCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the counters of one SKU with every reservation, and the reservations with their orders.
 * It reads in small steps (HSCAN, ZSCAN), so Redis is never held up; in return what it adds up is
 * not of one moment, which the version of the totals before and after shows. A reservation that
 * does not agree with its order is read a second time, so what is found of a single order holds
 * however much moves.
 */
final class DeepAudit {
  private static final int STEP = 500;

  private final RedisGateway redis;
  private final Sku sku;
  private final int linesMax;
  private final FindingSummary<Kind> tallies = new FindingSummary<>(Kind.class);
  private final List<ReservationMismatch> lines = new ArrayList<>();
  private boolean linesLeftOut;
  private long reservations;
  private long reserved;
  private long sold;

  /**
   * @param linesMax how many lines that do not agree are kept, each by itself; all are counted
   */
  DeepAudit(RedisGateway redis, Sku sku, int linesMax) {
    this.redis = redis;
    this.sku = sku;
    this.linesMax = linesMax;
  }

  /**
   * What it found.
   *
   * @param level as it was at the end
   * @param reserved units that reservations add up to
   * @param sold units that sold reservations add up to
   * @param reservationsReadable false when there was nothing to add up
   * @param lines what does not agree, line by line
   * @param linesLeftOut whether there are more lines than were kept
   */
  record Report(
      Audit audit,
      RawLevel level,
      long reserved,
      long sold,
      boolean reservationsReadable,
      List<ReservationMismatch> lines,
      boolean linesLeftOut) {}

  Report run() {
    RawLevel before = StoredCounters.read(redis, sku);
    boolean readable = reservationsAreReadable();
    if (readable) {
      scanReservations();
      scanOrders();
    }
    RawLevel after = StoredCounters.read(redis, sku);
    var findings = new ArrayList<Finding>();
    if (after == null) {
      findings.add(new Finding(Kind.MISSING_KEY, 0, "the totals are gone"));
    } else {
      findings.addAll(StoredCounters.findings(after));
    }
    if (!readable) {
      findings.add(new Finding(Kind.UNREADABLE, 0, "the reservations are no hash"));
    } else if (after != null) {
      compareTotals(after, findings);
    }
    StoredCounters.strayCounters(redis, sku, after).ifPresent(findings::add);
    findings.addAll(tallies.findings(Finding::new));
    boolean moved =
        (before == null) != (after == null)
            || (before != null && after != null && before.movedUntil(after));
    var level = after == null ? StoredCounters.none(sku) : after.level();
    long version = after == null ? 0 : after.version();
    return new Report(
        new Audit(level, version, true, moved, reservations, findings),
        after == null || after.epoch() == 0 ? StoredCounters.orphaned(redis, sku, after) : after,
        reserved,
        sold,
        readable,
        lines,
        linesLeftOut);
  }

  private boolean reservationsAreReadable() {
    String type = redis.read(commands -> commands.type(Keys.reservations(sku)));
    return type.equals("hash") || type.equals("none");
  }

  private void compareTotals(RawLevel level, List<Finding> findings) {
    if (level.unreadable() != null) {
      return;
    }
    compare(
        Kind.RESERVED_TOTAL_DISAGREES,
        level.level().reserved(),
        reserved,
        "reservations add up to",
        findings);
    compare(
        Kind.SOLD_TOTAL_DISAGREES,
        level.level().sold(),
        sold + level.soldForgotten(),
        "sold reservations add up to",
        findings);
  }

  private static void compare(
      Kind kind, long total, long sum, String words, List<Finding> findings) {
    if (total != sum) {
      findings.add(
          new Finding(
              kind,
              Math.abs(total - sum),
              "the total says " + total + ", the " + words + " " + sum));
    }
  }

  private void add(ReservationMismatch line) {
    tallies.add(line.kind(), line);
    if (lines.size() < linesMax) {
      lines.add(line);
    } else {
      linesLeftOut = true;
    }
  }

  private void scanReservations() {
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      ScanCursor from = cursor;
      MapScanCursor<String, String> step =
          redis.read(commands ->
              commands.hscan(Keys.reservations(sku), from, ScanArgs.Builder.limit(STEP)));
      var held = new LinkedHashMap<OrderId, @Nullable String>();
      step.getMap()
          .forEach((order, stored) -> {
            reservations++;
            if (count(stored)) {
              if (OrderId.isValid(order)) {
                held.put(new OrderId(order), stored);
              } else {
                ReservationMismatch damage = ReservationVerifier.ofNoOrder(order, stored);
                if (damage != null) {
                  add(damage);
                }
              }
            }
          });
      check(held);
      cursor = step;
    } while (!cursor.isFinished());
  }

  /** Whether a stored reservation is more than a tombstone. */
  private boolean count(String stored) {
    Reservation reservation = Reservation.parse(stored);
    if (reservation == null) {
      return true;
    }
    reserved += reservation.reserved();
    sold += reservation.sold();
    return reservation.state() == 'R' || reservation.state() == 'S';
  }

  private void check(Map<OrderId, @Nullable String> held) {
    if (!held.isEmpty()) {
      MismatchRecheck.disagreeing(redis, sku, held).forEach(this::add);
    }
  }

  /**
   * Every order that is reserved is due some day, and so is every decided one whose lines are still
   * to follow: the due lists name them all, and no others.
   */
  private void scanOrders() {
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      String due = Keys.due(partition);
      ScanCursor cursor = ScanCursor.INITIAL;
      do {
        ScanCursor from = cursor;
        ScoredValueScanCursor<String> step =
            redis.read(commands -> commands.zscan(due, from, ScanArgs.Builder.limit(STEP)));
        checkReservationsOf(
            step.getValues().stream()
                .map(ScoredValue::getValue)
                .filter(OrderId::isValid)
                .map(OrderId::new)
                .toList());
        cursor = step;
      } while (!cursor.isFinished());
    }
  }

  private void checkReservationsOf(List<OrderId> orders) {
    if (orders.isEmpty()) {
      return;
    }
    String[] fields = orders.stream().map(OrderId::value).toArray(String[]::new);
    List<KeyValue<String, String>> found =
        redis.read(commands -> commands.hmget(Keys.reservations(sku), fields));
    var without = new HashMap<OrderId, @Nullable String>();
    for (int i = 0; i < orders.size(); i++) {
      @Nullable String stored = found.get(i).getValueOrElse(null);
      Reservation reservation = stored == null ? null : Reservation.parse(stored);
      // The others were checked where they are kept.
      boolean holdsNothing =
          stored == null
              || (reservation != null
                  && (reservation.state() == 'L' || reservation.state() == 'X'));
      if (holdsNothing) {
        without.put(orders.get(i), stored);
      }
    }
    check(without);
  }
}
