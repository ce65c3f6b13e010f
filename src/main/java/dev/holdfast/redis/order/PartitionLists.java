package dev.holdfast.redis.order;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.OrderRecords.Forgetting;
import dev.holdfast.store.OrderRecords.Sweep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The lists that a partition has of its orders: those that are due, those whose reservations are to
 * be forgotten, and all by their time of change. What in them leads to no order is taken out.
 */
final class PartitionLists {
  private final RedisGateway redis;
  private final DamagedRecords damaged;

  PartitionLists(RedisGateway redis, DamagedRecords damaged) {
    this.redis = redis;
    this.damaged = damaged;
  }

  /** Asks a list of a partition which orders it has up to now, or up to so many ms ago. */
  private static ScriptCall dueCall(String list, Object until, int limit, int skip) {
    return ScriptCall.of(Script.ORDERS_DUE, List.of(list), until, limit, skip);
  }

  /** The orders of the partition that a list of it answered. */
  private static List<OrderId> orders(int partition, List<Object> reply) {
    return reply.stream()
        .map(ScriptReplies::text)
        .filter(member -> isOf(partition, member))
        .map(OrderId::new)
        .toList();
  }

  /** The record of an order of another partition is in another slot: no script may see both. */
  private static boolean isOf(int partition, String member) {
    return OrderId.isValid(member) && new OrderId(member).partition() == partition;
  }

  /**
   * What is no id of an order of this partition leads to no record; it is taken out, or it would be
   * asked for again.
   */
  private List<OrderId> ordersOf(int partition, String list, List<Object> reply) {
    reply.stream()
        .map(ScriptReplies::text)
        .filter(member -> !isOf(partition, member))
        .forEach(member -> {
          damaged.meet(member, "it is no id of an order of this partition");
          redis.<Long>write(commands -> commands.zrem(list, member));
        });
    return orders(partition, reply);
  }

  /** As {@link OrderRecords#forgetEnded}. */
  Forgetting forgetEnded(int partition, int limit, int skip) {
    String list = Keys.listing(partition);
    var found = redis.run(dueCall(list, redis.scripts().ordersKept(), limit, skip));
    var orders = orders(partition, found);
    if (orders.isEmpty()) {
      return new Forgetting(found.size(), found.size());
    }
    var keys = new ArrayList<>(List.of(list, Keys.search(partition)));
    orders.forEach(order -> keys.add(Keys.order(order)));
    var reply = redis.run(Script.ORDERS_FORGET, keys, orders);
    meet(reply.subList(1, reply.size()));
    int stay = (int) ScriptReplies.number(reply.get(0)) + found.size() - orders.size();
    return new Forgetting(found.size(), stay);
  }

  private void meet(List<Object> told) {
    for (int i = 0; i < told.size(); i += 2) {
      damaged.meet(ScriptReplies.text(told.get(i)), ScriptReplies.text(told.get(i + 1)));
    }
  }

  /** As {@link OrderRecords#sweep}. */
  Sweep sweep(int partition, int limit, int endedMax, Duration putOff) {
    var looks =
        new ArrayList<>(
            List.of(
                dueCall(Keys.due(partition), "now", limit, 0),
                dueCall(Keys.forgetting(partition), "0", endedMax, 0),
                dueCall(Keys.returning(partition), "now", limit, 0)));
    if (redis.scripts().writesEvents()) {
      looks.add(ScriptCall.of(Script.EVENTS_TRIM, List.of(Keys.events(partition))));
    }
    var lists = redis.runAll(looks);
    var calls = new ArrayList<ScriptCall>();
    var due = new ArrayList<>(List.of(Keys.due(partition), Keys.forgetting(partition)));
    due.add(Keys.listing(partition));
    if (redis.scripts().writesEvents()) {
      due.add(Keys.events(partition));
    }
    sweepCall(Script.ORDER_SWEEP, due, ordersOf(partition, due.get(0), lists.get(0)), putOff)
        .ifPresent(calls::add);
    sweepCall(
            Script.ORDER_SWEEP_ENDED,
            List.of(Keys.forgetting(partition)),
            ordersOf(partition, Keys.forgetting(partition), lists.get(1)),
            putOff)
        .ifPresent(calls::add);
    var returning =
        sweepCall(
            Script.ORDER_SWEEP_RETURNS,
            List.of(Keys.returning(partition)),
            ordersOf(partition, Keys.returning(partition), lists.get(2)),
            putOff);
    returning.ifPresent(calls::add);
    var decided = new ArrayList<OrderRecord>();
    var withReturns = new ArrayList<OrderRecord>();
    var replies = redis.runAll(calls);
    for (int i = 0; i < replies.size(); i++) {
      if (returning.isPresent() && i == replies.size() - 1) {
        leased(
            replies.get(i),
            told -> ScriptReplies.order(new OrderId(ScriptReplies.text(told.get(0))), told, 1),
            withReturns);
      } else {
        leased(replies.get(i), ScriptReplies::leased, decided);
      }
    }
    int looked = lists.subList(0, 3).stream().mapToInt(List::size).max().orElse(0);
    return new Sweep(looked, decided, withReturns);
  }

  private static Optional<ScriptCall> sweepCall(
      Script script, List<String> lists, List<OrderId> orders, Duration putOff) {
    if (orders.isEmpty()) {
      return Optional.empty();
    }
    var keys = new ArrayList<>(lists);
    orders.forEach(order -> keys.add(Keys.order(order)));
    return Optional.of(ScriptCall.of(script, keys, putOff, orders));
  }

  private void leased(
      List<Object> reply, Function<List<Object>, OrderRecord> parse, List<OrderRecord> leased) {
    meet(ScriptReplies.list(reply.get(0)));
    for (Object entry : reply.subList(1, reply.size())) {
      var told = ScriptReplies.list(entry);
      try {
        leased.add(parse.apply(told));
      } catch (RuntimeException e) {
        // Its visibility timeout runs, and it must not block the others.
        damaged.meet(ScriptReplies.text(told.get(0)), String.valueOf(e.getMessage()));
      }
    }
  }
}
