package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.store.StepwiseContract.draft;
import static dev.holdfast.strategy.StrategyType.REDISSON_LOCK;
import static dev.holdfast.strategy.StrategyType.REDIS_CAS;
import static dev.holdfast.strategy.StrategyType.REDIS_DECRBY;
import static dev.holdfast.strategy.StrategyType.REDIS_SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyChange;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes late to the counter of the epoch before a change of strategy, one step at a time. */
class StrategyChangeTest {
  private static TestInstance node;
  private static ReservationScripts takes;

  @BeforeAll
  static void start() {
    node = setup().start();
    takes = new ReservationScripts(node.redis);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static InstanceSetup setup() {
    var redis = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).oneStep(false);
  }

  private static StrategyChangeResult tryToChange(Sku sku, StrategyType to) {
    return node.inventory.changeStrategy(sku, to.id(), "c-" + TestInstance.newOrder());
  }

  private static StrategyChange change(Sku sku, StrategyType to) {
    var result = tryToChange(sku, to);
    assertThat(result).isInstanceOf(StrategyChangeResult.Done.class);
    return ((StrategyChangeResult.Done) result).change();
  }

  /** An order that is claimed, and what a strategy gets of it, under the epoch of now. */
  private static ReserveRequest claimed(Sku sku, int quantity) {
    OrderId order = TestInstance.newOrder();
    var basket = Basket.of(sku, quantity);
    long attempt = ((ClaimResult.Claimed) node.records.claim(draft(order, basket))).attempt();
    return node.request(order, attempt, basket, false);
  }

  private static String totals(Sku sku, String field) {
    return node.redis.<String>read(commands -> commands.hget(Keys.totals(sku), field));
  }

  /** Its process may have been killed there: no record of them comes under the next epoch. */
  @Test
  void unitsThatWereDecrementedAndNotRecorded_areReturned() {
    Sku sku = node.product(REDIS_DECRBY, 10);
    takes.decrement(claimed(sku, 3).lines().getFirst(), 3);
    var looked = node.inventory.changeStrategy(sku, REDIS_SCRIPT.id(), null);
    assertThat(looked)
        .isInstanceOfSatisfying(
            StrategyChangeResult.Looked.class,
            would -> assertThat(would.change().returned()).isEqualTo(3));
    assertThat(change(sku, REDIS_SCRIPT).returned()).isEqualTo(3);
    assertLevel(node, sku, 10, 0);
  }

  @Test
  void aRecordOfADecrementBeforeTheChange_isStale() {
    Sku sku = node.product(REDIS_DECRBY, 10);
    ReserveRequest request = claimed(sku, 3);
    StockLine line = request.lines().getFirst();
    takes.decrement(line, 3);
    change(sku, REDIS_SCRIPT);
    assertThat(takes.record(request.order(), request.attempt(), line, 3))
        .isInstanceOf(ReserveResult.Stale.class);
    assertLevel(node, sku, 10, 0);
  }

  /** Its process may be killed before it gives back: the key must not pass for a counter then. */
  @Test
  void aDecrementAfterTheChange_findsTooLittle_andMakesNoCounter() {
    Sku sku = node.product(REDIS_DECRBY, 10);
    ReserveRequest request = claimed(sku, 3);
    StockLine line = request.lines().getFirst();
    change(sku, REDIS_SCRIPT);
    for (int i = 0; i < 2; i++) {
      assertThat(takes.decrement(line, 3)).isNegative();
      assertLevel(node, sku, 10, 0);
      assertThat(takes.giveBack(request.order(), request.attempt(), line, 3))
          .isInstanceOf(ReservationScripts.ReturnResult.Refused.class);
    }
    String before = Keys.available(sku, line.epoch());
    assertThat(node.redis.<Long>read(commands -> commands.pttl(before)))
        .isBetween(1L, Duration.ofHours(1).toMillis());
    assertLevel(node, sku, 10, 0);
  }

  /**
   * A binding is two reads: with the epoch from before a change and the strategy from after it, the
   * strategy meets what the change left in the counter before.
   */
  @ParameterizedTest
  @EnumSource(
      value = StrategyType.class,
      mode = EnumSource.Mode.MATCH_NONE,
      names = {"POSTGRES_.*", "REDIS_DECRBY"})
  void aTornBinding_isNotAnsweredByASentinel(StrategyType next) {
    Sku sku = node.product(REDIS_DECRBY, 10);
    ReserveRequest request = claimed(sku, 3);
    change(sku, next);
    ReserveResult result = node.strategies.get(next).reserve(request);
    assertThat(result)
        .satisfiesAnyOf(
            stale -> assertThat(stale).isInstanceOf(ReserveResult.Stale.class),
            unknown ->
                assertThat(unknown)
                    .isInstanceOfSatisfying(
                        ReserveResult.Refused.class,
                        refused ->
                            assertThat(refused.answer()).isInstanceOf(Refusal.UnknownSku.class)));
    assertLevel(node, sku, 10, 0);
  }

