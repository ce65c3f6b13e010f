package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.AdjustResult;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Products that are not on sale, whichever strategy takes them. The second instance remembers the
 * product as one that is, so there the step that takes has to refuse.
 */
public abstract class SaleContract extends ContractBase {
  private static final Sale.Change STOP = Sale.Change.of(false);
  private static final Sale.Change GO_ON = Sale.Change.of(true);

  private StoreInstance node;
  private StoreInstance other;

  public SaleContract(StoreUnderTest store) {
    super(store);
  }

  private Sku begin(Way way, int units) {
    node = start(way);
    other = start(way);
    return node.product(way.type(), units);
  }

  private static OrderId placed(StoreInstance node, Basket basket) {
    OrderId order = StoreInstance.newOrder();
    assertThat(ConcurrentClients.insist(() -> node.place(order, basket)))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private static PlaceResult place(StoreInstance node, Basket basket) {
    OrderId order = StoreInstance.newOrder();
    return ConcurrentClients.insist(() -> node.place(order, basket));
  }

  private static PlaceResult refused(Sku... skus) {
    return new PlaceResult.Refused(new Refusal.NotOnSale(List.of(skus)));
  }

  private static void assertNotOnSale(LinesResult result, Sku sku) {
    assertThat(result).isEqualTo(new LinesResult.Refused(new Refusal.NotOnSale(List.of(sku))));
  }

  /** What a buyer had placed, and how many of these orders were begun after the answer. */
  private record Bought(List<Order> orders, long late) {}

  @ParameterizedTest
  @MethodSource("ways")
  public void noOrderIsTakenOnceTheStopIsAnswered(Way way) {
    Sku sku = begin(way, 100_000);
    var several = List.of(node, other);
    var placed = new AtomicInteger();
    var answered = new AtomicReference<@Nullable Instant>();
    Callable<Bought> operator =
        () -> {
          await().until(() -> placed.get() >= 20);
          assertThat(node.sell(sku, STOP)).isEqualTo(RegisterResult.UPDATED);
          answered.set(Instant.now());
          return new Bought(List.of(), 0);
        };
    var bought =
        ConcurrentClients.run(
            7, i -> i == 0 ? operator : buyer(several.get(i % 2), sku, placed, answered));

    Instant end = answered.get();
    assertThat(bought.stream().mapToLong(Bought::late).sum()).as("begun after it").isZero();
    var orders = bought.stream().flatMap(each -> each.orders().stream()).toList();
    assertThat(orders).hasSizeGreaterThanOrEqualTo(20);
    assertThat(orders).allSatisfy(order -> assertThat(order.createdAt()).isBeforeOrEqualTo(end));
    if (way.covers(2)) {
      assertLevel(node, sku, 100_000 - orders.size(), orders.size());
    }
  }

  /** Buys until some orders were refused after the answer. */
  private static Callable<Bought> buyer(
      StoreInstance node, Sku sku, AtomicInteger placed, AtomicReference<@Nullable Instant> end) {
    return () -> {
      var orders = new ArrayList<Order>();
      long late = 0;
      for (int after = 0; after < 4; ) {
        boolean isAfter = end.get() != null;
        if (place(node, Basket.of(sku, 1)) instanceof PlaceResult.Placed(var order, boolean _)) {
          orders.add(order);
          placed.incrementAndGet();
          late += isAfter ? 1 : 0;
        }
        after += isAfter ? 1 : 0;
      }
      return new Bought(orders, late);
    };
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatIsNotOnSale_isNamedBeforeLimitsAndAfterUnknownSkus(Way way) {
    Sku sku = begin(way, 5);
    Sku also = node.product(way.type(), 5);
    Sku open = node.product(way.type(), 5);
    OrderId order = placed(other, Basket.of(List.of(new Line(sku, 1), new Line(also, 1))));
    node.sell(sku, STOP);
    node.sell(also, STOP);
    for (StoreInstance each : List.of(other, node)) {
      assertThat(place(each, Basket.of(sku, 1))).isEqualTo(refused(sku));
      assertThat(place(each, Basket.of(List.of(new Line(sku, 1), new Line(open, 1)))))
          .isEqualTo(refused(sku));
    }
    // All of them, where they are looked at together.
    var both = Basket.of(List.of(new Line(sku, 1), new Line(also, 1), new Line(open, 1)));
    List<Sku> sorted = both.skus().stream().filter(each -> !each.equals(open)).toList();
    assertThat(place(node, both)).isEqualTo(refused(sorted.toArray(Sku[]::new)));
    // What is more than there is, and more than one order may have, is not on sale first.
    node.limits(sku, way.type(), new PurchaseLimits(1, null));
    assertThat(place(node, Basket.of(sku, 9))).isEqualTo(refused(sku));
    var unknown = new Sku("no-product-has-it");
    assertThat(place(node, Basket.of(List.of(new Line(sku, 1), new Line(unknown, 1)))))
        .isEqualTo(new PlaceResult.Refused(new Refusal.UnknownSku(List.of(unknown))));
    // A repeat is answered with its order.
    for (StoreInstance each : List.of(other, node)) {
      assertThat(each.place(order, Basket.of(List.of(new Line(sku, 1), new Line(also, 1)))))
          .isInstanceOfSatisfying(
              PlaceResult.Placed.class, again -> assertThat(again.replayed()).isTrue());
    }
    assertLevel(node, sku, 4, 1);
    assertLevel(node, also, 4, 1);
    assertLevel(node, open, 5, 0);
    node.sell(sku, GO_ON);
    assertThat(place(other, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatEndsOrders_goesOnWhileNothingIsSold(Way way) {
    Sku sku = begin(way, 20);
    OrderId confirmed = placed(other, Basket.of(sku, 1));
    OrderId cancelled = placed(node, Basket.of(sku, 2));
    OrderId changed = placed(node, Basket.of(sku, 3));
    OrderId expired = placed(node, Basket.of(sku, 1));
    node.sell(sku, STOP);

    assertNotOnSale(other.change(changed, Basket.of(sku, 4)), sku);
    assertNotOnSale(node.change(changed, Basket.of(sku, 4)), sku);
    // Also where a limit forbids it.
    node.limits(sku, way.type(), new PurchaseLimits(1, null));
    assertNotOnSale(node.change(changed, Basket.of(sku, 4)), sku);
    node.limits(sku, way.type(), PurchaseLimits.NONE);
    assertThat(other.change(changed, Basket.of(sku, 2)))
        .isInstanceOfSatisfying(
            LinesResult.Answered.class,
            fewer -> assertThat(fewer.result()).isInstanceOf(DecideResult.Decided.class));
    assertThat(node.extend(changed, VersionCondition.NONE, Duration.ofMinutes(20)))
        .isInstanceOf(DecideResult.Decided.class);
    assertThat(node.orders().confirm(confirmed, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Decided.class);
    assertThat(node.orders().cancel(cancelled, VersionCondition.NONE))
        .isInstanceOf(DecideResult.Decided.class);
    node.passDeadline(expired);
    node.orders().sweep();
    assertThat(node.orders().find(expired).orElseThrow().status()).isEqualTo(OrderStatus.EXPIRED);
    for (StoreInstance each : List.of(other, node)) {
      assertThat(each.orders().confirmOrReReserve(expired, VersionCondition.NONE))
          .isEqualTo(new ReReserveResult.Refused(new Refusal.NotOnSale(List.of(sku))));
    }
    var withdrawal = new Adjustment(sku, OpaqueId.of("withdrawn", sku.value()), -7, "test");
    assertThat(other.inventory().adjust(withdrawal)).isEqualTo(new AdjustResult.Applied(false));
    assertSold(node, sku, 10, 2, 1);

    node.sell(sku, GO_ON);
    assertThat(node.orders().confirmOrReReserve(expired, VersionCondition.NONE))
        .isInstanceOf(ReReserveResult.Answered.class);
    assertSold(node, sku, 9, 2, 2);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aSaleEndsByTheClockOfTheStore(Way way) {
    Sku sku = begin(way, 100_000);
    var orders = new ArrayList<Order>();
    Instant end = sellUntilSoon(sku, orders);
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          PlaceResult result = place(other, Basket.of(sku, 1));
          if (result instanceof PlaceResult.Placed(var order, boolean _)) {
            orders.add(order);
            return false;
          }
          assertThat(result).isEqualTo(refused(sku));
          return true;
        });
    assertThat(orders).allSatisfy(order -> assertThat(order.createdAt()).isBefore(end));
    assertThat(Instant.now()).isAfterOrEqualTo(end);
    assertThat(product(sku).isOnSale()).isFalse();
    node.sell(sku, new Sale.Change(null, null, Instant.MAX));
    placed(other, Basket.of(sku, 1));
  }

  /**
   * Lets the sale end soon, but not before the second instance has placed an order: it remembers
   * the product as one that is on sale, so that only the step that takes sees the end.
   */
  private Instant sellUntilSoon(Sku sku, List<Order> orders) {
    for (var time = Duration.ofMillis(60); ; time = time.multipliedBy(2)) {
      Instant end = Instant.now().plus(time).truncatedTo(ChronoUnit.MILLIS);
      node.sell(sku, new Sale.Change(null, null, end));
      if (place(other, Basket.of(sku, 1)) instanceof PlaceResult.Placed(var order, boolean _)) {
        orders.add(order);
        return end;
      }
    }
  }

  private Product product(Sku sku) {
    return node.inventory().products(List.of(sku)).get(sku);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatAChangeLeavesOut_staysAsItIs(Way way) {
    Sku sku = begin(way, 5);
    assertThat(product(sku).sale()).isEqualTo(Sale.ALWAYS);
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    Instant until = Instant.parse("2126-01-01T00:00:00Z");
    node.sell(sku, new Sale.Change(null, from, null));
    node.sell(sku, new Sale.Change(null, null, until));
    assertThat(product(sku).sale()).isEqualTo(new Sale(true, from, until));
    assertThat(product(sku).isOnSale()).isTrue();
    node.sell(sku, STOP);
    node.limits(sku, way.type(), new PurchaseLimits(3, null));
    assertThat(product(sku).sale()).isEqualTo(new Sale(false, from, until));
    // Another time alone does not put it on sale.
    node.sell(sku, new Sale.Change(null, from.minusSeconds(1), null));
    assertThat(product(sku).sale()).isEqualTo(new Sale(false, from.minusSeconds(1), until));
    node.sell(sku, new Sale.Change(null, from, null));
    // What would end before it begins changes nothing.
    for (var change :
        List.of(
            new Sale.Change(true, until, null),
            new Sale.Change(true, null, from),
            new Sale.Change(true, until, from))) {
      assertThat(node.sell(sku, change)).isEqualTo(RegisterResult.SALE_TIMES);
    }
    assertThat(product(sku).sale()).isEqualTo(new Sale(false, from, until));
    Instant later = from.plus(400_000, ChronoUnit.HOURS);
    node.sell(sku, new Sale.Change(true, later, null));
    assertThat(product(sku).isOnSale()).as("not yet").isFalse();
    assertThat(place(other, Basket.of(sku, 1))).isEqualTo(refused(sku));
    node.sell(sku, new Sale.Change(null, from, from.plusMillis(1)));
    assertThat(product(sku).isOnSale()).as("over").isFalse();
    assertThat(place(other, Basket.of(sku, 1))).isEqualTo(refused(sku));
    node.sell(sku, new Sale.Change(null, Instant.MIN, Instant.MAX));
    assertThat(product(sku).sale()).isEqualTo(Sale.ALWAYS);
    assertThat(place(other, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
  }
}
