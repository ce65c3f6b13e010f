package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.AdjustResult;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Rendezvous;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products, adjustments, audits and reconciliations on PostgreSQL. */
class StockKeepingTest {
  private static final String LOCKING = "postgres-row-lock";

  private static String schema;
  private static PostgresInstance store;

  @BeforeAll
  static void start() {
    schema = PostgresUnderTest.schema();
    store = PostgresInstance.on(schema);
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  private static Sku product(int units) {
    return store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, units);
  }

  private static RegisterResult register(Sku sku, @Nullable String strategy) {
    return store.register(sku, strategy, Product.Terms.of("named " + sku, Duration.ofMinutes(15)));
  }

  @Test
  void aProductIsRegisteredAndChanged_andItsStrategyOnlyWhileItHasNoStock() {
    var sku = new Sku("registered");
    assertThat(register(sku, null)).isEqualTo(RegisterResult.CREATED);
    assertThat(store.inventory.products(List.of(sku)))
        .containsEntry(
            sku,
            new Product(
                sku,
                "postgres-conditional-update",
                1,
                1,
                Product.Terms.of("named registered", Duration.ofMinutes(15))));
    assertThat(register(sku, LOCKING)).isEqualTo(RegisterResult.UPDATED);
    store.restock(sku, 3);
    assertThat(register(sku, "postgres-optimistic")).isEqualTo(RegisterResult.STRATEGY_IN_USE);
    var terms =
        Product.Terms.of("another name", Duration.ofMinutes(2)).with(new PurchaseLimits(2, 1));
    assertThat(store.register(sku, null, terms)).isEqualTo(RegisterResult.UPDATED);
    assertThat(store.inventory.products(List.of(sku)).get(sku))
        .isEqualTo(new Product(sku, LOCKING, 2, 3, terms));
    store.assertLevel(sku, 3, 0, 0);
    assertThat(store.inventory.storeKind()).isEqualTo(StoreKind.POSTGRES);
  }

