package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.script.ScriptNames;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of commands whose answer never comes: carried out and sent again, or carried out
 * late.
 */
class InDoubtTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration GIVEN_UP_AFTER = InstanceSetup.IMPATIENCE.plusMillis(300);

  private FaultProxy proxy;
  private TestInstance observer;
  private TestInstance node;

  @BeforeEach
  void startProxy() {
    var redis = RedisUnderTest.shared();
    proxy = FaultProxy.inFrontOf(redis.host(), redis.port());
    observer = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start();
  }

  @AfterEach
  void stop() {
    node.close();
    observer.close();
    proxy.close();
  }

  private void startNode(Duration doubtMax) {
    node = behindProxy().impatient().locks(new LockSettings(SOON, doubtMax, 64, 100)).start();
  }

  private InstanceSetup behindProxy() {
    return InstanceSetup.on(new ServerAddress("127.0.0.1", proxy.port())).oneStep(false);
  }

  /**
   * The next command with this text is carried out, but its connection ends before its answer
   * arrives.
   */
  private <T> CompletableFuture<T> cutAfter(String command, Supplier<T> work) {
    proxy.onRequest(command, proxy::holdReplies);
    var result = ConcurrentClients.start(work);
    proxy.awaitHeldReply(SOON);
    proxy.hangUp();
    proxy.releaseReplies();
    return result;
  }

  /**
   * A take is on its way, its sender has given up waiting, and its connection is gone; it can still
   * be delivered.
   */
  private CompletableFuture<PlaceResult> takeOnItsWay(Sku sku) {
    return takeOnItsWay(() -> node.place(TestInstance.newOrder(), Basket.of(sku, 1)));
  }

  private <T> CompletableFuture<T> takeOnItsWay(Supplier<T> taking) {
    proxy.onRequest(ScriptNames.sha("TAKE_UNCHECKED"), proxy::holdRequests);
    var first = ConcurrentClients.start(taking);
    proxy.awaitHeldRequest(SOON);
    // A command that is still waited for would be sent again on the next connection, and carried
    // out there.
    long held = System.nanoTime();
    Awaitility.await()
        .atMost(SOON)
        .until(() -> System.nanoTime() - held > GIVEN_UP_AFTER.toNanos());
    assertThat(proxy.detachHeld()).isPositive();
    return first;
  }

  @Test
  void aTakeThatLandsAfterItsLockWasGivenUpIsTurnedAwayBecauseItsDoubtWasSettledFirst() {
    startNode(Duration.ofSeconds(5));
    Sku sku = observer.product(StrategyType.JVM_MUTEX, 1);
    var first = takeOnItsWay(sku);
    assertThatThrownBy(() -> first.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    assertThat(
            ConcurrentClients.insist(() -> node.place(TestInstance.newOrder(), Basket.of(sku, 1))))
        .isInstanceOf(PlaceResult.Placed.class);
    proxy.deliverHeld();
    assertLevel(observer, sku, 0, 1);
    assertThat(node.meters.counter("holdfast.locks.released.in.doubt").count()).isZero();
  }

  /** The mark that turns away another order's late take would give back what this one has. */
  @Test
  void aTakeOfAChangeThatLandsAfterItsLockWasGivenUpIsTurnedAwayAndTheOrderKeepsWhatItHas() {
    startNode(Duration.ofSeconds(5));
    Sku sku = observer.product(StrategyType.JVM_MUTEX, 2);
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
    var first =
        takeOnItsWay(
            () -> node.orders.changeLines(order, VersionCondition.NONE, Basket.of(sku, 2)));
    assertThatThrownBy(() -> first.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    assertThat(
            ConcurrentClients.insist(() -> node.place(TestInstance.newOrder(), Basket.of(sku, 1))))
        .isInstanceOf(PlaceResult.Placed.class);
    proxy.deliverHeld();
    assertLevel(observer, sku, 0, 2);
    assertThat(observer.records.find(order).orElseThrow().listed(sku)).isEqualTo(1);
    assertThat(node.meters.counter("holdfast.locks.released.in.doubt").count()).isZero();
  }

  /** The same schedule without the settling: what a lock strategy is exposed to, and counts. */
  @Test
  void aTakeThatLandsAfterItsLockWasGivenUpInDoubtOversells() {
    startNode(Duration.ZERO);
    Sku sku = observer.product(StrategyType.JVM_MUTEX, 1);
    var first = takeOnItsWay(sku);
    assertThatThrownBy(() -> first.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(OutcomeUnknownException.class);
    assertThat(node.meters.counter("holdfast.locks.released.in.doubt").count()).isEqualTo(1);
    Awaitility.await()
        .atMost(SOON)
        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
        .until(() ->
            node.place(TestInstance.newOrder(), Basket.of(sku, 1)) instanceof PlaceResult.Placed);
    proxy.deliverHeld();
    assertThat(observer.audit(sku).level().oversold()).isEqualTo(1);
  }

  @Test
  void aCompensationThatIsSentAgainReturnsItsUnitsOnce() throws Exception {
    node = behindProxy().sendingAgain().start();
    Sku sku = observer.product(StrategyType.REDIS_DECRBY, 1);
    var refused =
        cutAfter(
            ScriptNames.sha("TAKE_RETURN"),
            () -> node.place(TestInstance.newOrder(), Basket.of(sku, 2)));
    assertThat(refused.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .isEqualTo(
            new PlaceResult.Refused(
                new Refusal.InsufficientStock(List.of(new Shortage(sku, 2, 1)))));
    assertLevel(observer, sku, 1, 0);
  }

  /**
   * The declared weakness of the strategy: a decrement sent again takes units that nobody has. They
   * are never sold twice.
   */
  @Test
  void aDecrementThatIsSentAgainLeaksAndTheAuditFindsIt() throws Exception {
    node = behindProxy().sendingAgain().start();
    Sku sku = observer.product(StrategyType.REDIS_DECRBY, 10);
    var placed = cutAfter("DECRBY", () -> node.place(TestInstance.newOrder(), Basket.of(sku, 2)));
    assertThat(placed.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(PlaceResult.Placed.class);
    assertLeaked(sku, 2, 2);
  }

  /**
   * The service's own client does not send again; but a decrement whose answer is lost has no
   * record either.
   */
  @Test
  void aDecrementWhoseAnswerIsLostLeaksAndIsSentOnce() {
    node = behindProxy().start();
    Sku sku = observer.product(StrategyType.REDIS_DECRBY, 10);
    var unknown = cutAfter("DECRBY", () -> node.place(TestInstance.newOrder(), Basket.of(sku, 2)));
    assertThatThrownBy(() -> unknown.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(OutcomeUnknownException.class);
    assertLeaked(sku, 0, 2);
  }

  private void assertLeaked(Sku sku, long reserved, long leaked) {
    var audit = observer.audit(sku);
    assertThat(audit.level().reserved()).isEqualTo(reserved);
    assertThat(audit.level().discrepancy()).isEqualTo(leaked);
    assertThat(audit.isConserved()).isFalse();
  }

  @Test
  void anOrderInOneScriptThatIsSentAgainIsPlacedOnce() throws Exception {
    node = behindProxy().oneStep(true).sendingAgain().start();
    Sku sku = observer.product(StrategyType.REDIS_SCRIPT, 10);
    var placed =
        cutAfter(
            ScriptNames.sha("ORDER_PLACE"),
            () -> node.place(TestInstance.newOrder(), Basket.of(sku, 2)));
    assertThat(placed.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(PlaceResult.Placed.class);
    assertLevel(observer, sku, 8, 2);
  }

  @Test
  void anOrderWhoseAnswerIsLostIsAnsweredUnderItsIdAndTakesNothingTwice() {
    node = behindProxy().oneStep(true).start();
    Sku sku = observer.product(StrategyType.REDIS_SCRIPT, 10);
    // A first call finds no script, and an answer that is lost then says so.
    node.place(
        TestInstance.newOrder(), Basket.of(observer.product(StrategyType.REDIS_SCRIPT, 1), 1));
    OrderId order = TestInstance.newOrder();
    var unknown =
        cutAfter(ScriptNames.sha("ORDER_PLACE"), () -> node.place(order, Basket.of(sku, 2)));
    assertThatThrownBy(() -> unknown.get(SOON.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(OutcomeUnknownException.class);
    assertThat(observer.place(order, Basket.of(sku, 2)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
    assertLevel(observer, sku, 8, 2);
  }

  @Test
  void aCancellationIsAnsweredAsDecidedAlsoWhenItsLinesCannotFollowYet() {
    node = behindProxy().impatient().putOff(Duration.ofMillis(50)).start();
    Sku sku = observer.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 2));
    proxy.onRequest(ScriptNames.sha("ORDER_SETTLE"), proxy::stall);
    assertThat(node.orders.cancel(order, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Decided.class);
    assertLevel(observer, sku, 8, 2);
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(() -> {
          observer.orders.sweep();
          assertLevel(observer, sku, 10, 0);
        });
  }

  @Test
  void anOrderThatCouldNotBeSavedIsOfUnknownOutcome() {
    node = behindProxy().impatient().start();
    Sku sku = observer.product(StrategyType.JVM_MUTEX, 10);
    proxy.onRequest(ScriptNames.sha("ORDER_SAVE"), proxy::stall);
    assertThatThrownBy(() -> node.place(TestInstance.newOrder(), Basket.of(sku, 2)))
        .isInstanceOf(OutcomeUnknownException.class);
  }
}
