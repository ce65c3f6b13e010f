package dev.holdfast.schedule;

import static dev.holdfast.contract.LinesContract.changed;
import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.store.StepwiseContract.draft;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.audit.ReconciliationSettings;
import dev.holdfast.redis.audit.RedisStockAudits;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.EachRedisStrategy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reconciliation between the steps of orders, and orders between the steps of it. */
class ReconciliationScheduleTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int CUSTOMERS = 8;
  private static final int UNITS = 20_000;

  private static final List<Kind> OF_COUNTERS =
      List.of(
          Kind.COUNTERS_DISAGREE,
          Kind.RESERVED_TOTAL_DISAGREES,
          Kind.SOLD_TOTAL_DISAGREES,
          Kind.STRAY_COUNTER);

  private final Breakpoint gate = new Breakpoint();
  private TestInstance node;
  private TestInstance gated;
  private ReservationScripts takes;
  private RedisStockAudits reconciliations;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    var setup = InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
    node = setup.start();
    gated = setup.window(gate).start();
    node.redis.<String>write(commands -> commands.flushdb());
    takes = new ReservationScripts(node.redis);
    reconciliations =
        new RedisStockAudits(
            node.redis, InstanceSetup.patientRedis(), Defaults.of(ReconciliationSettings.class));
  }

  @AfterEach
  void stop() {
    gate.letGo();
    node.close();
    gated.close();
  }

  private Reconciliation apply(Sku sku) {
    return ((ReconciliationResult.Reconciled) reconciliations.apply(sku, "a test"))
        .reconciliation();
  }

  private PlaceResult order(Sku sku, int quantity) {
    return node.place(TestInstance.newOrder(), Basket.of(sku, quantity));
  }

  private void leak(Sku sku, long units) {
    long epoch = epoch(sku);
    node.redis.<Long>write(commands -> commands.decrby(Keys.available(sku, epoch), units));
  }

  private long epoch(Sku sku) {
    return Long.parseLong(node.redis.<String>read(commands -> commands.hget(totals(sku), "epoch")));
  }

  private static String totals(Sku sku) {
    return "holdfast:{" + sku + "}:totals";
  }

  private String pause(Sku sku, Duration time) {
    var reply =
        node.redis.run(
            new ScriptCall(
                Script.STOCK_PAUSE,
                List.of(
                    totals(sku),
                    "holdfast:{" + sku + "}:product",
                    Keys.available(sku, epoch(sku) + 1),
                    Keys.available(sku, epoch(sku))),
                List.of(
                    "somebody",
                    Long.toString(time.toMillis()),
                    Long.toString(epoch(sku)),
                    Long.toString(epoch(sku) + 1))));
    assertThat(reply.get(0)).isEqualTo("PAUSED");
    return (String) reply.get(2);
  }

  private void resume(Sku sku) {
    node.redis.run(new ScriptCall(Script.STOCK_RESUME, List.of(totals(sku)), List.of("somebody")));
  }

  private Object switchTo(Sku sku, String pause, String version, int available) {
    return node.redis
        .run(
            new ScriptCall(
                Script.STOCK_SWITCH,
                List.of(
                    totals(sku),
                    "holdfast:{" + sku + "}:reconciliations",
                    Keys.available(sku, epoch(sku) + 1),
                    Keys.available(sku, epoch(sku))),
                List.of(
                    pause,
                    version,
                    Long.toString(epoch(sku) + 1),
                    "10",
                    Integer.toString(available),
                    "0",
                    "0",
                    "0",
                    "0",
                    "100",
                    "id",
                    "x")))
        .get(0);
  }

  private String version(Sku sku) {
    return node.redis.<String>read(commands -> commands.hget(totals(sku), "version"));
  }

  private long claim(OrderId order, Basket basket) {
    return ((ClaimResult.Claimed) node.records.claim(draft(order, basket))).attempt();
  }

  private void assertSound(Sku sku) {
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  /** The order stands between its check and its take; its epoch ends; it goes on. */
  @ParameterizedTest
  @EnumSource(
      value = StrategyType.class,
      mode = EnumSource.Mode.MATCH_NONE,
      names = {"REDIS_SCRIPT", "REDIS_GROUP_COMMIT", "POSTGRES_.*"})
  void anOrderWhoseEpochEndsOnItsWayIsPlacedUnderTheNext(StrategyType type) throws Exception {
    Sku sku = node.product(type, 10);
    leak(sku, 2);
    var placed =
        ConcurrentClients.start(() -> gated.place(TestInstance.newOrder(), Basket.of(sku, 1)));
    gate.awaitArrival();
    assertThat(apply(sku).applied()).isTrue();
    gate.letGo();
    assertThat(placed.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
    assertLevel(node, sku, 9, 1);
    assertSound(sku);
  }

  /** Whoever still believes in an old epoch asks again; nobody is told that there is no product. */
  @ParameterizedTest
  @EachRedisStrategy
  void aNodeThatRemembersAnOldEpochSellsOn(StrategyType type) {
    Sku sku = node.product(type, 10);
    order(sku, 1);
    leak(sku, 2);
    try (TestInstance other =
        InstanceSetup.on(
                new ServerAddress(RedisUnderTest.shared().host(), RedisUnderTest.shared().port()))
            .start()) {
      var theirs =
          new RedisStockAudits(
              other.redis, InstanceSetup.patientRedis(), Defaults.of(ReconciliationSettings.class));
      assertThat(
              ((ReconciliationResult.Reconciled) theirs.apply(sku, "")).reconciliation().applied())
          .isTrue();
    }
    assertThat(order(sku, 1)).isInstanceOf(PlaceResult.Placed.class);
    assertLevel(node, sku, 8, 2);
    assertSound(sku);
  }

  /** Each answer tells one epoch, and more of them are unknown than a single counter may move. */
  @Test
  void linesAreDroppedWhoseEpochsAreAllUnknown() {
    Sku kept = node.product(StrategyType.REDIS_SCRIPT, 10);
    var dropped =
        Stream.generate(() -> node.product(StrategyType.REDIS_SCRIPT, 10)).limit(6).toList();
    OrderId order = TestInstance.newOrder();
    var lines = Stream.concat(Stream.of(kept), dropped.stream()).map(sku -> new Line(sku, 1));
    assertThat(node.place(order, Basket.of(lines.toList()))).isInstanceOf(PlaceResult.Placed.class);
    var theirs =
        new RedisStockAudits(
            gated.redis, InstanceSetup.patientRedis(), Defaults.of(ReconciliationSettings.class));
    for (Sku sku : dropped) {
      leak(sku, 1);
      theirs.apply(sku, "a test");
    }
    changed(node.orders.changeLines(order, VersionCondition.NONE, Basket.of(kept, 1)));
    dropped.forEach(sku -> assertLevel(node, sku, 10, 0));
  }

  @Test
  void aDecrementThatWasNotRecordedHoldsNothingUnderTheNextEpoch() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 10);
    OrderId order = TestInstance.newOrder();
    long attempt = claim(order, Basket.of(sku, 3));
    StockLine line = node.request(order, attempt, Basket.of(sku, 3), false).lines().get(0);
    takes.decrement(line, line.quantity());
    assertThat(apply(sku).after().available()).isEqualTo(10);
    assertThat(takes.record(order, attempt, line, line.quantity()))
        .isInstanceOf(ReserveResult.Stale.class);
    node.store.release(sku, order, attempt);
    takes.record(order, attempt, line, line.quantity());
    assertLevel(node, sku, 10, 0);
    assertSound(sku);
  }

  @Test
  void aReturnThatComesLateGivesNothingBackUnderTheNextEpoch() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 2);
    OrderId order = TestInstance.newOrder();
    long attempt = claim(order, Basket.of(sku, 3));
    StockLine line = node.request(order, attempt, Basket.of(sku, 3), false).lines().get(0);
    assertThat(takes.decrement(line, line.quantity())).isNegative();
    assertThat(apply(sku).after().available()).isEqualTo(2);
    assertThat(takes.giveBack(order, attempt, line, line.quantity()))
        .isInstanceOf(ReservationScripts.ReturnResult.Refused.class);
    assertLevel(node, sku, 2, 0);
    assertSound(sku);
  }

  /** A bare decrement creates the key that it does not find. */
  @Test
  void aDecrementBetweenPauseAndSwitchCountsUnitsOfNoCounter() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 10);
    OrderId order = TestInstance.newOrder();
    long attempt = claim(order, Basket.of(sku, 3));
    StockLine line = node.request(order, attempt, Basket.of(sku, 3), false).lines().get(0);
    pause(sku, LONG);
    assertThat(takes.decrement(line, line.quantity())).isEqualTo(-3);
    assertThat(takes.giveBack(order, attempt, line, line.quantity()))
        .isInstanceOf(ReservationScripts.ReturnResult.Refused.class);
    assertThat(node.redis.<Long>read(c -> c.exists(Keys.available(sku, line.epoch())))).isZero();
    takes.decrement(line, line.quantity());
    assertThat(takes.record(order, attempt, line, line.quantity()))
        .isInstanceOf(ReserveResult.Stale.class);
    assertThat(node.redis.<Long>read(c -> c.exists(Keys.available(sku, line.epoch())))).isZero();
    // This one dies.
    takes.decrement(line, line.quantity());
    resume(sku);
    assertThat(node.audit(sku).level()).isEqualTo(new StockLevel(sku, 10, 10, 0, 0));
    assertThat(node.audit(sku).findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.STRAY_COUNTER);
    apply(sku);
    assertSound(sku);
  }

  @Test
  void aReleaseThatComesLateFindsTheCounterOfTheNextEpoch() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, 3))).isInstanceOf(PlaceResult.Placed.class);
    long attempt = node.records.find(order).orElseThrow().attempt();
    leak(sku, 2);
    apply(sku);
    node.store.release(sku, order, attempt);
    node.store.release(sku, order, attempt);
    assertThat(node.audit(sku).level().available()).isEqualTo(10);
  }

  @ParameterizedTest
  @EachRedisStrategy
  void aPausedProductIsContendedAndNothingOfItMoves(StrategyType type) {
    Sku sku = node.product(type, 10);
    OrderId reserved = TestInstance.newOrder();
    OrderId paid = TestInstance.newOrder();
    node.place(reserved, Basket.of(sku, 3));
    node.place(paid, Basket.of(sku, 2));
    pause(sku, LONG);
    String held = held(sku, reserved) + held(sku, paid);
    assertContended(order(sku, 1));
    assertContended(order(sku, 1));
    node.orders.cancel(reserved, VersionCondition.NONE);
    node.orders.confirm(paid, VersionCondition.NONE);
    var more = new Adjustment(sku, "more", 5, "a test");
    assertThatThrownBy(() -> node.store.add(more)).isInstanceOf(StoreUnavailableException.class);
    assertThat(held(sku, reserved) + held(sku, paid)).isEqualTo(held);
    assertLevel(node, sku, 5, 5);
    resume(sku);
    node.makeDue(reserved);
    node.makeDue(paid);
    node.orders.sweep();
    node.store.add(more);
    assertThat(order(sku, 1)).isInstanceOf(PlaceResult.Placed.class);
    assertThat(node.audit(sku).level().sold()).isEqualTo(2);
    assertThat(node.audit(sku).level().available()).isEqualTo(12);
    assertSound(sku);
  }

  private String held(Sku sku, OrderId order) {
    return node.redis.<String>read(c -> c.hget(Keys.reservations(sku), order.value()));
  }

  private static void assertContended(PlaceResult result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused -> assertThat(refused.reason()).isInstanceOf(Refusal.Contended.class));
  }

  @ParameterizedTest
  @EachRedisStrategy
  void whoeverDiesInItsPauseHoldsNobodyUpForLong(StrategyType type) {
    Sku sku = node.product(type, 10);
    order(sku, 1);
    String pause = pause(sku, Duration.ofMinutes(5));
    assertContended(order(sku, 1));
    // As if its time had passed.
    node.redis.<Boolean>write(
        commands -> commands.hset(totals(sku), "paused", pause.replaceFirst("\\d+", "1")));
    assertThat(order(sku, 1)).isInstanceOf(PlaceResult.Placed.class);
    assertThat(node.audit(sku).level().available()).isEqualTo(8);
    assertSound(sku);
  }

  @Test
  void whoeverWakesUpAfterItsPauseChangesNothing() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    String pause = pause(sku, Duration.ofMillis(50));
    String version = version(sku);
    Awaitility.await().until(() -> !node.store.products(List.of(sku)).get(sku).isPaused());
    assertThat(switchTo(sku, pause, version, 10)).isEqualTo("LOST");
    assertThat(repair(sku, pause, TestInstance.newOrder(), "", "R:1:1")).isEqualTo("LOST");
    assertSound(sku);
  }

  private Object repair(Sku sku, String pause, OrderId order, String seen, String wanted) {
    return node.redis
        .run(
            new ScriptCall(
                Script.LINE_REPAIR,
                List.of(totals(sku), Keys.reservations(sku), Keys.customers(sku)),
                List.of(pause, order.value(), seen, wanted)))
        .get(0);
  }

  @Test
  void aReservationThatHasChangedSinceItWasLookedAtIsLeftAlone() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 3));
    String held = held(sku, order);
    String pause = pause(sku, LONG);
    assertThat(repair(sku, pause, order, "R:3:1", "")).isEqualTo("MOVED");
    assertThat(held(sku, order)).isEqualTo(held);
    assertThat(repair(sku, pause, order, held, "R:4:1")).isEqualTo("REPAIRED");
    assertThat(repair(sku, pause, order, held, "R:4:1")).isEqualTo("REPAIRED");
    assertThat(held(sku, order)).isEqualTo("R:4:1");
    assertThat(repair(sku, pause, order, "R:4:1", held)).isEqualTo("REPAIRED");
    resume(sku);
    assertSound(sku);
  }

  @Test
  void whatMovedAfterItWasAddedUpIsAddedUpAgain() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId refused = TestInstance.newOrder();
    long attempt = claim(refused, Basket.of(sku, 1));
    String pause = pause(sku, LONG);
    String version = version(sku);
    // Who holds nothing may end in a pause, and leaves a mark.
    node.store.release(sku, refused, attempt);
    assertThat(switchTo(sku, pause, version, 3)).isEqualTo("MOVED");
    assertThat(switchTo(sku, pause, version(sku), 10)).isEqualTo("SWITCHED");
    assertThat(switchTo(sku, pause, version(sku), 3)).isEqualTo("LOST");
    assertLevel(node, sku, 10, 0);
  }

  @Test
  void ofTwoReconciliationsOneIsBusy() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    leak(sku, 2);
    pause(sku, LONG);
    assertThat(reconciliations.apply(sku, "")).isInstanceOf(ReconciliationResult.Busy.class);
    assertThat(node.store.products(List.of(sku)).get(sku).isPaused()).isTrue();
    resume(sku);
    assertThat(apply(sku).after().available()).isEqualTo(10);
  }

  /** An order is looked at between two of its steps: it is as it was, and it goes on. */
  @Test
  void anOrderThatIsBeingPlacedIsNotTouched() {
    Sku sku = node.product(StrategyType.JVM_MUTEX, 10);
    var basket = Basket.of(sku, 3);
    OrderId order = TestInstance.newOrder();
    long attempt = claim(order, basket);
    node.strategies
        .get(StrategyType.JVM_MUTEX)
        .reserve(node.request(order, attempt, basket, false));
    leak(sku, 2);
    assertThat(apply(sku).after().reserved()).isEqualTo(3);
    node.records.save(order, attempt, OrderStatus.RESERVED);
    assertLevel(node, sku, 7, 3);
    assertSound(sku);
  }

  /** Damage is planted and reconciled again and again while customers order and cancel. */
  @ParameterizedTest
  @EnumSource(
      value = StrategyType.class,
      mode = EnumSource.Mode.MATCH_NONE,
      names = {"UNGUARDED", "POSTGRES_.*"})
  void nothingIsLostOrOversoldWhileCustomersOrder(StrategyType type) {
    Sku sku = node.product(type, UNITS);
    var open = new AtomicBoolean(true);
    List<CompletableFuture<Integer>> customers = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      customers.add(ConcurrentClients.start(() -> buyWhile(open, sku)));
    }
    int applied = 0;
    for (int i = 0; i < 5; i++) {
      leak(sku, 3);
      applied += reconciliations.apply(sku, "") instanceof ReconciliationResult.Reconciled ? 1 : 0;
      var audit = node.audit(sku);
      assertThat(audit.level().oversold()).isZero();
      // What moves may not add up, but no single order is taken for damaged.
      assertThat(audit.findings()).extracting(Finding::kind).isSubsetOf(OF_COUNTERS);
    }
    open.set(false);
    int kept = customers.stream().mapToInt(CompletableFuture::join).sum();
    assertThat(applied).isPositive();
    apply(sku);
    Awaitility.await().until(() -> node.orders.sweep() == 0);
    assertSound(sku);
    assertLevel(node, sku, UNITS - kept, kept);
  }

  /** Orders one unit at a time and cancels every second order; answers how many it keeps. */
  private int buyWhile(AtomicBoolean open, Sku sku) {
    int kept = 0;
    for (int i = 0; open.get(); i++) {
      OrderId order = TestInstance.newOrder();
      PlaceResult result = node.place(order, Basket.of(sku, 1));
      switch (result) {
        case PlaceResult.Placed placed -> {
          if (i % 2 == 0) {
            kept++;
          } else {
            node.orders.cancel(order, VersionCondition.NONE);
            node.makeDue(order);
          }
        }
        case PlaceResult.Refused(var reason) ->
            assertThat(reason)
                .isInstanceOfAny(Refusal.Contended.class, Refusal.InsufficientStock.class);
        case PlaceResult.InProgress p -> throw new AssertionError("in progress");
        case PlaceResult.KeyReused k -> throw new AssertionError("reused");
      }
    }
    return kept;
  }
}
