package dev.holdfast.schedule;

import static dev.holdfast.contract.LinesContract.assertAnswered;
import static dev.holdfast.contract.LinesContract.basket;
import static dev.holdfast.contract.LinesContract.changed;
import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.contract.StoreContract.assertSold;
import static dev.holdfast.store.StepwiseContract.changed;
import static dev.holdfast.store.StepwiseContract.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.LinesDraft;
import dev.holdfast.store.LinesStep;
import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords.ResolveChangeResult;
import dev.holdfast.store.OrderRecords.SaveResult;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schedules around changing an order's lines: each in its order of steps, without luck. An order
 * has two units of {@code a} and is to have one of {@code a} and two of {@code b}, or three of
 * {@code a} and two of {@code b}; there are five of each.
 */
class LinesScheduleTest extends TwoInstances {
  private static final StrategyType SCRIPT = StrategyType.REDIS_SCRIPT;

  private ReservationScripts takes;
  private Sku a;
  private Sku b;
  private OrderId order;

  @BeforeEach
  void placeAnOrder() {
    takes = new ReservationScripts(node.redis);
    a = node.product(SCRIPT, 5);
    b = node.product(SCRIPT, 5);
    order = placed(Basket.of(a, 2));
  }

  public @Override InstanceSetup setup() {
    return super.setup().claimHold(Duration.ofMillis(300));
  }

  private Basket exchanged() {
    return basket(new Line(a, 1), new Line(b, 2));
  }

  private Basket grown() {
    return basket(new Line(a, 3), new Line(b, 2));
  }

  private OrderRecord record() {
    return node.records.find(order).orElseThrow();
  }