  @Test
  void aProductThatIsReconciled_isBusy_untilItsPauseIsOver() {
    Sku sku = node.product(REDIS_SCRIPT, 10);
    String totals = Keys.totals(sku);
    node.redis.<Boolean>write(commands ->
        commands.hset(totals, "paused", System.currentTimeMillis() + 60_000 + ":another"));
    assertThat(tryToChange(sku, REDIS_CAS)).isEqualTo(new StrategyChangeResult.Busy());
    assertThat(totals(sku, "epoch")).isEqualTo("1");
    node.redis.<Boolean>write(commands -> commands.hset(totals, "paused", "1:another"));
    change(sku, REDIS_CAS);
    assertThat(totals(sku, "paused")).isNull();
    assertLevel(node, sku, 10, 0);
  }

  @Test
  void aCounterThatSaysTooMuch_isForAReconciliation() {
    Sku sku = node.product(REDIS_SCRIPT, 10);
    node.redis.<Long>write(commands -> commands.incrby(Keys.available(sku, 1), 2));
    assertThat(tryToChange(sku, REDIS_CAS)).isInstanceOf(StrategyChangeResult.Damaged.class);
    assertThat(totals(sku, "epoch")).isEqualTo("1");
    node.inventory.reconcile(sku, "a test planted it");
    change(sku, REDIS_CAS);
    assertLevel(node, sku, 10, 0);
  }

  @Test
  void theLastHundredChangesAreRemembered() {
    Sku sku = node.product(REDIS_SCRIPT, 1);
    for (int i = 0; i <= 100; i++) {
      node.inventory.changeStrategy(
          sku, (i % 2 == 0 ? REDIS_CAS : REDIS_SCRIPT).id(), "change-" + i);
    }
    assertThat(node.redis.<Long>read(commands -> commands.xlen(Keys.strategyChanges(sku))))
        .isEqualTo(100);
    assertThat(node.inventory.changeStrategy(sku, REDIS_SCRIPT.id(), "change-1"))
        .isInstanceOfSatisfying(
            StrategyChangeResult.Done.class, done -> assertThat(done.before()).isTrue());
    assertLevel(node, sku, 1, 0);
  }

  /** Each attempt of the order finds that its product has just moved on, between check and take. */
  @Test
  void aProductThatChangesAtEveryAttempt_isContended_andNotUnknown() {
    Sku sku = node.product(REDISSON_LOCK, 10);
    RaceWindow changing = () -> change(sku, bound(sku) == REDIS_CAS ? REDISSON_LOCK : REDIS_CAS);
    try (var slow = setup().window(changing).start()) {
      for (int i = 0; i < 2; i++) {
        assertThat(slow.place(TestInstance.newOrder(), Basket.of(sku, 1)))
            .isEqualTo(new PlaceResult.Refused(new Refusal.Contended()));
      }
      // Where the counter is missing already when it is read.
      OrderId expired = TestInstance.newOrder();
      assertThat(node.place(expired, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
      node.passDeadline(expired);
      assertThat(node.orders.find(expired)).isPresent();
      assertThat(slow.orders.confirmOrReReserve(expired, VersionCondition.NONE))
          .isEqualTo(new ReReserveResult.Refused(new Refusal.Contended()));
    }
    node.orders.sweep();
    assertLevel(node, sku, 10, 0);
  }

  private static StrategyType bound(Sku sku) {
    return StrategyType.of(node.inventory.products(List.of(sku)).get(sku).strategy()).orElseThrow();
  }

  /**
   * Outside the lab, where the peers of an instance are not known, only what is safe is allowed.
   */
  @Test
  void whatMayNotBeUsedHere_isRefused_butAnsweredWhereItWasDone() {
    Sku sku = node.product(REDIS_SCRIPT, 1);
    node.inventory.changeStrategy(sku, StrategyType.JVM_MUTEX.id(), "once");
    change(sku, REDIS_SCRIPT);
    try (var outside = setup().guarded(System::nanoTime).start()) {
      for (var type :
          List.of(StrategyType.UNGUARDED, StrategyType.JVM_MUTEX, StrategyType.JVM_SEMAPHORE)) {
        assertThat(outside.inventory.changeStrategy(sku, type.id(), "again"))
            .isInstanceOfSatisfying(
                StrategyChangeResult.NotAllowed.class,
                refused -> assertThat(refused.why()).startsWith(type.id()));
      }
      assertThat(outside.inventory.changeStrategy(sku, StrategyType.JVM_MUTEX.id(), "once"))
          .isInstanceOfSatisfying(
              StrategyChangeResult.Done.class, done -> assertThat(done.before()).isTrue());
    }
    assertThat(node.inventory.products(List.of(sku)).get(sku).strategy())
        .isEqualTo(REDIS_SCRIPT.id());
  }
}
