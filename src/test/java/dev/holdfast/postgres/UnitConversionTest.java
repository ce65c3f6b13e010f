package dev.holdfast.postgres;

import static dev.holdfast.strategy.StrategyType.POSTGRES_CONDITIONAL_UPDATE;
import static dev.holdfast.strategy.StrategyType.POSTGRES_SERIALIZABLE;
import static dev.holdfast.strategy.StrategyType.POSTGRES_SKIP_LOCKED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A change of strategy makes rows of units out of a counter, and a counter out of rows. */
class UnitConversionTest {
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

  private static StrategyChangeResult tryToChange(Sku sku, StrategyType to) {
    return store.inventory.changeStrategy(sku, to.id(), StoreInstance.newOrder().value());
  }

  private static void change(Sku sku, StrategyType to) {
    assertThat(tryToChange(sku, to)).isInstanceOf(StrategyChangeResult.Done.class);
  }

  private static CompletableFuture<DecideResult> cancelling(Order order) {
    return ConcurrentClients.start(() -> store.orders.cancel(order.id(), VersionCondition.NONE));
  }

  private static void awaitWaiting(int sessions) {
    Awaitility.await().until(() -> store.waitingForLocks() == sessions);
  }

  private static Sku named(String prefix, StrategyType type, int units) {
    var sku = new Sku(prefix + StoreInstance.newOrder().value());
    store.register(sku, type.id(), Product.Terms.of("a product", Duration.ofMinutes(15)));
    store.restock(sku, units);
    return sku;
  }

  /** It has given a unit back, and waits for the row of its other product before it commits. */
  @Test
  void aReturnThatIsUnderWay_isWaitedFor() throws Exception {
    Sku first = named("a-", POSTGRES_SKIP_LOCKED, 3);
    Sku second = named("b-", POSTGRES_SKIP_LOCKED, 3);
    Order order = store.placed(Basket.of(List.of(new Line(first, 1), new Line(second, 1))));
    // The second one owes a unit, so what comes back fills that in the row of its stock.
    assertThat(
            store
                .sql
                .sql("UPDATE stock SET shortfall = 1, supplied = supplied - 1 WHERE sku = ?")
                .param(second.value())
                .update())
        .isOne();
    CompletableFuture<DecideResult> cancelling;
    CompletableFuture<Void> changing;
    try (var holder = PostgresUnderTest.dataSource(schema).getConnection();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("SELECT FROM stock WHERE sku = '" + second + "' FOR UPDATE");
      cancelling = cancelling(order);
      awaitWaiting(1);
      changing =
          ConcurrentClients.start(() -> {
            change(first, POSTGRES_CONDITIONAL_UPDATE);
            return null;
          });
      Awaitility.await().until(() -> changing.isDone() || store.waitingForLocks() == 2);
      holder.rollback();
    }
    cancelling.join();
    changing.join();
    store.assertLevel(first, 3, 0, 0);
  }

  /** What it began to give back as units is in the counters when its turn comes. */
  @Test
  void aReturnThatWaitedForTheChange_goesToTheCounter() {
    Sku sku = store.product(POSTGRES_SKIP_LOCKED, 5);
    Order cancelled = store.placed(Basket.of(sku, 2));
    Order confirmed = store.placed(Basket.of(sku, 1));
    var gate = new Breakpoint();
    try (var held = PostgresInstance.on(schema, gate)) {
      var taking = ConcurrentClients.start(() -> held.placed(Basket.of(sku, 1)));
      gate.awaitArrival();
      var changing = ConcurrentClients.start(() -> tryToChange(sku, POSTGRES_CONDITIONAL_UPDATE));
      awaitWaiting(1);
      var cancelling = cancelling(cancelled);
      var confirming =
          ConcurrentClients.start(
              () -> store.orders.confirm(confirmed.id(), VersionCondition.NONE));
      awaitWaiting(3);
      gate.letGo();
      taking.join();
      assertThat(changing.join()).isInstanceOf(StrategyChangeResult.Done.class);
      cancelling.join();
      confirming.join();
    }
    store.assertLevel(sku, 3, 1, 1);
    assertThat(store.meters.counter("holdfast.stock.changes.refused").count()).isZero();
  }

