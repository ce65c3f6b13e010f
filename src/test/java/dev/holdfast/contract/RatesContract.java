package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How often a customer may reserve a product anew, whichever strategy takes it. */
public abstract class RatesContract extends ContractBase {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration IN_TIME = Duration.ofSeconds(30);

  public RatesContract(StoreUnderTest store) {
    super(store);
  }

  private Way besides() {
    StrategyType type = store().besides().getLast();
    return store().ways().filter(way -> way.type() == type).findFirst().orElseThrow();
  }

  private static PlaceResult place(StoreInstance node, String customer, OrderId id, Basket basket) {
    return ConcurrentClients.insist(() -> node.placeFor(customer, id, basket));
  }

  private static OrderId placed(StoreInstance node, String customer, Basket basket) {
    OrderId order = StoreInstance.newOrder();
    assertThat(place(node, customer, order, basket)).isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private static void assertTooOften(PlaceResult result, Duration time, Sku... skus) {
    assertThat(result)
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .isInstanceOfSatisfying(
                        Refusal.TooManyReservations.class,
                        often -> {
                          assertThat(often.skus()).containsExactly(skus);
                          assertThat(often.retryAfter()).isPositive().isLessThanOrEqualTo(time);
                        }));
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aCustomerReservesAsOftenAsTheProductAllows(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.ratedProduct(way.type(), 20, 2, HOUR);
    OrderId first = placed(node, "ann", Basket.of(sku, 3));
    placed(node, "ann", Basket.of(sku, 1));
    assertTooOften(place(node, "ann", StoreInstance.newOrder(), Basket.of(sku, 1)), HOUR, sku);
    // A repeat is none, what is cancelled or expired was one, and another customer has its own.
    assertThat(place(node, "ann", first, Basket.of(sku, 3)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
    node.orders().cancel(first, VersionCondition.NONE);
    assertTooOften(place(node, "ann", StoreInstance.newOrder(), Basket.of(sku, 1)), HOUR, sku);
    placed(node, "bob", Basket.of(sku, 2));
    assertLevel(node, sku, 17, 3);
    node.limits(sku, way.type(), PurchaseLimits.NONE);
    await()
        .atMost(IN_TIME)
        .until(() ->
            node.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 1))
                instanceof PlaceResult.Placed);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aRefusedOrderIsNoReservation(Way way) {
    StoreInstance node = start(way);
    Sku rated = node.ratedProduct(way.type(), 20, 2, HOUR);
    Sku other = node.product(besides().type(), 1);
    Sku third = node.product(way.type(), 1);
    for (int i = 0; i < 3; i++) {
      for (Sku scarce : List.of(other, third)) {
        Basket basket = Basket.of(List.of(new Line(rated, 1), new Line(scarce, 2)));
        assertThat(place(node, "ann", StoreInstance.newOrder(), basket))
            .isInstanceOfSatisfying(
                PlaceResult.Refused.class,
                refused ->
                    assertThat(refused.reason()).isInstanceOf(Refusal.InsufficientStock.class));
      }
    }
    placed(node, "ann", Basket.of(rated, 1));
    placed(node, "ann", Basket.of(rated, 1));
    assertTooOften(place(node, "ann", StoreInstance.newOrder(), Basket.of(rated, 1)), HOUR, rated);
    assertLevel(node, rated, 18, 2);
  }

  /** Orders of one customer on two instances at once. */
  @ParameterizedTest
  @MethodSource("ways")
  public void ofManyOrdersAtOnceSoManyArePlacedAsTheRateAllows(Way way) {
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    List<StoreInstance> several = List.of(start(way), start(way));
    StoreInstance node = several.getFirst();
    Sku sku = node.ratedProduct(way.type(), 40, 4, HOUR);
    var results =
        ConcurrentClients.run(
            24,
            i -> {
              OrderId order = StoreInstance.newOrder();
              StoreInstance own = several.get(way.covers(2) ? i % 2 : 0);
              return () -> place(own, "ann", order, Basket.of(sku, 1));
            });
    assertThat(results.stream().filter(PlaceResult.Placed.class::isInstance)).hasSize(4);
    results.stream()
        .filter(result -> !(result instanceof PlaceResult.Placed))
        .forEach(result -> assertTooOften(result, HOUR, sku));
    assertLevel(node, sku, 36, 4);
  }

  @Test
  public void aReservationCountsForAsLongAsTheRateSays() {
    StoreInstance node = start(besides());
    Sku sku = node.ratedProduct(besides().type(), 20, 1, SHORT);
    placed(node, "ann", Basket.of(sku, 1));
    await()
        .atMost(IN_TIME)
        .until(() ->
            node.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 1))
                instanceof PlaceResult.Placed);
    node.orders().sweep();
    assertThat(node.level(sku).reserved()).isEqualTo(2);
  }

