package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.waiting.WaitsOfTests;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Orders that wait for stock on one instance, while units come back on another. No level is read
 * again by itself: each wait ends by a signal.
 */
public abstract class WaitingContract extends ContractBase {
  private static final Duration LONG = Duration.ofSeconds(30);

  private StoreInstance waiting;
  private StoreInstance other;
  private WaitsOfTests waits;

  public WaitingContract(StoreUnderTest store) {
    super(store);
  }

  private Sku begin(Way way, int units) {
    waiting = start(way);
    other = start(way);
    waits = new WaitsOfTests(waiting.waitedStock());
    return waiting.product(way.type(), units);
  }

  @AfterEach
  public final void endWaits() {
    if (waits != null) {
      waits.close();
    }
  }

  private static PlaceOrder order(Basket basket) {
    return PlaceOrder.of(StoreInstance.newOrder(), basket, "", "", null, false);
  }

  private CompletableFuture<PlaceResult> placing(PlaceOrder order) {
    return waits.placing(order, LONG, waiting.orders());
  }

  /** Until what comes back from now on is signalled, and read for no other reason. */
  private void awaitWaiting(int orders) {
    await("they wait").atMost(LONG).until(() -> waits.size() == orders && waits.areWatched());
  }

  private static OrderId placed(PlaceResult result) {
    assertThat(result).isInstanceOf(PlaceResult.Placed.class);
    return ((PlaceResult.Placed) result).order().id();
  }

  private OrderId sellOut(Sku sku, int units) {
    return placed(other.orders().place(order(Basket.of(sku, units))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void unitsOfACancelledOrder_serveTheFirstThatWaits(Way way) {
    Sku sku = begin(way, 2);
    OrderId sold = sellOut(sku, 2);
    var first = placing(order(Basket.of(sku, 2)));
    awaitWaiting(1);
    var second = placing(order(Basket.of(sku, 2)));
    awaitWaiting(2);
    other.orders().cancel(sold, VersionCondition.NONE);
    other.publishEvents();
    OrderId served = placed(first.join());
    assertThat(second).isNotDone();
    assertLevel(other, sku, 0, 2);
    other.orders().cancel(served, VersionCondition.NONE);
    other.publishEvents();
    placed(second.join());
    assertLevel(other, sku, 0, 2);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void unitsThatAreSupplied_serveAllThatTheyCan(Way way) {
    // Both take at the same time.
    assumeThat(way.covers(1)).as("promises to be exact").isTrue();
    Sku sku = begin(way, 0);
    var first = placing(order(Basket.of(sku, 1)));
    awaitWaiting(1);
    var second = placing(order(Basket.of(sku, 1)));
    awaitWaiting(2);
    other.restock(sku, 2);
    placed(first.join());
    placed(second.join());
    assertLevel(other, sku, 0, 2);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void unitsOfAnExpiredOrder_serveWhoWaits(Way way) {
    Sku sku = begin(way, 1);
    OrderId sold = sellOut(sku, 1);
    var order = placing(order(Basket.of(sku, 1)));
    awaitWaiting(1);
    other.passDeadline(sold);
    other.orders().sweep();
    other.publishEvents();
    placed(order.join());
    assertLevel(other, sku, 0, 1);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void unitsThatAChangeOfLinesGivesUp_serveWhoWaits(Way way) {
    Sku sku = begin(way, 3);
    Sku another = waiting.product(way.type(), 1);
    OrderId fewer = sellOut(sku, 2);
    OrderId gone = sellOut(sku, 1);
    var first = placing(order(Basket.of(sku, 1)));
    awaitWaiting(1);
    assertThat(other.change(fewer, Basket.of(sku, 1))).isInstanceOf(LinesResult.Answered.class);
    other.publishEvents();
    placed(first.join());
    var second = placing(order(Basket.of(sku, 1)));
    awaitWaiting(1);
    assertThat(other.change(gone, Basket.of(another, 1))).isInstanceOf(LinesResult.Answered.class);
    other.publishEvents();
    placed(second.join());
    assertLevel(other, sku, 0, 3);
  }

  /** Also one that lacks something else: no unit that comes back could serve it. */
  @ParameterizedTest
  @MethodSource("ways")
  public void anOrderForWhatIsNotOnSale_waitsNoMore(Way way) {
    Sku sku = begin(way, 0);
    Sku another = waiting.product(way.type(), 0);
    var order = placing(order(Basket.of(List.of(new Line(sku, 1), new Line(another, 1)))));
    awaitWaiting(1);
    other.sell(sku, Sale.Change.of(false));
    assertThat(order.join())
        .isEqualTo(new PlaceResult.Refused(new Refusal.NotOnSale(List.of(sku))));
    assertThat(waits.size()).isZero();
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aBasket_waitsUntilAllOfItsLinesAreThere(Way way) {
    Sku sku = begin(way, 0);
    Sku another = waiting.product(way.type(), 0);
    var order = placing(order(Basket.of(List.of(new Line(sku, 1), new Line(another, 2)))));
    awaitWaiting(1);
    other.restock(sku, 1);
    other.restock(another, 1);
    awaitWaiting(1);
    assertThat(order).isNotDone();
    other.restock(another, 1);
    placed(order.join());
    assertLevel(other, sku, 0, 1);
    assertLevel(other, another, 0, 2);
  }
}
