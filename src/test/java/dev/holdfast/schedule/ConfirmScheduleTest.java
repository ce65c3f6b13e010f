package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.contract.StoreContract.assertSold;
import static dev.holdfast.store.StepwiseContract.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords.SaveResult;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockStore.SettledLine;
import dev.holdfast.store.StockStore.Step;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules around confirming an order: each in its order of steps, without luck. */
class ConfirmScheduleTest extends TwoInstances {
  private OrderStatus status(OrderId order) {
    return node.records.find(order).orElseThrow().status();
  }

  private static void assertForbidden(DecideResult result, OrderStatus status) {
    assertThat(result)
        .isInstanceOfSatisfying(
            DecideResult.Forbidden.class,
            forbidden -> assertThat(forbidden.order().status()).isEqualTo(status));
  }

  @Test
  void confirmingAtTheDeadlineExpiresTheOrderInsteadAndARivalGetsItsUnits() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    OrderId order = placed(Basket.of(sku, 1));
    node.passDeadline(order);
    assertForbidden(node.orders.confirm(order, NONE), OrderStatus.EXPIRED);
    sweepUntil(node, () -> assertSold(node, sku, 1, 0, 0));
    OrderId rival = placed(Basket.of(sku, 1));
    assertForbidden(node.orders.confirm(order, NONE), OrderStatus.EXPIRED);
    decided(node.orders.confirm(rival, NONE));
    assertSold(node, sku, 0, 0, 1);
  }

  @Test
  void onceConfirmedAnOrderIsSoldWhateverTheClockSays() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    OrderId order = placed(Basket.of(sku, 1));
    // It won the record, and its deadline passes before its lines follow.
    decided(node.records.confirm(order, NONE));
    node.passDeadline(order);
    assertThat(status(order)).isEqualTo(OrderStatus.CONFIRMED);
    sweepUntil(other, () -> assertSold(node, sku, 0, 0, 1));
    assertThat(status(order)).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(node.isDue(order)).isFalse();
  }

  @Test
  void ofAConfirmAndACancelWhoeverWinsTheRecordHasTheLines() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 2);
    OrderId confirmed = placed(Basket.of(sku, 1));
    OrderId cancelled = placed(Basket.of(sku, 1));
    var sale = decided(node.records.confirm(confirmed, NONE));
    var release = decided(other.records.cancel(cancelled, NONE));
    assertForbidden(other.orders.cancel(confirmed, NONE), OrderStatus.CONFIRMED);
    assertForbidden(node.orders.confirm(cancelled, NONE), OrderStatus.CANCELLED);
    node.completion.settle(sale);
    other.completion.settle(release);
    assertSold(node, sku, 1, 0, 1);
  }

  @Test
  void ofManyConfirmsAndCancelsAtOnceEachOrderHasOneEnd() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 40);
    var orders = Stream.generate(() -> placed(Basket.of(sku, 1))).limit(40).toList();
    var results =
        ConcurrentClients.<DecideResult>run(
            80,
            i -> {
              OrderId order = orders.get(i / 2);
              return i % 2 == 0
                  ? () -> node.orders.confirm(order, NONE)
                  : () -> other.orders.cancel(order, NONE);
            });
    for (int i = 0; i < 80; i += 2) {
      assertThat(results.subList(i, i + 2))
          .hasExactlyElementsOfTypes(
              results.get(i) instanceof DecideResult.Decided
                  ? DecideResult.Decided.class
                  : DecideResult.Forbidden.class,
              results.get(i) instanceof DecideResult.Decided
                  ? DecideResult.Forbidden.class
                  : DecideResult.Decided.class);
    }
    long sold = orders.stream().filter(o -> status(o) == OrderStatus.CONFIRMED).count();
    assertSold(node, sku, 40 - sold, 0, sold);
  }

  @ParameterizedTest
  @MethodSource("withGap")
  void anOrderThatIsStillBeingPlacedCannotBeConfirmed(StrategyType type) throws Exception {
    var gate = new Breakpoint();
    TestInstance slow = start(setup().window(gate));
    Sku sku = slow.product(type, 10);
    OrderId order = TestInstance.newOrder();
    var placing = ConcurrentClients.start(() -> slow.place(order, Basket.of(sku, 3)));
    gate.awaitArrival();
    assertForbidden(other.orders.confirm(order, NONE), OrderStatus.PLACING);
    gate.letGo();
    assertThat(placing.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
    decided(other.orders.confirm(order, NONE));
    assertSold(other, sku, 7, 0, 3);
  }

  @ParameterizedTest
  @MethodSource("withGap")
  void anOrderThatWasToBeConfirmedAtOnceAndIsCancelledBeforeHoldsNothing(StrategyType type)
      throws Exception {
    var gate = new Breakpoint();
    TestInstance slow = start(setup().window(gate));
    Sku sku = slow.product(type, 10);
    OrderId order = TestInstance.newOrder();
    var placing =
        ConcurrentClients.start(() -> slow.place(order, Basket.of(sku, 3), OrderStatus.CONFIRMED));
    gate.awaitArrival();
    decided(other.orders.cancel(order, NONE));
    gate.letGo();
    assertThat(placing.get(20, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class,
            placed -> assertThat(placed.order().status()).isEqualTo(OrderStatus.CANCELLED));
    assertSold(other, sku, 10, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aTakeThatIsSentAgainAfterTheOrderWasConfirmedIsTurnedAway(Way way) {
    Sku sku = node.product(way.type(), 10);
    OrderId order = TestInstance.newOrder();
    var basket = Basket.of(sku, 2);
    var claim = (ClaimResult.Claimed) node.records.claim(draft(order, basket));
    var strategy = node.strategies.get(way.type());
    assertThat(strategy.reserve(node.request(order, claim.attempt(), basket, true)))
        .isInstanceOf(ReserveResult.Reserved.class);
    node.records.save(order, claim.attempt(), OrderStatus.RESERVED);
    node.completion.settle(decided(node.records.confirm(order, NONE)));
    // Sold is final, also for an attempt that is newer than it.
    for (long attempt : new long[] {claim.attempt(), claim.attempt() + 1}) {
      assertThat(strategy.reserve(node.request(order, attempt, basket, true)))
          .isInstanceOf(ReserveResult.NotReserved.class);
    }
    var level = node.audit(sku).level();
    assertThat(level.reserved()).isZero();
    assertThat(level.sold()).isEqualTo(2);
    assertThat(level.discrepancy()).isBetween(0L, way.type().guarantee().leaks() ? 4L : 0L);
  }

  /** Whoever was told that its save is lost would give back lines that are sold. */
  @Test
  void aSaveThatIsSentAgainAfterTheOrderWasConfirmedFindsItSaved() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = TestInstance.newOrder();
    var basket = Basket.of(sku, 2);
    var claim = (ClaimResult.Claimed) node.records.claim(draft(order, basket));
    node.strategies
        .get(StrategyType.REDIS_SCRIPT)
        .reserve(node.request(order, claim.attempt(), basket, false));
    node.records.save(order, claim.attempt(), OrderStatus.RESERVED);
    decided(node.records.confirm(order, NONE));
    assertThat(node.records.save(order, claim.attempt(), OrderStatus.RESERVED))
        .isInstanceOfSatisfying(
            SaveResult.Saved.class,
            saved -> assertThat(saved.order().status()).isEqualTo(OrderStatus.CONFIRMED));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whoDiesBetweenConfirmingAndAnyOfItsLinesIsCompletedByAnothersSweeper(int linesSold) {
    Sku a = node.product(StrategyType.REDIS_SCRIPT, 5);
    Sku b = node.product(StrategyType.JVM_MUTEX, 5);
    OrderId order = placed(Basket.of(List.of(new Line(a, 2), new Line(b, 3))));
    var dead = decided(node.records.confirm(order, NONE));
    for (Line line : dead.basket().lines().subList(0, linesSold)) {
      sold(dead, line);
    }
    // Nobody takes what is reserved for it, and the audit knows that its lines are to come.
    assertThat(node.audit(a).findings()).isEmpty();
    assertThat(node.audit(b).findings()).isEmpty();
    sweepUntil(
        other,
        () -> {
          assertSold(other, a, 3, 0, 2);
          assertSold(other, b, 2, 0, 3);
        });
    assertThat(other.isDue(order)).isFalse();
  }

  /** One line of a confirmed order follows, and no other. */
  private void sold(OrderRecord order, Line line) {
    assertThat(
            node.store.settle(
                List.of(
                    new SettledLine(
                        Step.SELL, line.sku(), order.id(), order.attempt(), line.quantity()))))
        .isEmpty();
  }

  @Test
  void aConfirmThatIsRepeatedWhileHalfTheLinesAreSoldCompletesThem() {
    Sku a = node.product(StrategyType.REDIS_SCRIPT, 5);
    Sku b = node.product(StrategyType.REDIS_SCRIPT, 5);
    OrderId order = placed(Basket.of(List.of(new Line(a, 2), new Line(b, 3))));
    var first = decided(node.records.confirm(order, NONE));
    Line line = first.basket().lines().get(0);
    sold(first, line);
    assertThat(other.orders.confirm(order, NONE))
        .isEqualTo(new DecideResult.Already(first.order()));
    assertForbidden(other.orders.cancel(order, NONE), OrderStatus.CONFIRMED);
    // The first goes on where it was, and does what is done already.
    node.completion.settle(first);
    assertSold(node, a, 3, 0, 2);
    assertSold(node, b, 2, 0, 3);
  }

  /** What is left of a change of lines whose process died before it gave back. */
  @Test
  void unitsBeyondWhatTheRecordListsAreGivenBackNotSold() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = TestInstance.newOrder();
    var claim = (ClaimResult.Claimed) node.records.claim(draft(order, Basket.of(sku, 3)));
    node.strategies
        .get(StrategyType.REDIS_SCRIPT)
        .reserve(node.request(order, claim.attempt(), Basket.of(sku, 5), false));
    node.records.save(order, claim.attempt(), OrderStatus.RESERVED);
    decided(node.orders.confirm(order, NONE));
    assertSold(node, sku, 7, 0, 3);
  }

  @Test
  void aConfirmedOrderWhoseUnitsAreGoneStaysDueAndIsNotCalledComplete() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = placed(Basket.of(sku, 3));
    var confirmed = decided(node.records.confirm(order, NONE));
    String reservation = reservation(sku, order);
    node.redis.<Long>write(commands -> commands.hdel(Keys.reservations(sku), order.value()));
    assertThatThrownBy(() -> node.completion.settle(confirmed))
        .isInstanceOf(StockDamagedException.class);
    assertThat(node.isDue(order)).isTrue();
    node.redis.<Boolean>write(
        commands -> commands.hset(Keys.reservations(sku), order.value(), reservation));
    sweepUntil(node, () -> assertSold(node, sku, 7, 0, 3));
  }

  /** What is read of one product must not end the step for those of others. */
  @Test
  void whereOneProductIsDamagedTheOthersOfTheOrderAreSoldAndItStaysDue() {
    Sku sound = node.product(StrategyType.REDIS_SCRIPT, 10);
    Sku damaged = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = placed(Basket.of(List.of(new Line(sound, 3), new Line(damaged, 2))));
    String key = Keys.reservations(damaged);
    String aside = key + ":aside";
    node.redis.<String>write(commands -> commands.rename(key, aside));
    node.redis.<String>write(commands -> commands.set(key, "no hash"));
    decided(node.orders.confirm(order, NONE));
    assertSold(node, sound, 7, 0, 3);
    assertThat(node.isDue(order)).isTrue();
    node.redis.<String>write(commands -> commands.rename(aside, key));
    sweepUntil(other, () -> assertSold(node, damaged, 8, 0, 2));
    assertSold(node, sound, 7, 0, 3);
  }

  /** A write that fails would end the step behind those before it. */
  @Test
  void whereATotalOfTheFirstProductIsNoNumberTheOthersOfTheOrderAreSold() {
    var skus =
        Stream.generate(() -> node.product(StrategyType.REDIS_SCRIPT, 10))
            .limit(2)
            .sorted()
            .toList();
    Sku damaged = skus.getFirst();
    Sku sound = skus.getLast();
    OrderId order = placed(Basket.of(List.of(new Line(damaged, 2), new Line(sound, 3))));
    node.redis.<Boolean>write(
        commands -> commands.hset(Keys.totals(damaged), "version", "no number"));
    decided(node.orders.confirm(order, NONE));
    assertSold(node, sound, 7, 0, 3);
    assertThat(node.isDue(order)).isTrue();
  }

  @Test
  void whereAShortfallIsNoNumberNothingIsWrittenOfItsProduct() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = placed(Basket.of(sku, 3));
    String reserved = reservation(sku, order);
    node.redis.<Boolean>write(commands -> commands.hset(Keys.totals(sku), "shortfall", "1.5"));
    decided(node.orders.cancel(order, NONE));
    assertThat(reservation(sku, order)).isEqualTo(reserved);
    assertThat(node.isDue(order)).isTrue();
  }

  private String reservation(Sku sku, OrderId order) {
    return node.redis.<String>read(
        commands -> commands.hget(Keys.reservations(sku), order.value()));
  }

  @Test
  void aRecordThatNamesAProductTwiceGivesItsUnitsBackOnce() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = placed(Basket.of(sku, 3));
    node.redis.<Boolean>write(commands -> commands.hset(Keys.order(order), "beside", sku.value()));
    decided(node.orders.cancel(order, NONE));
    assertSold(node, sku, 10, 0, 0);
  }

  @Test
  void whoMeansAnotherVersionChangesNothingButMayRepeatWhatIsDecided() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = placed(Basket.of(sku, 3));
    var first = new VersionCondition(Set.of(1L));
    for (var versions : List.of(Set.<Long>of(), Set.of(0L, 2L, 11L))) {
      var meant = new VersionCondition(versions);
      for (var result :
          List.of(
              node.orders.confirm(order, meant),
              node.orders.cancel(order, meant),
              node.extend(order, meant, Duration.ofMinutes(20)))) {
        assertThat(result)
            .isInstanceOfSatisfying(
                DecideResult.Changed.class,
                changed -> assertThat(changed.order().version()).isEqualTo(1));
      }
    }
    assertLevel(node, sku, 7, 3);
    decided(node.orders.confirm(order, first));
    assertThat(node.orders.confirm(order, first)).isInstanceOf(DecideResult.Already.class);
    assertForbidden(node.orders.cancel(order, first), OrderStatus.CONFIRMED);
    assertSold(node, sku, 7, 0, 3);
  }

  @Test
  void ofManyWhoMeanTheSameVersionOneChangesTheOrder() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = placed(Basket.of(sku, 3));
    var first = new VersionCondition(Set.of(1L));
    // Each wants another deadline, so that nobody repeats what another has done.
    var results =
        ConcurrentClients.<DecideResult>run(
            20,
            i -> {
              TestInstance client = i % 2 == 0 ? node : other;
              return () -> client.extend(order, first, Duration.ofMinutes(100 - i));
            });
    assertThat(results.stream().filter(DecideResult.Decided.class::isInstance)).hasSize(1);
    assertThat(node.records.find(order).orElseThrow().version()).isEqualTo(2);
  }
}
