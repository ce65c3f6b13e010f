package dev.holdfast.redis;

import dev.holdfast.redis.RedisStockStore.RawLevel;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Line;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the counters of one SKU with every reservation, and the reservations with their orders.
 * It reads in small steps (HSCAN, ZSCAN), so Redis is never held up; in return what it reads is not
 * of one moment, which the version of the totals before and after tells.
 */
final class DeepAudit {
  private static final int STEP = 500;
  private static final String RESERVED = "R:";
  private static final String SOLD = "S:";

  private final RedisGateway redis;
  private final Sku sku;
  private final List<Finding> findings = new ArrayList<>();
  private long reservations;
  private long reserved;
  private long sold;

  DeepAudit(RedisGateway redis, Sku sku) {
    this.redis = redis;
    this.sku = sku;
  }

  /** What the counters alone show. */
  static List<Finding> counterFindings(RawLevel raw) {
    var found = new ArrayList<Finding>();
    var level = raw.level();
    if (raw.counterMissing()) {
      found.add(new Finding(Kind.MISSING_KEY, "the counter of available units is gone"));
    }
    if (level.discrepancy() != 0) {
      found.add(
          new Finding(
              Kind.COUNTERS_DISAGREE,
              level.discrepancy()
                  + " of "
                  + level.supplied()
                  + " supplied units are not accounted for"));
    }
    if (level.oversold() > 0) {
      found.add(new Finding(Kind.OVERSOLD, level.oversold() + " units"));
    }
    return found;
  }

  Optional<Audit> run() {
    RawLevel before = level();
    sold = soldAndForgotten();
    scanReservations();
    scanOrders();
    RawLevel after = level();
    if (before == null || after == null) {
      return Optional.empty();
    }
    findings.addAll(0, counterFindings(after));
    if (after.level().reserved() != reserved) {
      add(
          Kind.RESERVED_TOTAL_DISAGREES,
          "the total says "
              + after.level().reserved()
              + ", the reservations add up to "
              + reserved);
    }
    if (after.level().sold() != sold) {
      add(
          Kind.SOLD_TOTAL_DISAGREES,
          "the total says " + after.level().sold() + ", the sold reservations add up to " + sold);
    }
    boolean moved = before.version() != after.version() || before.epoch() != after.epoch();
    return Optional.of(
        new Audit(after.level(), after.version(), true, moved, reservations, findings));
  }

  /** Units whose sale is no reservation any more. Forgetting changes the version, like a sale. */
  private long soldAndForgotten() {
    @Nullable String units =
        redis.read(commands -> commands.hget(Keys.totals(sku), "soldForgotten"));
    return units == null ? 0 : Long.parseLong(units);
  }

  private @Nullable RawLevel level() {
    return RedisStockStore.rawLevels(redis, List.of(sku)).get(sku);
  }

  private void add(Kind kind, String detail) {
    if (findings.size() < Audit.FINDINGS_MAX) {
      findings.add(new Finding(kind, detail));
    }
  }

