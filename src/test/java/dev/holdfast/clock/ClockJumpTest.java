package dev.holdfast.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.StockStore.AdjustResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.TestInstance;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Redis's clock jumps by 91 days, and back: longer than anything is kept. It runs where Debian's
 * packages faketime and redis-server are installed; {@code .ci/run} installs them.
 */
@EnabledIf("dev.holdfast.clock.FakeClockRedis#isPossible")
class ClockJumpTest {
  private static final Duration RESERVATION_TIME = Duration.ofMinutes(15);
  private static final Duration BOUND = Duration.ofSeconds(30);

  private FakeClockRedis redis;
  private TestInstance node;
  private TestInstance steps;

  @BeforeEach
  void start() throws IOException {
    redis = FakeClockRedis.start();
    var setup = InstanceSetup.on(redis.address());
    node = setup.start();
    steps = setup.oneStep(false).start();
  }

  @AfterEach
  void stop() throws IOException {
    steps.close();
    node.close();
    redis.close();
  }

  private static OrderId place(TestInstance at, Sku sku, OrderStatus status) {
    OrderId order = TestInstance.newOrder();
    assertThat(at.place(order, Basket.of(sku, 1), status)).isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private OrderRecord find(OrderId order) {
    return steps.records.find(order).orElseThrow();
  }

  /** All that would expire or forget something. */
  private void lookAtEverything(OrderId... orders) {
    node.orders.sweep();
    steps.orders.sweep();
    node.records.list(null, new Position(Instant.EPOCH, ""), 100);
    for (OrderId order : orders) {
      node.records.find(order);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {91, -91})
  void nothingIsExpiredForgottenOrBookedTwice(long days) {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10, RESERVATION_TIME);
    Sku other = node.product(StrategyType.REDIS_DECRBY, 10, RESERVATION_TIME);
    OrderId confirmed = place(node, sku, OrderStatus.CONFIRMED);
    OrderId reserved = place(node, sku, OrderStatus.RESERVED);
    OrderId inSteps = place(steps, other, OrderStatus.RESERVED);
    var delivery = new Adjustment(sku, "delivery", 5, "goods in");
    var withdrawal = new Adjustment(sku, "withdrawal", -1, "broken");
    assertThat(node.store.add(delivery)).isEqualTo(AdjustResult.APPLIED);
    assertThat(node.store.announceWithdrawal(withdrawal)).isEqualTo(AdjustResult.APPLIED);

    redis.setTo(Duration.ofDays(days));
    lookAtEverything(confirmed, reserved, inSteps);
    assertThat(node.store.add(new Adjustment(sku, "next", 1, "goods in")))
        .isEqualTo(AdjustResult.APPLIED);
    OrderId during = place(node, sku, OrderStatus.RESERVED);
    OrderId duringInSteps = place(steps, other, OrderStatus.RESERVED);
    lookAtEverything(during, duringInSteps);
    redis.setTo(Duration.ZERO);
    lookAtEverything(confirmed, reserved, inSteps, during, duringInSteps);

    assertThat(find(confirmed).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(node.place(confirmed, Basket.of(sku, 1), OrderStatus.CONFIRMED))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
    assertThat(node.store.add(delivery)).isEqualTo(AdjustResult.DUPLICATE);
    assertThat(node.store.announceWithdrawal(withdrawal)).isEqualTo(AdjustResult.DUPLICATE);
    for (OrderId order : new OrderId[] {during, duringInSteps}) {
      assertThat(Duration.between(Instant.now(), find(order).expiresAt()))
          .as("an order placed while the clock was wrong")
          .isBetween(RESERVATION_TIME.minus(BOUND.multipliedBy(2)), RESERVATION_TIME.plus(BOUND));
    }
    for (OrderId order : new OrderId[] {reserved, inSteps, during, duringInSteps}) {
      assertThat(find(order).status()).isEqualTo(OrderStatus.RESERVED);
      assertThat(node.orders.confirm(order, VersionCondition.NONE))
          .isInstanceOf(DecideResult.Decided.class);
    }
    assertThat(node.audit(sku).isConserved()).isTrue();
    assertThat(node.audit(sku).level().sold()).isEqualTo(3);
    assertThat(node.audit(sku).level().supplied()).isEqualTo(16);
    assertThat(node.audit(other).isConserved()).isTrue();
    assertThat(node.audit(other).level().sold()).isEqualTo(2);
  }
}
