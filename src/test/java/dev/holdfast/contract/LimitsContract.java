package dev.holdfast.contract;

import static dev.holdfast.contract.LinesContract.basket;
import static dev.holdfast.contract.LinesContract.changed;
import static dev.holdfast.contract.StockStrategyContract.assertLevel;
import static dev.holdfast.contract.StockStrategyContract.assertSold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.contract.StockStrategyContract.Way;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstancePool;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.TestInstance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a customer may have of a product, whichever strategy takes it. */
public abstract class LimitsContract {
  private static final InstancePool nodes = new InstancePool();

  /** How a node of this topology is made. */
  public abstract InstanceSetup setup();

  @AfterEach
  public void stopNodes() {
    nodes.giveBack();
  }

  @AfterAll
  public static void closeNodes() {
    nodes.close();
  }

  private TestInstance start(Way way) {
    return nodes.take(setup().oneStep(way.oneStep()));
  }

  private static OrderId placed(TestInstance node, String customer, Basket basket) {
    OrderId order = TestInstance.newOrder();
    assertThat(ConcurrentClients.insist(() -> node.placeFor(customer, order, basket)))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private static void assertBeyond(Refusal reason, Sku sku, int requested, long has) {
    assertThat(reason)
        .isInstanceOfSatisfying(
            Refusal.BeyondLimit.class,
            beyond ->
                assertThat(beyond.excesses())
                    .containsExactly(
                        new LimitViolation(
                            sku, LimitViolation.Limit.PER_CUSTOMER, 4, requested, has)));
  }

  private static void assertRefused(PlaceResult result, Sku sku, int requested, long has) {
    assertThat(result)
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused -> assertBeyond(refused.reason(), sku, requested, has));
  }

