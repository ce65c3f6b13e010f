package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Disposition;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.ReturnResult.Excess;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.testing.ConcurrentClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What returns of paid orders must hold to, whichever strategy has sold their units. */
public abstract class ReturnsContract extends ContractBase {
  public ReturnsContract(StoreUnderTest store) {
    super(store);
  }

  private static OrderId sold(StoreInstance node, Basket basket) {
    OrderId order = StoreInstance.newOrder();
    assertThat(ConcurrentClients.insist(() -> node.place(order, basket, OrderStatus.CONFIRMED)))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private static ReturnedUnits restock(Sku sku, int units) {
    return ReturnedUnits.of(sku, units, Disposition.RESTOCK);
  }

  private static ReturnedUnits writeOff(Sku sku, int units) {
    return ReturnedUnits.of(sku, units, Disposition.WRITE_OFF);
  }

  private static ReturnResult takeBack(
      StoreInstance node, OrderId order, String key, ReturnedUnits... units) {
    return node.orders().returnUnits(OrderReturn.of(order, key, List.of(units)));
  }

  private static Order returned(ReturnResult result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            ReturnResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Decided.class));
    return ((DecideResult.Decided) ((ReturnResult.Answered) result).result()).order();
  }

  private static void assertAnswered(ReturnResult result, Class<? extends DecideResult> answer) {
    assertThat(result)
        .isInstanceOfSatisfying(
            ReturnResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(answer));
  }

  private static void assertSupplied(StoreInstance node, Sku sku, long supplied) {
    assertThat(node.level(sku).supplied()).as("supplied").isEqualTo(supplied);
    assertThat(node.audit(sku).isConserved()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void returnedUnitsAreSoldNoMore_andGoWhereTheirDispositionSays(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 9);
    Sku other = node.product(store().besides().getFirst(), 9);
    OrderId order = sold(node, Basket.of(List.of(new Line(sku, 5), new Line(other, 2))));
    var before = node.orders().find(order).orElseThrow();

    var first =
        returned(
            takeBack(node, order, "first", restock(sku, 2), writeOff(sku, 1), restock(other, 2)));
    assertThat(first)
        .extracting(Order::status, Order::basket, Order::version, Order::returned)
        .containsExactly(
            OrderStatus.CONFIRMED, before.basket(), before.version() + 1, Map.of(sku, 3, other, 2));
    assertThat(node.orders().find(order)).contains(first);
    assertSold(node, sku, 6, 0, 2);
    assertSupplied(node, sku, 8);
    assertSold(node, other, 9, 0, 0);

    // The ledger has it, the latest first.
    assertThat(node.inventory().movements(sku, null, 2).orElseThrow().movements())
        .extracting(Movement::kind, Movement::units, Movement::supplied, Movement::id)
        .containsExactly(
            tuple("WRITE_OFF", -1L, 8L, order.value()), tuple("RETURN", 2L, 8L, order.value()));

    var second = returned(takeBack(node, order, "second", writeOff(sku, 2)));
    assertThat(second.returned()).isEqualTo(Map.of(sku, 5, other, 2));
    assertSold(node, sku, 6, 0, 0);
    assertSupplied(node, sku, 6);
    // What came back can be sold again.
    sold(node, Basket.of(sku, 6));
    assertSold(node, sku, 0, 0, 6);
    node.orders().sweep();
    assertSold(node, sku, 0, 0, 6);
  }

  /**
   * A count booked every unit as missing, those of paid orders included: nothing is left in supply.
   */
  @ParameterizedTest
  @MethodSource("ways")
  public void whatIsWrittenOffAndWasCountedAsMissingLeavesTheShortfall(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 5);
    OrderId order = sold(node, Basket.of(sku, 4));
    node.inventory()
        .count(new Inventory.StockCount(sku, StoreInstance.newOrder().value(), 5, 1, "test"));
    assertThat(node.level(sku)).isEqualTo(new StockLevel(sku, 1, 0, 0, 4, 3));

    var returned = returned(takeBack(node, order, "one", writeOff(sku, 2), restock(sku, 1)));
    assertThat(returned.returned()).isEqualTo(Map.of(sku, 3));
    // One unit left the supply and one the shortfall, which the unit that came back fills too.
    assertThat(node.level(sku)).isEqualTo(new StockLevel(sku, 0, 0, 0, 1, 1));
    returned(takeBack(node, order, "two", writeOff(sku, 1)));
    assertThat(node.level(sku)).isEqualTo(new StockLevel(sku, 0, 0, 0, 0, 0));
    assertThat(node.inventory().deepAudit(sku).orElseThrow().findings()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aRepeatReturnsNothingTwice_andItsKeyIsForNoOtherReturn(Way way) {
    StoreInstance node = start(way);
    StoreInstance other = start(way);
    Sku sku = node.product(way.type(), 5);
    OrderId order = sold(node, Basket.of(sku, 4));
    var returned = returned(takeBack(node, order, "key", restock(sku, 1), writeOff(sku, 1)));

    assertThat(takeBack(other, order, "key", writeOff(sku, 1), restock(sku, 1)))
        .isEqualTo(new ReturnResult.Answered(new DecideResult.Already(returned)));
    assertThat(takeBack(other, order, "key", restock(sku, 2)))
        .isEqualTo(new ReturnResult.KeyReused());
    assertSold(node, sku, 2, 0, 2);
    assertSupplied(node, sku, 4);
    // A repeat is answered with the order as it is now, also when nothing is left to return.
    var last = returned(takeBack(node, order, "last", restock(sku, 2)));
    assertThat(takeBack(node, order, "key", restock(sku, 1), writeOff(sku, 1)))
        .isEqualTo(new ReturnResult.Answered(new DecideResult.Already(last)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void moreThanWasSoldIsRefused_byName_andNothingOfItHappens(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 5);
    Sku foreign = node.product(way.type(), 5);
    OrderId order = sold(node, Basket.of(sku, 3));
    returned(takeBack(node, order, "one", restock(sku, 1)));

    assertThat(takeBack(node, order, "two", restock(sku, 2), writeOff(sku, 1), restock(foreign, 1)))
        .isInstanceOfSatisfying(
            ReturnResult.BeyondOrder.class,
            beyond ->
                assertThat(beyond.excesses())
                    .containsExactlyInAnyOrder(new Excess(sku, 3, 2), new Excess(foreign, 1, 0)));
    assertThat(takeBack(node, order, "two", ReturnedUnits.of(sku, 1, Disposition.NOT_SHIPPED)))
        .isEqualTo(new ReturnResult.NotMissing(List.of(new Excess(sku, 1, 0))));
    assertSold(node, sku, 3, 0, 2);
    // A refusal leaves its key free.
    assertThat(returned(takeBack(node, order, "two", restock(sku, 2))).returned())
        .isEqualTo(Map.of(sku, 3));
    assertSold(node, foreign, 5, 0, 0);
    assertSold(node, sku, 5, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void onlyAPaidOrderReturnsUnits(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 9);
    OrderId reserved = StoreInstance.newOrder();
    ConcurrentClients.insist(() -> node.place(reserved, Basket.of(sku, 1)));
    OrderId cancelled = StoreInstance.newOrder();
    ConcurrentClients.insist(() -> node.place(cancelled, Basket.of(sku, 1)));
    node.orders().cancel(cancelled, VersionCondition.NONE);
    OrderId expired = StoreInstance.newOrder();
    ConcurrentClients.insist(() -> node.place(expired, Basket.of(sku, 1)));
    node.passDeadline(expired);
    for (OrderId order : List.of(reserved, cancelled, expired)) {
      assertAnswered(takeBack(node, order, "key", restock(sku, 1)), DecideResult.Forbidden.class);
    }
    assertAnswered(
        takeBack(node, StoreInstance.newOrder(), "key", restock(sku, 1)),
        DecideResult.NotFound.class);
    node.orders().confirm(reserved, VersionCondition.NONE);
    returned(takeBack(node, reserved, "key", restock(sku, 1)));
    node.orders().sweep();
    assertSold(node, sku, 9, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatIsReturnedNoLongerCountsForItsCustomer(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.limitedProduct(way.type(), 9, 4);
    OrderId order = StoreInstance.newOrder();
    ConcurrentClients.insist(() -> node.placeFor("ann", order, Basket.of(sku, 4)));
    node.orders().confirm(order, VersionCondition.NONE);
    OrderId next = StoreInstance.newOrder();
    assertThat(node.placeFor("ann", next, Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Refused.class);
    returned(takeBack(node, order, "key", writeOff(sku, 1), restock(sku, 1)));
    assertThat(node.placeFor("ann", next, Basket.of(sku, 3)))
        .isInstanceOf(PlaceResult.Refused.class);
    assertThat(ConcurrentClients.insist(() -> node.placeFor("ann", next, Basket.of(sku, 2))))
        .isInstanceOf(PlaceResult.Placed.class);
    assertSold(node, sku, 4, 2, 2);
  }

  @Test
  public void anOrderHasABoundedNumberOfReturns() {
    Way way = ways().findFirst().orElseThrow();
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 30);
    OrderId order = sold(node, Basket.of(sku, 30));
    for (int i = 0; i < OrderReturn.RETURNS_MAX; i++) {
      returned(takeBack(node, order, "key-" + i, restock(sku, 1)));
    }
    assertThat(takeBack(node, order, "one-more", restock(sku, 1)))
        .isEqualTo(new ReturnResult.TooMany(OrderReturn.RETURNS_MAX));
    assertAnswered(takeBack(node, order, "key-7", restock(sku, 1)), DecideResult.Already.class);
    assertSold(node, sku, 20, 0, 10);
  }

  /** Returns of one order race, each twice, with buyers of what comes back. */
  @ParameterizedTest
  @MethodSource("ways")
  public void ofManyReturnsAtOnceNoneIsMadeTwice_andNeverMoreThanWasSold(Way way) {
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    List<StoreInstance> nodes = start(way, way.covers(2) ? 2 : 1);
    StoreInstance node = nodes.getFirst();
    Sku sku = node.product(way.type(), 10);
    OrderId order = sold(node, Basket.of(sku, 10));
    long before = node.orders().find(order).orElseThrow().version();
    List<OrderId> buyers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      buyers.add(StoreInstance.newOrder());
    }
    ConcurrentClients.<Object>run(
        24,
        i ->
            () -> {
              StoreInstance client = nodes.get(i % nodes.size());
              return i >= 16
                  ? client.place(buyers.get(i - 16), Basket.of(sku, 1), OrderStatus.CONFIRMED)
                  : insist(
                      client,
                      order,
                      "key-" + i / 2,
                      i % 4 < 2 ? restock(sku, 2) : writeOff(sku, 2));
            });
    nodes.forEach(client -> client.orders().sweep());
    var found = node.orders().find(order).orElseThrow();
    assertThat(found.returned()).isEqualTo(Map.of(sku, 10));
    // Five of the eight are made, each as one version.
    assertThat(found.version()).isEqualTo(before + 5);
    long bought = buyers.stream().filter(buyer -> node.orders().find(buyer).isPresent()).count();
    StockLevel level = node.level(sku);
    assertThat(level.sold()).isEqualTo(bought);
    assertThat(level.supplied()).isBetween(2L, 8L).isEqualTo(level.available() + bought);
    assertThat(node.audit(sku).findings()).isEmpty();
    assertThat(node.audit(sku).isConserved()).isTrue();
  }

  private static ReturnResult insist(
      StoreInstance node, OrderId order, String key, ReturnedUnits units) {
    for (int i = 0; i < StoreInstance.CONTENDED_RETRIES_MAX; i++) {
      ReturnResult result = takeBack(node, order, key, units);
      if (!(result instanceof ReturnResult.Answered(DecideResult.Contended c))) {
        return result;
      }
    }
    throw new AssertionError("contended");
  }
}