  /** A binding that an instance remembers from before a change of strategy is rejected. */
  @Test
  void aTakeUnderAnOldEpochStartsAgain() {
    Sku sku = product(0);
    try (var other = PostgresInstance.on(schema)) {
      assertThat(other.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOf(PlaceResult.Refused.class);
      register(sku, LOCKING);
      store.restock(sku, 2);
      other.placed(Basket.of(sku, 1));
    }
    store.assertLevel(sku, 1, 1, 0);
  }

  /** The product moves to another strategy while an order is between its check and its take. */
  @Test
  void aTakeWhoseProductMovesMeanwhileWritesNothing_andStartsAgain() {
    Sku sku = store.product(StrategyType.POSTGRES_UNGUARDED, 1);
    var moves = new AtomicInteger();
    RaceWindow moving =
        () -> {
          if (moves.getAndIncrement() == 0) {
            assertThat(store.inventory.adjust(PostgresInstance.adjustment(sku, "away", -1)))
                .isEqualTo(new AdjustResult.Applied(false));
            assertThat(register(sku, LOCKING)).isEqualTo(RegisterResult.UPDATED);
            store.restock(sku, 3);
          }
        };
    try (var racing = PostgresInstance.on(schema, moving)) {
      racing.placed(Basket.of(sku, 1));
    }
    store.assertLevel(sku, 2, 1, 0);
    // Once by the strategy that it was bound to, once by the next.
    assertThat(moves).hasValue(2);
  }

  @Test
  void productsAreListedInSkuOrder() {
    try (var own = PostgresInstance.on(PostgresUnderTest.schema())) {
      var skus = List.of("B", "a", "a-1", "a.1", "a_1", "b").stream().map(Sku::new).toList();
      skus.reversed()
          .forEach(sku -> own.register(sku, null, Product.Terms.of("p", Duration.ofMinutes(15))));
      var first = own.inventory.skus(null, 4);
      assertThat(first.skus()).isEqualTo(skus.stream().sorted().limit(4).toList());
      assertThat(first.next()).contains(first.skus().getLast());
      var second = own.inventory.skus(first.next().orElseThrow(), 4);
      assertThat(second.skus()).isEqualTo(skus.stream().sorted().skip(4).toList());
      assertThat(second.next()).isEmpty();
      assertThat(own.inventory.stocked(List.of(skus.get(0), new Sku("unknown"))))
          .extracting(Inventory.StockedProduct::level)
          .containsExactly(new StockLevel(skus.get(0), 0, 0, 0, 0));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, -3})
  void anAdjustmentIsAppliedOnce_howeverOftenItIsRepeated(long delta) {
    Sku sku = product(10);
    var adjustment = PostgresInstance.adjustment(sku, "one", delta);
    var results = ConcurrentClients.run(8, i -> () -> store.inventory.adjust(adjustment));
    assertThat(results.stream().filter(new AdjustResult.Applied(false)::equals)).hasSize(1);
    assertThat(results.stream().filter(new AdjustResult.Applied(true)::equals)).hasSize(7);
    assertThat(store.inventory.adjust(PostgresInstance.adjustment(sku, "one", delta + 7)))
        .isEqualTo(new AdjustResult.Reused());
    store.assertLevel(sku, 10 + delta, 0, 0);
  }

  @Test
  void anAdjustmentThatCannotBeLeavesItsIdFree() {
    Sku sku = product(2);
    assertThat(store.inventory.adjust(PostgresInstance.adjustment(sku, "less", -3)))
        .isEqualTo(
            new AdjustResult.NotTaken(
                new Refusal.InsufficientStock(List.of(new Shortage(sku, 3, 2)))));
    assertThat(store.inventory.adjust(PostgresInstance.adjustment(sku, "less", -2)))
        .isEqualTo(new AdjustResult.Applied(false));
    store
        .sql
        .sql("UPDATE stock SET supplied = ?, available = ? WHERE sku = ?")
        .params(StockLevel.SUPPLIED_MAX - 1, StockLevel.SUPPLIED_MAX - 1, sku.value())
        .update();
    assertThat(store.inventory.adjust(PostgresInstance.adjustment(sku, "more", 2)))
        .isEqualTo(new AdjustResult.TooMuch(StockLevel.SUPPLIED_MAX));
    assertThat(store.inventory.adjust(PostgresInstance.adjustment(sku, "more", 1)))
        .isEqualTo(new AdjustResult.Applied(false));
    for (long delta : new long[] {1, -1}) {
      assertThat(
              store.inventory.adjust(PostgresInstance.adjustment(new Sku("unknown"), "x", delta)))
          .isEqualTo(new AdjustResult.UnknownSku());
    }
  }

  private static void plant(String sql, Object... parameters) {
    store.sql.sql(sql).params(parameters).update();
  }

  private static void assertFound(Sku sku, Audit.Kind... kinds) {
    assertThat(store.audit(sku).findings())
        .extracting(Audit.Finding::kind)
        .containsExactlyInAnyOrder(kinds);
  }

  private static Reconciliation reconciled(Sku sku, @Nullable String reason) {
    var result = store.inventory.reconcile(sku, reason);
    assertThat(result).isInstanceOf(ReconciliationResult.Reconciled.class);
    return ((ReconciliationResult.Reconciled) result).reconciliation();
  }

  @Test
  void unitsReservedForNoOrderAreFound_andGoBack() {
    Sku sku = product(10);
    OrderId order = store.placed(Basket.of(sku, 2)).id();
    plant(
        "INSERT INTO reservations VALUES (?, ?, 3, 'R', '')",
        StoreInstance.newOrder().value(),
        sku.value());
    plant(
        "UPDATE stock SET available = available - 3, reserved = reserved + 3 WHERE sku = ?",
        sku.value());
    assertFound(sku, Audit.Kind.RESERVATION_WITHOUT_ORDER);
    var looked = reconciled(sku, null);
    assertThat(looked.applied()).isFalse();
    assertThat(looked.after()).isEqualTo(new StockLevel(sku, 10, 8, 2, 0));
    assertFound(sku, Audit.Kind.RESERVATION_WITHOUT_ORDER);
    var applied = reconciled(sku, "a test planted it");
    assertThat(applied.applied()).isTrue();
    assertThat(applied.repairs())
        .extracting(Reconciliation.Repair::action)
        .containsExactly(
            Reconciliation.Action.REMOVE_RESERVATION,
            Reconciliation.Action.SET_RESERVED,
            Reconciliation.Action.SET_AVAILABLE);
    store.assertLevel(sku, 8, 2, 0);
    assertThat(
            store
                .sql
                .sql("SELECT reason FROM reconciliations WHERE sku = ?")
                .param(sku.value())
                .query(String.class)
                .single())
        .isEqualTo("a test planted it");
    assertThat(reconciled(sku, "again").applied()).isFalse();
    store.orders.confirm(order, VersionCondition.NONE);
    store.assertLevel(sku, 8, 0, 2);
  }

  @Test
  void anOrderWithoutItsUnitsIsFound_andGetsThem() {
    Sku sku = product(10);
    OrderId reserved = store.placed(Basket.of(sku, 2)).id();
    OrderId confirmed = store.placed(Basket.of(sku, 1)).id();
    store.orders.confirm(confirmed, VersionCondition.NONE);
    plant("DELETE FROM reservations WHERE sku = ?", sku.value());
    assertFound(
        sku,
        Audit.Kind.RESERVED_TOTAL_DISAGREES,
        Audit.Kind.SOLD_TOTAL_DISAGREES,
        Audit.Kind.ORDER_WITHOUT_RESERVATION);
    reconciled(sku, "a test planted it");
    store.assertLevel(sku, 7, 2, 1);
    store.orders.cancel(reserved, VersionCondition.NONE);
    store.assertLevel(sku, 9, 0, 1);
  }

  @Test
  void aSaleWithoutAnOrderIsFound_andLeftToAPerson() {
    Sku sku = product(10);
    plant(
        "INSERT INTO reservations VALUES (?, ?, 3, 'S', '')",
        StoreInstance.newOrder().value(),
        sku.value());
    plant("UPDATE stock SET available = available - 3, sold = sold + 3 WHERE sku = ?", sku.value());
    assertFound(sku, Audit.Kind.SALE_WITHOUT_ORDER);
    var applied = reconciled(sku, "nothing to repair");
    assertThat(applied.applied()).isFalse();
    assertThat(applied.left())
        .extracting(Audit.Finding::kind)
        .containsExactly(Audit.Kind.SALE_WITHOUT_ORDER);
    assertFound(sku, Audit.Kind.SALE_WITHOUT_ORDER);
  }

  @Test
  void stockWhoseRowIsGoneIsFound_isNeverTakenFrom_andIsMadeAnew() {
    Sku sku = product(10);
    store.placed(Basket.of(sku, 2));
    plant("DELETE FROM stock WHERE sku = ?", sku.value());
    assertThat(store.inventory.audits(List.of(sku)).get(sku).findings())
        .extracting(Audit.Finding::kind)
        .containsExactly(Audit.Kind.MISSING_KEY);
    assertThat(store.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
        .isEqualTo(new PlaceResult.Refused(new Refusal.UnknownSku(List.of(sku))));
    assertThat(reconciled(sku, null).after()).isEqualTo(new StockLevel(sku, 2, 0, 2, 0));
    assertThat(reconciled(sku, "its row was deleted").repairs())
        .filteredOn(repair -> repair.action() == Reconciliation.Action.SET_SUPPLIED)
        .extracting(Reconciliation.Repair::detail)
        .containsExactly("made anew as 2; its sale is stopped");
    store.assertLevel(sku, 0, 2, 0);
    store.restock(sku, 1);
    assertThat(store.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
        .isEqualTo(new PlaceResult.Refused(new Refusal.NotOnSale(List.of(sku))));
    store.sell(sku, Product.Sale.Change.of(true));
    store.placed(Basket.of(sku, 1));
    assertThat(store.inventory.deepAudit(new Sku("unknown"))).isEqualTo(Optional.empty());
    assertThat(store.inventory.reconcile(new Sku("unknown"), null))
        .isEqualTo(new ReconciliationResult.UnknownSku());
  }

  /** Its unit is available to other snapshots, and cannot be taken. */
  @Test
  void aCountOfUnitsWaitsForATakeThatIsUnderWay() {
    var gate = new Breakpoint();
    try (var held = PostgresInstance.on(schema, gate)) {
      Sku sku = store.product(StrategyType.POSTGRES_SKIP_LOCKED, 2);
      var taking =
          ConcurrentClients.start(() -> held.place(StoreInstance.newOrder(), Basket.of(sku, 1)));
      gate.awaitArrival();
      var counting =
          ConcurrentClients.start(() ->
              store.inventory.count(
                  new StockCount(sku, StoreInstance.newOrder().value(), 2, 0, "test")));
      Awaitility.await().until(() -> counting.isDone() || store.waitingForLocks() == 1);
      gate.letGo();
      assertThat(taking.join()).isInstanceOf(PlaceResult.Placed.class);
      assertThat(counting.join()).isEqualTo(new StockCountResult.Counted(false));
      assertThat(store.level(sku)).isEqualTo(new StockLevel(sku, 0, 0, 1, 0, 1));
    }
  }

  /** Units that do not exist are a shortfall: what comes back fills it before it is for sale. */
  @Test
  void whatWasOversoldIsReconciled_andIsNotSoldAgain() {
    var meeting = new Rendezvous(2, Duration.ofSeconds(10));
    Sku sku;
    List<OrderId> orders;
    try (var racing = PostgresInstance.on(schema, meeting)) {
      Sku scarce = racing.product(StrategyType.POSTGRES_UNGUARDED, 1);
      orders = ConcurrentClients.run(2, i -> () -> racing.placed(Basket.of(scarce, 1)).id());
      sku = scarce;
    }
    var applied = reconciled(sku, "oversold by a test");
    assertThat(applied.after()).isEqualTo(new StockLevel(sku, 1, -1, 2, 0));
    assertThat(store.audit(sku).level()).isEqualTo(applied.after());
    assertFound(sku, Audit.Kind.OVERSOLD);
    store.orders.cancel(orders.get(0), VersionCondition.NONE);
    store.assertLevel(sku, 0, 1, 0);
    assertThat(store.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Refused.class);
    store.restock(sku, 1);
    store.assertLevel(sku, 1, 1, 0);
    assertThat(store.inventory.levels(Set.of(sku)).levels().get(sku).isConserved()).isTrue();
  }
}
