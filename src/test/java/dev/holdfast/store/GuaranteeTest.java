package dev.holdfast.store;

import static dev.holdfast.stock.Guarantee.FalseRefusals.BEHIND_ANY_ORDER;
import static dev.holdfast.stock.Guarantee.FalseRefusals.BEHIND_A_BASKET;
import static dev.holdfast.stock.Guarantee.Worst.LEAKS;
import static dev.holdfast.stock.Guarantee.Worst.OVERSELLS;
import static dev.holdfast.store.StepwiseContract.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.contract.StoreContract;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.EachRedisStrategy;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Every strategy through the same schedules, and what comes of it is exactly what its guarantee
 * declares: what it promises holds, and what it does not promise happens.
 *
 * <p>Somebody stands between two steps, where the strategy has any, and is paused there for longer
 * than anything that it holds lasts: nothing renews its locks, and the lease of its instance ends.
 * Or it dies there. Strategies for one instance are tried outside the lab, where they promise
 * something.
 */
class GuaranteeTest {
  private static final Duration LOCK_LEASE = Duration.ofMillis(400);
  private static final Duration LONG_LEASE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private static RedisServerProcess redis;

  private final AtomicLong clock = new AtomicLong();
  private final Breakpoint gate = new Breakpoint();
  private final List<TestInstance> nodes = new ArrayList<>();
  private FaultProxy proxy;

