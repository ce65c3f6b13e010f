package dev.holdfast.schedule;

import static dev.holdfast.strategy.StrategyType.REDIS_GROUP_COMMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.contract.StoreContract;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.order.OrderScripts;
import dev.holdfast.redis.script.ScriptNames;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.StepwiseContract;
import dev.holdfast.store.StockLine;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.script.GroupCommitSettings;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that travel together, and what happens once they are refused without asking. */
class GroupCommitTest {
  private static final Duration GATE_DEFAULT = Defaults.of(GroupCommitSettings.class).gateTime();

  /** For a busy machine. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private final List<AutoCloseable> open = new ArrayList<>();
  private TestInstance node;
  private TestInstance other;

  @BeforeEach
  void start() {
    // Shut for as long as it can be: what happens meanwhile does not depend on the machine's speed.
    node = start(gate(Duration.ofSeconds(1)));
    other = start(InstanceSetup.on(redis()));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private TestInstance start(InstanceSetup setup) {
    TestInstance started = setup.start();
    open.add(started);
    return started;
  }

  private static ServerAddress redis() {
    var redis = RedisUnderTest.shared();
    return new ServerAddress(redis.host(), redis.port());
  }

  private static InstanceSetup gate(Duration time) {
    var usual = InstanceSetup.on(redis());
    return usual.groupCommit(new GroupCommitSettings(128, 1024, usual.commandTimeout(), time, 4));
  }

  private static double gateHits(TestInstance node) {
    return node.meters.get("holdfast.gate.hits").counter().count();
  }

  private static long calls(TestInstance node) {
    return node.meters.get("holdfast.batch.size").summary().count();
  }

  private static void assertShort(PlaceResult result, Sku sku, int requested, long available) {
    assertThat(result)
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .isInstanceOfSatisfying(
                        Refusal.InsufficientStock.class,
                        shortage ->
                            assertThat(shortage.shortages())
                                .containsExactly(new Shortage(sku, requested, available))));
  }

  /** Sells a product out and sees it refused once, so that the gate is shut. */
  private OrderId sellOut(Sku sku, int units) {
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, units))).isInstanceOf(PlaceResult.Placed.class);
    shutGate(sku);
    return order;
  }

  private void shutGate(Sku sku) {
    assertShort(node.place(TestInstance.newOrder(), Basket.of(sku, 1)), sku, 1, 0);
  }

  @Test
  void ordersThatComeTogetherTravelTogether() {
    Sku sku = node.product(REDIS_GROUP_COMMIT, 500);
    var results =
        ConcurrentClients.run(
            400, i -> () -> node.place(TestInstance.newOrder(), Basket.of(sku, 1)));
    assertThat(ConcurrentClients.placed(results)).isEqualTo(400);
    var sizes = node.meters.get("holdfast.batch.size").summary();
    assertThat(sizes.totalAmount()).isEqualTo(400);
    assertThat(sizes.count()).isLessThan(400);
    assertThat(sizes.max()).isBetween(2.0, 128.0);
    StoreContract.assertLevel(node, sku, 100, 400);
  }

  @Test
  void ordersOfSeveralProductsTravelTogether() throws Exception {
    List<Sku> skus = products(6);
    try (var proxy = FaultProxy.inFrontOf(redis().host(), redis().port())) {
      TestInstance behind = behind(proxy, 128);
      long calls = calls(behind);
      proxy.onRequest(ScriptNames.sha("ORDER_PLACE"), proxy::holdReplies);
      var results = placeBehindTwo(behind, skus);
      proxy.releaseReplies();
      results.forEach(result -> assertPlaced(result.join()));
      assertThat(calls(behind) - calls).isEqualTo(4);
    }
    skus.forEach(sku -> StoreContract.assertLevel(other, sku, 9, 1));
  }

  /** While a call is executed Redis answers no other. */
  @Test
  void aCallHasABoundBesideTheSetting() throws Exception {
    Sku sku = other.product(REDIS_GROUP_COMMIT, 1_000);
    int more = OrderScripts.BATCH_MAX + 1;
    try (var proxy = FaultProxy.inFrontOf(redis().host(), redis().port())) {
      TestInstance behind = behind(proxy, 1_000);
      proxy.onRequest(ScriptNames.sha("ORDER_PLACE"), proxy::holdReplies);
      var results = new ArrayList<CompletableFuture<Attempt<PlaceResult>>>();
      results.add(placing(behind, sku));
      await().until(() -> calls(behind) == 1);
      for (int i = 0; i < more; i++) {
        results.add(placing(behind, sku));
      }
      await().until(() -> waiting(behind) == more);
      proxy.releaseReplies();
      results.forEach(result -> assertPlaced(result.join()));
      assertThat(calls(behind)).isEqualTo(3);
    }
  }

  /** What refuses the orders of one product of a call refuses those of no other. */
  @Test
  void aProductThatRefusesItsOrdersRefusesNoOthers() throws Exception {
    List<Sku> skus = products(3);
    other.redis.<Long>write(
        commands -> commands.hset("holdfast:{" + skus.get(0) + "}:totals", Map.of("epoch", "7")));
    other.redis.<String>write(
        commands -> commands.set("holdfast:{" + skus.get(1) + "}:available:1", "damaged"));
    var answers = new CompletableFuture<List<Supplier<Attempt<PlaceResult>>>>();
    new OrderScripts(other.redis)
        .placeAll(
            Stream.of(0, 1, 2, 0, 2)
                .map(skus::get)
                .map(sku -> new OrderScripts.SingleLine(draft(sku), new StockLine(sku, 1, 1)))
                .toList(),
            (each, fault) -> {
              assertThat(fault).isNull();
              answers.complete(each);
            });
    var results = answers.get();
    for (int stale : List.of(0, 3)) {
      assertThat(results.get(stale).get()).isInstanceOf(Attempt.NotReserved.class);
    }
    assertThatThrownBy(() -> results.get(1).get()).isInstanceOf(OutcomeUnknownException.class);
    for (int placed : List.of(2, 4)) {
      assertPlaced(results.get(placed).get());
    }
    StoreContract.assertLevel(other, skus.get(2), 8, 2);
  }

  /** The first two are sent, one in each lane, and the others wait for them. */
  private static List<CompletableFuture<Attempt<PlaceResult>>> placeBehindTwo(
      TestInstance behind, List<Sku> skus) {
    long calls = calls(behind);
    var results = new ArrayList<CompletableFuture<Attempt<PlaceResult>>>();
    for (Sku sku : skus) {
      results.add(placing(behind, sku));
      int sent = Math.min(2, results.size());
      int waiting = results.size() - sent;
      await().until(() -> calls(behind) == calls + sent && waiting(behind) == waiting);
    }
    return results;
  }

  private List<Sku> products(int count) {
    var skus = new ArrayList<Sku>();
    for (int i = 0; i < count; i++) {
      skus.add(other.product(REDIS_GROUP_COMMIT, 10));
    }
    return skus;
  }

  private TestInstance behind(FaultProxy proxy, int batchMax) {
    var usual = InstanceSetup.on(new ServerAddress("127.0.0.1", proxy.port()));
    return start(
        usual.groupCommit(
            new GroupCommitSettings(
                batchMax, 1024, usual.commandTimeout(), Duration.ofMillis(100), 4)));
  }

  /** By the strategy alone: no product is read while replies are held. */
  private static CompletableFuture<Attempt<PlaceResult>> placing(TestInstance node, Sku sku) {
    var strategy = (OneStepStrategy) node.strategies.get(REDIS_GROUP_COMMIT);
    return ConcurrentClients.start(
        () -> strategy.place(draft(sku), List.of(new StockLine(sku, 1, 1))));
  }

  private static OrderDraft draft(Sku sku) {
    return StepwiseContract.draft(TestInstance.newOrder(), Basket.of(sku, 1));
  }

  private static void assertPlaced(Attempt<PlaceResult> attempt) {
    assertThat(attempt)
        .isInstanceOfSatisfying(
            Attempt.Answered.class,
            answered -> assertThat(answered.answer()).isInstanceOf(PlaceResult.Placed.class));
  }

  private static double waiting(TestInstance node) {
    return node.meters.get("holdfast.batch.queue").gauge().value();
  }

  @Test
  void whatIsSoldOutIsRefusedWithoutAskingHowMuchThereIs() {
    Sku sku = node.product(REDIS_GROUP_COMMIT, 3);
    sellOut(sku, 3);
    long calls = calls(node);
    var results =
        ConcurrentClients.run(
            60, i -> () -> node.place(TestInstance.newOrder(), Basket.of(sku, 1)));
    results.forEach(result -> assertShort(result, sku, 1, 0));
    assertThat(gateHits(node)).isGreaterThan(40);
    assertThat(calls(node) - calls).isLessThan(10);
    StoreContract.assertLevel(node, sku, 0, 3);
  }

  @Test
  void whatIsRestockedAnywhereIsSoldWithinTheGatesTime() {
    TestInstance usual = start(InstanceSetup.on(redis()));
    Sku sku = usual.product(REDIS_GROUP_COMMIT, 1);
    for (int i = 0; i < 5; i++) {
      ConcurrentClients.run(20, n -> () -> usual.place(TestInstance.newOrder(), Basket.of(sku, 1)));
      assertThat(usual.place(TestInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOf(PlaceResult.Refused.class);
      other.restock(sku, 1);
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(GATE_DEFAULT.plus(SLACK))
          .until(() ->
              usual.place(TestInstance.newOrder(), Basket.of(sku, 1))
                  instanceof PlaceResult.Placed);
    }
    assertThat(gateHits(usual)).isPositive();
    StoreContract.assertLevel(usual, sku, 0, 6);
  }

  @Test
  void aReplayIsAnsweredWithItsOrderWhileTheGateIsShut() {
    Sku sku = node.product(REDIS_GROUP_COMMIT, 2);
    OrderId order = sellOut(sku, 2);
    double hits = gateHits(node);
    assertThat(node.place(order, Basket.of(sku, 2)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class,
            placed -> {
              assertThat(placed.replayed()).isTrue();
              assertThat(placed.order().id()).isEqualTo(order);
            });
    node.orders.confirm(order, VersionCondition.NONE);
    shutGate(sku);
    assertThat(node.place(order, Basket.of(sku, 2)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class,
            placed -> assertThat(placed.order().status()).isEqualTo(OrderStatus.CONFIRMED));
    assertThat(gateHits(node)).as("the gate was shut").isGreaterThan(hits);
  }

  @Test
  void aCrowdOfReplaysAndNewcomersAtAShutGateIsToldApart() {
    Sku sku = node.product(REDIS_GROUP_COMMIT, 30);
    List<OrderId> orders = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      orders.add(TestInstance.newOrder());
    }
    ConcurrentClients.run(30, i -> () -> node.place(orders.get(i), Basket.of(sku, 1)));
    shutGate(sku);
    var results =
        ConcurrentClients.run(
            200,
            i -> {
              OrderId order = i % 3 == 0 ? orders.get(i % 30) : TestInstance.newOrder();
              return () -> node.place(order, Basket.of(sku, 1));
            });
    for (int i = 0; i < results.size(); i++) {
      if (i % 3 == 0) {
        assertThat(results.get(i))
            .isInstanceOfSatisfying(
                PlaceResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
      } else {
        assertShort(results.get(i), sku, 1, 0);
      }
    }
    assertThat(gateHits(node)).isPositive();
    StoreContract.assertLevel(node, sku, 0, 30);
  }

  @Test
  void anotherBodyUnderTheKeyAndAnOrderThatIsInProgressAreToldSoWhileTheGateIsShut() {
    Sku sku = node.product(REDIS_GROUP_COMMIT, 2);
    OrderId placing = TestInstance.newOrder();
    var basket = Basket.of(sku, 1);
    assertThat(other.records.claim(StepwiseContract.draft(placing, basket)))
        .isInstanceOf(ClaimResult.Claimed.class);
    OrderId order = sellOut(sku, 2);
    assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.KeyReused.class);
    // Another attempt is waited for, longer than the gate is ever shut: so this is asked at once.
    shutGate(sku);
    var draft = StepwiseContract.draft(placing, basket);
    var lines = node.request(placing, 1, basket, false).lines();
    var strategy = (OneStepStrategy) node.strategies.get(REDIS_GROUP_COMMIT);
    assertThat(strategy.place(draft, lines))
        .isEqualTo(new Attempt.Answered<PlaceResult>(new PlaceResult.InProgress()));
  }

  @Test
  void whatIsLeftIsSoldWhileLargerOrdersAreRefused() {
    Sku sku = node.product(REDIS_GROUP_COMMIT, 2);
    assertShort(node.place(TestInstance.newOrder(), Basket.of(sku, 3)), sku, 3, 2);
    assertShort(node.place(TestInstance.newOrder(), Basket.of(sku, 5)), sku, 5, 2);
    assertThat(gateHits(node)).isEqualTo(1);
    assertThat(node.place(TestInstance.newOrder(), Basket.of(sku, 2)))
        .isInstanceOf(PlaceResult.Placed.class);
    StoreContract.assertLevel(node, sku, 0, 2);
  }

  @Test
  void aGateOfOneProductDoesNotStandBeforeAnother() {
    Sku soldOut = node.product(REDIS_GROUP_COMMIT, 1);
    Sku there = node.product(REDIS_GROUP_COMMIT, 1);
    sellOut(soldOut, 1);
    assertThat(node.place(TestInstance.newOrder(), Basket.of(there, 1)))
        .isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void withoutATimeTheGateIsNeverShut() {
    TestInstance asking = start(gate(Duration.ZERO));
    Sku sku = asking.product(REDIS_GROUP_COMMIT, 0);
    for (int i = 0; i < 5; i++) {
      assertShort(asking.place(TestInstance.newOrder(), Basket.of(sku, 1)), sku, 1, 0);
    }
    asking.restock(sku, 1);
    assertThat(asking.place(TestInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Placed.class);
    assertThat(gateHits(asking)).isZero();
  }

  @Test
  void basketsAndSingleLinesShareOneCounter() {
    Sku a = node.product(REDIS_GROUP_COMMIT, 60);
    Sku b = node.product(StrategyType.REDIS_SCRIPT, 1_000);
    Sku c = node.product(REDIS_GROUP_COMMIT, 1_000);
    var results =
        ConcurrentClients.run(
            150,
            i -> {
              var with = new Line(i % 3 == 0 ? b : c, 1);
              var basket = Basket.of(List.of(new Line(a, 1), with));
              return () ->
                  (i % 2 == 0 ? node : other)
                      .place(TestInstance.newOrder(), i % 3 == 1 ? Basket.of(a, 1) : basket);
            });
    assertThat(ConcurrentClients.placed(results)).isEqualTo(60);
    StoreContract.assertLevel(node, a, 0, 60);
  }

  /** The record of one order is not what it should be: those that travel with it are placed. */
  @Test
  void aDamagedOrderFailsAlone() throws Exception {
    Sku sku = node.product(REDIS_GROUP_COMMIT, 100);
    OrderId damaged = TestInstance.newOrder();
    node.redis.<String>write(commands ->
        commands.set(
            "holdfast:{o" + damaged.partition() + "}:order:" + damaged.value(), "damaged"));
    var results =
        ConcurrentClients.run(
            60,
            i -> {
              OrderId order = i == 30 ? damaged : TestInstance.newOrder();
              return () -> {
                try {
                  return node.place(order, Basket.of(sku, 1)).toString();
                } catch (OrderDamagedException e) {
                  return "damaged: " + e.order();
                }
              };
            });
    assertThat(results.get(30)).isEqualTo("damaged: " + damaged);
    assertThat(results.stream().filter(result -> result.startsWith("Placed"))).hasSize(59);
    StockLevel level = node.store.levels(Set.of(sku)).levels().get(sku);
    assertThat(level.reserved()).isEqualTo(59);
  }

  /** A call whose answer is lost: its orders do not know, those that waited are placed. */
  @Test
  void aCallThatIsCutOffIsUnknownToItsOrdersOnly() throws Exception {
    Sku sku = other.product(REDIS_GROUP_COMMIT, 100);
    try (var proxy = FaultProxy.inFrontOf(redis().host(), redis().port())) {
      TestInstance behind = start(InstanceSetup.on(new ServerAddress("127.0.0.1", proxy.port())));
      assertThat(behind.place(TestInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOf(PlaceResult.Placed.class);
      OrderId cutOff = TestInstance.newOrder();
      proxy.onRequest(ScriptNames.sha("ORDER_PLACE"), proxy::holdReplies);
      var first = ConcurrentClients.start(() -> behind.place(cutOff, Basket.of(sku, 1)));
      proxy.awaitHeldReply(SLACK);
      // These wait for the call that is under way.
      var waiting = new ArrayList<CompletableFuture<PlaceResult>>();
      for (int i = 0; i < 5; i++) {
        waiting.add(
            ConcurrentClients.start(
                () -> behind.place(TestInstance.newOrder(), Basket.of(sku, 1))));
      }
      await().until(() -> behind.meters.get("holdfast.batch.queue").gauge().value() == 5);
      proxy.hangUp();
      proxy.releaseReplies();
      assertThatThrownBy(first::join).hasCauseInstanceOf(OutcomeUnknownException.class);
      // Nothing was sent of them, or they are placed; which of the two depends on how soon the
      // client is connected again.
      int placed = 0;
      for (var one : waiting) {
        try {
          placed += one.join() instanceof PlaceResult.Placed ? 1 : 0;
        } catch (CompletionException e) {
          assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class);
        }
      }
      await()
          .ignoreExceptions()
          .until(() ->
              behind.place(cutOff, Basket.of(sku, 1)) instanceof PlaceResult.Placed replay
                  && replay.replayed());
      StoreContract.assertLevel(other, sku, 98 - placed, 2 + placed);
    }
  }
}