  @Test
  public void aProductThatIsNewInAnOrderIsOne_moreUnitsAreNone() {
    StoreInstance node = start(besides());
    Sku sku = node.ratedProduct(besides().type(), 20, 1, HOUR);
    Sku plain = node.product(besides().type(), 20);
    OrderId first = placed(node, "ann", Basket.of(sku, 1));
    assertThat(node.change(first, Basket.of(sku, 5)))
        .isInstanceOfSatisfying(
            LinesResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Decided.class));
    OrderId second = placed(node, "ann", Basket.of(plain, 1));
    assertThat(node.change(second, Basket.of(sku, 1)))
        .isInstanceOfSatisfying(
            LinesResult.Refused.class,
            refused ->
                assertThat(refused.reason()).isInstanceOf(Refusal.TooManyReservations.class));
    assertLevel(node, sku, 15, 5);
    assertLevel(node, plain, 19, 1);
  }

  /** Not on sale, beyond a limit of units, too often, too few: the first that holds is answered. */
  @Test
  public void reservingTooOftenIsRefusedBehindSaleAndLimits_andBeforeAShortage() {
    StoreInstance node = start(besides());
    Sku sku = node.product(besides().type(), 1);
    var rate = new PurchaseLimits.Rate(1, HOUR);
    node.limits(sku, besides().type(), new PurchaseLimits(null, 3, rate));
    placed(node, "ann", Basket.of(sku, 1));
    assertTooOften(place(node, "ann", StoreInstance.newOrder(), Basket.of(sku, 2)), HOUR, sku);
    assertThat(place(node, "bob", StoreInstance.newOrder(), Basket.of(sku, 2)))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused -> assertThat(refused.reason()).isInstanceOf(Refusal.InsufficientStock.class));
    assertThat(place(node, "ann", StoreInstance.newOrder(), Basket.of(sku, 3)))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused -> assertThat(refused.reason()).isInstanceOf(Refusal.BeyondLimit.class));
    node.sell(sku, Product.Sale.Change.of(false));
    assertThat(place(node, "ann", StoreInstance.newOrder(), Basket.of(sku, 3)))
        .isEqualTo(new PlaceResult.Refused(new Refusal.NotOnSale(List.of(sku))));
  }

  /** The customer has paid, and had these units before. */
  @Test
  public void anOrderThatIsReservedAgainIsNone() {
    StoreInstance node = start(besides());
    Sku sku = node.ratedProduct(besides().type(), 20, 1, SHORT);
    OrderId late = placed(node, "ann", Basket.of(sku, 1));
    node.passDeadline(late);
    node.orders().sweep();
    await()
        .atMost(IN_TIME)
        .until(() ->
            node.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 1))
                instanceof PlaceResult.Placed);
    node.limits(
        sku, besides().type(), new PurchaseLimits(null, null, new PurchaseLimits.Rate(1, HOUR)));
    assertThat(node.orders().confirmOrReReserve(late, VersionCondition.NONE))
        .isInstanceOfSatisfying(
            ReReserveResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Decided.class));
  }

  @Test
  public void anOrderMustNameItsCustomer() {
    StoreInstance node = start(besides());
    Sku sku = node.ratedProduct(besides().type(), 20, 1, HOUR);
    assertThat(node.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
        .isEqualTo(new PlaceResult.Refused(new Refusal.CustomerRequired(List.of(sku))));
    assertThat(node.inventory().products(List.of(sku)).get(sku).terms().limits().rate())
        .isEqualTo(new PurchaseLimits.Rate(1, HOUR));
  }
}
