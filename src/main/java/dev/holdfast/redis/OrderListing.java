package dev.holdfast.redis;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecord;
import dev.holdfast.stock.OrderRecords.Page;
import dev.holdfast.stock.OrderRecords.Position;
import dev.holdfast.stock.OrderStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the listings of all partitions as one. Each is in order; what is read of them is merged up
 * to where all of them are known.
 */
final class OrderListing {
  private static final Logger log = LoggerFactory.getLogger(OrderListing.class);

  /** How many orders one page looks at, whatever their status. */
  private static final int LOOKED_MAX = 2_000;

  /** A part has its share of what is asked for twice over, and so much more. */
  private static final int PART_EXTRA = 10;

  private final RedisGateway redis;

  OrderListing(RedisGateway redis) {
    this.redis = redis;
  }

  /**
   * Positions in their order.
   *
   * @param end whether nothing comes after them
   */
  private record Stretch(List<Position> positions, boolean end) {}

  Page page(@Nullable OrderStatus status, Position from, int limit) {
    var found = new ArrayList<OrderRecord>();
    Position at = from;
    int looked = 0;
    while (looked < LOOKED_MAX) {
      Stretch stretch = stretch(at, limit);
      var records = records(stretch.positions());
      for (Position position : stretch.positions()) {
        OrderRecord record = records.get(position.order());
        if (record != null && isMeant(record, status, position)) {
          found.add(record);
        }
        at = position;
        looked++;
        if (found.size() == limit) {
          boolean more = !stretch.end() || !position.equals(stretch.positions().getLast());
          return new Page(found, more ? Optional.of(at) : Optional.empty());
        }
      }
      if (stretch.end()) {
        return new Page(found, Optional.empty());
      }
    }
    return new Page(found, Optional.of(at));
  }

  /** One that has changed since its position was read is found again at its new one. */
  private static boolean isMeant(
      OrderRecord record, @Nullable OrderStatus status, Position position) {
    return record.updatedAt().equals(position.time())
        && (status == null || record.status() == status);
  }

  /** The next positions after one, at least one unless there are none. */
  private Stretch stretch(Position after, int most) {
    int part = most / OrderId.PARTITIONS * 2 + PART_EXTRA;
    var calls = new ArrayList<RedisGateway.Call>();
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      calls.add(
          new RedisGateway.Call(
              Script.ORDERS_PAGE,
              List.of(Keys.listing(partition)),
              List.of(
                  Long.toString(after.time().toEpochMilli()),
                  after.order(),
                  Integer.toString(part))));
    }
    var all = new ArrayList<Position>();
    Position known = null;
    for (List<Object> reply : redis.runAll(calls)) {
      for (int i = 0; i < reply.size(); i += 2) {
        all.add(
            new Position(
                Instant.ofEpochMilli(Long.parseLong(Reply.text(reply.get(i + 1)))),
                Reply.text(reply.get(i))));
      }
      // A part that is full may go on right after its last order.
      if (reply.size() >= 2 * part && (known == null || all.getLast().compareTo(known) < 0)) {
        known = all.getLast();
      }
    }
    Position bound = known;
    var merged =
        all.stream()
            .filter(position -> bound == null || position.compareTo(bound) <= 0)
            .sorted()
            .limit(most)
            .toList();
    return new Stretch(merged, bound == null && merged.size() == all.size());
  }

  private Map<String, OrderRecord> records(List<Position> positions) {
    var parts = new HashMap<Integer, List<String>>();
    for (Position position : positions) {
      if (OrderId.isValid(position.order())) {
        parts
            .computeIfAbsent(
                new OrderId(position.order()).partition(), partition -> new ArrayList<>())
            .add(position.order());
      }
    }
    var calls = new ArrayList<RedisGateway.Call>();
    parts.forEach((partition, orders) -> {
      var arguments = new ArrayList<String>();
      arguments.add(Keys.orderPrefix(partition));
      arguments.addAll(orders);
      calls.add(new RedisGateway.Call(Script.ORDERS_READ, List.of(Keys.due(partition)), arguments));
    });
    var records = new HashMap<String, OrderRecord>();
    var replies = redis.runAll(calls);
    for (int i = 0; i < calls.size(); i++) {
      var orders = calls.get(i).arguments();
      for (int j = 1; j < orders.size(); j++) {
        read(orders.get(j), Reply.list(replies.get(i).get(j - 1)), records);
      }
    }
    return records;
  }

  private static void read(String order, List<Object> flat, Map<String, OrderRecord> records) {
    if (flat.isEmpty()) {
      return;
    }
    try {
      records.put(order, Reply.order(new OrderId(order), flat, 0));
    } catch (RuntimeException e) {
      // Damaged: it must not keep the others from being listed.
      log.warn("order {} cannot be read and is not listed: {}", order, e.getMessage());
    }
  }
}
