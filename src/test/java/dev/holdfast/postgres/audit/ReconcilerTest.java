package dev.holdfast.postgres.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.Disposition;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What audits and reconciliations wait for and lock, and what they may not. */
class ReconcilerTest {
  private static final StrategyType TYPE = StrategyType.POSTGRES_CONDITIONAL_UPDATE;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private String schema;
  private PostgresInstance store;

  @BeforeEach
  void start() {
    schema = PostgresUnderTest.schema();
    store = PostgresInstance.on(schema);
  }

  @AfterEach
  void stop() {
    store.close();
    threads.close();
  }

  private void plant(String sql, Object... parameters) {
    assertThat(store.sql.sql(sql).params(parameters).update()).isPositive();
  }

  private static void assertReconciled(ReconciliationResult result, boolean isApplied) {
    assertThat(result).isInstanceOf(ReconciliationResult.Reconciled.class);
    assertThat(((ReconciliationResult.Reconciled) result).reconciliation().applied())
        .isEqualTo(isApplied);
  }

  private Connection holding(String sql) throws SQLException {
    Connection holder = PostgresUnderTest.dataSource(schema).getConnection();
    holder.setAutoCommit(false);
    try (var statement = holder.createStatement()) {
      statement.execute(sql);
    }
    return holder;
  }

