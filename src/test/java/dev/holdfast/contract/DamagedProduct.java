package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderStatus;
import dev.holdfast.stock.PlaceResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.strategy.StrategyType;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A product with orders in it, and the hands that damage what Redis keeps of it. */
final class DamagedProduct {
  final Node node;
  final Sku sku;
  final OrderId reserved = Node.newOrder();
  final OrderId other = Node.newOrder();
  final OrderId sold = Node.newOrder();

  DamagedProduct(Node node, StrategyType type) {
    this.node = node;
    sku = node.product(type, 10);
    place(reserved, 3, OrderStatus.RESERVED);
    place(other, 2, OrderStatus.RESERVED);
    place(sold, 1, OrderStatus.CONFIRMED);
  }

  private void place(OrderId order, int quantity, OrderStatus status) {
    assertThat(node.place(order, Basket.of(sku, quantity), status))
        .isInstanceOf(PlaceResult.Placed.class);
  }

  String totalsKey() {
    return "holdfast:{" + sku + "}:totals";
  }

  String counterKey() {
    return counterKey(epoch());
  }

  String counterKey(long epoch) {
    return Keys.available(sku, epoch);
  }

  String recordKey(OrderId order) {
    return "holdfast:{o" + order.partition() + "}:order:" + order.value();
  }

  long epoch() {
    return Long.parseLong(node.redis.<String>read(commands -> commands.hget(totalsKey(), "epoch")));
  }

  String attempt(OrderId order) {
    return node.redis.<String>read(commands -> commands.hget(recordKey(order), "attempt"));
  }

  void counter(long units) {
    node.redis.<Long>write(commands -> commands.incrby(counterKey(), units));
  }

  void total(String field, long units) {
    node.redis.<Long>write(commands -> commands.hincrby(totalsKey(), field, units));
  }

  void setTotal(String field, String value) {
    node.redis.<Boolean>write(commands -> commands.hset(totalsKey(), field, value));
  }

  void set(String key, String value) {
    node.redis.<String>write(commands -> commands.set(key, value));
  }

  void delete(String key) {
    node.redis.<Long>write(commands -> commands.del(key));
  }

  void reserve(String order, @Nullable String value) {
    if (value == null) {
      node.redis.<Long>write(commands -> commands.hdel(Keys.reservations(sku), order));
    } else {
      node.redis.<Boolean>write(commands -> commands.hset(Keys.reservations(sku), order, value));
    }
  }

  void notDue(OrderId order) {
    node.redis.<Long>write(
        commands -> commands.zrem("holdfast:{o" + order.partition() + "}:due", order.value()));
  }

  /** All that Redis keeps of the product and its orders, to be compared. */
  Map<String, String> everything() {
    var all = new TreeMap<String, String>();
    for (String pattern : new String[] {"holdfast:{" + sku + "}:*", "holdfast:{o*"}) {
      for (String key : node.redis.read(commands -> commands.keys(pattern))) {
        byte[] dump = node.redis.read(commands -> commands.dump(key));
        all.put(key, Arrays.toString(dump));
      }
    }
    return all;
  }
}
