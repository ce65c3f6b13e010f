package dev.holdfast.contract;

import static dev.holdfast.contract.LinesContract.basket;
import static dev.holdfast.contract.LinesContract.changed;
import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.contract.StoreContract.assertSold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.testing.ConcurrentClients;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a customer may have of a product, whichever strategy takes it. */
public abstract class LimitsContract extends ContractBase {
  public LimitsContract(StoreUnderTest store) {
    super(store);
  }

  private static OrderId placed(StoreInstance node, String customer, Basket basket) {
    OrderId order = StoreInstance.newOrder();
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

  /**
   * How many units of a product of at most four, or nine, count for a customer: one unit more than
   * the limit is refused, and the refusal says how many there are.
   */
  private static void assertCounted(StoreInstance node, Sku sku, Map<String, Integer> counted) {
    int max = node.inventory().products(List.of(sku)).get(sku).terms().limits().perCustomer();
    counted.forEach((customer, units) ->
        assertThat(node.placeFor(customer, StoreInstance.newOrder(), Basket.of(sku, max + 1)))
            .isEqualTo(
                new PlaceResult.Refused(
                    new Refusal.BeyondLimit(
                        List.of(
                            new LimitViolation(
                                sku, LimitViolation.Limit.PER_CUSTOMER, max, max + 1, units))))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aCustomerHasAsManyUnitsAsTheProductAllowsInAllOrdersTogether(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.limitedProduct(way.type(), 20, 4);
    OrderId first = placed(node, "ann", Basket.of(sku, 3));
    assertRefused(node.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 2)), sku, 2, 3);
    OrderId bobs = placed(node, "bob", Basket.of(sku, 4));
    assertThat(node.placeFor("ann", first, Basket.of(sku, 3)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
    OrderId second = placed(node, "ann", Basket.of(sku, 1));
    assertCounted(node, sku, Map.of("ann", 4, "bob", 4));
    assertLevel(node, sku, 12, 8);
    // What is confirmed goes on counting; what is cancelled or expired does not, once.
    node.orders().confirm(first, VersionCondition.NONE);
    node.orders().cancel(second, VersionCondition.NONE);
    node.orders().cancel(second, VersionCondition.NONE);
    node.passDeadline(bobs);
    node.orders().sweep();
    assertCounted(node, sku, Map.of("ann", 3, "bob", 0));
    assertRefused(node.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 2)), sku, 2, 3);
    placed(node, "ann", Basket.of(sku, 1));
    placed(node, "bob", Basket.of(sku, 4));
    assertSold(node, sku, 12, 5, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void ofManyOrdersOfOneCustomerAtOnceSoManyArePlacedAsTheLimitAllows(Way way) {
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    List<StoreInstance> several = List.of(start(way), start(way));
    StoreInstance node = several.get(0);
    Sku sku = node.limitedProduct(way.type(), 40, 4);
    var results =
        ConcurrentClients.run(
            48,
            i -> {
              OrderId order = StoreInstance.newOrder();
              String customer = "customer-" + i % 3;
              StoreInstance client = several.get(way.covers(2) ? i % 2 : 0);
              return () ->
                  ConcurrentClients.insist(
                      () -> client.placeFor(customer, order, Basket.of(sku, 1)));
            });
    assertThat(ConcurrentClients.placed(results)).isEqualTo(12);
    assertCounted(node, sku, Map.of("customer-0", 4, "customer-1", 4, "customer-2", 4));
    assertLevel(node, sku, 28, 12);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aRefusedOrderCountsNothingOfItsOtherLines(Way way) {
    StoreInstance node = start(way);
    Sku free = node.limitedProduct(way.type(), 20, 9);
    Sku strict = node.limitedProduct(way.type(), 20, 4);
    Sku scarce = node.product(way.type(), 1);
    placed(node, "ann", Basket.of(strict, 3));
    assertRefused(
        node.placeFor(
            "ann", StoreInstance.newOrder(), basket(new Line(free, 2), new Line(strict, 2))),
        strict,
        2,
        3);
    assertThat(
            node.placeFor(
                "ann",
                StoreInstance.newOrder(),
                basket(new Line(free, 2), new Line(strict, 1), new Line(scarce, 2))))
        .isInstanceOf(PlaceResult.Refused.class);
    assertCounted(node, free, Map.of("ann", 0));
    assertCounted(node, strict, Map.of("ann", 3));
    assertLevel(node, free, 20, 0);
    assertLevel(node, strict, 17, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aChangeOfLinesCountsWhatItAddsAndWhatItGivesUp(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.limitedProduct(way.type(), 20, 4);
    Sku other = node.product(way.type(), 20);
    OrderId order = placed(node, "ann", Basket.of(sku, 2));
    placed(node, "ann", Basket.of(sku, 1));
    assertThat(node.change(order, basket(new Line(other, 1), new Line(sku, 4))))
        .isInstanceOfSatisfying(
            LinesResult.Refused.class, refused -> assertBeyond(refused.reason(), sku, 4, 1));
    assertCounted(node, sku, Map.of("ann", 3));
    assertLevel(node, other, 20, 0);
    changed(node.change(order, basket(new Line(other, 1), new Line(sku, 3))));
    assertCounted(node, sku, Map.of("ann", 4));
    changed(node.change(order, Basket.of(sku, 1)));
    assertCounted(node, sku, Map.of("ann", 2));
    changed(node.change(order, Basket.of(other, 1)));
    assertCounted(node, sku, Map.of("ann", 1));
    changed(node.change(order, Basket.of(sku, 3)));
    node.orders().confirm(order, VersionCondition.NONE);
    assertCounted(node, sku, Map.of("ann", 4));
    assertSold(node, sku, 16, 1, 3);
  }

  /** A limit that is lowered takes nothing away from anybody. */
  @ParameterizedTest
  @MethodSource("ways")
  public void whoHasMoreThanALoweredLimitMayGiveSomeOfItUp(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.limitedProduct(way.type(), 20, 4);
    OrderId order = placed(node, "ann", Basket.of(sku, 4));
    node.limit(sku, way.type(), 2);
    changed(node.change(order, Basket.of(sku, 3)));
    assertCounted(node, sku, Map.of("ann", 3));
    assertLevel(node, sku, 17, 3);
  }
}
