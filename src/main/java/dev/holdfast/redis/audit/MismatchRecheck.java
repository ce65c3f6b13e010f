package dev.holdfast.redis.audit;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks at reservations together with their orders. */
final class MismatchRecheck {
  private MismatchRecheck() {}

  /**
   * Those that do not agree with their orders' records. The audit reads a reservation and its
   * record one after the other, so it reads a mismatch again. Both held at one moment only where
   * the reservation is still the same, and the record is the same before and after that.
   *
   * @param held what is stored for each order; null for nothing
   */
  static List<ReservationMismatch> disagreeing(
      RedisGateway redis, Sku sku, Map<OrderId, @Nullable String> held) {
    var first = OrderSnapshot.read(redis, sku, List.copyOf(held.keySet()));
    var suspects = new ArrayList<OrderId>();
    first.forEach((order, facts) -> {
      if (ReservationVerifier.check(order, held.get(order), facts) != null) {
        suspects.add(order);
      }
    });
    return suspects.isEmpty() ? List.of() : again(redis, sku, held, first, suspects);
  }

  private static List<ReservationMismatch> again(
      RedisGateway redis,
      Sku sku,
      Map<OrderId, @Nullable String> held,
      Map<OrderId, OrderSnapshot> first,
      List<OrderId> suspects) {
    var now = held(redis, sku, suspects);
    var found = new ArrayList<ReservationMismatch>();
    OrderSnapshot.read(redis, sku, suspects)
        .forEach((order, facts) -> {
          @Nullable String stored = now.get(order);
          OrderSnapshot before = first.get(order);
          ReservationMismatch damage = ReservationVerifier.check(order, stored, facts);
          if (damage != null
              && before != null
              && facts.sameOrderAs(before)
              && Objects.equals(stored, held.get(order))) {
            found.add(damage);
          }
        });
    return found;
  }

  /** What is stored for orders; null for nothing. */
  static Map<OrderId, @Nullable String> held(RedisGateway redis, Sku sku, List<OrderId> orders) {
    var held = new LinkedHashMap<OrderId, @Nullable String>();
    if (orders.isEmpty()) {
      return held;
    }
    String[] fields = orders.stream().map(OrderId::value).toArray(String[]::new);
    List<KeyValue<String, String>> found =
        redis.read(commands -> commands.hmget(Keys.reservations(sku), fields));
    var values = new HashMap<String, String>();
    found.forEach(value -> value.ifHasValue(stored -> values.put(value.getKey(), stored)));
    orders.forEach(order -> held.put(order, values.get(order.value())));
    return held;
  }
}
