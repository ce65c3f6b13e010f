package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.order.FoundOrders;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Searching orders by the reference and the customer that they name. */
public abstract class SearchContract extends ContractBase {
  private static final int MOST = 50;

  private String reference;
  private String customer;

  public SearchContract(StoreUnderTest store) {
    super(store);
  }

  /** Names that no other test has given. */
  @BeforeEach
  public void name() {
    String own = StoreInstance.newOrder().value();
    reference = "Wagen 'n° 7' " + own;
    customer = own;
  }

  public final String reference() {
    return reference;
  }

  /** A way of a strategy that promises to be exact. */
  public final Way way() {
    StrategyType type = store().besides().getLast();
    return store().ways().filter(way -> way.type() == type).findFirst().orElseThrow();
  }

  public final OrderId place(StoreInstance node, String reference, String customer, Sku sku) {
    OrderId order = StoreInstance.newOrder();
    assertThat(
            ConcurrentClients.insist(
                () -> node.placeNamed(reference, customer, order, Basket.of(sku, 1))))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  public static List<OrderId> ids(FoundOrders found) {
    return found.orders().stream().map(Order::id).toList();
  }

  private static List<OrderId> found(StoreInstance node, String reference, String customer) {
    FoundOrders found = node.orders().search(reference, customer, MOST);
    assertThat(found.complete()).isTrue();
    return ids(found);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void everyWayOfAnOrderIsFoundByWhatItNames_andARefusedOneIsNot(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 4);
    OrderId both = place(node, reference, customer, sku);
    OrderId byReference = place(node, reference, "", sku);
    OrderId byCustomer = place(node, "", customer, sku);
    place(node, "", "", sku);
    OrderId refused = StoreInstance.newOrder();
    assertThat(node.placeNamed(reference, customer, refused, Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Refused.class);
    assertThat(found(node, reference, "")).containsExactlyInAnyOrder(both, byReference);
    assertThat(found(node, "", customer)).containsExactlyInAnyOrder(both, byCustomer);
    assertThat(found(node, reference, customer)).containsExactly(both);
    assertThat(found(node, reference, "another")).isEmpty();
    assertThat(found(node, customer, "")).isEmpty();
    // The key of the refused one is free for another content.
    node.restock(sku, 1);
    // What is sold out may be refused from memory for a moment.
    Awaitility.await()
        .until(
            () -> node.placeNamed("", customer, refused, Basket.of(sku, 1)),
            PlaceResult.Placed.class::isInstance);
    assertThat(found(node, reference, "")).doesNotContain(refused);
    assertThat(found(node, "", customer)).containsOnlyOnce(refused);
  }

  @Test
  public void anOrderIsFoundAsItIs_whateverBecameOfIt() {
    StoreInstance node = start(way());
    Sku sku = node.product(way().type(), 10);
    OrderId reserved = place(node, reference, "", sku);
    OrderId confirmed = place(node, reference, "", sku);
    OrderId cancelled = place(node, reference, "", sku);
    OrderId expired = place(node, reference, "", sku);
    node.orders().confirm(confirmed, VersionCondition.NONE);
    node.orders().cancel(cancelled, VersionCondition.NONE);
    node.passDeadline(expired);
    var orders = node.orders().search(reference, "", MOST).orders();
    assertThat(orders)
        .extracting(Order::id, Order::status)
        .containsExactlyInAnyOrder(
            tuple(reserved, OrderStatus.RESERVED),
            tuple(confirmed, OrderStatus.CONFIRMED),
            tuple(cancelled, OrderStatus.CANCELLED),
            tuple(expired, OrderStatus.EXPIRED));
    assertThat(orders)
        .allSatisfy(order -> assertThat(node.orders().find(order.id())).contains(order))
        .isSortedAccordingTo((a, b) -> b.createdAt().compareTo(a.createdAt()));
  }

  @Test
  public void aSearchIsBounded_andSaysWhetherThereAreMore() {
    StoreInstance node = start(way());
    Sku sku = node.product(way().type(), 20);
    var placed = new ArrayList<Order>();
    for (int i = 0; i < 12; i++) {
      placed.add(node.orders().find(place(node, reference, "", sku)).orElseThrow());
    }
    for (int most : new int[] {1, 5, 11}) {
      var found = node.orders().search(reference, "", most);
      assertThat(found.complete()).isFalse();
      assertThat(found.orders()).hasSize(most);
      var oldest = found.orders().getLast().createdAt();
      assertThat(placed.stream().filter(order -> order.createdAt().isAfter(oldest)))
          .isSubsetOf(found.orders());
    }
    for (int most : new int[] {12, 13}) {
      var found = node.orders().search(reference, "", most);
      assertThat(found.complete()).isTrue();
      assertThat(found.orders()).containsExactlyInAnyOrderElementsOf(placed);
    }
  }

  /** Two instances place, repeat, confirm and cancel; the stock adds up, and all is found. */
  @Test
  public void whatManyPlaceAtOnceIsFoundOnce() {
    var two = start(way(), 2);
    Sku sku = two.get(0).product(way().type(), 30);
    var results =
        ConcurrentClients.run(
            60,
            i -> {
              OrderId order = StoreInstance.newOrder();
              StoreInstance node = two.get(i % 2);
              StoreInstance other = two.get((i + 1) % 2);
              return () -> {
                var result =
                    ConcurrentClients.insist(
                        () -> node.placeNamed(reference, customer, order, Basket.of(sku, 1)));
                if (result instanceof PlaceResult.Placed && i % 5 == 0) {
                  other.placeNamed(reference, customer, order, Basket.of(sku, 1));
                  other.orders().confirm(order, VersionCondition.NONE);
                }
                return result;
              };
            });
    assertThat(ConcurrentClients.placed(results)).isEqualTo(30);
    var placed =
        results.stream()
            .filter(PlaceResult.Placed.class::isInstance)
            .map(result -> ((PlaceResult.Placed) result).order().id())
            .toList();
    assertThat(found(two.get(0), reference, "")).containsExactlyInAnyOrderElementsOf(placed);
    assertThat(found(two.get(1), "", customer)).containsExactlyInAnyOrderElementsOf(placed);
    assertThat(two.get(0).audit(sku).findings()).isEmpty();
  }
}
