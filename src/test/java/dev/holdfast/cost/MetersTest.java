package dev.holdfast.cost;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.script.ScriptNames;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.EachRedisStrategy;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.OneStepStrategies;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** What is counted and timed of orders, strategies and locks. */
class MetersTest {
  private static final Set<StrategyType> LOCKING =
      EnumSet.range(StrategyType.JVM_MUTEX, StrategyType.REDISSON_FENCED_LOCK);

  /** Eleven boundaries, what took longer, the count, the sum and the longest. */
  private static final int SERIES_OF_A_TIMER = 15;

  private TestInstance node;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private PlaceResult order(Sku sku) {
    return node.place(TestInstance.newOrder(), Basket.of(sku, 1));
  }

  /** How often each outcome was counted, without those that never were. */
  private Map<String, Long> outcomes(String meter, String strategy) {
    var counts = new TreeMap<String, Long>();
    for (Timer timer : node.meters.get(meter).tag("strategy", strategy).timers()) {
      if (timer.count() > 0) {
        counts.put(timer.getId().getTag("outcome"), timer.count());
      }
    }
    return counts;
  }

  private long ordersCounted() {
    return node.meters.get("holdfast.orders").timers().stream().mapToLong(Timer::count).sum();
  }

  @ParameterizedTest
  @EachRedisStrategy
  void aSaleThatSellsOutIsCountedByItsOutcomes(StrategyType type) {
    Sku sku = node.product(type, 5);
    OrderId first = TestInstance.newOrder();
    node.place(first, Basket.of(sku, 1));
    for (int i = 1; i < 8; i++) {
      order(sku);
    }
    node.place(first, Basket.of(sku, 1));

    assertThat(outcomes("holdfast.orders", type.id()))
        .isEqualTo(Map.of("accepted", 5L, "insufficient-stock", 3L, "replayed", 1L));
    assertThat(ordersCounted()).isEqualTo(9);
    assertThat(outcomes("holdfast.reserve", type.id()))
        .isEqualTo(
            OneStepStrategies.all().contains(type)
                ? Map.of("reserved", 5L, "insufficient-stock", 3L, "replayed", 1L)
                : Map.of("reserved", 5L, "insufficient-stock", 3L));
  }

  @ParameterizedTest
  @EachRedisStrategy
  void aCrowdIsCountedExactlyAsItIsAnswered(StrategyType type) {
    Sku sku = node.product(type, 20);
    var results = ConcurrentClients.run(80, i -> () -> order(sku));

    var answered =
        results.stream().collect(groupingBy(MetersTest::outcome, TreeMap::new, counting()));
    assertThat(outcomes("holdfast.orders", type.id())).isEqualTo(answered);
    assertThat(outcomes("holdfast.reserve", type.id()).values().stream().mapToLong(n -> n).sum())
        .isEqualTo(80);
  }

  private static String outcome(PlaceResult result) {
    return switch (result) {
      case PlaceResult.Placed placed -> placed.replayed() ? "replayed" : "accepted";
      case PlaceResult.Refused(Refusal.InsufficientStock i) -> "insufficient-stock";
      case PlaceResult.Refused(Refusal.Contended c) -> "contended";
      default -> result.toString();
    };
  }

  @ParameterizedTest
  @EachRedisStrategy
  void locksAreTimedWhereThereAreAny(StrategyType type) {
    Sku sku = node.product(type, 5);
    for (int i = 0; i < 7; i++) {
      order(sku);
    }

    var held = node.meters.find("holdfast.lock.hold").tag("strategy", type.id()).timer();
    if (LOCKING.contains(type)) {
      assertThat(outcomes("holdfast.lock.wait", type.id())).isEqualTo(Map.of("acquired", 7L));
      assertThat(held).isNotNull();
      assertThat(held.count()).isEqualTo(7);
    } else {
      assertThat(held).isNull();
    }
  }

  @Test
  void aLockThatIsNotAcquiredInTimeIsATimeoutAndItsOrderContended() {
    var gate = new Breakpoint();
    node.close();
    var redis = RedisUnderTest.shared();
    node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .window(gate)
            .locks(new LockSettings(Duration.ofMillis(50), Duration.ofMillis(500), 64, 100))
            .start();
    Sku sku = node.product(StrategyType.JVM_MUTEX, 5);
    var first = ConcurrentClients.start(() -> order(sku));
    gate.awaitArrival();
    order(sku);
    gate.letGo();
    first.join();

    assertThat(outcomes("holdfast.lock.wait", "jvm-mutex"))
        .isEqualTo(Map.of("acquired", 1L, "timeout", 1L));
    assertThat(outcomes("holdfast.orders", "jvm-mutex"))
        .isEqualTo(Map.of("accepted", 1L, "contended", 1L));
  }

  @Test
  void compareAndSetCountsItsAttempts() {
    Sku sku = node.product(StrategyType.REDIS_CAS, 1);
    order(sku);
    order(sku);

    var attempts = node.meters.get("holdfast.cas.attempts").summary();
    assertThat(attempts.count()).isEqualTo(2);
    // The first one may find that Redis does not have the script yet.
    assertThat(attempts.totalAmount()).isBetween(2.0, 3.0);
  }

  @Test
  void aBasketOfSeveralStrategiesIsMixed() {
    Sku a = node.product(StrategyType.REDIS_SCRIPT, 1);
    Sku b = node.product(StrategyType.JVM_MUTEX, 1);
    var basket = Basket.of(List.of(new Line(a, 1), new Line(b, 1)));
    node.place(TestInstance.newOrder(), basket);
    node.place(TestInstance.newOrder(), basket);

    assertThat(outcomes("holdfast.orders", "mixed"))
        .isEqualTo(Map.of("accepted", 1L, "insufficient-stock", 1L));
    assertThat(ordersCounted()).isEqualTo(2);
  }

