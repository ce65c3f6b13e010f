package dev.holdfast.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.StockStore.AdjustResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.ZAddArgs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Redis's clock and an instance's differ: nothing that cannot be taken back happens on the word of
 * one of them. The steered instance's clock goes wrong; a second one's is right. What a jump of
 * Redis's own clock does is {@link ClockJumpTest}'s.
 */
class TwoClocksTest {
  private static final Duration DAYS_91 = Duration.ofDays(91);
  private static final Duration HOUR = Duration.ofHours(1);

  private static SteeredClock steered;
  private static TestInstance node;
  private static TestInstance right;

  @BeforeAll
  static void start() {
    var redis = RedisUnderTest.shared();
    var setup = InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
    steered = new SteeredClock();
    node = setup.callerClock(steered.clock).start();
    right = setup.start();
  }

  @AfterAll
  static void stop() {
    right.redis.<String>write(commands -> commands.flushdb());
    right.close();
    node.close();
  }

  @AfterEach
  void setRight() {
    steered.passTo(Duration.ZERO);
  }

  private Sku product(int units) {
    return right.product(StrategyType.REDIS_SCRIPT, units);
  }

  private static OrderId place(TestInstance at, Sku sku, OrderStatus status) {
    OrderId order = TestInstance.newOrder();
    assertThat(at.place(order, Basket.of(sku, 1), status)).isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private static OrderRecord find(TestInstance at, OrderId order) {
    return at.records.find(order).orElseThrow();
  }

  /** Gives an order another deadline, and has the sweeper look at it now. */
  private static void setDeadline(OrderId order, Instant deadline) {
    right.redis.<Boolean>write(commands ->
        commands.hset(
            TestInstance.record(order), "expiresAt", Long.toString(deadline.toEpochMilli())));
    right.makeDue(order);
  }

  /** What expires an order: a read, a sweep, a confirmation. */
  private static void lookAt(OrderId order) {
    node.orders.sweep();
    find(node, order);
    node.records.list(null, new Position(Instant.EPOCH, ""), 100);
  }

  @Test
  void anOrderExpiresByBothClocksOnly() {
    Sku sku = product(3);
    OrderId order = place(right, sku, OrderStatus.RESERVED);

    // Redis's clock is ahead, as far as this instance knows.
    setDeadline(order, Instant.now().minus(HOUR));
    steered.passTo(DAYS_91.negated());
    lookAt(order);
    assertThat(find(node, order).status()).isEqualTo(OrderStatus.RESERVED);

    // This instance's clock is ahead.
    setDeadline(order, Instant.now().plus(HOUR));
    steered.passTo(DAYS_91);
    lookAt(order);
    assertThat(find(node, order).status()).isEqualTo(OrderStatus.RESERVED);

    // Both are past it.
    setDeadline(order, Instant.now().minus(HOUR));
    lookAt(order);
    assertThat(find(node, order).status()).isEqualTo(OrderStatus.EXPIRED);
  }

  @Test
  void anInstanceWhoseClockJumpedExpiresNothingAndOthersDo() {
    Sku sku = product(4);
    for (Duration jump : List.of(DAYS_91, DAYS_91.negated())) {
      OrderId order = place(right, sku, OrderStatus.RESERVED);
      setDeadline(order, Instant.now().minus(HOUR));

      steered.jumpTo(jump);
      lookAt(order);
      assertThat(find(node, order).status()).isEqualTo(OrderStatus.RESERVED);
      assertThat(right.dueAt(order)).as("it blocks no other").isAfter(Instant.now());
      assertThat(node.orders.confirm(order, VersionCondition.NONE))
          .as("what is still reserved can be sold")
          .isInstanceOf(DecideResult.Decided.class);

      steered.jumpTo(Duration.ZERO);
      OrderId other = place(node, sku, OrderStatus.RESERVED);
      setDeadline(other, Instant.now().minus(HOUR));
      assertThat(find(node, other).status()).as("set right").isEqualTo(OrderStatus.EXPIRED);
      right.orders.sweep();
    }
  }

  @Test
  void anInstanceWhoseClockJumpedCreatesByTheStoresTime() {
    Sku sku = product(1);
    steered.jumpTo(DAYS_91);
    OrderId order = place(node, sku, OrderStatus.RESERVED);
    assertThat(find(right, order).createdAt())
        .isCloseTo(Instant.now(), within(20, ChronoUnit.SECONDS));
  }

  @Test
  void whatIsCreatedAndExtendedIsWithinTheBoundOfTheInstancesClock() {
    Sku sku = product(3);
    for (Duration offset : List.of(DAYS_91, DAYS_91.negated())) {
      steered.passTo(offset);
      OrderId order = place(node, sku, OrderStatus.RESERVED);
      Instant caller = Instant.now().plus(offset);
      OrderRecord record = find(node, order);
      assertThat(Duration.between(record.createdAt(), caller).abs())
          .isBetween(Duration.ofSeconds(25), Duration.ofSeconds(50));
      assertThat(record.expiresAt()).isEqualTo(record.createdAt().plus(Duration.ofMinutes(15)));
      node.orders.cancel(order, VersionCondition.NONE);
    }
  }

  @Test
  void whatIsSoldIsForgottenByBothClocksOnly() {
    Sku sku = product(1);
    OrderId order = place(right, sku, OrderStatus.CONFIRMED);
    right.makeDue(order);

    steered.passTo(DAYS_91.negated());
    Instant longAgo = Instant.now().minus(Duration.ofDays(100));
    forgettingAt(order, Instant.now().minus(HOUR));
    node.orders.sweep();
    assertThat(isHeld(sku, order)).isTrue();
    steered.passTo(DAYS_91);
    forgettingAt(order, Instant.now().plus(HOUR));
    node.orders.sweep();
    steered.passTo(Duration.ZERO);
    steered.jumpTo(DAYS_91);
    forgettingAt(order, Instant.now().minus(HOUR));
    node.orders.sweep();
    assertThat(isHeld(sku, order)).isTrue();

    steered.passTo(Duration.ZERO);
    forgettingAt(order, Instant.now().minus(HOUR));
    right.orders.sweep();
    assertThat(isHeld(sku, order)).isFalse();

    // Its reservation is forgotten; now its record.
    right.redis.<Long>write(commands ->
        commands.zadd(TestInstance.listing(order), longAgo.toEpochMilli(), order.value()));
    steered.passTo(DAYS_91.negated());
    node.orders.sweep();
    steered.jumpTo(DAYS_91.plusDays(1));
    node.orders.sweep();
    assertThat(right.records.find(order)).isPresent();
    assertThat(right.place(order, Basket.of(sku, 1), OrderStatus.CONFIRMED))
        .as("its key sells no second unit")
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());

    right.orders.sweep();
    assertThat(right.records.find(order)).isEmpty();
  }