  /** The change happens after the snapshot of the order's whole transaction. */
  @Test
  void aReturnInATransactionOfOneSnapshot_runsAgain() {
    Sku first = named("a-", POSTGRES_SERIALIZABLE, 3);
    Sku second = named("b-", POSTGRES_SKIP_LOCKED, 3);
    Order order = store.placed(Basket.of(second, 2));
    var gate = new Breakpoint();
    try (var held = PostgresInstance.on(schema, gate)) {
      var changingLines =
          ConcurrentClients.start(() -> held.change(order.id(), Basket.of(first, 1)));
      gate.awaitArrival();
      change(second, POSTGRES_CONDITIONAL_UPDATE);
      gate.letGo();
      assertThat(changingLines.join()).isInstanceOf(LinesResult.Answered.class);
    }
    store.assertLevel(first, 2, 1, 0);
    store.assertLevel(second, 3, 0, 0);
  }

  /** An adjustment reads what the product is, and writes that. */
  @Test
  void anAdjustmentWaitsForTheChange() {
    Sku sku = store.product(POSTGRES_SKIP_LOCKED, 1);
    var gate = new Breakpoint();
    try (var held = PostgresInstance.on(schema, gate)) {
      var taking = ConcurrentClients.start(() -> held.placed(Basket.of(sku, 1)));
      gate.awaitArrival();
      var changing = ConcurrentClients.start(() -> tryToChange(sku, POSTGRES_CONDITIONAL_UPDATE));
      awaitWaiting(1);
      var supplying =
          ConcurrentClients.start(() -> {
            store.restock(sku, 4);
            return null;
          });
      awaitWaiting(2);
      gate.letGo();
      taking.join();
      changing.join();
      supplying.join();
    }
    store.assertLevel(sku, 4, 1, 0);
  }

  @Test
  void asManyUnitsAsAProductMayHaveBecomeRows_andACounterAgain() {
    Sku sku = store.product(POSTGRES_CONDITIONAL_UPDATE, 100_000);
    Order order = store.placed(Basket.of(sku, 5));
    change(sku, POSTGRES_SKIP_LOCKED);
    store.assertLevel(sku, 99_995, 5, 0);
    store.orders.confirm(order.id(), VersionCondition.NONE);
    change(sku, POSTGRES_CONDITIONAL_UPDATE);
    store.assertLevel(sku, 99_995, 0, 5);
    store.restock(sku, 1);
    for (var id : new String[] {null, "too-much"}) {
      assertThat(store.inventory.changeStrategy(sku, POSTGRES_SKIP_LOCKED.id(), id))
          .isEqualTo(new StrategyChangeResult.TooMuch(100_000));
    }
    store.assertLevel(sku, 99_996, 0, 5);
  }

  @Test
  void stockThatDoesNotAddUp_isForAReconciliation() {
    Sku counted = store.product(POSTGRES_CONDITIONAL_UPDATE, 5);
    Sku unit = store.product(POSTGRES_SKIP_LOCKED, 5);
    store
        .sql
        .sql("UPDATE stock SET available = available - 1, reserved = 1 WHERE sku = ?")
        .param(counted.value())
        .update();
    store.sql.sql("INSERT INTO units (sku) VALUES (?)").param(unit.value()).update();
    assertThat(tryToChange(counted, POSTGRES_SKIP_LOCKED))
        .isInstanceOf(StrategyChangeResult.Damaged.class);
    assertThat(tryToChange(unit, POSTGRES_CONDITIONAL_UPDATE))
        .isInstanceOf(StrategyChangeResult.Damaged.class);
    for (Sku sku : List.of(counted, unit)) {
      store.inventory.reconcile(sku, "a test planted it");
    }
    change(counted, POSTGRES_SKIP_LOCKED);
    change(unit, POSTGRES_CONDITIONAL_UPDATE);
    store.assertLevel(counted, 5, 0, 0);
    store.assertLevel(unit, 5, 0, 0);
  }

  @Test
  void theLastHundredChangesAreRemembered() {
    Sku sku = store.product(POSTGRES_CONDITIONAL_UPDATE, 1);
    for (int i = 0; i <= 100; i++) {
      store.inventory.changeStrategy(
          sku,
          (i % 2 == 0 ? POSTGRES_SERIALIZABLE : POSTGRES_CONDITIONAL_UPDATE).id(),
          "change-" + i);
    }
    assertThat(
            store
                .sql
                .sql("SELECT count(*) FROM strategy_changes WHERE sku = ?")
                .param(sku.value())
                .query(Integer.class)
                .single())
        .isEqualTo(100);
    assertThat(store.inventory.changeStrategy(sku, POSTGRES_CONDITIONAL_UPDATE.id(), "change-1"))
        .isInstanceOfSatisfying(
            StrategyChangeResult.Done.class, done -> assertThat(done.before()).isTrue());
    store.assertLevel(sku, 1, 0, 0);
  }
}