  /** How many units are counted for each customer: always what their reservations add up to. */
  private static void assertCounted(TestInstance node, Sku sku, Map<String, String> counted) {
    assertThat(
            node.redis.<Map<String, String>>read(commands -> commands.hgetall(Keys.customers(sku))))
        .isEqualTo(counted);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aCustomerHasAsManyUnitsAsTheProductAllowsInAllOrdersTogether(Way way) {
    TestInstance node = start(way);
    Sku sku = node.limitedProduct(way.type(), 20, 4);
    OrderId first = placed(node, "ann", Basket.of(sku, 3));
    assertRefused(node.placeFor("ann", TestInstance.newOrder(), Basket.of(sku, 2)), sku, 2, 3);
    OrderId bobs = placed(node, "bob", Basket.of(sku, 4));
    assertThat(node.placeFor("ann", first, Basket.of(sku, 3)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
    OrderId second = placed(node, "ann", Basket.of(sku, 1));
    assertCounted(node, sku, Map.of("ann", "4", "bob", "4"));
    assertLevel(node, sku, 12, 8);
    // What is confirmed goes on counting; what is cancelled or expired does not, once.
    node.orders.confirm(first, VersionCondition.NONE);
    node.orders.cancel(second, VersionCondition.NONE);
    node.orders.cancel(second, VersionCondition.NONE);
    node.passDeadline(bobs);
    node.orders.sweep();
    assertCounted(node, sku, Map.of("ann", "3"));
    assertRefused(node.placeFor("ann", TestInstance.newOrder(), Basket.of(sku, 2)), sku, 2, 3);
    placed(node, "ann", Basket.of(sku, 1));
    placed(node, "bob", Basket.of(sku, 4));
    assertSold(node, sku, 12, 5, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void ofManyOrdersOfOneCustomerAtOnceSoManyArePlacedAsTheLimitAllows(Way way) {
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    List<TestInstance> several = List.of(start(way), start(way));
    TestInstance node = several.get(0);
    Sku sku = node.limitedProduct(way.type(), 40, 4);
    var results =
        ConcurrentClients.run(
            48,
            i -> {
              OrderId order = TestInstance.newOrder();
              String customer = "customer-" + i % 3;
              TestInstance client = several.get(way.covers(2) ? i % 2 : 0);
              return () ->
                  ConcurrentClients.insist(
                      () -> client.placeFor(customer, order, Basket.of(sku, 1)));
            });
    assertThat(ConcurrentClients.placed(results)).isEqualTo(12);
    assertCounted(node, sku, Map.of("customer-0", "4", "customer-1", "4", "customer-2", "4"));
    assertLevel(node, sku, 28, 12);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aRefusedOrderCountsNothingOfItsOtherLines(Way way) {
    TestInstance node = start(way);
    Sku free = node.limitedProduct(way.type(), 20, 9);
    Sku strict = node.limitedProduct(way.type(), 20, 4);
    Sku scarce = node.product(way.type(), 1);
    placed(node, "ann", Basket.of(strict, 3));
    assertRefused(
        node.placeFor(
            "ann", TestInstance.newOrder(), basket(new Line(free, 2), new Line(strict, 2))),
        strict,
        2,
        3);
    assertThat(
            node.placeFor(
                "ann",
                TestInstance.newOrder(),
                basket(new Line(free, 2), new Line(strict, 1), new Line(scarce, 2))))
        .isInstanceOf(PlaceResult.Refused.class);
    assertCounted(node, free, Map.of());
    assertCounted(node, strict, Map.of("ann", "3"));
    assertLevel(node, free, 20, 0);
    assertLevel(node, strict, 17, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aChangeOfLinesCountsWhatItAddsAndWhatItGivesUp(Way way) {
    TestInstance node = start(way);
    Sku sku = node.limitedProduct(way.type(), 20, 4);
    Sku other = node.product(way.type(), 20);
    OrderId order = placed(node, "ann", Basket.of(sku, 2));
    placed(node, "ann", Basket.of(sku, 1));
    assertThat(node.change(order, basket(new Line(other, 1), new Line(sku, 4))))
        .isInstanceOfSatisfying(
            LinesResult.Refused.class, refused -> assertBeyond(refused.reason(), sku, 4, 1));
    assertCounted(node, sku, Map.of("ann", "3"));
    assertLevel(node, other, 20, 0);
    changed(node.change(order, basket(new Line(other, 1), new Line(sku, 3))));
    assertCounted(node, sku, Map.of("ann", "4"));
    changed(node.change(order, Basket.of(sku, 1)));
    assertCounted(node, sku, Map.of("ann", "2"));
    changed(node.change(order, Basket.of(other, 1)));
    assertCounted(node, sku, Map.of("ann", "1"));
    changed(node.change(order, Basket.of(sku, 3)));
    node.orders.confirm(order, VersionCondition.NONE);
    assertCounted(node, sku, Map.of("ann", "4"));
    assertSold(node, sku, 16, 1, 3);
  }

  /** A limit that is lowered takes nothing away from anybody. */
  @ParameterizedTest
  @MethodSource("ways")
  public void whoHasMoreThanALoweredLimitMayGiveSomeOfItUp(Way way) {
    TestInstance node = start(way);
    Sku sku = node.limitedProduct(way.type(), 20, 4);
    OrderId order = placed(node, "ann", Basket.of(sku, 4));
    node.limit(sku, way.type(), 2);
    changed(node.change(order, Basket.of(sku, 3)));
    assertCounted(node, sku, Map.of("ann", "3"));
    assertLevel(node, sku, 17, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatAChangeTookInVainStopsCountingWhenTheOrderIsConfirmed(Way way) {
    TestInstance node = start(way);
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
    TestInstance node = start(way);
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
    changed(node.change(order, Basket.of(sku, 6)));
    assertCounted(node, sku, Map.of("ann", "6"));
    node.orders.cancel(order, VersionCondition.NONE);
    node.orders.cancel(before, VersionCondition.NONE);
    assertCounted(node, sku, Map.of());
  }
}
