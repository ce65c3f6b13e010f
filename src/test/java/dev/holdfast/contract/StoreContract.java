package dev.holdfast.contract;

import static dev.holdfast.order.OrderStatus.RESERVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.order.DecideResult.Already;
import dev.holdfast.order.DecideResult.Decided;
import dev.holdfast.order.DecideResult.Forbidden;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Rendezvous;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every strategy must hold to. It runs over all constants of {@link StrategyType}, so a new
 * one cannot escape it, and over both ways of an order where a strategy has two. What is expected
 * comes from the guarantee that the strategy declares: where it promises to be exact it must be;
 * where it does not, the race tests see it fail.
 */
public abstract class StoreContract extends ContractBase {
  public StoreContract(StoreUnderTest store) {
    super(store);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void sellsExactlyWhatThereIsAsFarAsItsScopeReaches(Way way) {
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    for (int instances = 1; instances <= 2; instances++) {
      if (way.covers(instances)) {
        sellsExactlyWhatThereIs(way, instances);
      }
    }
  }

  private void sellsExactlyWhatThereIs(Way way, int instances) {
    var several = start(way, instances);
    Sku sku = several.get(0).product(way.type(), 40);
    var results =
        ConcurrentClients.run(
            160,
            i -> {
              OrderId order = StoreInstance.newOrder();
              StoreInstance node = several.get(i % instances);
              return () -> ConcurrentClients.insist(() -> node.place(order, Basket.of(sku, 1)));
            });
    assertThat(ConcurrentClients.placed(results))
        .as("orders placed on %d instances", instances)
        .isEqualTo(40);
    assertLevel(several.get(0), sku, 0, 40);
  }

  /**
   * The negative control and its counterpart, by one schedule and without luck: two orders meet
   * between check and take.
   */
  @ParameterizedTest
  @MethodSource("ways")
  public void twoOrdersBetweenCheckAndTakeOversellTheLastUnitExactlyWhereTheGuaranteeEnds(Way way) {
    for (int instances = 1; instances <= 2; instances++) {
      var meeting =
          new Rendezvous(
              2, way.covers(instances) ? Duration.ofMillis(150) : Duration.ofSeconds(10));
      var several = new ArrayList<StoreInstance>();
      for (int i = 0; i < instances; i++) {
        several.add(start(way, meeting));
      }
      Sku sku = several.get(0).product(way.type(), 1);
      int count = instances;
      var results =
          ConcurrentClients.run(
              2,
              i -> {
                OrderId order = StoreInstance.newOrder();
                return () ->
                    ConcurrentClients.insist(
                        () -> several.get(i % count).place(order, Basket.of(sku, 1)));
              });
      var audit = several.get(0).audit(sku);
      if (way.covers(instances)) {
        assertThat(ConcurrentClients.placed(results))
            .as("placed on %d instances", instances)
            .isEqualTo(1);
        assertThat(audit.isConserved()).isTrue();
      } else {
        assertThat(meeting.happened()).isTrue();
        assertThat(ConcurrentClients.placed(results))
            .as("placed on %d instances", instances)
            .isEqualTo(2);
        assertThat(audit.level().oversold()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void basketsInOppositeOrderNeitherDeadlockNorOversell(Way way) {
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    int instances = way.covers(2) ? 2 : 1;
    var several = start(way, instances);
    Sku a = several.get(0).product(way.type(), 25);
    Sku b = several.get(0).product(way.type(), 25);
    var results =
        ConcurrentClients.run(
            80,
            i -> {
              OrderId order = StoreInstance.newOrder();
              var lines = List.of(new Line(i % 2 == 0 ? a : b, 1), new Line(i % 2 == 0 ? b : a, 1));
              return () ->
                  ConcurrentClients.insist(
                      () -> several.get(i % instances).place(order, Basket.of(lines)));
            });
    long placed = ConcurrentClients.placed(results);
    if (way.type().guarantee().refusesFalsely() || store().isSequential()) {
      assertThat(placed).isBetween(1L, 25L);
    } else {
      assertThat(placed).isEqualTo(25);
    }
    assertLevel(several.get(0), a, 25 - placed, placed);
    assertLevel(several.get(0), b, 25 - placed, placed);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aBasketAcrossStrategiesIsAllOrNothing(Way way) {
    StoreInstance node = start(way);
    Sku mine = node.product(way.type(), 5);
    Sku other = node.product(store().besides().getFirst(), 5);
    Sku scarce = node.product(store().besides().getLast(), 1);
    var fits = Basket.of(List.of(new Line(mine, 2), new Line(other, 2), new Line(scarce, 1)));
    assertThat(node.place(StoreInstance.newOrder(), fits)).isInstanceOf(PlaceResult.Placed.class);
    var tooMuch = node.place(StoreInstance.newOrder(), fits);
    assertThat(tooMuch).isInstanceOf(PlaceResult.Refused.class);
    assertLevel(node, mine, 3, 2);
    assertLevel(node, other, 3, 2);
    assertLevel(node, scarce, 0, 1);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void oneOrderPlacedManyTimesAtOnceTakesItsStockOnce(Way way) {
    var several = start(way, 2);
    Sku sku = several.get(0).product(way.type(), 10);
    OrderId order = StoreInstance.newOrder();
    var results =
        ConcurrentClients.run(
            16,
            i ->
                () ->
                    ConcurrentClients.insist(
                        () -> several.get(i % 2).place(order, Basket.of(sku, 3))));
    assertThat(results)
        .allSatisfy(result ->
            assertThat(result)
                .isInstanceOfSatisfying(
                    PlaceResult.Placed.class,
                    placed -> assertThat(placed.order().id()).isEqualTo(order)));
    assertThat(
            results.stream()
                .filter(r -> r instanceof PlaceResult.Placed(var o, var replayed) && !replayed))
        .hasSize(1);
    assertLevel(several.get(0), sku, 7, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aRefusalNamesWhatIsShortAndTakesNothing(Way way) {
    StoreInstance node = start(way);
    Sku enough = node.product(way.type(), 5);
    Sku scarce = node.product(way.type(), 2);
    OrderId order = StoreInstance.newOrder();
    var basket = Basket.of(List.of(new Line(enough, 1), new Line(scarce, 3)));
    assertThat(node.place(order, basket))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .isInstanceOfSatisfying(
                        Refusal.InsufficientStock.class,
                        shortage ->
                            assertThat(shortage.shortages())
                                .containsExactly(new Shortage(scarce, 3, 2))));
    assertThat(node.orders().find(order)).isEmpty();
    assertLevel(node, enough, 5, 0);
    assertLevel(node, scarce, 2, 0);
    // The same may be tried again under its id.
    node.restock(scarce, 1);
    assertThat(node.place(order, basket)).isInstanceOf(PlaceResult.Placed.class);
    assertLevel(node, enough, 4, 1);
    assertLevel(node, scarce, 0, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aRefusalLeavesItsKeyFreeForAnotherBody(Way way) {
    StoreInstance node = start(way);
    Sku mine = node.product(way.type(), 5);
    for (StrategyType scarceType : List.of(way.type(), store().besides().getLast())) {
      Sku scarce = node.product(scarceType, 1);
      OrderId order = StoreInstance.newOrder();
      var tooMuch = Basket.of(List.of(new Line(mine, 1), new Line(scarce, 2)));
      assertThat(node.place(order, tooMuch)).isInstanceOf(PlaceResult.Refused.class);
      assertThat(node.place(order, Basket.of(scarce, 1)))
          .as("with the scarce line of %s", scarceType)
          .isInstanceOf(PlaceResult.Placed.class);
      assertLevel(node, mine, 5, 0);
      assertLevel(node, scarce, 0, 1);
      assertThat(node.place(order, tooMuch)).isInstanceOf(PlaceResult.KeyReused.class);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void anUnknownSkuRefusesTheWholeOrderAndIsNamed(Way way) {
    StoreInstance node = start(way);
    Sku known = node.product(way.type(), 5);
    Sku unknown = new Sku("nobody-knows-it");
    assertThat(
            node.place(
                StoreInstance.newOrder(),
                Basket.of(List.of(new Line(known, 1), new Line(unknown, 1)))))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .isInstanceOfSatisfying(
                        Refusal.UnknownSku.class,
                        u -> assertThat(u.skus()).containsExactly(unknown)));
    assertLevel(node, known, 5, 0);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aConfirmedOrderIsSoldForGood(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 10);
    OrderId order = StoreInstance.newOrder();
    node.place(order, Basket.of(sku, 3));
    for (int i = 0; i < 2; i++) {
      var confirmed = node.orders().confirm(order, VersionCondition.NONE);
      assertThat(confirmed).isInstanceOf(i == 0 ? Decided.class : Already.class);
      assertSold(node, sku, 7, 0, 3);
    }
    assertThat(node.orders().cancel(order, VersionCondition.NONE)).isInstanceOf(Forbidden.class);
    node.orders().sweep();
    assertSold(node, sku, 7, 0, 3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void anOrderThatIsConfirmedAtOnceMeansTheSameBothWays(Way way) {
    StoreInstance node = start(way);
    Sku a = node.product(way.type(), 10);
    Sku b = node.product(way.type(), 2);
    var basket = Basket.of(List.of(new Line(a, 3), new Line(b, 2)));
    OrderId order = StoreInstance.newOrder();
    for (int i = 0; i < 2; i++) {
      boolean replayed = i > 0;
      assertThat(node.place(order, basket, OrderStatus.CONFIRMED))
          .isInstanceOfSatisfying(
              PlaceResult.Placed.class,
              placed -> {
                assertThat(placed.replayed()).isEqualTo(replayed);
                assertThat(placed.order().status()).isEqualTo(OrderStatus.CONFIRMED);
                assertThat(placed.order().version()).isEqualTo(1);
                assertThat(node.orders().find(order)).contains(placed.order());
              });
      assertSold(node, a, 7, 0, 3);
      assertSold(node, b, 0, 0, 2);
    }
    assertThat(node.place(StoreInstance.newOrder(), basket, OrderStatus.CONFIRMED))
        .isInstanceOf(PlaceResult.Refused.class);
    assertSold(node, a, 7, 0, 3);
  }

  /** Orders are placed, confirmed, cancelled and confirmed at once, while somebody looks on. */
  @ParameterizedTest
  @MethodSource("ways")
  public void itAddsUpAtEveryMomentWhereThatIsPromisedAndInTheEndEverywhere(Way way) {
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 60);
    Callable<Long> customer =
        () -> {
          OrderId order = StoreInstance.newOrder();
          var kind = (order.value().charAt(0) & 1) == 0 ? RESERVED : OrderStatus.CONFIRMED;
          var placed = ConcurrentClients.insist(() -> node.place(order, Basket.of(sku, 1), kind));
          if (placed instanceof PlaceResult.Placed && kind == RESERVED) {
            boolean cancels = (order.value().charAt(1) & 1) == 0;
            var ended =
                cancels
                    ? node.orders().cancel(order, VersionCondition.NONE)
                    : node.orders().confirm(order, VersionCondition.NONE);
            assertThat(ended).isInstanceOf(Decided.class);
            return cancels ? 0L : 1L;
          }
          return placed instanceof PlaceResult.Placed ? 1L : 0L;
        };
    Callable<Long> onlooker =
        () -> {
          for (int i = 0; i < 300 && way.type().guarantee().conservedAtEveryMoment(); i++) {
            var level = node.level(sku);
            assertThat(level).matches(StockLevel::isConserved);
          }
          return 0L;
        };
    var sold = ConcurrentClients.run(120, i -> i % 40 == 0 ? onlooker : customer);
    long units = sold.stream().mapToLong(Long::longValue).sum();
    assertThat(units).isBetween(1L, 60L);
    assertSold(node, sku, 60 - units, 0, units);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void levelsAreReadThroughTheStrategyAndUnknownOnesLeftOut(Way way) {
    StoreInstance node = start(way);
    Sku a = node.product(way.type(), 5);
    Sku b = node.product(way.type(), 6);
    node.place(StoreInstance.newOrder(), Basket.of(a, 2));
    var snapshot = node.inventory().levels(Set.of(a, b, new Sku("nobody-knows-it")));
    assertThat(snapshot.levels())
        .containsOnly(
            Map.entry(a, new StockLevel(a, 5, 3, 2, 0)),
            Map.entry(b, new StockLevel(b, 6, 6, 0, 0)));
  }
}