  @BeforeAll
  static void startRedis() {
    redis = RedisServerProcess.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void startProxy() {
    proxy = FaultProxy.inFrontOf("127.0.0.1", redis.port());
  }

  @AfterEach
  void stop() {
    gate.letGo();
    proxy.resume();
    for (TestInstance node : nodes) {
      node.instances.leave();
      node.close();
    }
    proxy.close();
  }

  private static boolean isOfOneInstance(StrategyType type) {
    return type.guarantee().scope() == Guarantee.Scope.ONE_INSTANCE;
  }

  /** Stands at the gate, behind the proxy. */
  private TestInstance paused(StrategyType type) {
    var setup =
        InstanceSetup.on(new ServerAddress("127.0.0.1", proxy.port()))
            .window(gate)
            .claimHold(Duration.ofMillis(1))
            .lease(LOCK_LEASE);
    return start(isOfOneInstance(type) ? setup.guarded(clock::get) : setup);
  }

  private TestInstance other(StrategyType type) {
    var setup = InstanceSetup.on(new ServerAddress("127.0.0.1", redis.port())).lease(LONG_LEASE);
    return start(isOfOneInstance(type) ? setup.guarded(System::nanoTime) : setup);
  }

  private TestInstance start(InstanceSetup setup) {
    TestInstance node = setup.start();
    nodes.add(node);
    return node;
  }

  /** Until it stands between its steps; where there is nothing in between, until it is done. */
  private Future<PlaceResult> place(
      TestInstance node, StrategyType type, OrderId order, Basket basket) throws Exception {
    if (isOfOneInstance(type)) {
      node.instances.announce();
    }
    var result = ConcurrentClients.start(() -> node.place(order, basket));
    if (type.hasRaceWindow()) {
      gate.awaitArrival();
    } else {
      result.get(20, TimeUnit.SECONDS);
    }
    return result;
  }

  /** From now on nothing that it holds is renewed; the other one is alone once it has ended. */
  private void pause(TestInstance other, StrategyType type) {
    proxy.stall();
    clock.addAndGet(PAUSE.toNanos());
    if (isOfOneInstance(type)) {
      await("the other is alone")
          .untilAsserted(() -> {
            other.instances.announce();
            assertThat(other.instances.live()).isEqualTo(1);
          });
    }
  }

  private void goOn() {
    proxy.resume();
    gate.letGo();
  }

  private static StockLevel level(TestInstance node, Sku sku) {
    var level = node.store.levels(Set.of(sku)).levels().get(sku);
    assertThat(level).isNotNull();
    return level;
  }

  @ParameterizedTest
  @EachRedisStrategy
  void anotherCustomerWhileAHolderPauses(StrategyType type) throws Exception {
    TestInstance paused = paused(type);
    TestInstance other = other(type);
    Sku sku = other.product(type, 1);
    var late = place(paused, type, TestInstance.newOrder(), Basket.of(sku, 1));
    pause(other, type);
    var second =
        ConcurrentClients.insist(() -> other.place(TestInstance.newOrder(), Basket.of(sku, 1)));

    goOn();

    long placed = ConcurrentClients.placed(List.of(late.get(20, TimeUnit.SECONDS), second));
    boolean oversells = type.guarantee().underPauses() == OVERSELLS;
    assertThat(placed).isEqualTo(oversells ? 2 : 1);
    assertThat(level(other, sku).reserved()).isEqualTo(placed);
    assertThat(level(other, sku).oversold()).isEqualTo(placed - 1);
    assertThat(other.audit(sku).isConserved()).isEqualTo(!oversells);
  }

  @ParameterizedTest
  @EachRedisStrategy
  void theSameOrderAgainWhileItsFirstAttemptPauses(StrategyType type) throws Exception {
    TestInstance paused = paused(type);
    TestInstance other = other(type);
    Sku sku = other.product(type, 10);
    OrderId order = TestInstance.newOrder();
    var late = place(paused, type, order, Basket.of(sku, 3));
    pause(other, type);
    assertThat(ConcurrentClients.insist(() -> other.place(order, Basket.of(sku, 3))))
        .isInstanceOf(PlaceResult.Placed.class);

    goOn();

    assertThat(late.get(20, TimeUnit.SECONDS)).isNotNull();
    assertThat(level(other, sku).reserved()).isEqualTo(3);
    assertThat(level(other, sku).discrepancy())
        .isEqualTo(type.guarantee().underPauses() == LEAKS ? 3 : 0);
  }

  @ParameterizedTest
  @EachRedisStrategy
  void somebodyDiesBetweenItsSteps(StrategyType type) throws Exception {
    TestInstance dying = paused(type);
    TestInstance other = other(type);
    Sku sku = other.product(type, 10);
    OrderId order = TestInstance.newOrder();
    place(dying, type, order, Basket.of(sku, 3));
    pause(other, type);
    nodes.remove(dying);
    proxy.close();
    dying.close();

    other.passDeadline(order);
    other.orders.sweep();

    boolean leaks = type.guarantee().afterCrash() == LEAKS;
    assertThat(level(other, sku).discrepancy()).isEqualTo(leaks ? 3 : 0);
    assertThat(level(other, sku).reserved()).isZero();
    var all =
        ConcurrentClients.insist(
            () -> other.place(TestInstance.newOrder(), Basket.of(sku, leaks ? 7 : 10)));
    assertThat(all).isInstanceOf(PlaceResult.Placed.class);
    assertThat(level(other, sku).available()).isZero();
  }

  @ParameterizedTest
  @EachRedisStrategy
  void allCommandsOfAnAttemptSentTwice(StrategyType type) {
    TestInstance node = start(InstanceSetup.on(new ServerAddress("127.0.0.1", redis.port())));
    Sku sku = node.product(type, 10);
    OrderId order = TestInstance.newOrder();
    var claim = (ClaimResult.Claimed) node.records.claim(draft(order, Basket.of(sku, 2)));
    var request = node.request(order, claim.attempt(), Basket.of(sku, 2), false);

    for (int i = 0; i < 2; i++) {
      assertThat(node.strategies.get(type).reserve(request))
          .isInstanceOf(ReserveResult.Reserved.class);
    }

    assertThat(level(node, sku).reserved()).isEqualTo(2);
    assertThat(level(node, sku).discrepancy())
        .isEqualTo(type.guarantee().onResentCommand() == LEAKS ? 2 : 0);
  }

  /** The basket has taken its first line, and will be refused for its second. */
  @ParameterizedTest
  @EachRedisStrategy
  void aSmallOrderBehindABasketThatWillBeRefused(StrategyType type) throws Exception {
    var falseRefusals = type.guarantee().falseRefusals();
    assertRefusedFalsely(
        type,
        1,
        skus -> Basket.of(List.of(new Line(skus.get(0), 1), new Line(skus.get(1), 1))),
        falseRefusals == BEHIND_A_BASKET || falseRefusals == BEHIND_ANY_ORDER);
  }

  /** The large order has taken more than there is, and will give it back. */
  @ParameterizedTest
  @EachRedisStrategy
  void aSmallOrderBehindALargeOneThatWillBeRefused(StrategyType type) throws Exception {
    assertRefusedFalsely(
        type,
        2,
        skus -> Basket.of(skus.get(0), 5),
        type.guarantee().falseRefusals() == BEHIND_ANY_ORDER);
  }

  private void assertRefusedFalsely(
      StrategyType type, int units, Function<List<Sku>, Basket> tooMuch, boolean expected)
      throws Exception {
    TestInstance first =
        start(InstanceSetup.on(new ServerAddress("127.0.0.1", redis.port())).window(gate));
    TestInstance other = start(InstanceSetup.on(new ServerAddress("127.0.0.1", redis.port())));
    // Lines are taken in the order of their SKUs: the first one is in stock.
    var skus = Stream.of(other.product(type, 0), other.product(type, 0)).sorted().toList();
    Sku scarce = skus.get(0);
    other.restock(scarce, units);
    var small = Basket.of(scarce, 1);

    var large =
        ConcurrentClients.start(() -> first.place(TestInstance.newOrder(), tooMuch.apply(skus)));
    if (expected) {
      gate.awaitArrival();
      assertThat(other.place(TestInstance.newOrder(), small))
          .isInstanceOf(PlaceResult.Refused.class);
      gate.letGo();
    }
    assertThat(large.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Refused.class);

    assertThat(other.place(TestInstance.newOrder(), small)).isInstanceOf(PlaceResult.Placed.class);
    StoreContract.assertLevel(other, scarce, units - 1L, 1);
  }
}