  /** How many statements take longer than a statement of an order may. */
  private int slow() {
    return store
        .sql
        .sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'"
                + " AND clock_timestamp() - query_start > interval '1100 milliseconds'")
        .query(Integer.class)
        .single();
  }

  /** What makes their statements slow, however few the rows are: others have the table. */
  @Test
  void auditsAndReconciliationsMayTakeLongerThanAStatementOfAnOrder() throws Exception {
    Sku sku = store.product(TYPE, 10);
    store.placed(Basket.of(sku, 2));
    plant("DELETE FROM reservations WHERE sku = ?", sku.value());
    try (var bounded =
        PostgresInstance.on(
            () -> {
              var source = PostgresUnderTest.dataSource(schema);
              source.setOptions("-c statement_timeout=1s -c lock_timeout=20s");
              return source;
            },
            schema)) {
      Future<Audit> audit;
      Future<ReconciliationResult> look;
      try (var holder = holding("LOCK TABLE reservations, orders")) {
        audit = threads.submit(() -> bounded.inventory.audits(List.of(sku)).get(sku));
        look = threads.submit(() -> bounded.inventory.reconcile(sku, null));
        Awaitility.await().until(() -> slow() == 2 || audit.isDone() || look.isDone());
        holder.rollback();
      }
      assertThat(audit.get().findings())
          .extracting(Audit.Finding::kind)
          .containsExactly(Audit.Kind.RESERVED_TOTAL_DISAGREES);
      assertReconciled(look.get(), false);
      Future<ReconciliationResult> applied;
      try (var holder = holding("LOCK TABLE orders")) {
        applied = threads.submit(() -> bounded.inventory.reconcile(sku, "a test planted it"));
        Awaitility.await().until(() -> slow() == 1 || applied.isDone());
        // It has locked nothing that orders want.
        plant("UPDATE stock SET version = version + 1 WHERE sku = ?", sku.value());
        holder.rollback();
      }
      assertReconciled(applied.get(), true);
    }
    store.assertLevel(sku, 8, 2, 0);
  }

  @Test
  void noUnitsGoAwayBetweenACheckAndItsTake() throws Exception {
    var reconciled = new AtomicReference<Future<ReconciliationResult>>();
    var sku = new AtomicReference<Sku>();
    RaceWindow window =
        () -> {
          if (sku.get() != null && reconciled.get() == null) {
            var result = threads.submit(() -> store.inventory.reconcile(sku.get(), "too many"));
            reconciled.set(result);
            Awaitility.await().until(() -> result.isDone() || store.waitingForLocks() > 0);
          }
        };
    try (var racing = PostgresInstance.on(schema, window)) {
      Sku scarce = racing.product(StrategyType.POSTGRES_ADVISORY_LOCK, 1);
      racing.placed(Basket.of(scarce, 1));
      plant("UPDATE stock SET available = 1, reserved = 0 WHERE sku = ?", scarce.value());
      sku.set(scarce);
      assertThat(racing.place(StoreInstance.newOrder(), Basket.of(scarce, 1)))
          .isInstanceOf(PlaceResult.Placed.class);
      assertReconciled(reconciled.get().get(), true);
      assertThat(store.audit(scarce).level().reserved()).isEqualTo(2);
    }
  }

  @Test
  void customersAreLockedBeforeStock_andWhatWasNotLockedIsLeft() throws Exception {
    Sku sku = store.product(TYPE, 10, new PurchaseLimits(null, 2));
    OrderId order = StoreInstance.newOrder();
    store.placeFor("ann", order, Basket.of(sku, 2));
    plant("DELETE FROM orders WHERE id = ?", order.value());
    Future<ReconciliationResult> result;
    try (var holder = holding("SELECT units FROM customer_units FOR UPDATE")) {
      result = threads.submit(() -> store.inventory.reconcile(sku, "its order is gone"));
      Awaitility.await().until(() -> result.isDone() || store.waitingForLocks() > 0);
      assertThat(result.isDone()).isFalse();
      assertThat(
              store
                  .sql
                  .sql("SELECT sku FROM stock WHERE sku = ? FOR UPDATE SKIP LOCKED")
                  .param(sku.value())
                  .query(String.class)
                  .list())
          .hasSize(1);
      plant(
          "INSERT INTO reservations VALUES (?, ?, 3, 'R', '')",
          StoreInstance.newOrder().value(),
          sku.value());
      plant(
          "UPDATE stock SET available = available - 3, reserved = reserved + 3 WHERE sku = ?",
          sku.value());
      holder.rollback();
    }
    assertReconciled(result.get(), true);
    assertThat(store.audit(sku).level().reserved()).isEqualTo(3);
    assertReconciled(store.inventory.reconcile(sku, "what came meanwhile"), true);
    store.assertLevel(sku, 10, 0, 0);
    assertThat(store.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 2)))
        .isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void aReservationMadeAnewIsThatOfItsCustomer() {
    Sku sku = store.product(TYPE, 10, new PurchaseLimits(null, 2));
    OrderId order = StoreInstance.newOrder();
    store.placeFor("ann", order, Basket.of(sku, 2));
    plant("DELETE FROM reservations WHERE order_id = ?", order.value());
    assertReconciled(store.inventory.reconcile(sku, "a test planted it"), true);
    assertThat(store.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Refused.class);
    store.orders.cancel(order, VersionCondition.NONE);
    assertThat(store.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 2)))
        .isInstanceOf(PlaceResult.Placed.class);
    store.assertLevel(sku, 8, 2, 0);
  }

  private void takeBack(OrderId order, Sku sku, int units) {
    assertThat(
            store
                .orders()
                .returnUnits(
                    OrderReturn.of(
                        order,
                        "key-" + units,
                        List.of(ReturnedUnits.of(sku, units, Disposition.RESTOCK)))))
        .isInstanceOf(ReturnResult.Answered.class);
  }

  private void assertSaleIsFoundAndMended(Sku sku, int available, int sold) {
    assertThat(store.audit(sku).findings())
        .extracting(Audit.Finding::kind)
        .contains(Audit.Kind.SALE_WITHOUT_ORDER);
    assertReconciled(store.inventory.reconcile(sku, "a test planted it"), true);
    assertThat(store.audit(sku).findings()).isEmpty();
    store.assertLevel(sku, available, 0, sold);
  }

  @Test
  void whatWasReturnedIsSoldNoMore() {
    Sku sku = store.product(TYPE, 10);
    OrderId order = store.placed(Basket.of(sku, 4)).id();
    store.orders().confirm(order, VersionCondition.NONE);
    takeBack(order, sku, 3);
    assertThat(store.audit(sku).findings()).isEmpty();
    plant("UPDATE reservations SET quantity = 4 WHERE sku = ?", sku.value());
    assertSaleIsFoundAndMended(sku, 9, 1);
    takeBack(order, sku, 1);
    assertThat(store.audit(sku).findings()).isEmpty();
    plant(
        "INSERT INTO reservations (order_id, sku, quantity, state, customer)"
            + " VALUES (?, ?, 2, 'S', '')",
        order.value(),
        sku.value());
    assertSaleIsFoundAndMended(sku, 10, 0);
    plant("UPDATE orders SET returned = NULL WHERE id = ?", order.value());
    assertThat(store.audit(sku).findings())
        .extracting(Audit.Finding::kind)
        .containsExactly(Audit.Kind.ORDER_WITHOUT_RESERVATION);
  }

  @Test
  void whatWasNotShippedLowersTheShortfall() {
    for (StrategyType type : List.of(TYPE, StrategyType.POSTGRES_SKIP_LOCKED)) {
      Sku sku = store.product(type, 5);
      OrderId order = store.placed(Basket.of(sku, 5)).id();
      store.orders().confirm(order, VersionCondition.NONE);
      plant("UPDATE stock SET supplied = supplied - 2, shortfall = 2 WHERE sku = ?", sku.value());
      assertThat(store.orders().returnUnits(notShipped(order, sku, 3)))
          .isEqualTo(new ReturnResult.NotMissing(List.of(new ReturnResult.Excess(sku, 3, 2))));
      assertThat(store.orders().returnUnits(notShipped(order, sku, 2)))
          .isInstanceOf(ReturnResult.Answered.class);
      store.assertLevel(sku, 0, 0, 3);
      assertThat(store.audit(sku).level().shortfall()).isZero();
      assertThat(store.audit(sku).isConserved()).isTrue();
    }
  }

  private static OrderReturn notShipped(OrderId order, Sku sku, int units) {
    return OrderReturn.of(
        order, "key", List.of(ReturnedUnits.of(sku, units, Disposition.NOT_SHIPPED)));
  }
}
