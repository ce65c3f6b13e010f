package dev.holdfast.contract;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyChange;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Changing the strategy of a product while it sells. */
public abstract class SwitchingContract extends ContractBase {
  private static final int ORDERS = 40;
  private static final int SCARCE = 20;
  private static final Duration HELD_UP = Duration.ofMillis(2);
  private static final String PLACED = "placed";
  private static final String SOLD_OUT = "sold out";
  private static final String CHANGED = "changed";
  private static final int UNAVAILABLE_MAX = 20;

  private final List<StrategyType> classes;

  /**
   * @param classes one strategy of each class of takes
   */
  public SwitchingContract(StoreUnderTest store, List<StrategyType> classes) {
    super(store);
    this.classes = classes;
  }

  /** Whether a call waits for a lock of the store that a take holds until it ends. */
  public boolean isWaiting(StoreInstance node) {
    return false;
  }

  private Way way(StrategyType type) {
    return ways().filter(way -> way.type() == type).findFirst().orElseThrow();
  }

  /** Every strategy that can be held within a take, with one of another class that follows it. */
  public final Stream<Arguments> heldAndNext() {
    return ways()
        .filter(way -> way.type().hasRaceWindow())
        .map(way -> {
          var others = classes.stream().filter(type -> type != way.type()).toList();
          return Arguments.of(way, others.get(way.type().ordinal() % others.size()));
        });
  }

  /** Every class in both directions with its neighbour. */
  public final Stream<Arguments> neighbours() {
    return Stream.iterate(0, i -> i < classes.size(), i -> i + 1)
        .map(i -> Arguments.of(classes.get(i), classes.get((i + 1) % classes.size())));
  }

  private static StrategyChangeResult change(StoreInstance node, Sku sku, StrategyType to) {
    return node.inventory()
        .changeStrategy(sku, to.id(), "change-" + StoreInstance.COUNTER.incrementAndGet());
  }

  private static StrategyChange changed(StrategyChangeResult result, boolean before) {
    assertThat(result).isInstanceOf(StrategyChangeResult.Done.class);
    var done = (StrategyChangeResult.Done) result;
    assertThat(done.before()).isEqualTo(before);
    return done.change();
  }

  private static String bound(StoreInstance node, Sku sku) {
    return node.inventory().products(List.of(sku)).get(sku).strategy();
  }

  private static OrderId placed(StoreInstance node, Sku sku, int quantity) {
    OrderId order = StoreInstance.newOrder();
    assertThat(ConcurrentClients.insist(() -> node.place(order, Basket.of(sku, quantity))))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  /** A rival has the units by then: the late take would be one too many. */
  @ParameterizedTest
  @MethodSource("heldAndNext")
  public void aTakeThatComesAfterTheChange_takesNothingUnderTheStrategyBefore(
      Way way, StrategyType next) {
    var gate = new Breakpoint();
    StoreInstance held = start(way, gate);
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 3);
    OrderId order = StoreInstance.newOrder();
    var late =
        ConcurrentClients.start(
            () -> ConcurrentClients.insist(() -> held.place(order, Basket.of(sku, 2))));
    gate.awaitArrival();
    var change = ConcurrentClients.start(() -> change(node, sku, next));
    await().until(() -> change.isDone() || isWaiting(node));
    boolean isOver = change.isDone();
    if (isOver) {
      placed(node, sku, 2);
    }
    gate.letGo();
    PlaceResult result = late.join();
    changed(change.join(), false);
    if (isOver) {
      assertThat(result)
          .isInstanceOfSatisfying(
              PlaceResult.Refused.class,
              refused ->
                  assertThat(refused.reason()).isInstanceOf(Refusal.InsufficientStock.class));
    } else {
      assertThat(result).isInstanceOf(PlaceResult.Placed.class);
    }
    assertLevel(node, sku, 1, 2);
    placed(node, sku, 1);
    assertLevel(node, sku, 0, 3);
  }

