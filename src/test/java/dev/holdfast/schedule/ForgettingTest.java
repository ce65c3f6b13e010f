package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.RecordResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What has ended is forgotten when its time has come, and not a unit is sold or given back twice
 * for it.
 */
class ForgettingTest extends TwoInstances {
  private static final Duration KEPT = Defaults.of(RetentionSettings.class).reservations();

  private Sku sku;

  @BeforeEach
  void supply() {
    sku = node.product(StrategyType.REDIS_SCRIPT, 20);
  }

  public @Override InstanceSetup setup() {
    return super.setup().putOff(Duration.ofMillis(1));
  }

  public @Override InstanceSetup first() {
    return setup().oneStep(true);
  }

  private OrderId placed(OrderStatus status, int quantity) {
    return placed(Basket.of(sku, quantity), status);
  }

  private OrderId confirmed(int quantity) {
    OrderId order = placed(OrderStatus.RESERVED, quantity);
    confirm(order);
    return order;
  }

  private DecideResult confirm(OrderId order) {
    return node.orders.confirm(order, VersionCondition.NONE);
  }

  private boolean remembers(OrderId order) {
    return node.redis.<Boolean>read(
        commands -> commands.hexists(Keys.reservations(sku), order.value()));
  }

  private boolean exists(OrderId order) {
    return node.redis.<Long>read(commands -> commands.exists(TestInstance.record(order))) == 1;
  }

  /** As if the reservations had been kept for their time. */
  private void forgetReservations(OrderId... orders) {
    for (OrderId order : orders) {
      node.makeDue(order);
    }
    sweepUntil(node, () -> assertThat(orders).noneMatch(this::remembers));
  }

  /** As if the records had been kept for theirs. */
  private void makeOld(OrderId order) {
    node.redis.<Long>write(
        commands -> commands.zadd(TestInstance.listing(order), 1, order.value()));
  }

  private void assertSound() {
    assertThat(node.audit(sku).findings()).extracting(Audit.Finding::detail).isEmpty();
  }

  @Test
  void untilTheirTimeHasComeReservationsStay() {
    OrderId order = confirmed(2);
    node.orders.sweep();
    assertThat(remembers(order)).isTrue();
    assertThat(node.forgottenAt(order))
        .hasValueSatisfying(at ->
            assertThat(at)
                .isBetween(Instant.now().plus(KEPT.dividedBy(2)), Instant.now().plus(KEPT)));
    assertSound();
  }

  @Test
  void soldUnitsGoOnCountingWhenTheirReservationIsForgotten() {
    OrderId order = confirmed(2);
    OrderId atOnce = placed(OrderStatus.CONFIRMED, 3);
    forgetReservations(order, atOnce);
    assertLevel(node, sku, 15, 0);
    assertThat(node.audit(sku).level().sold()).isEqualTo(5);
    assertSound();
  }

  /** Units that are set aside for an order that has ended are damage, which an audit must find. */
  @Test
  void whatIsStillReservedIsNotForgotten() {
    OrderId order = placed(OrderStatus.RESERVED, 2);
    node.orders.cancel(order, VersionCondition.NONE);
    String attempt = Long.toString(node.records.find(order).orElseThrow().attempt());
    node.redis.<Boolean>write(
        commands -> commands.hset(Keys.reservations(sku), order.value(), "R:2:" + attempt));
    node.makeDue(order);
    node.orders.sweep();
    assertThat(remembers(order)).isTrue();
    assertThat(node.audit(sku).findings())
        .extracting(Audit.Finding::kind)
        .contains(Audit.Kind.RESERVATION_WITHOUT_ORDER);
  }

  @Test
  void whoRepeatsAConfirmDoesNotLookForForgottenUnits() {
    OrderId order = confirmed(2);
    forgetReservations(order);
    for (TestInstance at : List.of(node, other)) {
      var result = at.orders.confirm(order, VersionCondition.NONE);
      assertThat(result).isInstanceOf(DecideResult.Already.class);
      assertThat(at.orders.confirmOrReReserve(order, VersionCondition.NONE))
          .isInstanceOf(ReReserveResult.Answered.class);
    }
    node.orders.sweep();
    assertThat(remembers(order)).isFalse();
    assertLevel(node, sku, 18, 0);
    assertSound();
  }

