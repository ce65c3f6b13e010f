package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.ContractBase;
import dev.holdfast.contract.LinesContract;
import dev.holdfast.contract.Way;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisStore;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a store promises whose steps are atomic one by one, besides what any store does: of claims,
 * attempts, epochs and the lists that the sweeper reads.
 */
public abstract class StepwiseContract extends ContractBase {
  private final RedisStore redis;
  private final List<TestInstance> started = new ArrayList<>();

  public StepwiseContract(RedisStore store) {
    super(store);
    redis = store;
  }

  public final TestInstance node(Way way) {
    return redis.take(way);
  }

  public final InstanceSetup setup(Way way) {
    return redis.setup(way);
  }

  public final TestInstance start(InstanceSetup setup) {
    TestInstance node = setup.start();
    started.add(node);
    return node;
  }

  @AfterEach
  public final void stopStarted() {
    started.forEach(TestInstance::close);
    started.clear();
  }

  /** An order as it is claimed. */
  public static OrderDraft draft(OrderId order, Basket basket) {
    return new OrderDraft(
        order,
        OpaqueId.of(basket.toString()),
        basket,
        "",
        "",
        Duration.ofMinutes(15),
        OrderStatus.RESERVED);
  }

  /** The record after a step that was made. */
  public static OrderRecord changed(LinesStep result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            LinesStep.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(RecordResult.Decided.class));
    return ((RecordResult.Decided) ((LinesStep.Answered) result).result()).order();
  }

  private static OrderId placed(TestInstance node, String customer, Basket basket) {
    OrderId order = TestInstance.newOrder();
    assertThat(ConcurrentClients.insist(() -> node.placeFor(customer, order, basket)))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  /** How many units are counted for each customer: always what their reservations add up to. */
  private static void assertCounted(TestInstance node, Sku sku, Map<String, String> counted) {
    assertThat(
            node.redis.<Map<String, String>>read(commands -> commands.hgetall(Keys.customers(sku))))
        .isEqualTo(counted);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void anAttemptThatDiedIsTakenOverWhereverItDied(Way way) {
    TestInstance dead = start(setup(way).claimHold(Duration.ofMillis(1)));
    TestInstance alive = node(way);
    for (int linesTaken = 0; linesTaken <= 2; linesTaken++) {
      Sku a = dead.product(way.type(), 5);
      Sku b = dead.product(way.type(), 5);
      var basket = Basket.of(List.of(new Line(a, 2), new Line(b, 3)));
      OrderId order = TestInstance.newOrder();
      var claim = (ClaimResult.Claimed) dead.records.claim(draft(order, basket));
      if (linesTaken > 0) {
        var taken = new Basket(basket.lines().subList(0, linesTaken));
        var result =
            dead.strategies
                .get(way.type())
                .reserve(dead.request(order, claim.attempt(), taken, false));
        assertThat(result).isInstanceOf(ReserveResult.Reserved.class);
      }
      assertThat(ConcurrentClients.insist(() -> alive.place(order, basket)))
          .as("after %d lines", linesTaken)
          .isInstanceOf(PlaceResult.Placed.class);
      // The dead one wakes up: nothing that it still does may touch what the other has.
      assertThat(dead.records.save(order, claim.attempt(), OrderStatus.RESERVED))
          .isInstanceOf(OrderRecords.SaveResult.Lost.class);
      dead.store.release(a, order, claim.attempt());
      dead.store.release(b, order, claim.attempt());
      assertLevel(alive, a, 3, 2);
      assertLevel(alive, b, 2, 3);
    }
  }

  /**
   * The product has moved to a new counter, and the old one is still there: nobody may take from
   * either under the old epoch.
   */
  @ParameterizedTest
  @MethodSource("ways")
  public void aTakeUnderAnOldEpochIsTurnedAway(Way way) {
    TestInstance node = node(way);
    Sku sku = node.product(way.type(), 5);
    var request = node.request(TestInstance.newOrder(), 1, Basket.of(sku, 1), false);
    node.redis.<Boolean>write(
        commands -> commands.hset("holdfast:{" + sku + "}:totals", "epoch", "2"));
    node.redis.<String>write(commands -> commands.set(Keys.available(sku, 2), "5"));
    assertThat(node.strategies.get(way.type()).reserve(request))
        .isEqualTo(new ReserveResult.Stale());
    var level = node.audit(sku).level();
    assertThat(level.available()).isEqualTo(5);
    assertThat(level.reserved()).isZero();
  }

  /**
   * The product has moved, and its old counter is gone: a bare decrement must not leave one behind.
   */
  @ParameterizedTest
  @MethodSource("ways")
  public void aTakeUnderAnEpochWithoutACounterIsTurnedAwayAndLeavesNone(Way way) {
    TestInstance node = node(way);
    Sku sku = node.product(way.type(), 5);
    var current = node.request(TestInstance.newOrder(), 1, Basket.of(sku, 1), false);
    var lines =
        current.lines().stream()
            .map(line -> new StockLine(line.sku(), line.quantity(), line.epoch() + 1))
            .toList();
    var result =
        node.strategies
            .get(way.type())
            .reserve(new ReserveRequest(current.order(), 1, lines, false));
    assertThat(result).isInstanceOf(ReserveResult.NotReserved.class);
    assertLevel(node, sku, 5, 0);
    String strayCounter = Keys.available(sku, lines.get(0).epoch());
    assertThat(node.redis.<Long>read(commands -> commands.exists(strayCounter))).isZero();
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatAChangeTookInVainStopsCountingWhenTheOrderIsConfirmed(Way way) {
    TestInstance node = node(way);
    Sku sku = node.limitedProduct(way.type(), 20, 4);
    OrderId order = placed(node, "ann", Basket.of(sku, 1));
    var dead = changed(node.records.claimLines(order, VersionCondition.NONE, Basket.of(sku, 3)));
    var lines = node.request(order, dead.attempt(), Basket.of(sku, 3), true).lines();
    assertThat(
            node.strategies
                .get(way.type())
                .reserve(ReserveRequest.ofChange(order, dead.attempt(), lines)))
        .isInstanceOf(ReserveResult.Reserved.class);
    assertCounted(node, sku, Map.of("ann", "3"));
    node.orders.confirm(order, VersionCondition.NONE);
    assertCounted(node, sku, Map.of("ann", "1"));
    assertSold(node, sku, 19, 0, 1);
  }

  /** An order counts from when the product has a limit, and as long as it has units then. */
  @ParameterizedTest
  @MethodSource("ways")
  public void aLimitThatComesAndGoesMiscountsNothing(Way way) {
    TestInstance node = node(way);
    Sku sku = node.product(way.type(), 20);
    OrderId before = placed(node, "ann", Basket.of(sku, 3));
    assertCounted(node, sku, Map.of());
    node.limit(sku, way.type(), 4);
    OrderId order = placed(node, "ann", Basket.of(sku, 2));
    assertCounted(node, sku, Map.of("ann", "2"));
    // What it adds makes all of the order count.
    assertThat(node.change(before, Basket.of(sku, 4))).isInstanceOf(LinesResult.Refused.class);
    assertCounted(node, sku, Map.of("ann", "2"));
    node.limit(sku, way.type(), null);
    placed(node, "ann", Basket.of(sku, 5));
    LinesContract.changed(node.change(order, Basket.of(sku, 6)));
    assertCounted(node, sku, Map.of("ann", "6"));
    node.orders.cancel(order, VersionCondition.NONE);
    node.orders.cancel(before, VersionCondition.NONE);
    assertCounted(node, sku, Map.of());
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatCountsForACustomerIsForgottenWithWhatItHad(Way way) {
    TestInstance node = node(way);
    Sku sku = node.limitedProduct(way.type(), 20, 4);
    OrderId first = placed(node, "ann", Basket.of(sku, 3));
    OrderId bobs = placed(node, "bob", Basket.of(sku, 4));
    assertCounted(node, sku, Map.of("ann", "3", "bob", "4"));
    assertThat(node.placeFor("eve", TestInstance.newOrder(), Basket.of(sku, 5)))
        .isInstanceOf(PlaceResult.Refused.class);
    node.orders.confirm(first, VersionCondition.NONE);
    node.passDeadline(bobs);
    node.orders.sweep();
    assertCounted(node, sku, Map.of("ann", "3"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void anOrderIsDueAtItsDeadline_alsoWhenAChangeMovesThat(Way way) {
    TestInstance node = node(way);
    Sku usual = node.product(way.type(), 5);
    Sku brief = node.product(way.type(), 5, Duration.ofMinutes(1));
    OrderId order = placed(node, "", Basket.of(usual, 1));
    var more = LinesContract.changed(node.change(order, Basket.of(usual, 2)));
    assertThat(node.dueAt(order)).isEqualTo(more.expiresAt());
    var basket = Basket.of(List.of(new Line(usual, 2), new Line(brief, 1)));
    var shorter = LinesContract.changed(node.change(order, basket));
    assertThat(shorter.expiresAt()).isBefore(more.expiresAt());
    assertThat(node.dueAt(order)).isEqualTo(shorter.expiresAt());
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void anOrderConfirmedAtOnce_isSettledWithIt(Way way) {
    TestInstance node = node(way);
    Sku sku = node.product(way.type(), 5);
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, 2), OrderStatus.CONFIRMED))
        .isInstanceOf(PlaceResult.Placed.class);
    assertThat(node.records.find(order).orElseThrow().settled()).isTrue();
  }
}