  @ParameterizedTest
  @MethodSource("heldAndNext")
  public void anOrderThatIsHeldDuringTheChange_isPlacedUnderTheNextStrategy(
      Way way, StrategyType next) {
    var gate = new Breakpoint();
    StoreInstance held = start(way, gate);
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 2);
    OrderId order = StoreInstance.newOrder();
    var late = ConcurrentClients.start(() -> held.place(order, Basket.of(sku, 2)));
    gate.awaitArrival();
    var change = ConcurrentClients.start(() -> change(node, sku, next));
    await().until(() -> change.isDone() || isWaiting(node));
    gate.letGo();
    assertThat(late.join()).isInstanceOf(PlaceResult.Placed.class);
    changed(change.join(), false);
    assertLevel(node, sku, 0, 2);
  }

  /** Orders exist in all their states, and go all their ways after the change. */
  @ParameterizedTest
  @MethodSource("neighbours")
  public void ordersOfBothStrategiesGoTheirWays_onAnInstanceThatRemembersTheOneBefore(
      StrategyType from, StrategyType to) {
    StoreInstance node = start(way(from));
    StoreInstance other = start(way(from));
    Sku sku = node.product(from, 20);
    OrderId cancelled = placed(other, sku, 2);
    OrderId confirmed = placed(node, sku, 3);
    OrderId changed = placed(other, sku, 1);
    OrderId expired = placed(node, sku, 2);
    other.passDeadline(expired);
    other.orders().sweep();
    OrderId sold = StoreInstance.newOrder();
    assertThat(node.place(sold, Basket.of(sku, 1), OrderStatus.CONFIRMED))
        .isInstanceOf(PlaceResult.Placed.class);

    StrategyChange there = changed(change(node, sku, to), false);
    assertThat(there.from()).isEqualTo(from.id());
    assertThat(there.to()).isEqualTo(to.id()).isEqualTo(bound(other, sku));
    assertThat(there.returned()).isZero();
    placed(other, sku, 4);
    assertThat(other.change(changed, Basket.of(sku, 3))).isNotNull();
    other.orders().cancel(cancelled, VersionCondition.NONE);
    other.orders().confirm(confirmed, VersionCondition.NONE);
    assertThat(other.orders().confirmOrReReserve(expired, VersionCondition.NONE))
        .isInstanceOf(ReReserveResult.Answered.class);
    other.restock(sku, 5);
    assertThat(other.inventory().adjust(withdrawal(sku, 2)))
        .isEqualTo(new Inventory.AdjustResult.Applied(false));
    // 20 + 5 - 2 supplied; 4 + 3 reserved; 3 + 2 + 1 sold.
    ContractBase.assertSold(node, sku, 10, 7, 6);

    changed(change(other, sku, from), false);
    placed(node, sku, 10);
    ContractBase.assertSold(other, sku, 0, 17, 6);
  }

  private static Inventory.Adjustment withdrawal(Sku sku, int units) {
    return new Inventory.Adjustment(sku, StoreInstance.newOrder().value(), -units, "test");
  }

  /**
   * There and back again and again, while more is ordered on two instances than there is: two
   * strategies at once would both take the last units. Each take is held up in its race window, so
   * that the other strategy takes in between.
   */
  @ParameterizedTest
  @MethodSource("neighbours")
  public void scarceUnitsAreAllSoldAndNoneTwice_whileTheStrategyChanges(
      StrategyType from, StrategyType to) {
    RaceWindow window = RaceWindow.of(HELD_UP);
    List<StoreInstance> both = List.of(start(way(from), window), start(way(from), window));
    Sku sku = both.getFirst().product(from, SCARCE);
    var open = new Open(new AtomicInteger(ORDERS), new Semaphore(1));
    var results =
        ConcurrentClients.run(
            ORDERS + 1,
            i ->
                i < ORDERS
                    ? ordering(both.get(i % 2), sku, open)
                    : changing(both, sku, List.of(to, from), open));
    assertThat(results.subList(0, ORDERS)).containsOnly(PLACED, SOLD_OUT);
    assertThat(results.getLast()).isEqualTo(CHANGED);
    assertThat(Collections.frequency(results, PLACED)).isEqualTo(SCARCE);
    assertLevel(both.getFirst(), sku, 0, SCARCE);
  }

  /**
   * The orders that have no answer yet.
   *
   * @param answered a permit since orders were answered
   */
  private record Open(AtomicInteger orders, Semaphore answered) {
    void answer() {
      orders.decrementAndGet();
      answered.release();
    }

    /** Waits until orders were answered; false once all have been. */
    boolean awaitAnswer() throws InterruptedException {
      answered.acquire();
      answered.drainPermits();
      return orders.get() > 0;
    }
  }

  private static Callable<String> ordering(StoreInstance node, Sku sku, Open open) {
    OrderId order = StoreInstance.newOrder();
    return () -> {
      try {
        return answer(node, sku, order);
      } finally {
        open.answer();
      }
    };
  }

  private static String answer(StoreInstance node, Sku sku, OrderId order) {
    for (int i = 0; i < UNAVAILABLE_MAX; i++) {
      try {
        PlaceResult result = ConcurrentClients.insist(() -> node.place(order, Basket.of(sku, 1)));
        return switch (result) {
          case PlaceResult.Placed _ -> PLACED;
          case PlaceResult.Refused(Refusal.InsufficientStock _) -> SOLD_OUT;
          default -> result.toString();
        };
      } catch (StoreUnavailableException e) {
        // Redisson's locks of a Cluster are not acquired in time: a customer comes again.
      }
    }
    return "unavailable";
  }

  /** At once, then each time that orders have been answered, until all have been. */
  private static Callable<String> changing(
      List<StoreInstance> nodes, Sku sku, List<StrategyType> next, Open open) {
    return () -> {
      for (int i = 0; open.awaitAnswer(); i++) {
        var result = change(nodes.get(i % 2), sku, next.get(i % 2));
        boolean goesOn =
            result instanceof StrategyChangeResult.Done
                || result instanceof StrategyChangeResult.Busy;
        if (!goesOn) {
          return result.toString();
        }
      }
      return CHANGED;
    };
  }

  @Test
  public void aChangeIsDoneOnceUnderItsId_andOnlySaidWithoutOne() {
    StrategyType from = classes.get(0);
    StrategyType to = classes.get(1);
    StoreInstance node = start(way(from));
    Sku sku = node.product(from, 2);
    var inventory = node.inventory();
    assertThat(inventory.changeStrategy(sku, to.id(), null))
        .isEqualTo(
            new StrategyChangeResult.Looked(
                new StrategyChange(sku, from.id(), to.id(), 2, 0, null)));
    assertThat(bound(node, sku)).isEqualTo(from.id());

    StrategyChange first = changed(inventory.changeStrategy(sku, to.id(), "a"), false);
    assertThat(first.epoch()).isEqualTo(2);
    changed(inventory.changeStrategy(sku, from.id(), "b"), false);
    assertThat(changed(inventory.changeStrategy(sku, to.id(), "a"), true)).isEqualTo(first);
    assertThat(bound(node, sku)).isEqualTo(from.id());
    assertThat(inventory.changeStrategy(sku, from.id(), "a"))
        .isEqualTo(new StrategyChangeResult.Reused());
    StrategyChange none = changed(inventory.changeStrategy(sku, from.id(), "c"), false);
    assertThat(none.isChange()).isFalse();
    assertThat(none.epoch()).isEqualTo(3);
    changed(inventory.changeStrategy(sku, to.id(), "d"), false);
    assertThat(changed(inventory.changeStrategy(sku, from.id(), "c"), true)).isEqualTo(none);
    assertThat(bound(node, sku)).isEqualTo(to.id());

    assertThat(inventory.changeStrategy(new Sku("never-registered"), to.id(), "a"))
        .isEqualTo(new StrategyChangeResult.UnknownSku());
    assertLevel(node, sku, 2, 0);
  }

  @Test
  public void aStrategyOfTheOtherStoreIsNotAllowed() {
    StrategyType from = classes.getFirst();
    StoreInstance node = start(way(from));
    Sku sku = node.product(from, 1);
    StrategyType foreign =
        Stream.of(StrategyType.values())
            .filter(type -> type.store() != from.store())
            .reduce((first, last) -> last)
            .orElseThrow();
    assertThat(node.inventory().changeStrategy(sku, foreign.id(), "a"))
        .isInstanceOfSatisfying(
            StrategyChangeResult.NotAllowed.class,
            refused -> assertThat(refused.why()).startsWith(foreign.id()));
    placed(node, sku, 1);
  }
}
