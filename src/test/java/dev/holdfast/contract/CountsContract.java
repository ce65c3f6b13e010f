package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.ConcernedOrders;
import dev.holdfast.stock.Inventory.ConcernedOrders.ConcernedOrder;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Inventory.StockCountResult.Counted;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stock counts: a loss is taken from what is available, and what is missing is filled first. */
public abstract class CountsContract extends ContractBase {
  private static final int UNITS = 24;
  private static final int CLIENTS = 16;

  private final List<StrategyType> classes;

  /**
   * @param classes strategies that are exact on all instances, one of each class of takes
   */
  public CountsContract(StoreUnderTest store, List<StrategyType> classes) {
    super(store);
    this.classes = classes;
  }

  private Way way(StrategyType type) {
    return ways().filter(way -> way.type() == type).findFirst().orElseThrow();
  }

  /** The ways of the strategies that orders and counts race for. */
  public final Stream<Way> racing() {
    return ways().filter(way -> classes.contains(way.type()));
  }

  private static StockCount countOf(Sku sku, long expected, long counted) {
    return new StockCount(sku, StoreInstance.newOrder().value(), expected, counted, "test");
  }

  private static StockCountResult count(StoreInstance node, Sku sku, long expected, long counted) {
    return node.inventory().count(countOf(sku, expected, counted));
  }

