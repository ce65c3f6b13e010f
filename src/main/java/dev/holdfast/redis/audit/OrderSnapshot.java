package dev.holdfast.redis.audit;

import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.RecordDamage;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.data.StoredReturns;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an order's record says of one SKU, as far as an audit compares it.
 *
 * @param status NONE where there is no record
 * @param version differs for any two states of the order
 * @param listed units of the SKU that the record lists; null when its lines cannot be read
 * @param returned units of the SKU that the order has returned, as the record has it
 * @param toReturn those of them that are still to be taken back
 * @param due whether the sweeper is still to process the order
 * @param followed whether its lines have followed its end, as the record has it; empty when not
 * @param damage why the record cannot be used; null when it can
 * @param aside the status of a damaged record that was put aside; what stands in its place is no
 *     record
 */
record OrderSnapshot(
    String status,
    long attempt,
    String version,
    @Nullable Integer listed,
    int returned,
    int toReturn,
    boolean due,
    String followed,
    @Nullable String damage,
    String aside) {
  static final String NONE = "none";

  private static final String ASIDE = "QUARANTINED";

  private static final List<String> FIELDS =
      Stream.concat(RecordDamage.FIELDS.stream(), Stream.of("followed")).toList();

  /** Reads what the records of orders say of a SKU. One round trip or two for all of them. */
  static Map<OrderId, OrderSnapshot> read(RedisGateway redis, Sku sku, List<OrderId> orders) {
    List<RedisGateway.Read<List<KeyValue<String, String>>>> reads = new ArrayList<>();
    orders.forEach(order ->
        reads.add(commands -> commands.hmget(Keys.order(order), FIELDS.toArray(String[]::new))));
    List<@Nullable List<KeyValue<String, String>>> records = redis.readAllOfType(reads);
    Map<OrderId, Boolean> due = due(redis, orders);
    Map<OrderId, String> aside = aside(redis, orders, records);
    var facts = new LinkedHashMap<OrderId, OrderSnapshot>();
    for (int i = 0; i < orders.size(); i++) {
      OrderId order = orders.get(i);
      facts.put(
          order,
          of(records.get(i), sku, due.getOrDefault(order, false), aside.getOrDefault(order, "")));
    }
    return facts;
  }

  /** What the records say that were put aside of orders that have none. */
  private static Map<OrderId, String> aside(
      RedisGateway redis,
      List<OrderId> orders,
      List<@Nullable List<KeyValue<String, String>>> records) {
    var without = new ArrayList<OrderId>();
    List<RedisGateway.Read<String>> reads = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      var record = records.get(i);
      if (record != null && fields(record).isEmpty()) {
        OrderId order = orders.get(i);
        without.add(order);
        reads.add(commands -> commands.hget(Keys.damaged(order), "status"));
      }
    }
    var found = redis.readAllOfType(reads);
    var aside = new HashMap<OrderId, String>();
    for (int i = 0; i < without.size(); i++) {
      String status = found.get(i);
      if (status != null) {
        aside.put(without.get(i), status);
      }
    }
    return aside;
  }

  /** The fields that a record has; none where it was put aside. */
  private static Map<String, String> fields(List<KeyValue<String, String>> found) {
    var record = new HashMap<String, String>();
    found.forEach(field -> field.ifHasValue(value -> record.put(field.getKey(), value)));
    return ASIDE.equals(record.get("status")) ? Map.of() : record;
  }

  private static OrderSnapshot of(
      @Nullable List<KeyValue<String, String>> found, Sku sku, boolean due, String aside) {
    Map<String, String> record = found == null ? Map.of() : fields(found);
    @Nullable String damage =
        found == null ? RecordDamage.NO_HASH : record.isEmpty() ? null : RecordDamage.of(record);
    return new OrderSnapshot(
        record.getOrDefault("status", record.isEmpty() && found != null ? NONE : "unreadable"),
        number(record.getOrDefault("attempt", "0")),
        record.getOrDefault("version", ""),
        listed(record.getOrDefault("lines", ""), sku),
        damage == null ? returned(record, sku) : 0,
        damage == null ? toReturn(record, sku) : 0,
        due,
        record.getOrDefault("followed", ""),
        damage,
        aside);
  }

  private static int returned(Map<String, String> record, Sku sku) {
    return StoredReturns.units(record.getOrDefault("returned", "")).getOrDefault(sku, 0);
  }

  private static int toReturn(Map<String, String> record, Sku sku) {
    return StoredReturns.parse(record.getOrDefault("returning", "")).stream()
        .flatMap(recorded -> recorded.units().stream())
        .filter(units -> units.sku().equals(sku))
        .mapToInt(ReturnedUnits::units)
        .sum();
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static @Nullable Integer listed(String lines, Sku sku) {
    try {
      return ScriptReplies.basket(lines).lines().stream()
          .filter(line -> line.sku().equals(sku))
          .mapToInt(Line::quantity)
          .sum();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** One question for each partition: a score for each order would be as many again. */
  private static Map<OrderId, Boolean> due(RedisGateway redis, List<OrderId> orders) {
    var partitions = new HashMap<Integer, List<OrderId>>();
    orders.forEach(
        order -> partitions.computeIfAbsent(order.partition(), p -> new ArrayList<>()).add(order));
    List<RedisGateway.Read<List<@Nullable Double>>> reads = new ArrayList<>();
    partitions.forEach((partition, members) ->
        reads.add(commands ->
            commands.zmscore(
                Keys.due(partition), members.stream().map(OrderId::value).toArray(String[]::new))));
    List<List<@Nullable Double>> scores = redis.readAll(reads);
    var due = new HashMap<OrderId, Boolean>();
    int i = 0;
    for (List<OrderId> members : partitions.values()) {
      List<@Nullable Double> found = scores.get(i++);
      for (int j = 0; j < members.size(); j++) {
        due.put(members.get(j), found.get(j) != null);
      }
    }
    return due;
  }

  boolean is(String... statuses) {
    return List.of(statuses).contains(status);
  }

  /** Whether its lines are still to be settled. */
  boolean linesAreToCome() {
    return due && followed.isEmpty();
  }

  /** Units of the SKU that the record lists and has not taken back, as far as it can be read. */
  int units() {
    return listed == null ? 0 : listed - returned + toReturn;
  }

  /** Whether the record lists the SKU, whatever of it was returned. */
  boolean isListed() {
    return listed != null && listed > 0;
  }

  /** Whether it says of an order what another look said. */
  boolean sameOrderAs(OrderSnapshot other) {
    return status.equals(other.status)
        && attempt == other.attempt
        && version.equals(other.version)
        && followed.equals(other.followed)
        && toReturn == other.toReturn
        && Objects.equals(damage, other.damage)
        && due == other.due;
  }
}
