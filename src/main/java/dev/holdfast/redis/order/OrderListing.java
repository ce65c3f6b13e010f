package dev.holdfast.redis.order;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Page;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.redis.client.RedisFaults;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.OrderRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the listings of all partitions as one. Each is in order; what is read of them is merged up
 * to where all of them are known.
 */
final class OrderListing {
  /** How many orders one page looks at, whatever their status. */
  private static final int LOOKED_MAX = 2_000;

  /** A part has its share of what is asked for twice over, and so much more. */
  private static final int PART_EXTRA = 10;

  private final RedisGateway redis;
  private final DamagedRecords damaged;

  OrderListing(RedisGateway redis, DamagedRecords damaged) {
    this.redis = redis;
    this.damaged = damaged;
  }

  /**
   * Positions in their order.
   *
   * @param end whether nothing comes after them
   */
  private record Stretch(List<Position> positions, boolean end) {}

  Page page(@Nullable OrderStatus status, Position from, int limit) {
    var found = new ArrayList<Order>();
    Position at = from;
    int looked = 0;
    while (looked < LOOKED_MAX) {
      Stretch stretch = stretch(at, limit);
      var records = records(ids(stretch.positions()));
      for (Position position : stretch.positions()) {
        OrderRecord record = records.get(position.rank());
        if (record != null && isMeant(record, status, position)) {
          found.add(record.order());
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
    var calls = new ArrayList<ScriptCall>();
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      calls.add(
          ScriptCall.of(
              Script.ORDERS_PAGE,
              List.of(Keys.listing(partition)),
              after.time(),
              after.rank(),
              part));
    }
    var all = new ArrayList<Position>();
    Position known = null;
    for (List<Object> reply : redis.runAll(calls)) {
      for (int i = 0; i < reply.size(); i += 2) {
        all.add(
            new Position(
                Instant.ofEpochMilli(Long.parseLong(ScriptReplies.text(reply.get(i + 1)))),
                ScriptReplies.text(reply.get(i))));
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

  private static List<OrderId> ids(List<Position> positions) {
    return positions.stream()
        .map(Position::rank)
        .filter(OrderId::isValid)
        .map(OrderId::new)
        .toList();
  }

  /**
   * The records of orders by their ids. Each has a call of its own: one that is damaged spoils no
   * other, and one key is found also while its slot of a Cluster is being moved.
   */
  Map<String, OrderRecord> records(List<OrderId> orders) {
    var records = new HashMap<String, OrderRecord>();
    var overdue = new ArrayList<OrderId>();
    var replies =
        redis.runEach(
            orders.stream()
                .map(order -> ScriptCall.of(Script.ORDER_READ, List.of(Keys.order(order))))
                .toList());
    for (int i = 0; i < orders.size(); i++) {
      OrderId order = orders.get(i);
      read(order, replies.get(i), false).ifPresent(record -> records.put(order.value(), record));
      var reply = replies.get(i).reply();
      if (reply != null && ReplyCode.OVERDUE.begins(reply)) {
        overdue.add(order);
      }
    }
    expire(overdue, records);
    return records;
  }

  /** Those that cannot expire now, their slot being half moved, are listed once they have. */
  private void expire(List<OrderId> overdue, Map<String, OrderRecord> records) {
    var replies =
        redis.runEach(
            overdue.stream()
                .map(order -> ScriptCall.of(Script.ORDER_EXPIRE, redis.orderKeys(order), order))
                .toList());
    for (int i = 0; i < overdue.size(); i++) {
      OrderId order = overdue.get(i);
      read(order, replies.get(i), true).ifPresent(record -> records.put(order.value(), record));
    }
  }

  private Optional<OrderRecord> read(
      OrderId order, RedisGateway.Outcome outcome, boolean mayBeHalfMoved) {
    try {
      var reply = outcome.get();
      return reply.size() < 2
          ? Optional.empty()
          : Optional.of(ScriptReplies.order(order, reply, 1));
    } catch (OrderDamagedException e) {
      damaged.meet(e);
      return Optional.empty();
    } catch (StoreUnavailableException e) {
      if (mayBeHalfMoved && RedisFaults.isHalfMoved(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
