package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertSold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.Way;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords.SaveResult;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules around orders that were paid but had expired. */
class ReReserveScheduleTest extends TwoInstances {
  /** An order that was found past its deadline; its lines have not followed. */
  private OrderRecord expired(Basket basket) {
    OrderId order = placed(basket);
    node.passDeadline(order);
    var record = node.records.find(order).orElseThrow();
    assertThat(record.status()).isEqualTo(OrderStatus.EXPIRED);
    return record;
  }

  private static void assertStatus(TestInstance node, OrderId order, OrderStatus status) {
    assertThat(node.records.find(order).orElseThrow().status()).isEqualTo(status);
  }

  private static void assertConfirmed(ReReserveResult result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            ReReserveResult.Answered.class,
            answered ->
                assertThat(answered.result())
                    .isInstanceOfAny(DecideResult.Decided.class, DecideResult.Already.class));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anExpiredOrderIsReservedAgainAndConfirmedWhetherOrNotItsLinesWereGivenBack(Way way) {
    for (boolean givenBack : new boolean[] {false, true}) {
      Sku a = node.product(way.type(), 5);
      Sku b = node.product(way.type(), 5);
      var order = expired(Basket.of(List.of(new Line(a, 2), new Line(b, 3))));
      if (givenBack) {
        node.completion.settle(order);
      }
      assertConfirmed(other.orders.confirmOrReReserve(order.id(), NONE));
      assertConfirmed(other.orders.confirmOrReReserve(order.id(), NONE));
      assertSold(node, a, 3, 0, 2);
      assertSold(node, b, 2, 0, 3);
      assertStatus(node, order.id(), OrderStatus.CONFIRMED);
      assertThat(node.isDue(order.id())).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anExpiredOrderWhoseUnitsAreGoneStaysExpiredAndTakesNothing(Way way) {
    Sku a = node.product(way.type(), 5);
    Sku scarce = node.product(way.type(), 3);
    var order = expired(Basket.of(List.of(new Line(a, 2), new Line(scarce, 3))));
    node.completion.settle(order);
    OrderId rival = TestInstance.newOrder();
    assertThat(node.place(rival, Basket.of(scarce, 1))).isInstanceOf(PlaceResult.Placed.class);
    assertThat(other.orders.confirmOrReReserve(order.id(), NONE))
        .isInstanceOfSatisfying(
            ReReserveResult.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .isInstanceOfSatisfying(
                        Refusal.InsufficientStock.class,
                        shortage ->
                            assertThat(shortage.shortages())
                                .containsExactly(new Shortage(scarce, 3, 2))));
    assertStatus(node, order.id(), OrderStatus.EXPIRED);
    assertSold(node, a, 5, 0, 0);
    assertSold(node, scarce, 2, 1, 0);
    assertThat(node.isDue(order.id())).isFalse();
    // Its units come back, and so does its chance.
    node.orders.cancel(rival, NONE);
    assertConfirmed(other.orders.confirmOrReReserve(order.id(), NONE));
    assertSold(node, a, 3, 0, 2);
    assertSold(node, scarce, 0, 0, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void ofManyWhoReviveAnOrderAtOnceOneTakesItsUnitsAndAllLearnOfIt(Way way) {
    Sku sku = node.product(way.type(), 6);
    var order = expired(Basket.of(sku, 3));
    var results =
        ConcurrentClients.run(10, i -> () -> insist((i % 2 == 0 ? node : other), order.id()));
    assertThat(results).allSatisfy(ReReserveScheduleTest::assertConfirmed);
    assertThat(
            results.stream()
                .filter(
                    r -> ((ReReserveResult.Answered) r).result() instanceof DecideResult.Decided))
        .hasSize(1);
    assertSold(node, sku, 3, 0, 3);
  }

  /** Confirms again and again while it is only contended or in progress, as a client would. */
  private static ReReserveResult insist(TestInstance confirming, OrderId order) {
    for (int i = 0; i < 100; i++) {
      var result = confirming.orders.confirmOrReReserve(order, NONE);
      boolean again =
          result instanceof ReReserveResult.Refused(Refusal reason)
              ? reason instanceof Refusal.Contended
              : result instanceof ReReserveResult.Answered(DecideResult.Forbidden forbidden)
                  && forbidden.order().status() == OrderStatus.PLACING;
      if (!again) {
        return result;
      }
    }
    throw new AssertionError("never its turn");
  }

  /** The schedule by which a late release would take a confirmed order's units from it. */
  @Test
  void whoExpiredTheOrderAndWakesUpLateLeavesItsNewAttemptAlone() {
    Sku a = node.product(StrategyType.REDIS_SCRIPT, 1);
    Sku b = node.product(StrategyType.REDIS_SCRIPT, 1);
    var basket = Basket.of(List.of(new Line(a, 1), new Line(b, 1)));
    var expired = expired(basket);
    var claimed = decided(other.records.revive(expired.id(), NONE));
    var strategy = other.strategies.get(StrategyType.REDIS_SCRIPT);
    strategy.reserve(other.request(expired.id(), claimed.attempt(), Basket.of(a, 1), true));
    // The first line is taken again; the other's units are still those of the old attempt.
    node.completion.settle(expired);
    assertSold(node, a, 0, 1, 0);
    assertSold(node, b, 1, 0, 0);
    assertThat(node.isDue(expired.id())).as("its claim has a deadline").isTrue();
    strategy.reserve(other.request(expired.id(), claimed.attempt(), Basket.of(b, 1), true));
    assertThat(other.records.save(expired.id(), claimed.attempt(), OrderStatus.CONFIRMED))
        .isInstanceOfSatisfying(
            SaveResult.Saved.class, saved -> other.completion.settle(saved.order()));
    node.completion.settle(expired);
    assertSold(node, a, 0, 0, 1);
    assertSold(node, b, 0, 0, 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whoDiesWhileItRevivesIsExpiredAgainAndARivalGetsTheUnits(int linesTaken) {
    Sku a = node.product(StrategyType.REDIS_SCRIPT, 1);
    Sku b = node.product(StrategyType.REDIS_SCRIPT, 1);
    var basket = Basket.of(List.of(new Line(a, 1), new Line(b, 1)));
    var expired = expired(basket);
    node.completion.settle(expired);
    var dead = decided(node.records.revive(expired.id(), NONE));
    for (Line line : basket.lines().subList(0, linesTaken)) {
      node.strategies
          .get(StrategyType.REDIS_SCRIPT)
          .reserve(node.request(expired.id(), dead.attempt(), Basket.of(line.sku(), 1), true));
    }
    // Whoever was expiring it when it was claimed comes to an end; the claim must still be swept.
    node.completion.settle(expired);
    assertStatus(other, expired.id(), OrderStatus.PLACING);
    assertThat(node.isDue(expired.id())).isTrue();
    node.passDeadline(expired.id());
    sweepUntil(
        other,
        () -> {
          assertSold(other, a, 1, 0, 0);
          assertSold(other, b, 1, 0, 0);
        });
    assertThat(other.place(TestInstance.newOrder(), basket)).isInstanceOf(PlaceResult.Placed.class);
    // It wakes up: its order is expired, and the units are the rival's.
    assertThat(node.records.save(expired.id(), dead.attempt(), OrderStatus.CONFIRMED))
        .isInstanceOf(SaveResult.Lost.class);
    assertStatus(node, expired.id(), OrderStatus.EXPIRED);
    assertSold(node, a, 0, 1, 0);
    assertSold(node, b, 0, 1, 0);
  }

  @Test
  void aReviverThatIsTakenOverConfirmsNothingAndGivesNothingBack() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    var expired = expired(Basket.of(sku, 1));
    var slow = decided(node.records.revive(expired.id(), NONE));
    assertThat(other.records.revive(expired.id(), NONE))
        .as("somebody is at it")
        .isInstanceOf(RecordResult.Forbidden.class);
    node.passDeadline(expired.id());
    assertThat(other.records.find(expired.id())).isPresent();
    var fast = decided(other.records.revive(expired.id(), NONE));
    assertThat(fast.attempt()).isGreaterThan(slow.attempt());
    var strategy = other.strategies.get(StrategyType.REDIS_SCRIPT);
    strategy.reserve(other.request(expired.id(), fast.attempt(), Basket.of(sku, 1), true));
    assertThat(
            strategy.reserve(node.request(expired.id(), slow.attempt(), Basket.of(sku, 1), true)))
        .isEqualTo(new ReserveResult.Stale());
    assertThat(node.records.save(expired.id(), slow.attempt(), OrderStatus.CONFIRMED))
        .isInstanceOf(SaveResult.Lost.class);
    assertThat(node.records.save(expired.id(), slow.attempt(), OrderStatus.EXPIRED))
        .isInstanceOf(SaveResult.Lost.class);
    node.store.release(sku, expired.id(), slow.attempt());
    assertThat(other.records.save(expired.id(), fast.attempt(), OrderStatus.CONFIRMED))
        .isInstanceOfSatisfying(
            SaveResult.Saved.class, saved -> other.completion.settle(saved.order()));
    assertSold(node, sku, 0, 0, 1);
  }

  @ParameterizedTest
  @MethodSource("withGap")
  void anOrderThatIsCancelledWhileItIsRevivedHoldsNothing(StrategyType type) throws Exception {
    var gate = new Breakpoint();
    TestInstance slow = start(setup().window(gate));
    Sku sku = node.product(type, 3);
    var expired = expired(Basket.of(sku, 3));
    node.completion.settle(expired);
    var reviving =
        ConcurrentClients.start(() -> slow.orders.confirmOrReReserve(expired.id(), NONE));
    gate.awaitArrival();
    decided(other.orders.cancel(expired.id(), NONE));
    gate.letGo();
    assertThat(reviving.get(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            ReReserveResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Forbidden.class));
    assertStatus(node, expired.id(), OrderStatus.CANCELLED);
    assertSold(node, sku, 3, 0, 0);
  }

  @Test
  void onlyAnExpiredOrderIsRevivedAndAReservedOneIsMerelyConfirmed() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    OrderId reserved = TestInstance.newOrder();
    OrderId cancelled = TestInstance.newOrder();
    node.place(reserved, Basket.of(sku, 1));
    node.place(cancelled, Basket.of(sku, 1));
    node.orders.cancel(cancelled, NONE);
    assertConfirmed(node.orders.confirmOrReReserve(reserved, NONE));
    assertThat(node.records.find(reserved).orElseThrow().version()).isEqualTo(2);
    assertThat(node.orders.confirmOrReReserve(cancelled, NONE))
        .isInstanceOfSatisfying(
            ReReserveResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Forbidden.class));
    assertThat(node.orders.confirmOrReReserve(TestInstance.newOrder(), NONE))
        .isEqualTo(new ReReserveResult.Answered(new DecideResult.NotFound()));
    assertSold(node, sku, 4, 0, 1);
  }

  @Test
  void anExpiredOrderIsPlacedAnewUnderItsKeyNeitherBeforeNorWhileItIsRevived() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    var expired = expired(Basket.of(sku, 1));
    var claimed = decided(node.records.revive(expired.id(), NONE));
    assertThat(other.place(expired.id(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.InProgress.class);
    node.passDeadline(expired.id());
    assertThat(other.place(expired.id(), Basket.of(sku, 1)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class,
            placed -> assertThat(placed.order().status()).isEqualTo(OrderStatus.EXPIRED));
    assertThat(node.records.save(expired.id(), claimed.attempt(), OrderStatus.CONFIRMED))
        .isInstanceOf(SaveResult.Lost.class);
  }
}
