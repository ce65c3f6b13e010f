package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.store.StepwiseContract.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.Way;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisStore;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schedules that have broken, or would break, the rules of placing: each in its order of steps,
 * without luck.
 */
class PlaceScheduleTest {
  private static final Set<StrategyType> DISTRIBUTED_LOCKS =
      EnumSet.range(StrategyType.REDISSON_LOCK, StrategyType.REDISSON_FENCED_LOCK);

  private final List<TestInstance> nodes = new ArrayList<>();

  @AfterEach
  void stopNodes() {
    nodes.forEach(TestInstance::close);
  }

  private static InstanceSetup setup() {
    var redis = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).oneStep(false);
  }

  private TestInstance start(InstanceSetup setup) {
    TestInstance node = setup.start();
    nodes.add(node);
    return node;
  }

  static Stream<StrategyType> withGap() {
    return TwoInstances.withGap();
  }

  static Stream<Way> ways() {
    return RedisStore.allWays();
  }

  /** Units that nobody has, as far as the strategy declares that it may leak. */
  private static void assertNothingLostButDeclaredLeaks(
      TestInstance node, Sku sku, StrategyType type, long reserved, long leakMax) {
    StockLevel level = node.store.levels(Set.of(sku)).levels().get(sku);
    assertThat(level).isNotNull();
    assertThat(level.reserved()).isEqualTo(reserved);
    assertThat(level.discrepancy()).isBetween(0L, type.guarantee().leaks() ? leakMax : 0L);
  }

  @ParameterizedTest
  @MethodSource("withGap")
  void anAttemptThatIsTakenOverWhileItStillRunsTakesNothingMore(StrategyType type)
      throws Exception {
    var gate = new Breakpoint();
    TestInstance slow = start(setup().window(gate).claimHold(Duration.ofMillis(1)));
    TestInstance fast = start(setup());
    Sku sku = slow.product(type, 10);
    OrderId order = TestInstance.newOrder();
    var first = ConcurrentClients.start(() -> slow.place(order, Basket.of(sku, 3)));
    gate.awaitArrival();
    // A distributed lock would keep the second attempt out until the first is done: it stays
    // contended until then.
    var second =
        ConcurrentClients.start(
            () -> ConcurrentClients.insist(() -> fast.place(order, Basket.of(sku, 3))));
    if (!DISTRIBUTED_LOCKS.contains(type)) {
      assertThat(second.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
    }
    gate.letGo();
    assertThat(first.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
    assertThat(second.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
    assertNothingLostButDeclaredLeaks(fast, sku, type, 3, 3);
  }

  @ParameterizedTest
  @MethodSource("withGap")
  void anOrderCancelledWhileItIsPlacedHoldsNothing(StrategyType type) throws Exception {
    var gate = new Breakpoint();
    TestInstance node = start(setup().window(gate));
    TestInstance other = start(setup());
    Sku sku = node.product(type, 10);
    OrderId order = TestInstance.newOrder();
    var placing = ConcurrentClients.start(() -> node.place(order, Basket.of(sku, 3)));
    gate.awaitArrival();
    assertThat(other.orders.cancel(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Decided.class);
    gate.letGo();
    assertThat(placing.get(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class,
            placed -> assertThat(placed.order().status()).isEqualTo(OrderStatus.CANCELLED));
    assertLevel(other, sku, 10, 0);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aTakeSentAgainAfterTheOrderWasCancelledIsTurnedAway(Way way) {
    TestInstance node = start(setup());
    Sku sku = node.product(way.type(), 10);
    OrderId order = TestInstance.newOrder();
    var claim = (ClaimResult.Claimed) node.records.claim(draft(order, Basket.of(sku, 2)));
    var request = node.request(order, claim.attempt(), Basket.of(sku, 2), true);
    assertThat(node.strategies.get(way.type()).reserve(request))
        .isInstanceOf(ReserveResult.Reserved.class);
    assertThat(node.orders.cancel(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Decided.class);
    assertThat(node.strategies.get(way.type()).reserve(request))
        .isInstanceOf(ReserveResult.NotReserved.class);
    assertNothingLostButDeclaredLeaks(node, sku, way.type(), 0, 2);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aTakeThatArrivesAfterItsRefusalWasAnsweredIsTurnedAway(Way way) {
    TestInstance node = start(setup());
    Sku sku = node.product(way.type(), 10);
    Sku scarce = node.product(way.type(), 0);
    var basket = Basket.of(List.of(new Line(sku, 2), new Line(scarce, 1)));
    OrderId order = TestInstance.newOrder();
    // The other strategy's line was taken first, so this attempt is refused after it touched stock.
    var claim = (ClaimResult.Claimed) node.records.claim(draft(order, basket));
    var first = node.request(order, claim.attempt(), Basket.of(sku, 2), false);
    node.strategies.get(way.type()).reserve(first);
    node.store.release(sku, order, claim.attempt());
    node.store.release(scarce, order, claim.attempt());
    node.records.drop(draft(order, basket), claim.attempt(), true);
    assertThat(
            node.strategies
                .get(way.type())
                .reserve(node.request(order, claim.attempt(), Basket.of(sku, 2), true)))
        .isInstanceOf(ReserveResult.NotReserved.class);
    assertNothingLostButDeclaredLeaks(node, sku, way.type(), 0, 2);
  }

  @Test
  void theLinesOfADeadCancellerAreGivenBackByTheSweeper() {
    TestInstance node = start(setup().putOff(Duration.ofMillis(50)));
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 2));
    // It won the record and died before the lines.
    assertThat(node.records.cancel(order, VersionCondition.NONE))
        .isInstanceOf(RecordResult.Decided.class);
    assertLevel(node, sku, 3, 2);
    sweepUntilGivenBack(node, sku, 5);
    assertThat(node.records.find(order))
        .hasValueSatisfying(o -> assertThat(o.status()).isEqualTo(OrderStatus.CANCELLED));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anOrderExpiresAtItsDeadlineAndItsLinesComeBack(Way way) {
    TestInstance node = start(setup().oneStep(way.oneStep()).putOff(Duration.ofMillis(50)));
    Sku sku = node.product(way.type(), 5);
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 2), Duration.ofMillis(1));
    // Reading enforces the deadline, sweeper or not.
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(node.records.find(order))
                .hasValueSatisfying(o -> assertThat(o.status()).isEqualTo(OrderStatus.EXPIRED)));
    assertThat(node.orders.cancel(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Forbidden.class);
    sweepUntilGivenBack(node, sku, 5);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anAttemptThatDiedAndNeverCameBackIsExpiredAndGivenBack(Way way) {
    TestInstance node = start(setup().putOff(Duration.ofMillis(50)));
    Sku sku = node.product(way.type(), 5, Duration.ofMillis(1));
    OrderId order = TestInstance.newOrder();
    var basket = Basket.of(sku, 2);
    var claim =
        (ClaimResult.Claimed)
            node.records.claim(
                new OrderDraft(
                    order, "f", basket, "", "", Duration.ofMillis(1), OrderStatus.RESERVED));
    node.strategies.get(way.type()).reserve(node.request(order, claim.attempt(), basket, false));
    assertLevel(node, sku, 3, 2);
    sweepUntilGivenBack(node, sku, 5);
    assertThat(node.records.find(order))
        .hasValueSatisfying(o -> assertThat(o.status()).isEqualTo(OrderStatus.EXPIRED));
  }

  @Test
  void anOrderThatCannotBeCompletedComesAgainAndDoesNotBlockTheOthers() {
    TestInstance node = start(setup().putOff(Duration.ofMillis(50)));
    Sku damaged = node.product(StrategyType.REDIS_SCRIPT, 5);
    Sku sound = node.product(StrategyType.REDIS_SCRIPT, 5);
    OrderId stuck = TestInstance.newOrder();
    OrderId fine = TestInstance.newOrder();
    node.place(stuck, Basket.of(damaged, 2));
    node.place(fine, Basket.of(sound, 2));
    node.records.cancel(stuck, VersionCondition.NONE);
    node.records.cancel(fine, VersionCondition.NONE);
    String counter = Keys.available(damaged, 1);
    node.redis.<Long>write(commands -> commands.del(counter));
    sweepUntilGivenBack(node, sound, 5);
    assertThat(node.store.levels(Set.of(damaged)).levels().get(damaged))
        .satisfies(level -> assertThat(level.reserved()).isEqualTo(2));
    node.redis.<String>write(commands -> commands.set(counter, "3"));
    sweepUntilGivenBack(node, damaged, 5);
  }

  @Test
  void twoSweepersGiveBackOnce() {
    var several =
        List.of(
            start(setup().putOff(Duration.ofMillis(50))),
            start(setup().putOff(Duration.ofMillis(50))));
    TestInstance node = several.get(0);
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 500, Duration.ofSeconds(1));
    for (int i = 0; i < 200; i++) {
      node.place(TestInstance.newOrder(), Basket.of(sku, 2), Duration.ofMillis(1));
    }
    ConcurrentClients.run(8, i -> () -> several.get(i % 2).orders.sweep());
    sweepUntilGivenBack(node, sku, 500);
  }

  private static void sweepUntilGivenBack(TestInstance node, Sku sku, long available) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          node.orders.sweep();
          assertLevel(node, sku, available, 0);
        });
  }
}