  private static OrderId placed(StoreInstance node, Sku sku, int quantity, OrderStatus status) {
    OrderId order = StoreInstance.newOrder();
    assertThat(ConcurrentClients.insist(() -> node.place(order, Basket.of(sku, quantity), status)))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private static OrderId placed(StoreInstance node, Sku sku, int quantity) {
    return placed(node, sku, quantity, OrderStatus.RESERVED);
  }

  private static void assertStock(
      StoreInstance node,
      Sku sku,
      long supplied,
      long available,
      long reserved,
      long sold,
      long shortfall) {
    assertThat(node.level(sku))
        .isEqualTo(new StockLevel(sku, supplied, available, reserved, sold, shortfall));
    var audit = node.audit(sku);
    assertThat(audit.findings()).isEmpty();
    assertThat(audit.isConserved()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aLossIsTakenFromWhatIsAvailable_andWhatComesBackFillsTheRestFirst(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 10);
    OrderId first = placed(node, sku, 4);
    OrderId second = placed(node, sku, 3);
    placed(node, sku, 1, OrderStatus.CONFIRMED);
    assertThat(count(node, sku, 10, 5)).isEqualTo(new Counted(false));
    assertStock(node, sku, 5, 0, 7, 1, 3);
    assertThat(node.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused -> assertThat(refused.reason()).isInstanceOf(Refusal.InsufficientStock.class));
    node.change(first, Basket.of(sku, 3));
    assertStock(node, sku, 5, 0, 6, 1, 2);
    node.restock(sku, 1);
    assertStock(node, sku, 6, 0, 6, 1, 1);
    node.orders().cancel(second, VersionCondition.NONE);
    assertStock(node, sku, 6, 2, 3, 1, 0);
    assertThat(count(node, sku, 6, 4)).isEqualTo(new Counted(false));
    assertStock(node, sku, 4, 0, 3, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void aSurplusFillsAShortfallFirst_andACountIsBookedOnceUnderItsId(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 2);
    placed(node, sku, 2);
    StockCount loss = countOf(sku, 2, 1);
    assertThat(node.inventory().count(loss)).isEqualTo(new Counted(false));
    assertStock(node, sku, 1, 0, 2, 0, 1);
    StockCount surplus = countOf(sku, 0, 3);
    assertThat(node.inventory().count(surplus)).isEqualTo(new Counted(false));
    for (StockCount again : List.of(surplus, loss, surplus)) {
      assertThat(node.inventory().count(again)).isEqualTo(new Counted(true));
    }
    assertThat(count(node, sku, 7, 7)).isEqualTo(new Counted(false));
    assertStock(node, sku, 4, 2, 2, 0, 0);
  }

  @Test
  public void kindAndNumbersBelongToTheId_andWhatCannotBeIsRefused() {
    Way way = way(classes.getFirst());
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 5);
    var inventory = node.inventory();
    StockCount count = countOf(sku, 5, 4);
    assertThat(inventory.count(count)).isEqualTo(new Counted(false));
    for (var other :
        List.of(
            new StockCount(sku, count.id(), 6, 5, "test"),
            new StockCount(sku, count.id(), 5, 4, "another reason"))) {
      assertThat(inventory.count(other)).isEqualTo(new StockCountResult.Reused());
    }
    for (long delta : new long[] {-1, 1}) {
      assertThat(inventory.adjust(new Inventory.Adjustment(sku, count.id(), delta, "test")))
          .isEqualTo(new Inventory.AdjustResult.Reused());
      String adjusted = StoreInstance.newOrder().value();
      assertThat(inventory.adjust(new Inventory.Adjustment(sku, adjusted, delta, "test")))
          .isEqualTo(new Inventory.AdjustResult.Applied(false));
      assertThat(inventory.count(new StockCount(sku, adjusted, 1, 1 + delta, "test")))
          .isEqualTo(new StockCountResult.Reused());
    }
    assertThat(count(node, sku, 5, 0)).isEqualTo(new StockCountResult.TooFew(4));
    assertThat(count(node, new Sku("never-registered"), 1, 0))
        .isEqualTo(new StockCountResult.UnknownSku());
    assertStock(node, sku, 4, 4, 0, 0, 0);
  }

  @Test
  public void whatExpiresFillsAShortfall() {
    Way way = way(classes.getFirst());
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 3);
    OrderId order = placed(node, sku, 3);
    assertThat(count(node, sku, 3, 1)).isEqualTo(new Counted(false));
    node.passDeadline(order);
    node.orders().sweep();
    assertStock(node, sku, 1, 1, 0, 0, 0);
  }

  @Test
  public void theOrdersAreNamed_reservedFirst_theYoungestOfThemFirst_untilTheyMakeItUp() {
    Way way = way(classes.getFirst());
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 60);
    OrderId sold = placed(node, sku, 2, OrderStatus.CONFIRMED);
    OrderId oldest = placed(node, sku, 3);
    OrderId youngest = placed(node, sku, 2);
    assertThat(node.inventory().concernedOrders(sku))
        .isEqualTo(new ConcernedOrders(List.of(), true));
    count(node, sku, 60, 6);
    var reserved =
        List.of(new ConcernedOrder(youngest, false, 2), new ConcernedOrder(oldest, false, 3));
    assertThat(node.inventory().concernedOrders(sku))
        .isEqualTo(new ConcernedOrders(reserved.subList(0, 1), true));
    count(node, sku, 6, 0);
    var all = new ArrayList<>(reserved);
    all.add(new ConcernedOrder(sold, true, 2));
    assertThat(node.inventory().concernedOrders(sku)).isEqualTo(new ConcernedOrders(all, true));
    assertThat(node.inventory().movements(sku, null, 2).orElseThrow().movements())
        .extracting(Movement::kind, Movement::units, Movement::supplied)
        .containsExactly(tuple("COUNT", -6L, 0L), tuple("COUNT", -54L, 6L));
    assertStock(node, sku, 0, 0, 5, 2, 7);
  }

  @Test
  public void moreThanFiftyOrdersAreNotAllNamed() {
    Way way = way(classes.getFirst());
    StoreInstance node = start(way);
    int orders = ConcernedOrders.MAX + 1;
    Sku sku = node.product(way.type(), orders);
    for (int i = 0; i < orders; i++) {
      placed(node, sku, 1);
    }
    count(node, sku, orders, 1);
    assertThat(node.inventory().concernedOrders(sku).orders()).hasSize(ConcernedOrders.MAX);
    assertThat(node.inventory().concernedOrders(sku).isComplete()).isTrue();
    count(node, sku, 1, 0);
    assertThat(node.inventory().concernedOrders(sku).orders()).hasSize(ConcernedOrders.MAX);
    assertThat(node.inventory().concernedOrders(sku).isComplete()).isFalse();
  }

