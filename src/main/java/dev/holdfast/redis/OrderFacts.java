package dev.holdfast.redis;

import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an order's record says of one SKU, as far as an audit compares it.
 *
 * @param status NONE where there is no record
 * @param version tells one state of the order from any other
 * @param listed units of the SKU that the record lists; null when its lines cannot be read
 * @param deadline as the due list would have it
 * @param due whether the sweeper is still to look at the order
 * @param followed whether its lines have followed its end, as the record has it; empty when not
 */
record OrderFacts(
    String status,
    long attempt,
    String version,
    @Nullable Integer listed,
    double deadline,
    boolean due,
    String followed) {
  static final String NONE = "none";

  /** Reads what the records of orders say of a SKU. One round trip or two for all of them. */
  static Map<OrderId, OrderFacts> read(RedisGateway redis, Sku sku, List<OrderId> orders) {
    List<RedisGateway.Read<List<KeyValue<String, String>>>> reads = new ArrayList<>();
    orders.forEach(order ->
        reads.add(commands ->
            commands.hmget(
                Keys.order(order),
                "status",
                "attempt",
                "version",
                "lines",
                "expiresAt",
                "revivedUntil",
                "followed")));
    List<List<KeyValue<String, String>>> records = redis.readAll(reads);
    Map<OrderId, Boolean> due = due(redis, orders);
    var facts = new LinkedHashMap<OrderId, OrderFacts>();
    for (int i = 0; i < orders.size(); i++) {
      OrderId order = orders.get(i);
      facts.put(order, of(records.get(i), sku, due.getOrDefault(order, false)));
    }
    return facts;
  }

  private static OrderFacts of(List<KeyValue<String, String>> record, Sku sku, boolean due) {
    String deadline = record.get(5).getValueOrElse(record.get(4).getValueOrElse("0"));
    String followed = record.get(6).getValueOrElse("");
    return new OrderFacts(
        record.get(0).getValueOrElse(NONE),
        number(record.get(1).getValueOrElse("0")),
        record.get(2).getValueOrElse(""),
        listed(record.get(3).getValueOrElse(""), sku),
        number(deadline),
        due,
        followed);
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
      return Reply.basket(lines).lines().stream()
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

  /** Whether somebody is still to bring its lines to where its record says. */
  boolean linesAreToCome() {
    return due && followed.isEmpty();
  }

  /** Units of the SKU that the record lists, as far as it can be read. */
  int units() {
    return listed == null ? 0 : listed;
  }

  /** Whether it says of an order what another look said. */
  boolean sameOrderAs(OrderFacts other) {
    return status.equals(other.status)
        && attempt == other.attempt
        && version.equals(other.version)
        && followed.equals(other.followed)
        && due == other.due;
  }
}