  /** Claims as soon as whoever has the claim has had its time. */
  private OrderRecord claimed(Basket basket) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                node.records.claimLines(order, NONE, basket)
                        instanceof LinesStep.Answered(RecordResult.Decided(var record))
                    ? record
                    : null,
            java.util.Objects::nonNull);
  }

  private void claimedUntil(Instant end) {
    node.redis.<Boolean>write(commands ->
        commands.hset(
            TestInstance.record(order), "changingUntil", Long.toString(end.toEpochMilli())));
  }

  private ReserveResult take(OrderRecord claimed, Sku sku, int quantity) {
    var request = node.request(order, claimed.attempt(), Basket.of(sku, quantity), true);
    return node.strategies
        .get(SCRIPT)
        .reserve(ReserveRequest.ofChange(order, claimed.attempt(), request.lines()));
  }

  private LinesStep write(OrderRecord claimed, Basket basket) {
    return node.records.writeLines(order, claimed.attempt(), NONE, basket, null);
  }

  /** The steps of a change, as far as its process comes before it dies. */
  private OrderRecord dieAfter(int steps, Basket basket) {
    OrderRecord dead = claimed(basket);
    int step = 0;
    for (Line line : basket.lines()) {
      if (step++ < steps) {
        assertThat(take(dead, line.sku(), line.quantity()))
            .isInstanceOf(ReserveResult.Reserved.class);
      }
    }
    if (step++ < steps) {
      changed(write(dead, basket));
    }
    for (Line line : basket.lines()) {
      if (step++ < steps) {
        node.store.releaseBeyond(line.sku(), order, dead.attempt(), line.quantity());
      }
    }
    return dead;
  }

  private boolean isUnsettled() {
    String key = "holdfast:{o" + order.partition() + "}:order:" + order;
    return node.redis.<Boolean>read(commands -> commands.hexists(key, "settleAt"));
  }

  /** Whatever the dead one's process still does when it wakes up. */
  private void wakeUp(OrderRecord dead, Basket basket) {
    for (Line line : basket.lines()) {
      take(dead, line.sku(), line.quantity());
    }
    write(dead, basket);
    for (Sku sku : List.of(a, b)) {
      node.store.releaseBeyond(
          sku, order, dead.attempt(), Basket.of(sku, 1).equals(basket) ? 1 : 0);
    }
    node.records.lineChangeResolved(order, dead.attempt());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void whoDiesWhileItChangesLinesIsSettledByAnothersSweeperAndTurnedAwayWhenItWakesUp(int steps) {
    OrderRecord dead = dieAfter(steps, grown());
    boolean written = steps > 2;
    assertThat(node.audit(a).findings()).isEmpty();
    assertThat(node.audit(b).findings()).isEmpty();
    sweepUntil(
        other,
        () -> {
          assertLevel(node, a, written ? 2 : 3, written ? 3 : 2);
          assertLevel(node, b, written ? 3 : 5, written ? 2 : 0);
          assertThat(isUnsettled()).isFalse();
        });
    assertThat(node.dueAt(order)).isEqualTo(record().expiresAt());
    assertThat(record().version()).isEqualTo(written ? 2 : 1);
    wakeUp(dead, grown());
    assertLevel(node, a, written ? 2 : 3, written ? 3 : 2);
    assertLevel(node, b, written ? 3 : 5, written ? 2 : 0);
    assertThat(record().version()).isEqualTo(written ? 2 : 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void whoeverConfirmsInBetweenHasWhatTheRecordListsThen(int steps) {
    OrderRecord dead = dieAfter(steps, exchanged());
    boolean written = steps > 2;
    var confirmed = other.orders.confirm(order, NONE);
    assertThat(confirmed).isInstanceOf(DecideResult.Decided.class);
    assertSold(node, a, written ? 4 : 3, 0, written ? 1 : 2);
    assertSold(node, b, written ? 3 : 5, 0, written ? 2 : 0);
    wakeUp(dead, exchanged());
    assertThat(node.isDue(order)).isFalse();
    assertSold(node, a, written ? 4 : 3, 0, written ? 1 : 2);
    assertSold(node, b, written ? 3 : 5, 0, written ? 2 : 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void whoeverCancelsInBetweenLeavesNothingSetAside(int steps) {
    OrderRecord dead = dieAfter(steps, exchanged());
    assertThat(other.orders.cancel(order, NONE)).isInstanceOf(DecideResult.Decided.class);
    assertSold(node, a, 5, 0, 0);
    assertSold(node, b, 5, 0, 0);
    wakeUp(dead, exchanged());
    assertSold(node, a, 5, 0, 0);
    assertSold(node, b, 5, 0, 0);
    assertAnswered(node.change(order, exchanged()), DecideResult.Forbidden.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void theDeadlineInBetweenLeavesNothingSetAsideAndTheOrderMayBeRevived(int steps) {
    OrderRecord dead = dieAfter(steps, exchanged());
    boolean written = steps > 2;
    node.passDeadline(order);
    assertAnswered(write(dead, exchanged()).answer(), DecideResult.Forbidden.class);
    sweepUntil(
        other,
        () -> {
          assertSold(node, a, 5, 0, 0);
          assertSold(node, b, 5, 0, 0);
        });
    other.orders.confirmOrReReserve(order, NONE);
    wakeUp(dead, exchanged());
    assertSold(node, a, written ? 4 : 3, 0, written ? 1 : 2);
    assertSold(node, b, written ? 3 : 5, 0, written ? 2 : 0);
  }

  @Test
  void anotherChangeWaitsForTheClaimAndThenTheFirstOneHasLostIt() {
    OrderRecord slow = claimed(exchanged());
    assertThat(take(slow, b, 2)).isInstanceOf(ReserveResult.Reserved.class);
    claimedUntil(Instant.now().plus(Duration.ofHours(1)));
    assertThat(node.records.claimLines(order, NONE, grown()))
        .isInstanceOf(LinesStep.InProgress.class);
    assertThat(node.records.claimLines(order, NONE, Basket.of(a, 2)))
        .as("also for the lines that it still has")
        .isInstanceOf(LinesStep.InProgress.class);
    claimedUntil(Instant.EPOCH);
    changed(other.change(order, Basket.of(a, 4)));
    assertThat(take(slow, a, 1)).isEqualTo(new ReserveResult.Stale());
    assertThat(write(slow, exchanged())).isInstanceOf(LinesStep.InProgress.class);
    assertThat(node.records.resolveLineChange(order, slow.attempt()))
        .isEqualTo(new ResolveChangeResult.NothingToDo());
    assertLevel(node, a, 1, 4);
    assertLevel(node, b, 5, 0);
  }

  @Test
  void whoHasLostItsClaimToAChangeThatIsUnderWayWritesNothing() {
    OrderRecord slow = claimed(exchanged());
    assertThat(take(slow, b, 2)).isInstanceOf(ReserveResult.Reserved.class);
    OrderRecord next = claimed(grown());
    assertThat(write(slow, exchanged())).isInstanceOf(LinesStep.InProgress.class);
    for (Line line : grown().lines()) {
      assertThat(take(next, line.sku(), line.quantity()))
          .isInstanceOf(ReserveResult.Reserved.class);
    }
    changed(write(next, grown()));
    assertLevel(node, a, 2, 3);
    assertLevel(node, b, 3, 2);
  }

  @Test
  void whoWantsTheLinesThatAnOrderHasSettlesADeadChangeAndMakesNoNewVersion() {
    dieAfter(2, grown());
    OrderRecord next = claimed(Basket.of(a, 2));
    assertThat(changed(write(next, Basket.of(a, 2))).version()).isEqualTo(1);
    sweepUntil(other, () -> assertLevel(node, a, 3, 2));
    assertLevel(node, b, 5, 0);
    assertThat(record().version()).isEqualTo(1);
  }

  /** The first has written and is about to give back when the second takes what it gave up. */
  @Test
  void aGivingBackThatComesLateLeavesWhatTheNextChangeHasTaken() {
    OrderRecord first = dieAfter(3, exchanged());
    OrderRecord second = claimed(grown());
    assertThat(take(second, a, 3)).isInstanceOf(ReserveResult.Reserved.class);
    node.store.releaseBeyond(a, order, first.attempt(), 1);
    node.store.releaseBeyond(b, order, first.attempt(), 2);
    node.records.lineChangeResolved(order, first.attempt());
    assertThat(isUnsettled()).as("the second's takes are not settled").isTrue();
    assertThat(take(second, b, 2)).isInstanceOf(ReserveResult.Reserved.class);
    changed(write(second, grown()));
    assertLevel(node, a, 2, 3);
    assertLevel(node, b, 3, 2);
    node.orders.confirm(order, NONE);
    assertSold(node, a, 2, 0, 3);
    assertSold(node, b, 3, 0, 2);
  }

  /** Whoever was told that its save is lost would give back units that the order still has. */
  @Test
  void aSaveThatIsSentAgainAfterAChangeClaimedTheOrderFindsItSaved() {
    OrderId saved = TestInstance.newOrder();
    var claim = (ClaimResult.Claimed) node.records.claim(draft(saved, Basket.of(a, 2)));
    node.strategies
        .get(SCRIPT)
        .reserve(node.request(saved, claim.attempt(), Basket.of(a, 2), false));
    node.records.save(saved, claim.attempt(), OrderStatus.RESERVED);
    assertThat(node.records.claimLines(saved, NONE, Basket.of(a, 1)))
        .isInstanceOf(LinesStep.Answered.class);
    assertThat(node.records.save(saved, claim.attempt(), OrderStatus.RESERVED))
        .isInstanceOf(SaveResult.Saved.class);
    node.orders.confirm(saved, NONE);
    assertThat(node.records.save(saved, claim.attempt(), OrderStatus.RESERVED))
        .isInstanceOf(SaveResult.Saved.class);
    assertSold(node, a, 1, 2, 2);
  }

  @Test
  void aWriteThatIsSentAgainFindsItsLinesWrittenAlsoOnceTheyAreSold() {
    OrderRecord claimed = dieAfter(3, exchanged());
    var again = changed(write(claimed, exchanged()));
    assertThat(again.version()).isEqualTo(2);
    node.orders.confirm(order, NONE);
    assertThat(changed(write(claimed, exchanged())).status()).isEqualTo(OrderStatus.CONFIRMED);
    assertSold(node, a, 4, 0, 1);
    assertSold(node, b, 3, 0, 2);
  }

  /** Nothing is given up before the record says so. */
  @Test
  void anOrderThatChangedInBetweenIsNotWhatIsMeantAndKeepsWhatItHad() throws Exception {
    var gate = new Breakpoint();
    TestInstance slow = start(setup().claimHold(Duration.ofSeconds(10)).window(gate));
    Sku mutex = node.product(StrategyType.JVM_MUTEX, 5);
    var wanted = basket(new Line(mutex, 2));
    var first = new VersionCondition(Set.of(1L));
    var changing = ConcurrentClients.start(() -> slow.orders.changeLines(order, first, wanted));
    gate.awaitArrival();
    assertLevel(node, a, 3, 2);
    assertThat(other.extend(order, first, Duration.ofHours(1)))
        .isInstanceOf(DecideResult.Decided.class);
    gate.letGo();
    assertAnswered(changing.get(20, TimeUnit.SECONDS), DecideResult.Changed.class);
    assertLevel(node, a, 3, 2);
    assertLevel(node, mutex, 5, 0);
    assertThat(isUnsettled()).isFalse();
    assertThat(record().expiresAt()).isEqualTo(node.dueAt(order));
  }

  @Test
  void extendingAnOrderThatIsBeingChangedLeavesTheChangeToBeSettled() {
    dieAfter(2, grown());
    assertThat(other.extend(order, NONE, Duration.ofHours(1)))
        .isInstanceOf(DecideResult.Decided.class);
    sweepUntil(other, () -> assertLevel(node, a, 3, 2));
    assertLevel(node, b, 5, 0);
  }

  @ParameterizedTest
  @MethodSource("withGap")
  void anOrderThatEndsWhileItsLinesAreTakenHasWhatItHad(StrategyType type) throws Exception {
    Sku c = node.product(type, 5);
    for (boolean confirms : new boolean[] {true, false}) {
      var gate = new Breakpoint();
      TestInstance slow = start(setup().claimHold(Duration.ofSeconds(10)).window(gate));
      OrderId ending = placed(Basket.of(a, 1));
      var changing =
          ConcurrentClients.start(() -> slow.orders.changeLines(ending, NONE, Basket.of(c, 2)));
      gate.awaitArrival();
      var decided =
          confirms ? other.orders.confirm(ending, NONE) : other.orders.cancel(ending, NONE);
      assertThat(decided).isInstanceOf(DecideResult.Decided.class);
      gate.letGo();
      assertAnswered(changing.get(20, TimeUnit.SECONDS), DecideResult.Forbidden.class);
      assertSold(node, a, 2, 2, 1);
      assertSold(node, c, 5, 0, 0);
    }
  }

  /** What the order was seen to hold goes back before what it lacks is recorded. */
  @Test
  void aRecordThatDoesNotMakeUpTheLineIsTurnedAwayAndItsUnitsComeBackOnce() {
    Sku c = node.product(StrategyType.REDIS_DECRBY, 5);
    OrderId counted = placed(Basket.of(c, 2));
    long attempt = changed(node.records.claimLines(counted, NONE, Basket.of(c, 4))).attempt();
    var line = node.request(counted, attempt, Basket.of(c, 4), true).lines().get(0);
    takes.decrement(line, 2);
    node.store.releaseBeyond(c, counted, attempt - 1, 1);
    for (int i = 0; i < 2; i++) {
      assertThat(takes.record(counted, attempt, line, 2)).isEqualTo(new ReserveResult.Stale());
    }
    assertLevelOnly(c, 4, 1);
  }

  /** The order lists two units and has one: an audit would rightly say so. */
  private void assertLevelOnly(Sku sku, long available, long reserved) {
    var level = node.store.levels(Set.of(sku)).levels().get(sku);
    assertThat(level).isNotNull();
    assertThat(level.available()).isEqualTo(available);
    assertThat(level.reserved()).isEqualTo(reserved);
  }

  @Test
  void anOrderMayHaveHadSoManyOtherSkusAndNoMore() {
    String key = "holdfast:{o" + order.partition() + "}:order:" + order;
    String many =
        String.join(" ", Stream.iterate(1, i -> i + 1).limit(200).map(i -> "old-" + i).toList());
    node.redis.<Boolean>write(commands -> commands.hset(key, "beside", many));
    TestInstance inOneStep = start(setup().oneStep(true));
    for (TestInstance changing : List.of(node, inOneStep)) {
      assertThat(changing.change(order, exchanged())).isInstanceOf(LinesResult.TooManySkus.class);
    }
    assertLevel(node, a, 3, 2);
    changed(node.change(order, Basket.of(a, 1)));
  }

  @Test
  void whoeverSettlesLeavesAChangeAloneThatStillHasItsClaim() {
    TestInstance slow = start(setup().claimHold(Duration.ofSeconds(10)));
    OrderRecord claimed = changed(slow.records.claimLines(order, NONE, grown()));
    assertThat(take(claimed, b, 2)).isInstanceOf(ReserveResult.Reserved.class);
    other.completion.resolveLineChange(order, null);
    assertThat(take(claimed, a, 3)).isInstanceOf(ReserveResult.Reserved.class);
    changed(write(claimed, grown()));
    assertLevel(node, a, 2, 3);
    assertLevel(node, b, 3, 2);
  }

  /** It would not know of SKUs that the order has come to hold since. */
  @Test
  void aChangeInOneStepThatReadTheOrderBeforeAnotherWasMadeChangesNothing() {
    TestInstance inOneStep = start(setup().oneStep(true));
    OrderRecord before = record();
    changed(inOneStep.change(order, exchanged()));
    var wanted = Basket.of(a, 2);
    var lines = node.request(order, before.attempt(), wanted, true).lines();
    var strategy = (OneStepStrategy) inOneStep.strategies.get(SCRIPT);
    assertThat(strategy.change(new LinesDraft(before, NONE, wanted, lines, null)))
        .isInstanceOf(Attempt.Moved.class);
    assertLevel(node, a, 4, 1);
    assertLevel(node, b, 3, 2);
  }

  /** A counter that is gone: what cannot go back stays reserved, and comes back with it. */
  @Test
  void whatCannotBeGivenBackIsLeftToTheSweeper() {
    TestInstance inOneStep = start(setup().oneStep(true));
    for (TestInstance changing : List.of(node, inOneStep)) {
      Sku gone = node.product(SCRIPT, 5);
      OrderId damaged = placed(Basket.of(gone, 2));
      order = damaged;
      node.redis.<Long>write(commands -> commands.del(Keys.available(gone, 1)));
      changed(changing.change(damaged, Basket.of(b, 1)));
      assertThat(isUnsettled()).isTrue();
      node.redis.<String>write(commands -> commands.set(Keys.available(gone, 1), "3"));
      node.makeDue(damaged);
      String key = "holdfast:{o" + damaged.partition() + "}:order:" + damaged;
      node.redis.<Boolean>write(commands -> commands.hset(key, "settleAt", "1"));
      sweepUntil(other, () -> assertLevel(node, gone, 5, 0));
    }
  }

  @Test
  void manyWhoChangeAnOrderThatIsBeingPlacedAreToldSo() {
    OrderId placing = TestInstance.newOrder();
    node.records.claim(draft(placing, Basket.of(a, 1)));
    assertAnswered(node.change(placing, exchanged()), DecideResult.Forbidden.class);
    assertThat(node.place(TestInstance.newOrder(), Basket.of(a, 3)))
        .isInstanceOf(PlaceResult.Placed.class);
  }
}