  private static void forgettingAt(OrderId order, Instant at) {
    right.redis.<Long>write(commands ->
        commands.zadd(
            TestInstance.forgetting(order),
            ZAddArgs.Builder.xx(),
            at.toEpochMilli(),
            order.value()));
  }

  private static boolean isHeld(Sku sku, OrderId order) {
    return right.redis.<Boolean>read(
        commands -> commands.hexists("holdfast:{" + sku.value() + "}:reservations", order.value()));
  }

  @Test
  void anAdjustmentIsForgottenByBothClocksOnly() {
    Sku sku = product(0);
    var delivery = new Adjustment(sku, "delivery", 5, "goods in");
    var withdrawal = new Adjustment(sku, "withdrawal", -1, "broken");
    assertThat(node.store.add(delivery)).isEqualTo(AdjustResult.APPLIED);
    assertThat(node.store.announceWithdrawal(withdrawal)).isEqualTo(AdjustResult.APPLIED);
    String index = "holdfast:{" + sku.value() + "}:adjustments";
    List<String> keys = right.redis.read(commands -> commands.zrange(index, 0, -1));
    assertThat(keys)
        .hasSize(2)
        .allSatisfy(key ->
            assertThat(right.redis.<Long>read(commands -> commands.pttl(key)))
                .as("no time to live, which Redis's clock alone would end: %s", key)
                .isEqualTo(-1));
    keys.forEach(key ->
        right.redis.<Long>write(commands ->
            commands.zadd(index, Instant.now().minus(Duration.ofDays(31)).toEpochMilli(), key)));

    steered.passTo(DAYS_91.negated());
    node.store.add(new Adjustment(sku, "next", 1, "goods in"));
    steered.jumpTo(DAYS_91);
    node.store.add(new Adjustment(sku, "after next", 1, "goods in"));
    assertThat(node.store.add(delivery)).isEqualTo(AdjustResult.DUPLICATE);
    assertThat(right.audit(sku).level().supplied()).isEqualTo(7);

    right.store.add(new Adjustment(sku, "last", 1, "goods in"));
    assertThat(right.redis.<Long>read(commands -> commands.exists(keys.toArray(String[]::new))))
        .as("forgotten when their time has come")
        .isZero();
  }

  /** Where stock is only ever withdrawn nothing else would forget them. */
  @Test
  void aWithdrawalForgetsAdjustmentsWhoseTimeHasCome() {
    Sku sku = product(5);
    String index = "holdfast:{" + sku.value() + "}:adjustments";
    List<String> keys = right.redis.read(commands -> commands.zrange(index, 0, -1));
    assertThat(keys).hasSize(1);
    right.redis.<Long>write(commands ->
        commands.zadd(index, Instant.now().minus(Duration.ofDays(31)).toEpochMilli(), keys.get(0)));

    right.store.announceWithdrawal(new Adjustment(sku, "withdrawal", -1, "broken"));

    assertThat(right.redis.<Long>read(commands -> commands.exists(keys.get(0)))).isZero();
  }

  /** An instance that does not know whether it has expired again must not take it for free. */
  @Test
  void anOrderThatWasRevivedIsNotPlacedAnewByAnInstanceThatExpiresNothing() {
    Sku sku = product(2);
    OrderId order = place(right, sku, OrderStatus.RESERVED);
    setDeadline(order, Instant.now().minus(HOUR));
    assertThat(find(right, order).status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(right.records.revive(order, VersionCondition.NONE))
        .isInstanceOf(RecordResult.Decided.class);
    for (String field : List.of("claimedUntil", "revivedUntil")) {
      right.redis.<Boolean>write(commands -> commands.hset(TestInstance.record(order), field, "1"));
    }

    steered.jumpTo(DAYS_91);
    assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.InProgress.class);

    assertThat(find(right, order).status()).isEqualTo(OrderStatus.EXPIRED);
  }
}