  private void scanReservations() {
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      ScanCursor from = cursor;
      MapScanCursor<String, String> step =
          redis.read(commands ->
              commands.hscan(Keys.reservations(sku), from, ScanArgs.Builder.limit(STEP)));
      var held = new HashMap<String, Integer>();
      var sales = new HashMap<String, Integer>();
      step.getMap()
          .forEach((order, reservation) -> {
            reservations++;
            if (reservation.startsWith(RESERVED)) {
              held.put(order, RedisTakes.had(reservation));
            } else if (reservation.startsWith(SOLD)) {
              sales.put(order, RedisTakes.units(reservation, SOLD));
            }
          });
      held.values().forEach(quantity -> reserved += quantity);
      sales.values().forEach(quantity -> sold += quantity);
      checkOrdersOf(held);
      checkOrdersOfSales(sales);
      cursor = step;
    } while (!cursor.isFinished());
  }

  private List<OrderId> orders(Map<String, Integer> units, Kind kind) {
    var orders = units.keySet().stream().filter(OrderId::isValid).map(OrderId::new).toList();
    if (orders.size() < units.size()) {
      add(kind, "some reservations are of no order id at all");
    }
    return orders;
  }

  private void checkOrdersOf(Map<String, Integer> held) {
    var orders = orders(held, Kind.RESERVATION_WITHOUT_ORDER);
    var records = statuses(orders);
    var due = dueTimes(orders);
    for (int i = 0; i < orders.size(); i++) {
      String status = records.get(i).get(0).getValueOrElse("none");
      boolean live = status.equals("PLACING") || status.equals("RESERVED");
      // Whoever is due still has its lines to come: that is no damage. Whose lines have followed is
      // due as well, but only for being forgotten.
      if (!live && (due.get(i) == null || hasFollowed(records.get(i)))) {
        add(
            Kind.RESERVATION_WITHOUT_ORDER,
            held.get(orders.get(i).value())
                + " units for order "
                + orders.get(i)
                + ", whose status is "
                + status);
      }
    }
  }

  /** Only a confirmed order's lines are sold, and as many units as it lists. */
  private void checkOrdersOfSales(Map<String, Integer> sales) {
    var orders = orders(sales, Kind.SALE_WITHOUT_ORDER);
    var records = statuses(orders);
    for (int i = 0; i < orders.size(); i++) {
      var order = orders.get(i);
      String status = records.get(i).get(0).getValueOrElse("none");
      int listed = status.equals("CONFIRMED") ? listed(records.get(i)) : 0;
      if (listed != sales.getOrDefault(order.value(), 0)) {
        add(
            Kind.SALE_WITHOUT_ORDER,
            sales.get(order.value())
                + " units for order "
                + order
                + ", whose status is "
                + status
                + " and which lists "
                + listed);
      }
    }
  }

  /** The units of this SKU that a record lists. */
  private int listed(List<KeyValue<String, String>> record) {
    return Reply.basket(record.get(1).getValue()).lines().stream()
        .filter(line -> line.sku().equals(sku))
        .mapToInt(Line::quantity)
        .sum();
  }

  private static boolean hasFollowed(List<KeyValue<String, String>> record) {
    return record.get(2).hasValue();
  }

  private List<List<KeyValue<String, String>>> statuses(List<OrderId> orders) {
    List<RedisGateway.Read<List<KeyValue<String, String>>>> reads = new ArrayList<>();
    orders.forEach(order ->
        reads.add(commands -> commands.hmget(Keys.order(order), "status", "lines", "followed")));
    return redis.readAll(reads);
  }

  private List<@Nullable Double> dueTimes(List<OrderId> orders) {
    List<RedisGateway.Read<@Nullable Double>> reads = new ArrayList<>();
    orders.forEach(order ->
        reads.add(commands -> commands.zscore(Keys.due(order.partition()), order.value())));
    return redis.readAll(reads);
  }

  /**
   * Every order that is reserved is due some day, and so is every decided one whose lines are still
   * to follow: the due lists name them all.
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
    var records = statuses(orders);
    var wanted = new HashMap<OrderId, Integer>();
    for (int i = 0; i < orders.size(); i++) {
      String status = records.get(i).get(0).getValueOrElse("");
      int listed =
          (status.equals("RESERVED") || status.equals("CONFIRMED")) && !hasFollowed(records.get(i))
              ? listed(records.get(i))
              : 0;
      if (listed > 0) {
        wanted.put(orders.get(i), listed);
      }
    }
    wanted.forEach((order, quantity) -> {
      @Nullable String reservation =
          redis.read(commands -> commands.hget(Keys.reservations(sku), order.value()));
      int held = RedisTakes.had(reservation) + RedisTakes.units(reservation, SOLD);
      if (held < quantity) {
        add(
            Kind.ORDER_WITHOUT_RESERVATION,
            "order " + order + " lists " + quantity + " units, " + held + " are reserved for it");
      }
    });
  }
}
