package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.TestInstance;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A product with orders in it, and the hands that damage what Redis keeps of it. */
public final class DamagedProduct {
  public final TestInstance node;
  public final Sku sku;
  public final OrderId reserved = TestInstance.newOrder();
  public final OrderId other = TestInstance.newOrder();
  public final OrderId sold = TestInstance.newOrder();

  public DamagedProduct(TestInstance node, StrategyType type) {
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

  public String totalsKey() {
    return "holdfast:{" + sku + "}:totals";
  }

  public String counterKey() {
    return counterKey(epoch());
  }

  public String counterKey(long epoch) {
    return Keys.available(sku, epoch);
  }

  public String recordKey(OrderId order) {
    return "holdfast:{o" + order.partition() + "}:order:" + order.value();
  }

  public long epoch() {
    return Long.parseLong(node.redis.<String>read(commands -> commands.hget(totalsKey(), "epoch")));
  }

  public String attempt(OrderId order) {
    return node.redis.<String>read(commands -> commands.hget(recordKey(order), "attempt"));
  }

  public void counter(long units) {
    node.redis.<Long>write(commands -> commands.incrby(counterKey(), units));
  }

  public void total(String field, long units) {
    node.redis.<Long>write(commands -> commands.hincrby(totalsKey(), field, units));
  }

  public void setTotal(String field, String value) {
    node.redis.<Boolean>write(commands -> commands.hset(totalsKey(), field, value));
  }

  public void set(String key, String value) {
    node.redis.<String>write(commands -> commands.set(key, value));
  }

  public void delete(String key) {
    node.redis.<Long>write(commands -> commands.del(key));
  }

  public void reserve(String order, @Nullable String value) {
    if (value == null) {
      node.redis.<Long>write(commands -> commands.hdel(Keys.reservations(sku), order));
    } else {
      node.redis.<Boolean>write(commands -> commands.hset(Keys.reservations(sku), order, value));
    }
  }

  public void notDue(OrderId order) {
    node.redis.<Long>write(
        commands -> commands.zrem("holdfast:{o" + order.partition() + "}:due", order.value()));
  }

  /** All that Redis keeps of the product and its orders, to be compared. */
  public Map<String, String> everything() {
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
