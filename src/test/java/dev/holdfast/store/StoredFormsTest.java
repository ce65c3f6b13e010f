package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.lifecycle.OrderMeters;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.Reservation;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is stored in Redis, and what clients and dashboards know, stays as it was, whatever the code
 * is called: another text here would split the instances of two versions.
 */
class StoredFormsTest {
  private static final Sku SKU = new Sku("ticket-1");
  private static final IdempotencyKey KEY = new IdempotencyKey("4711-1");
  private static final OrderId ORDER = KEY.order();
  private static final int PARTITION = 11;

  /** In the order in which the strategies of a mixed basket are asked. */
  private static final String[] STRATEGIES = {
    "unguarded",
    "jvm-mutex",
    "jvm-mutex-per-sku",
    "jvm-read-write-lock",
    "jvm-semaphore",
    "redisson-lock",
    "redisson-fair-lock",
    "redisson-read-write-lock",
    "redisson-fenced-lock",
    "redisson-semaphore",
    "redis-decrby",
    "redis-cas",
    "redis-script",
    "redis-group-commit",
    "postgres-unguarded",
    "postgres-row-lock",
    "postgres-advisory-lock",
    "postgres-optimistic",
    "postgres-serializable",
    "postgres-conditional-update",
    "postgres-skip-locked",
    "postgres-group-commit"
  };

  @Test
  void digestOfTexts() {
    assertThat(OpaqueId.of()).isEqualTo("4oymiquy7qobjgx36tejs35zeq");
    assertThat(OpaqueId.of("a", "b")).isEqualTo("r7vs2zhlotxfxracy4vnq2eztg");
    assertThat(OpaqueId.of("ab")).isEqualTo("qthzifliofywdvgbt7blx7z5wz");
    assertThat(OpaqueId.of("customer", "Jo ä")).isEqualTo("6kywc535e5zdswbuqbrrymq3ao");
  }

  @Test
  void idsOfAKey() {
    assertThat(ORDER.value()).isEqualTo("g3vijvtw6euxxw2fwgabrks5ws");
    assertThat(new IdempotencyKey("delivery-17").adjustment(SKU))
        .isEqualTo("w7gsvftg2dhig7xmvgf7kxpgdt");
  }

  @Test
  void fingerprintOfAnOrder() {
    assertThat(PlaceOrder.of(ORDER, Basket.of(SKU, 2), "", "", null, false).fingerprint())
        .isEqualTo("4jr7wdlxo2txwsns4od6ev2iis");
    var lines = List.of(new Line(SKU, Line.QUANTITY_MAX), new Line(new Sku("a.b_c"), 1));
    assertThat(
            PlaceOrder.of(
                    ORDER,
                    Basket.of(lines),
                    "r-1",
                    "6kywc535e5zdswbuqbrrymq3ao",
                    Duration.ofMinutes(10),
                    true)
                .fingerprint())
        .isEqualTo("fqdt2b5z5sqhxpni6ksrbvirfb");
  }

  @Test
  void withdrawalsAndPartitions() {
    assertThat(new OrderId("w:" + ORDER.value()).isWithdrawal()).isTrue();
    assertThat(ORDER.isWithdrawal()).isFalse();
    assertThat(OrderId.PARTITIONS).isEqualTo(16);
    assertThat(ORDER.partition()).isEqualTo(PARTITION);
  }

  @Test
  void keys() {
    String order = "{o" + PARTITION + "}";
    assertThat(
            Stream.of(
                Keys.PRODUCTS,
                Keys.INSTANCES,
                Keys.available(SKU, 7),
                Keys.totals(SKU),
                Keys.reservations(SKU),
                Keys.customers(SKU),
                Keys.reconciliations(SKU),
                Keys.strategyChanges(SKU),
                Keys.adjustment(SKU, "id"),
                Keys.adjustments(SKU),
                Keys.product(SKU),
                Keys.lock(SKU, "lock"),
                Keys.order(ORDER),
                Keys.damaged(ORDER),
                Keys.written(PARTITION),
                Keys.due(PARTITION),
                Keys.heartbeat(PARTITION),
                Keys.listing(PARTITION),
                Keys.forgetting(PARTITION),
                Keys.events(PARTITION)))
        .containsExactly(
            "holdfast:products",
            "holdfast:instances",
            "holdfast:{ticket-1}:available:7",
            "holdfast:{ticket-1}:totals",
            "holdfast:{ticket-1}:reservations",
            "holdfast:{ticket-1}:customers",
            "holdfast:{ticket-1}:reconciliations",
            "holdfast:{ticket-1}:strategy-changes",
            "holdfast:{ticket-1}:adjustment:id",
            "holdfast:{ticket-1}:adjustments",
            "holdfast:{ticket-1}:product",
            "holdfast:{ticket-1}:lock",
            "holdfast:" + order + ":order:g3vijvtw6euxxw2fwgabrks5ws",
            "holdfast:" + order + ":damaged:g3vijvtw6euxxw2fwgabrks5ws",
            "holdfast:" + order + ":written",
            "holdfast:" + order + ":due",
            "holdfast:" + order + ":heartbeat",
            "holdfast:" + order + ":orders",
            "holdfast:" + order + ":forgetting",
            "holdfast:" + order + ":events");
  }

  @Test
  void statusesAndReservations() {
    assertThat(Arrays.stream(OrderStatus.values()).map(Enum::name))
        .containsExactly(
            "PLACING", "RESERVED", "CONFIRMED", "CANCELLED", "EXPIRED", "WITHDRAWN", "REFUSED");
    for (char state : "RSWLX".toCharArray()) {
      String stored = state + ":2:17:customer";
      assertThat(Objects.requireNonNull(Reservation.parse(stored)).stored()).isEqualTo(stored);
    }
    assertThat(Reservation.parse("A:2:17")).isNull();
  }

  @Test
  void strategies() {
    assertThat(Arrays.stream(StrategyType.values()).map(StrategyType::id))
        .containsExactly(STRATEGIES);
  }

  @Test
  void outcomesOfOrders() {
    var meters = new SimpleMeterRegistry();
    new OrderMeters(List.of(StrategyType.values()), meters);
    assertThat(tags(meters, "outcome"))
        .containsExactly(
            "accepted",
            "contended",
            "in-progress",
            "insufficient-stock",
            "key-reused",
            "limit-exceeded",
            "not-on-sale",
            "overloaded",
            "replayed",
            "unavailable",
            "unknown",
            "unknown-sku");
    assertThat(tags(meters, "strategy"))
        .hasSize(STRATEGIES.length + 2)
        .contains(STRATEGIES)
        .contains("mixed", "none");
  }

  private static TreeSet<String> tags(SimpleMeterRegistry meters, String tag) {
    var values = new TreeSet<String>();
    meters
        .get("holdfast.orders")
        .timers()
        .forEach(timer -> values.add(Objects.requireNonNull(timer.getId().getTag(tag))));
    return values;
  }
}
