package dev.holdfast.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.OrderRecords.SaveResult;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.TestInstance;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Redis's clock goes back, as it may when another server takes over. It runs where Debian's
 * packages faketime and redis-server are installed; {@code .ci/run} installs them.
 */
@EnabledIf("dev.holdfast.clock.FakeClockRedis#isPossible")
class ClockSetBackTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration RESERVATION_TIME = Duration.ofMinutes(15);

  private final SteeredClock instances = new SteeredClock();
  private FakeClockRedis redis;
  private TestInstance node;
  private TestInstance other;

  @BeforeEach
  void start() throws IOException {
    redis = FakeClockRedis.start();
    var setup = InstanceSetup.on(redis.address()).callerClock(instances.clock);
    node = setup.start();
    other = setup.oneStep(false).start();
  }

  @AfterEach
  void stop() throws IOException {
    other.close();
    node.close();
    redis.close();
  }

  /** Time passes, by all clocks. */
  private void pass(Duration time) {
    instances.passTo(time);
    redis.setTo(time);
  }

  private Sku product(StrategyType type, int units) {
    return node.product(type, units, RESERVATION_TIME);
  }

  private OrderId reserve(Sku sku) {
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private OrderStatus status(OrderId order) {
    return other.records.find(order).orElseThrow().status();
  }

  @Test
  void whatWasSeenExpiredIsNeverConfirmed() {
    Sku sku = product(StrategyType.REDIS_SCRIPT, 1);
    OrderId order = reserve(sku);

    pass(HOUR);
    assertThat(status(order)).isEqualTo(OrderStatus.EXPIRED);
    redis.setTo(HOUR.negated());

    assertThat(node.orders.confirm(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Forbidden.class);
    assertThat(node.orders.extend(order, VersionCondition.NONE, Instant.now()))
        .get()
        .isInstanceOf(DecideResult.Forbidden.class);
    assertThat(status(order)).isEqualTo(OrderStatus.EXPIRED);
  }

  @Test
  void whatWasSweptIsSoldToSomebodyElse() {
    Sku sku = product(StrategyType.REDIS_DECRBY, 1);
    OrderId order = reserve(sku);

    pass(HOUR);
    other.orders.sweep();
    redis.setTo(HOUR.negated());

    OrderId second = reserve(sku);
    node.orders.sweep();
    assertThat(node.orders.confirm(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Forbidden.class);
    assertThat(node.orders.confirm(second, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Decided.class);
    assertThat(node.audit(sku).isConserved()).isTrue();
    assertThat(node.audit(sku).level().sold()).isEqualTo(1);
  }

  @Test
  void whatWasConfirmedNeverExpires() {
    Sku sku = product(StrategyType.REDIS_SCRIPT, 1);
    pass(HOUR);
    OrderId order = reserve(sku);
    assertThat(node.orders.confirm(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Decided.class);

    for (Duration offset : new Duration[] {HOUR.negated(), HOUR.multipliedBy(3), Duration.ZERO}) {
      redis.setTo(offset);
      node.orders.sweep();
      other.orders.sweep();
      assertThat(status(order)).isEqualTo(OrderStatus.CONFIRMED);
      assertThat(node.audit(sku).level().sold()).isEqualTo(1);
      assertThat(node.audit(sku).isConserved()).isTrue();
    }
  }

  @Test
  void aLaterAttemptHasAHigherNumberThoughTheClockIsBehind() {
    Sku sku = product(StrategyType.REDIS_CAS, 1);
    redis.setTo(HOUR);
    OrderId order = reserve(sku);
    long first = node.records.find(order).orElseThrow().attempt();
    node.passDeadline(order);
    node.orders.sweep();

    redis.setTo(HOUR.negated());
    assertThat(node.records.revive(order, VersionCondition.NONE))
        .isInstanceOf(RecordResult.Decided.class);
    long second = node.records.find(order).orElseThrow().attempt();

    assertThat(second).isGreaterThan(first);
    var basket = Basket.of(sku, 1);
    assertThat(take(node, order, second, basket)).isInstanceOf(ReserveResult.Reserved.class);
    assertThat(take(other, order, first, basket)).isInstanceOf(ReserveResult.Stale.class);
    assertThat(node.records.save(order, second, OrderStatus.CONFIRMED))
        .isInstanceOf(SaveResult.Saved.class);
    assertThat(node.audit(sku).level().oversold()).isZero();
  }

  private static ReserveResult take(TestInstance node, OrderId order, long attempt, Basket basket) {
    return node.strategies
        .get(StrategyType.REDIS_CAS)
        .reserve(node.request(order, attempt, basket, true));
  }
}
