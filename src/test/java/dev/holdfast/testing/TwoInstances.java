package dev.holdfast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.Way;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.RecordResult;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Two nodes, and as many more as a test starts, for tests that order the steps of a schedule
 * themselves: nothing is done in one step unless a test asks for it.
 */
public abstract class TwoInstances {
  public static final VersionCondition NONE = VersionCondition.NONE;
  private static final Duration COMES_TRUE_WITHIN = Duration.ofSeconds(20);

  private final List<TestInstance> nodes = new ArrayList<>();
  public TestInstance node;
  public TestInstance other;

  @BeforeEach
  public void startNodes() {
    node = start(first());
    other = start(setup());
  }

  @AfterEach
  public void stopNodes() {
    nodes.forEach(TestInstance::close);
  }

  /** How nodes are made, unless a test changes it. */
  public InstanceSetup setup() {
    var redis = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
        .oneStep(false)
        .putOff(Duration.ofMillis(50));
  }

  /** How the first of them is made. */
  public InstanceSetup first() {
    return setup();
  }

  public final TestInstance start(InstanceSetup setup) {
    TestInstance started = setup.start();
    nodes.add(started);
    return started;
  }

  public static Stream<Way> ways() {
    return RedisStore.allWays();
  }

  /** Strategies that can be held between their check and their take. */
  public static Stream<StrategyType> withGap() {
    return StrategyType.of(StoreKind.REDIS).stream().filter(StrategyType::hasRaceWindow);
  }

  public final OrderId placed(Basket basket) {
    return placed(basket, OrderStatus.RESERVED);
  }

  public final OrderId placed(Basket basket, OrderStatus status) {
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, basket, status)).isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  public static OrderRecord decided(RecordResult result) {
    assertThat(result).isInstanceOf(RecordResult.Decided.class);
    return ((RecordResult.Decided) result).order();
  }

  public static Order decided(DecideResult result) {
    assertThat(result).isInstanceOf(DecideResult.Decided.class);
    return ((DecideResult.Decided) result).order();
  }

  /** Whose lines have to follow, or to be forgotten, comes in its turn. */
  public static void sweepUntil(TestInstance sweeping, Runnable holds) {
    Awaitility.await()
        .atMost(COMES_TRUE_WITHIN)
        .untilAsserted(() -> {
          sweeping.orders.sweep();
          holds.run();
        });
  }
}