  @Test
  public void aShortfallIsKeptByAChangeOfStrategy_andIsNothingToReconcile() {
    for (int i = 0; i < classes.size(); i++) {
      StrategyType from = classes.get(i);
      StrategyType to = classes.get((i + 1) % classes.size());
      StoreInstance node = start(way(from));
      Sku sku = node.product(from, 4);
      OrderId order = placed(node, sku, 3);
      assertThat(count(node, sku, 4, 1)).isEqualTo(new Counted(false));
      assertThat(node.inventory().changeStrategy(sku, to.id(), "only"))
          .isInstanceOf(StrategyChangeResult.Done.class);
      assertStock(node, sku, 1, 0, 3, 0, 2);
      assertThat(node.inventory().reconcile(sku, null))
          .isInstanceOfSatisfying(
              ReconciliationResult.Reconciled.class,
              looked -> {
                assertThat(looked.reconciliation().repairs()).isEmpty();
                assertThat(looked.reconciliation().left()).isEmpty();
                assertThat(looked.reconciliation().after()).isEqualTo(node.level(sku));
              });
      node.orders().cancel(order, VersionCondition.NONE);
      assertStock(node, sku, 1, 1, 0, 0, 0);
    }
  }

  /** Two instances: orders that end in each way, counts of both signs and supply, all at once. */
  @ParameterizedTest
  @MethodSource("racing")
  public void whateverRaces_noUnitIsLost_andNoneIsSoldBesideAShortfall(Way way) {
    List<StoreInstance> both = start(way, 2);
    StoreInstance node = both.getFirst();
    Sku sku = node.product(way.type(), UNITS);
    var supplied = new AtomicLong(UNITS);
    List<OrderId> left =
        ConcurrentClients.run(CLIENTS, i -> shopping(both.get(i % 2), sku, i, supplied, way));
    left.stream()
        .filter(order -> !order.equals(NONE))
        .forEach(order -> node.orders().cancel(order, VersionCondition.NONE));
    StockLevel level = node.level(sku);
    assertThat(level.supplied()).isEqualTo(supplied.get());
    assertThat(level.discrepancy()).isZero();
    assertThat(level.reserved()).isZero();
    assertThat(level.available()).isNotNegative();
    assertThat(Math.min(level.available(), level.shortfall())).as("%s", level).isZero();
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  private static final OrderId NONE = StoreInstance.newOrder();

  /** What one client does; answers with an order that it leaves reserved. */
  private static Callable<OrderId> shopping(
      StoreInstance node, Sku sku, int number, AtomicLong supplied, Way way) {
    return () -> {
      OrderId kept = NONE;
      for (int i = 0; i < 4; i++) {
        int what = (number + i) % 4;
        if (what == 3) {
          StockCount count = number % 8 == 3 ? countOf(sku, 0, 2) : countOf(sku, 6, 0);
          if (counted(node, count) instanceof Counted) {
            supplied.addAndGet(count.difference());
          }
        } else {
          OrderId order = StoreInstance.newOrder();
          PlaceResult result = ConcurrentClients.insist(() -> node.place(order, Basket.of(sku, 2)));
          if (result instanceof PlaceResult.Placed && what == 0) {
            node.orders().cancel(order, VersionCondition.NONE);
          } else if (result instanceof PlaceResult.Placed && what == 1) {
            node.orders().confirm(order, VersionCondition.NONE);
          } else if (result instanceof PlaceResult.Placed) {
            node.change(order, Basket.of(sku, 1));
            node.orders().cancel(kept, VersionCondition.NONE);
            kept = order;
          }
        }
        if (way.type().guarantee().conservedAtEveryMoment()) {
          StockLevel level = node.level(sku);
          assertThat(level.discrepancy()).as("%s", level).isZero();
          assertThat(level.available()).as("%s", level).isNotNegative();
        }
      }
      return kept;
    };
  }

  /** A count that is only contended is sent again under its id, as a client would. */
  private static StockCountResult counted(StoreInstance node, StockCount count) {
    for (int i = 0; i < StoreInstance.CONTENDED_RETRIES_MAX; i++) {
      StockCountResult result = node.inventory().count(count);
      if (!(result instanceof StockCountResult.InProgress)
          && !(result instanceof StockCountResult.NotBooked)) {
        return result;
      }
    }
    throw new AssertionError("contended " + StoreInstance.CONTENDED_RETRIES_MAX + " times");
  }
}
