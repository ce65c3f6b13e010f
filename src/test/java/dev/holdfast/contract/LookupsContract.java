package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.HeldUnits;
import dev.holdfast.stock.HeldUnits.State;
import dev.holdfast.stock.Inventory.AdjustResult;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the units of a product are, and what brought and took them. */
public abstract class LookupsContract extends ContractBase {
  private static final Sku UNKNOWN = new Sku("no-product-has-it");

  /** More than any test has: a cursor that goes nowhere ends it. */
  private static final int PAGES_MAX = 500;

  private StoreInstance node;
  private StoreInstance other;
  private StrategyType type;

  public LookupsContract(StoreUnderTest store) {
    super(store);
  }

  @BeforeEach
  public void start() {
    type = store().besides().getLast();
    var two = start(store().ways().filter(way -> way.type() == type).findFirst().orElseThrow(), 2);
    node = two.get(0);
    other = two.get(1);
  }

  public final StoreInstance node() {
    return node;
  }

  /** Under an id that stands for this name. */
  private AdjustResult adjust(Sku sku, String name, long delta) {
    return node.inventory()
        .adjust(new Adjustment(sku, OpaqueId.of(name), delta, "because of " + name));
  }

  /** All movements, the latest first, read in pages of this length. */
  private List<Movement> movements(Sku sku, int limit) {
    var all = new ArrayList<Movement>();
    Optional<String> after = Optional.empty();
    for (int i = 0; i == 0 || after.isPresent(); i++) {
      assertThat(i).as("pages").isLessThan(PAGES_MAX);
      var page = node.inventory().movements(sku, after.orElse(null), limit).orElseThrow();
      assertThat(page.movements().size()).isLessThanOrEqualTo(limit);
      all.addAll(page.movements());
      after = page.next();
    }
    return all;
  }

  @Test
  public void anAdjustmentIsBookedOnceInTheLedger_andARefusedOneIsNot() {
    Sku sku = node.product(type, 0);
    for (int i = 0; i < 2; i++) {
      assertThat(adjust(sku, "first", 10)).isInstanceOf(AdjustResult.Applied.class);
    }
    assertThat(adjust(sku, "first", 11)).isInstanceOf(AdjustResult.Reused.class);
    assertThat(adjust(sku, "too-many", -11)).isInstanceOf(AdjustResult.NotTaken.class);
    for (int i = 0; i < 2; i++) {
      assertThat(adjust(sku, "second", -4)).isInstanceOf(AdjustResult.Applied.class);
    }
    var movements = movements(sku, 50);
    assertThat(movements)
        .extracting(Movement::kind, Movement::units, Movement::supplied, Movement::reason)
        .containsExactly(
            tuple("WITHDRAWAL", -4L, 6L, "because of second"),
            tuple("SUPPLY", 10L, 10L, "because of first"));
    assertThat(movements)
        .extracting(Movement::id)
        .containsExactly(OpaqueId.of("second"), OpaqueId.of("first"));
    assertThat(movements.get(0).at()).isAfterOrEqualTo(movements.get(1).at());
  }

  @Test
  public void pagesOfTheLedgerShowEachMovementOnce_whateverComesMeanwhile() {
    Sku sku = node.product(type, 0);
    for (int i = 1; i <= 7; i++) {
      adjust(sku, "supply-" + i, i);
    }
    var all = movements(sku, 50);
    assertThat(all).extracting(Movement::units).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    for (int limit : new int[] {1, 3, 6, 7}) {
      assertThat(movements(sku, limit)).isEqualTo(all);
    }
    var first = node.inventory().movements(sku, null, 4).orElseThrow();
    adjust(sku, "meanwhile", 1);
    var second = node.inventory().movements(sku, first.next().orElseThrow(), 4).orElseThrow();
    assertThat(second.movements()).isEqualTo(all.subList(4, 7));
    assertThat(second.next()).isEmpty();
  }

  @Test
  public void anUnknownProductHasNoLedgerAndNoReservations() {
    assertThat(node.inventory().movements(UNKNOWN, null, 5)).isEmpty();
    assertThat(node.inventory().held(UNKNOWN, null, 5)).isEmpty();
    Sku empty = node.product(type, 0);
    assertThat(movements(empty, 5)).isEmpty();
    assertThat(held(empty, 5)).isEmpty();
  }

