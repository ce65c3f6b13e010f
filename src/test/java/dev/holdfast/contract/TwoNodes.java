package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StockStrategyContract.Way;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecord;
import dev.holdfast.stock.OrderRecords.DecideResult;
import dev.holdfast.stock.OrderStatus;
import dev.holdfast.stock.PlaceResult;
import dev.holdfast.stock.VersionCondition;
import dev.holdfast.stock.strategy.StrategyType;
import dev.holdfast.testing.RedisUnderTest;
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
abstract class TwoNodes {
  static final VersionCondition NONE = VersionCondition.NONE;
  private static final Duration COMES_TRUE_WITHIN = Duration.ofSeconds(20);

  private final List<Node> nodes = new ArrayList<>();
  Node node;
  Node other;

  @BeforeEach
  void startNodes() {
    node = start(first());
    other = start(setup());
  }

  @AfterEach
  void stopNodes() {
    nodes.forEach(Node::close);
  }

  /** How nodes are made, unless a test changes it. */
  NodeSetup setup() {
    var redis = RedisUnderTest.shared();
    return NodeSetup.on(new RedisAddress(redis.host(), redis.port()))
        .oneStep(false)
        .putOff(Duration.ofMillis(50));
  }

  /** How the first of them is made. */
  NodeSetup first() {
    return setup();
  }

  final Node start(NodeSetup setup) {
    Node started = setup.start();
    nodes.add(started);
    return started;
  }

  static Stream<Way> ways() {
    return StockStrategyContract.allWays();
  }

  /** Strategies that can be held between their check and their take. */
  static Stream<StrategyType> withGap() {
    return Stream.of(StrategyType.values()).filter(StrategyType::hasGap);
  }

  final OrderId placed(Basket basket) {
    return placed(basket, OrderStatus.RESERVED);
  }

  final OrderId placed(Basket basket, OrderStatus status) {
    OrderId order = Node.newOrder();
    assertThat(node.place(order, basket, status)).isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  static OrderRecord decided(DecideResult result) {
    assertThat(result).isInstanceOf(DecideResult.Decided.class);
    return ((DecideResult.Decided) result).order();
  }

  /** Whose lines have to follow, or to be forgotten, comes in its turn. */
  static void sweepUntil(Node sweeping, Runnable holds) {
    Awaitility.await()
        .atMost(COMES_TRUE_WITHIN)
        .untilAsserted(() -> {
          sweeping.sweeper.sweep();
          holds.run();
        });
  }
}
