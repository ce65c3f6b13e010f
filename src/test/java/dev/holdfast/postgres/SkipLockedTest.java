package dev.holdfast.postgres;

import static dev.holdfast.postgres.PostgresInstance.adjustment;
import static dev.holdfast.strategy.StrategyType.POSTGRES_CONDITIONAL_UPDATE;
import static dev.holdfast.strategy.StrategyType.POSTGRES_SKIP_LOCKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.AdjustResult;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Products that are sold by the unit, beside those that have counters. */
class SkipLockedTest {

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
    return store.product(POSTGRES_SKIP_LOCKED, units);
  }

  private static void plant(String sql, Object... parameters) {
    assertThat(store.sql.sql(sql).params(parameters).update()).isPositive();
  }

  private static RegisterResult bind(Sku sku, String strategy) {
    return store.register(sku, strategy, Product.Terms.of("a product", Duration.ofMinutes(15)));
  }

  /** Neither for another's units, nor for the row of its stock. */
  @Test
  void aBuyerWaitsForNoOther() throws Exception {
    Sku sku = product(2);
    var gate = new Breakpoint();
    try (var pausing = PostgresInstance.on(schema, gate)) {
      var first = ConcurrentClients.start(() -> pausing.placed(Basket.of(sku, 1)));
      gate.awaitArrival();
      store.placed(Basket.of(sku, 1));
      assertThat(store.inventory.levels(Set.of(sku)).levels())
          .isEqualTo(Map.of(sku, new StockLevel(sku, 2, 1, 1, 0)));
      gate.letGo();
      first.join();
    }
    store.assertLevel(sku, 0, 2, 0);
  }

  @Test
  void unitsGoAllTheWaysOfAnOrder() {
    Sku unit = product(6);
    Sku counter = store.product(POSTGRES_CONDITIONAL_UPDATE, 6);
    var both = Basket.of(List.of(new Line(unit, 2), new Line(counter, 2)));
    Order cancelled = store.placed(both);
    Order confirmed = store.placed(both);
    Order expired = store.placed(both);
    store.orders.cancel(cancelled.id(), VersionCondition.NONE);
    store.orders.confirm(confirmed.id(), VersionCondition.NONE);
    store.passDeadline(expired.id());
    store.orders.sweep();
    assertThat(store.status(expired.id())).isEqualTo(OrderStatus.EXPIRED);
    store.assertLevel(unit, 4, 0, 2);
    store.assertLevel(counter, 4, 0, 2);

    assertThat(store.orders.confirmOrReReserve(expired.id(), VersionCondition.NONE))
        .isInstanceOf(ReReserveResult.Answered.class);
    Order changed = store.placed(Basket.of(unit, 1));
    store.change(changed.id(), Basket.of(List.of(new Line(unit, 2), new Line(counter, 1))));
    store.assertLevel(unit, 0, 2, 4);
    store.change(changed.id(), Basket.of(counter, 1));
    store.assertLevel(unit, 2, 0, 4);

    assertThat(store.inventory.adjust(adjustment(unit, "withdraw", -2)))
        .isEqualTo(new AdjustResult.Applied(false));
    store.assertLevel(unit, 0, 0, 4);
    store.age(91);
    store.orders.sweep();
    assertThat(store.orders.find(confirmed.id())).isEmpty();
    store.assertLevel(unit, 0, 0, 4);
    assertThat(store.meters.counter("holdfast.stock.changes.refused").count()).isZero();
  }

  @Test
  void aProductHasAHundredThousandUnitsAtMost() {
    Sku sku = product(99_999);
    assertThat(store.inventory.adjust(adjustment(sku, "two", 2)))
        .isEqualTo(new AdjustResult.TooMuch(100_000));
    assertThat(store.inventory.adjust(adjustment(sku, "one", 1)))
        .isEqualTo(new AdjustResult.Applied(false));
    assertThat(store.inventory.adjust(adjustment(sku, "all", -100_000)))
        .isEqualTo(new AdjustResult.Applied(false));
    store.assertLevel(sku, 0, 0, 0);
  }

  /** The stock of one kind is none for the other: a binding that is out of date finds nothing. */
  @Test
  void aProductChangesToItAndFromItWhileItHasNoStock() {
    Sku sku = product(0);
    try (var other = PostgresInstance.on(schema)) {
      assertThat(other.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOf(PlaceResult.Refused.class);
      assertThat(bind(sku, POSTGRES_CONDITIONAL_UPDATE.id())).isEqualTo(RegisterResult.UPDATED);
      store.restock(sku, 2);
      assertThat(bind(sku, POSTGRES_SKIP_LOCKED.id())).isEqualTo(RegisterResult.STRATEGY_IN_USE);
      other.placed(Basket.of(sku, 2));
      store.assertLevel(sku, 0, 2, 0);
    }
    Sku unit = product(1);
    assertThat(bind(unit, POSTGRES_CONDITIONAL_UPDATE.id()))
        .isEqualTo(RegisterResult.STRATEGY_IN_USE);
    store.inventory.adjust(adjustment(unit, "none", -1));
    assertThat(bind(unit, POSTGRES_CONDITIONAL_UPDATE.id())).isEqualTo(RegisterResult.UPDATED);
    store.restock(unit, 3);
    store.placed(Basket.of(unit, 3));
    store.assertLevel(unit, 0, 3, 0);
  }

  /** While an order waits for the counter of its customer, its product becomes another. */
  @Test
  void aTakeWhoseProductMovesMeanwhileStartsAgain() throws Exception {
    Sku sku = product(1);
    store.limits(sku, POSTGRES_SKIP_LOCKED, new PurchaseLimits(null, 3));
    plant("INSERT INTO customer_units VALUES (?, 'ann', 1)", sku.value());
    CompletableFuture<PlaceResult> placing;
    try (var holder = PostgresUnderTest.dataSource(schema).getConnection();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT FROM customer_units WHERE sku = '" + sku + "' FOR UPDATE");
      placing =
          ConcurrentClients.start(
              () -> store.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 1)));
      Awaitility.await().until(() -> store.waitingForLocks() == 1);
      plant("DELETE FROM units WHERE sku = ?", sku.value());
      plant(
          "UPDATE stock SET by_unit = false, available = 1, epoch = epoch + 1 WHERE sku = ?",
          sku.value());
      plant(
          "UPDATE products SET strategy = 'postgres-conditional-update' WHERE sku = ?",
          sku.value());
      holder.rollback();
    }
    assertThat(placing.join()).isInstanceOf(PlaceResult.Placed.class);
    store.assertLevel(sku, 0, 1, 0);
  }

  @Test
  void aLeakAndUnitsTooManyAreFound_andReconciled_whileAnotherOrderIsUnderWay() throws Exception {
    Sku leaks = product(5);
    plant(
        "DELETE FROM units WHERE sku = ? AND unit = (SELECT max(unit) FROM units)", leaks.value());
    Sku tooMany = product(5);
    plant("INSERT INTO units (sku) VALUES (?)", tooMany.value());
    var gate = new Breakpoint();
    try (var pausing = PostgresInstance.on(schema, gate)) {
      var order =
          ConcurrentClients.start(
              () -> pausing.placed(Basket.of(List.of(new Line(leaks, 1), new Line(tooMany, 1)))));
      gate.awaitArrival();
      for (Sku sku : List.of(leaks, tooMany)) {
        assertThat(store.audit(sku).findings())
            .extracting(Audit.Finding::kind)
            .containsExactly(Audit.Kind.COUNTERS_DISAGREE);
        store.inventory.reconcile(sku, "a test planted it");
        store.assertLevel(sku, 5, 0, 0);
      }
      gate.letGo();
      order.join();
    }
    store.assertLevel(leaks, 4, 1, 0);
    store.assertLevel(tooMany, 4, 1, 0);
  }

  /** What was promised and does not exist is filled before anything is free. */
  @Test
  void unitsThatAreOwedAreNotFreeWhenTheyComeBack() {
    Sku sku = product(3);
    Order order = store.placed(Basket.of(sku, 3));
    plant("UPDATE stock SET supplied = 1 WHERE sku = ?", sku.value());
    store.inventory.reconcile(sku, "a test planted it");
    assertThat(store.audit(sku).level().oversold()).isEqualTo(2);

    store.restock(sku, 1);
    store.orders.cancel(order.id(), VersionCondition.NONE);

    store.assertLevel(sku, 2, 0, 0);
    assertThat(store.place(StoreInstance.newOrder(), Basket.of(sku, 3)))
        .isInstanceOf(PlaceResult.Refused.class);
  }

  /** A lost row of stock is made anew as that of its strategy. */
  @Test
  void stockThatIsLostIsMadeAnew() {
    Sku sku = product(3);
    store.placed(Basket.of(sku, 2));
    plant("DELETE FROM stock WHERE sku = ?", sku.value());
    store.inventory.reconcile(sku, "a test planted it");
    store.assertLevel(sku, 0, 2, 0);
    store.restock(sku, 1);
    store.sell(sku, Product.Sale.Change.of(true));
    store.placed(Basket.of(sku, 1));
    store.assertLevel(sku, 0, 3, 0);
  }

  /** An order that counts for a customer has one row in common with the others of that customer. */
  @Test
  void aCustomerHasNoMoreThanTheLimit() {
    Sku sku = product(10);
    store.limits(sku, POSTGRES_SKIP_LOCKED, new PurchaseLimits(null, 3));
    var results =
        ConcurrentClients.run(
            12,
            i ->
                () ->
                    ConcurrentClients.insist(
                        () -> store.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 1))));
    assertThat(ConcurrentClients.placed(results)).isEqualTo(3);
    store.assertLevel(sku, 7, 3, 0);
  }
}