  /** Each entry says how many units are supplied after it, so that all of them are one chain. */
  @Test
  public void theLedgerOfManyAdjustmentsAtOnceAddsUpToTheSupply() {
    Sku sku = node.product(type, 100);
    ConcurrentClients.run(
        40,
        i -> {
          var adjustment =
              new Adjustment(sku, OpaqueId.of("at-once-" + i), i % 3 == 0 ? -1 : 2, "at once");
          StoreInstance at = i % 2 == 0 ? node : other;
          return () -> {
            AdjustResult result;
            do {
              result = at.inventory().adjust(adjustment);
            } while (!(result instanceof AdjustResult.Applied));
            return result;
          };
        });
    var movements = movements(sku, 11).reversed();
    assertThat(movements).hasSize(41);
    long supplied = 0;
    for (Movement movement : movements) {
      supplied += movement.units();
      assertThat(movement.supplied()).isEqualTo(supplied);
    }
    assertThat(node.level(sku).supplied()).isEqualTo(supplied);
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  private Map<OrderId, HeldUnits> held(Sku sku, int limit) {
    var all = new HashMap<OrderId, HeldUnits>();
    Optional<String> after = Optional.empty();
    for (int page = 0; page == 0 || after.isPresent(); page++) {
      assertThat(page).as("pages").isLessThan(PAGES_MAX);
      after = heldPage(sku, after.orElse(null), limit, all);
    }
    return all;
  }

  private Optional<String> heldPage(
      Sku sku, @Nullable String after, int limit, Map<OrderId, HeldUnits> all) {
    var page = node.inventory().held(sku, after, limit).orElseThrow();
    assertThat(page.held().size()).isLessThanOrEqualTo(limit);
    page.held().forEach(held -> all.put(held.order(), held));
    return page.next();
  }

  @Test
  public void whatOrdersHoldIsShownWhileTheyHoldIt() {
    Sku sku = node.product(type, 20);
    Sku another = node.product(type, 20);
    OrderId reserved = StoreInstance.newOrder();
    OrderId sold = StoreInstance.newOrder();
    OrderId cancelled = StoreInstance.newOrder();
    node.place(reserved, Basket.of(sku, 2));
    node.place(sold, Basket.of(sku, 3), OrderStatus.CONFIRMED);
    node.place(cancelled, Basket.of(sku, 4));
    node.place(StoreInstance.newOrder(), Basket.of(another, 5));
    assertThat(held(sku, 2)).containsOnlyKeys(reserved, sold, cancelled);
    node.orders().cancel(cancelled, VersionCondition.NONE);
    adjust(sku, "withdrawn", -1);
    for (int limit : new int[] {1, 2, 50}) {
      assertThat(held(sku, limit).values())
          .containsExactlyInAnyOrder(
              new HeldUnits(reserved, State.RESERVED, 2), new HeldUnits(sold, State.SOLD, 3));
    }
  }

  /** So many that Redis keeps them in a table, which grows while it is paged. */
  @Test
  public void whatStaysWhilePagesAreReadIsOnOneOfThem() {
    Sku sku = node.product(type, 5_000);
    var stays = new HashSet<OrderId>();
    for (int i = 0; i < 600; i++) {
      OrderId order = StoreInstance.newOrder();
      node.place(order, Basket.of(sku, 1));
      stays.add(order);
    }
    var found = new HashMap<OrderId, HeldUnits>();
    Optional<String> after = Optional.empty();
    for (int page = 0; page == 0 || after.isPresent(); page++) {
      assertThat(page).as("pages").isLessThan(PAGES_MAX);
      after = heldPage(sku, after.orElse(null), 29, found);
      if (page < 10) {
        for (int i = 0; i < 60; i++) {
          node.place(StoreInstance.newOrder(), Basket.of(sku, 1));
        }
      }
    }
    assertThat(found.keySet()).containsAll(stays);
    assertThat(held(sku, 500)).hasSize(1_200);
  }
}