  @Test
  void whoRepeatsACancelLeavesNoMarkBehind() {
    OrderId order = placed(OrderStatus.RESERVED, 2);
    node.orders.cancel(order, VersionCondition.NONE);
    assertThat(remembers(order)).isTrue();
    forgetReservations(order);
    assertThat(node.orders.cancel(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Already.class);
    assertThat(remembers(order)).isFalse();
    assertLevel(node, sku, 20, 0);
  }

  @Test
  void aRepeatedConfirmBeforeItsTimeForgetsNothing() {
    OrderId order = confirmed(2);
    confirm(order);
    node.completion.settle(node.records.find(order).orElseThrow());
    assertThat(remembers(order)).isTrue();
  }

  @Test
  void anOrderThatIsRevivedWhileItIsForgottenKeepsItsUnits() {
    OrderId order = placed(OrderStatus.RESERVED, 2);
    node.passDeadline(order);
    sweepUntil(
        node, () -> assertThat(node.records.find(order)).map(OrderRecord::settled).contains(true));
    // Its sweeper was handed it for forgetting, and sleeps.
    var leased = node.records.find(order).orElseThrow();
    node.orders.confirmOrReReserve(order, VersionCondition.NONE);
    assertThat(node.records.find(order)).map(OrderRecord::status).contains(OrderStatus.CONFIRMED);
    node.completion.settleAll(List.of(leased), System.nanoTime() + KEPT.toNanos());
    assertThat(remembers(order)).as("sold under a newer attempt").isTrue();
    assertLevel(node, sku, 18, 0);
    assertSound();
    forgetReservations(order);
    assertLevel(node, sku, 18, 0);
    assertSound();
  }

  @Test
  void anExpiredOrderIsRevivedAfterItWasForgotten() {
    OrderId order = placed(OrderStatus.RESERVED, 2);
    node.passDeadline(order);
    node.orders.sweep();
    forgetReservations(order);
    node.orders.confirmOrReReserve(order, VersionCondition.NONE);
    assertThat(node.records.find(order)).map(OrderRecord::status).contains(OrderStatus.CONFIRMED);
    assertLevel(node, sku, 18, 0);
    assertSound();
  }

  @Test
  void whoCompletesAnOrderOnceMoreAfterAllWasForgottenLeavesNothingForEver() {
    OrderId order = placed(OrderStatus.RESERVED, 2);
    var cancelled = (RecordResult.Decided) node.records.cancel(order, VersionCondition.NONE);
    node.completion.settle(cancelled.order());
    forgetReservations(order);
    // One who was handed it before, and slept for as long as commands are remembered.
    node.completion.settle(cancelled.order());
    assertThat(remembers(order)).isTrue();
    forgetReservations(order);
    assertLevel(node, sku, 20, 0);
  }

  @Test
  void theRecordIsForgottenAtLastAndItsKeyPlacesAnew() {
    OrderId order = confirmed(2);
    forgetReservations(order);
    node.orders.sweep();
    assertThat(exists(order)).as("before its time").isTrue();
    makeOld(order);
    node.orders.sweep();
    assertThat(exists(order)).isFalse();
    assertThat(node.records.find(order)).isEmpty();
    assertThat(confirm(order)).isInstanceOf(DecideResult.NotFound.class);
    assertThat(listed()).doesNotContain(order);

    assertThat(node.place(order, Basket.of(sku, 1)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class, again -> assertThat(again.replayed()).isFalse());
    assertLevel(node, sku, 17, 1);
    assertSound();
  }

  @Test
  void aRecordWhoseReservationsAreRememberedStaysAndBlocksNobody() {
    OrderId live = placed(OrderStatus.RESERVED, 1);
    OrderId unforgotten = confirmed(1);
    OrderId forgotten = confirmed(1);
    forgetReservations(forgotten);
    for (OrderId order : List.of(live, unforgotten, forgotten)) {
      makeOld(order);
    }
    node.orders.sweep();
    assertThat(exists(forgotten)).isFalse();
    assertThat(List.of(live, unforgotten)).allMatch(this::exists);
  }

  private List<OrderId> listed() {
    var orders = new ArrayList<OrderId>();
    Optional<Position> at = Optional.of(new Position(Instant.EPOCH, ""));
    while (at.isPresent()) {
      var page = node.records.list(null, at.get(), 500);
      page.orders().forEach(order -> orders.add(order.id()));
      at = page.next();
    }
    return orders;
  }

  @Test
  void aWithdrawalIsForgottenWithItsReservation() {
    var id = new OrderId("w:" + TestInstance.newOrder().value());
    node.place(id, Basket.of(sku, 5), OrderStatus.WITHDRAWN);
    var record = node.records.find(id).orElseThrow();
    node.completion.settle(record);
    assertLevel(node, sku, 15, 0);
    forgetReservations(id);
    assertThat(exists(id)).isTrue();
    node.completion.settle(node.records.find(id).orElseThrow());
    node.makeDue(id);
    node.orders.sweep();
    assertThat(exists(id)).isFalse();
    assertLevel(node, sku, 15, 0);
    assertSound();
  }

  /** Whatever is forgotten in between, the units come out the same, and nothing stays behind. */
  @ParameterizedTest
  @EnumSource(names = {"REDIS_SCRIPT", "REDIS_DECRBY"})
  void atTheEndNothingIsLeftButTheUnitsThatWereSold(StrategyType type) {
    long seed = Long.getLong("holdfast.test.seed", System.nanoTime());
    var random = new Random(seed);
    sku = node.product(type, 30);
    Sku second = node.product(type, 30);
    var orders = new ArrayList<OrderId>();
    for (int i = 0; i < 30; i++) {
      orders.add(TestInstance.newOrder());
    }
    for (int i = 0; i < 400; i++) {
      OrderId order = orders.get(random.nextInt(orders.size()));
      TestInstance at = random.nextBoolean() ? node : other;
      switch (random.nextInt(6)) {
        case 0, 1 ->
            at.place(
                order,
                Basket.of(List.of(new Line(sku, 2), new Line(second, 1))),
                random.nextInt(4) == 0 ? OrderStatus.CONFIRMED : OrderStatus.RESERVED);
        case 2 -> at.orders.cancel(order, VersionCondition.NONE);
        case 3 -> at.orders.confirm(order, VersionCondition.NONE);
        case 4 -> at.orders.confirmOrReReserve(order, VersionCondition.NONE);
        default -> {
          at.records
              .find(order)
              .ifPresent(record -> {
                if (record.status() == OrderStatus.RESERVED) {
                  at.passDeadline(order);
                } else {
                  at.makeDue(order);
                }
              });
          at.orders.sweep();
        }
      }
    }
    int sold = 0;
    for (OrderId order : orders) {
      var record = node.records.find(order);
      if (record.filter(r -> r.status() == OrderStatus.RESERVED).isPresent()) {
        node.orders.cancel(order, VersionCondition.NONE);
      }
      sold += record.filter(r -> r.status() == OrderStatus.CONFIRMED).isPresent() ? 1 : 0;
      node.makeDue(order);
    }
    forgetReservations(orders.toArray(OrderId[]::new));
    for (Sku each : List.of(sku, second)) {
      assertThat(node.redis.<Long>read(commands -> commands.exists(Keys.reservations(each))))
          .as("seed %d", seed)
          .isZero();
      assertThat(node.audit(each).findings()).as("seed %d", seed).isEmpty();
    }
    assertThat(node.audit(sku).level().sold()).as("seed %d", seed).isEqualTo(2L * sold);
    assertLevel(node, sku, 30 - 2 * sold, 0);
  }
}
