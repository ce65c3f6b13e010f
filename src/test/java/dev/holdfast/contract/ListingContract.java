package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listing orders, a page at a time, while they change. */
public abstract class ListingContract extends ContractBase {
  public static final int ORDERS = 120;

  private StoreInstance node;

  private Sku sku;
  private Position start;

  /** The product that is ordered. */
  public final Sku sku() {
    return sku;
  }

  public final StoreInstance node() {
    return node;
  }

  /** Before all orders of the test. */
  public final Position beginning() {
    return start;
  }

  public ListingContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  public void start() {
    StrategyType type = store().besides().getLast();
    node = start(store().ways().filter(way -> way.type() == type).findFirst().orElseThrow());
    sku = node.product(type, 10_000);
    // Others' orders of this store are before it.
    Instant placed = place().updatedAt();
    node.publishEvents();
    Instant published = Instant.now();
    start = new Position((published.isAfter(placed) ? published : placed).plusMillis(1), "");
    while (!Instant.now().isAfter(start.time())) {
      Thread.onSpinWait();
    }
  }

  public final Order place() {
    return ((PlaceResult.Placed) node.place(StoreInstance.newOrder(), Basket.of(sku, 1))).order();
  }

  public final List<OrderId> placeMany(int count) {
    var orders = new ArrayList<OrderId>();
    for (int i = 0; i < count; i++) {
      orders.add(place().id());
    }
    return orders;
  }

  /** What happens between two pages. */
  public interface Meanwhile {
    void happen(int page);
  }

  public final List<Order> walk(@Nullable OrderStatus status, int limit, Meanwhile meanwhile) {
    var all = new ArrayList<Order>();
    Optional<Position> at = Optional.of(start);
    for (int page = 0; at.isPresent(); page++) {
      var found = node.orders().list(status, at.get(), limit);
      assertThat(found.orders().size()).isLessThanOrEqualTo(limit);
      all.addAll(found.orders());
      at = found.next();
      meanwhile.happen(page);
    }
    return all;
  }

  public static List<OrderId> ids(List<Order> records) {
    return records.stream().map(Order::id).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50, 119, 120, 121, 500})
  public void pagesOfAnySizeShowEveryOrderOnceByItsTime(int limit) {
    var orders = placeMany(ORDERS);
    var listed = walk(null, limit, page -> {});
    assertThat(ids(listed)).containsExactlyInAnyOrderElementsOf(orders);
    assertThat(listed).isSortedAccordingTo((a, b) -> a.updatedAt().compareTo(b.updatedAt()));
    assertThat(listed)
        .allSatisfy(order -> assertThat(node.orders().find(order.id())).contains(order));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40})
  public void whatDoesNotChangeIsNeitherLostNorRepeatedWhileOthersDo(int limit) {
    var orders = placeMany(ORDERS);
    Set<OrderId> changed = new HashSet<>();
    var listed =
        walk(
            null,
            limit,
            page -> {
              // Some of those that were listed, some that come soon, and some that come late.
              for (int i :
                  new int[] {page * limit / 2, page * limit + limit + 2, ORDERS - 1 - page}) {
                if (i >= 0 && i < ORDERS && changed.add(orders.get(i))) {
                  node.orders().cancel(orders.get(i), VersionCondition.NONE);
                }
              }
            });
    var still = orders.stream().filter(order -> !changed.contains(order)).toList();
    assertThat(ids(listed)).as("each once").containsOnlyOnceElementsOf(still);
    // One that has changed comes at its new place, at the end.
    assertThat(ids(listed)).containsAll(changed);
  }

  @Test
  public void aStatusFindsItsOrdersAmongManyOthers() {
    var orders = placeMany(ORDERS);
    var wanted = Set.of(orders.get(3), orders.get(70), orders.get(119));
    wanted.forEach(order -> node.orders().confirm(order, VersionCondition.NONE));
    for (int limit : new int[] {1, 2, 50}) {
      assertThat(ids(walk(OrderStatus.CONFIRMED, limit, page -> {})))
          .containsExactlyInAnyOrderElementsOf(wanted);
    }
    assertThat(walk(OrderStatus.RESERVED, 50, page -> {})).hasSize(ORDERS - wanted.size());
  }

  /** The listing enforces a deadline as a read does. */
  @Test
  public void anOrderPastItsDeadlineIsListedAsExpired() {
    OrderId order = place().id();
    node.passDeadline(order);
    assertThat(walk(OrderStatus.RESERVED, 50, page -> {})).isEmpty();
    assertThat(ids(walk(OrderStatus.EXPIRED, 50, page -> {}))).containsExactly(order);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatARefusalLeavesAndWithdrawalsAreNotListed(Way way) {
    Sku scarce = node.product(way.type(), 1);
    assertThat(node.place(StoreInstance.newOrder(), Basket.of(scarce, 2)))
        .isInstanceOf(PlaceResult.Refused.class);
    var withdrawal =
        new Inventory.Adjustment(scarce, StoreInstance.newOrder().value(), -1, "a test");
    assertThat(node.inventory().adjust(withdrawal))
        .isEqualTo(new Inventory.AdjustResult.Applied(false));
    assertThat(walk(null, 50, page -> {})).isEmpty();
  }
}