  @Test
  void anOrderWhoseStrategyIsNotKnownIsOfNone() {
    order(new Sku("nobody-knows-it"));
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    node.redis.<Boolean>write(
        commands -> commands.hset("holdfast:{" + sku + "}:product", "strategy", "of-next-year"));
    assertThatThrownBy(() -> order(sku)).isInstanceOf(StrategyUnavailableException.class);

    assertThat(outcomes("holdfast.orders", "none"))
        .isEqualTo(Map.of("unknown-sku", 1L, "unavailable", 1L));
    assertThat(ordersCounted()).isEqualTo(2);
  }

  @Test
  void aKeyThatIsUsedForAnotherContentIsCounted() {
    Sku sku = node.product(StrategyType.JVM_MUTEX, 5);
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 1));
    node.place(order, Basket.of(sku, 2));

    assertThat(outcomes("holdfast.orders", "jvm-mutex"))
        .isEqualTo(Map.of("accepted", 1L, "key-reused", 1L));
  }

  @Test
  void aWithdrawalIsNotAnOrder() {
    Sku sku = node.product(StrategyType.JVM_MUTEX, 5);
    var withdrawal = new OrderId("w:" + OpaqueId.of(sku.value()));
    node.placing.place(
        new PlaceOrder(withdrawal, "any", Basket.of(sku, 2), "", "", null, OrderStatus.WITHDRAWN));

    assertThat(outcomes("holdfast.reserve", "jvm-mutex")).isEqualTo(Map.of("reserved", 1L));
    assertThat(ordersCounted()).isZero();
  }

  @Test
  void aStoreThatDoesNotAnswerIsUnknownAndOneThatIsGoneUnavailable() {
    var redis = RedisUnderTest.shared();
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    node.close();
    var seen = new TreeMap<String, Long>();
    try (var proxy = FaultProxy.inFrontOf(redis.host(), redis.port())) {
      node = InstanceSetup.on(new ServerAddress("127.0.0.1", proxy.port())).impatient().start();
      proxy.onRequest(ScriptNames.sha("ORDER_PLACE"), proxy::stall);
      assertThat(isUnavailable(sku, seen)).isFalse();
      proxy.refuse();
      proxy.hangUp();
      // What is on its way when the connection ends is of unknown outcome too.
      Awaitility.await().until(() -> isUnavailable(sku, seen));
    }

    var ofItsStrategy = outcomes("holdfast.orders", "redis-script");
    assertThat(ofItsStrategy).containsKey("unknown");
    assertThat(outcomes("holdfast.reserve", "redis-script")).isEqualTo(ofItsStrategy);
    // With its connection the instance forgets the product: an order that cannot read it anew has
    // no strategy.
    var all = new TreeMap<>(ofItsStrategy);
    outcomes("holdfast.orders", "none").forEach((kind, count) -> all.merge(kind, count, Long::sum));
    assertThat(all).isEqualTo(seen);
  }

  private boolean isUnavailable(Sku sku, Map<String, Long> seen) {
    try {
      order(sku);
      throw new AssertionError("an order was placed through a connection that was cut");
    } catch (StoreUnavailableException e) {
      seen.merge("unavailable", 1L, Long::sum);
      return true;
    } catch (OutcomeUnknownException e) {
      seen.merge("unknown", 1L, Long::sum);
      return false;
    }
  }

  /** The numbers that docs/operations/metrics.md names. */
  @Test
  void seriesAreFewAndDoNotGrowWithProductsAndOrders() {
    Map<String, Long> before = series();
    int strategies = StrategyType.of(StoreKind.REDIS).size();
    assertThat(before)
        .isEqualTo(
            Map.of(
                "holdfast_orders", (long) (strategies * 11 + 11 + 5) * SERIES_OF_A_TIMER,
                "holdfast_reserve",
                    (long) (strategies * 10 + OneStepStrategies.all().size() * 3)
                        * SERIES_OF_A_TIMER,
                "holdfast_lock_wait", LOCKING.size() * 2L * SERIES_OF_A_TIMER,
                "holdfast_lock_hold", (long) LOCKING.size() * SERIES_OF_A_TIMER,
                "holdfast_cas_attempts", 3L,
                "holdfast_batch_size", 3L,
                "holdfast_batch_queue", 1L,
                "holdfast_gate_hits", 1L,
                "holdfast_orders_damaged", 1L,
                "holdfast_locks", 3L));
    assertThat(before.values().stream().mapToLong(n -> n).sum()).isEqualTo(5_112);

    for (StrategyType type : StrategyType.of(StoreKind.REDIS)) {
      for (int i = 0; i < 10; i++) {
        Sku sku = node.product(type, i);
        order(sku);
        order(sku);
      }
    }
    order(new Sku("nobody-knows-it"));

    assertThat(series()).isEqualTo(before);
    assertThat(node.meters.scrape()).doesNotContain("sku-");
  }

  /** How many series a scrape has of each of our meters. */
  private Map<String, Long> series() {
    return node.meters
        .scrape()
        .lines()
        .filter(line -> line.startsWith("holdfast_"))
        .map(line -> line.replaceFirst("(_seconds)?(_(bucket|count|sum|max|total))?[{ ].*", ""))
        .map(name -> name.replaceFirst("_locks_.*", "_locks"))
        .collect(groupingBy(name -> name, TreeMap::new, counting()));
  }
}
