package dev.holdfast.postgres.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Orders that share a transaction. */
class GroupPlacerTest {
  private static String schema;
  private PostgresInstance store;
  private Sku sku;

  @BeforeAll
  static void create() {
    schema = PostgresUnderTest.schema();
  }

  @BeforeEach
  void start() {
    store = PostgresInstance.on(schema);
    sku = store.product(StrategyType.POSTGRES_GROUP_COMMIT, 6);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private double batches() {
    return store.meters.summary("holdfast.batch.size", "strategy", "postgres-group-commit").count();
  }

  private static Connection holding(String sql, String parameter) throws SQLException {
    Connection connection = PostgresUnderTest.dataSource(schema).getConnection();
    connection.setAutoCommit(false);
    JdbcClient.create(new SingleConnectionDataSource(connection, true))
        .sql(sql)
        .param(parameter)
        .query()
        .listOfRows();
    return connection;
  }

  /**
   * Places orders of a quantity each while the first one waits for the row: all others come
   * meanwhile, one after the other, and share the next transaction.
   */
  private List<PlaceResult> together(List<OrderId> orders, int... quantities) throws SQLException {
    double before = batches();
    try (var holder = holding("SELECT sku FROM stock WHERE sku = ? FOR UPDATE", sku.value())) {
      var placing =
          IntStream.range(0, quantities.length)
              .mapToObj(i -> {
                var placed =
                    ConcurrentClients.start(
                        () -> store.place(orders.get(i), Basket.of(sku, quantities[i])));
                Awaitility.await()
                    .until(() ->
                        i == 0
                            ? batches() == before + 1
                            : store.meters.get("holdfast.batch.queue").gauge().value() == i);
                return placed;
              })
              .toList();
      holder.rollback();
      return placing.stream().map(CompletableFuture::join).toList();
    }
  }

  private static List<OrderId> newOrders(int count) {
    return Stream.generate(StoreInstance::newOrder).limit(count).toList();
  }

  private PlaceResult shortage(int requested, long available) {
    return new PlaceResult.Refused(
        new Refusal.InsufficientStock(List.of(new Shortage(sku, requested, available))));
  }

  @Test
  void ordersThatShareATransaction_areServedInTheirOrder_andWhatDoesNotFitIsSkipped()
      throws Exception {
    var results = together(newOrders(6), 1, 2, 4, 1, 3, 2);
    assertThat(batches()).isEqualTo(2);
    assertThat(results.get(0)).isInstanceOf(PlaceResult.Placed.class);
    assertThat(results.get(1)).isInstanceOf(PlaceResult.Placed.class);
    assertThat(results.get(2)).isEqualTo(shortage(4, 3));
    assertThat(results.get(3)).isInstanceOf(PlaceResult.Placed.class);
    assertThat(results.get(4)).isEqualTo(shortage(3, 2));
    assertThat(results.get(5)).isInstanceOf(PlaceResult.Placed.class);
    store.assertLevel(sku, 0, 6, 0);
    for (PlaceResult result : results) {
      if (result instanceof PlaceResult.Placed placed) {
        assertThat(store.orders().find(placed.order().id())).contains(placed.order());
      }
    }
  }

  /** Two orders with one id: the second one is answered with the first. */
  @Test
  void aRepeatInTheSameTransactionIsAnsweredWithTheOrder() throws Exception {
    OrderId twice = StoreInstance.newOrder();
    var results = together(List.of(StoreInstance.newOrder(), twice, twice), 1, 2, 2);
    assertThat(results).allMatch(PlaceResult.Placed.class::isInstance);
    assertThat(results.stream().filter(r -> ((PlaceResult.Placed) r).replayed())).hasSize(1);
    store.assertLevel(sku, 3, 3, 0);
  }

  /** One whose row the schema refuses: its companions must not suffer from it. */
  @Test
  void whereATransactionFails_itsOrdersArePlacedOneByOne() throws Exception {
    var orders = newOrders(4);
    store
        .sql
        .sql(
            "ALTER TABLE orders ADD CONSTRAINT planted CHECK (id <> '%s') NOT VALID"
                .formatted(orders.get(2)))
        .update();
    try {
      List<Object> results;
      try (var holder = holding("SELECT sku FROM stock WHERE sku = ? FOR UPDATE", sku.value())) {
        var placing =
            orders.stream()
                .map(order ->
                    ConcurrentClients.<Object>start(() -> {
                      try {
                        return store.place(order, Basket.of(sku, 1));
                      } catch (StockDamagedException e) {
                        return "damaged";
                      }
                    }))
                .toList();
        Awaitility.await()
            .until(() ->
                batches() == 1 && store.meters.get("holdfast.batch.queue").gauge().value() == 3);
        holder.rollback();
        results = placing.stream().map(CompletableFuture::join).toList();
      }
      assertThat(results.get(2)).isEqualTo("damaged");
      assertThat(results.stream().filter(PlaceResult.Placed.class::isInstance)).hasSize(3);
    } finally {
      store.sql.sql("ALTER TABLE orders DROP CONSTRAINT planted").update();
    }
    store.assertLevel(sku, 3, 3, 0);
  }

  @Test
  void whatIsSoldOutIsRefusedFromMemory_andARepeatIsAnsweredAllTheSame() throws Exception {
    var last = store.placed(Basket.of(sku, 6));
    assertThat(store.place(StoreInstance.newOrder(), Basket.of(sku, 1))).isEqualTo(shortage(1, 0));
    double batches = batches();
    assertThat(store.place(last.id(), last.basket())).isEqualTo(new PlaceResult.Placed(last, true));
    // The gate is open again after a moment, so a slow machine asks anew: either answer is right.
    assertThat(store.place(StoreInstance.newOrder(), Basket.of(sku, 1))).isEqualTo(shortage(1, 0));
    double hits =
        store.meters.counter("holdfast.gate.hits", "strategy", "postgres-group-commit").count();
    assertThat(batches() - batches + hits).isGreaterThanOrEqualTo(1);
    // One that is on its way is not refused: what has its id decides.
    OrderId order = StoreInstance.newOrder();
    try (var holder =
        holding("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", order.value())) {
      assertThat(store.place(order, Basket.of(sku, 1))).isEqualTo(new PlaceResult.InProgress());
      holder.rollback();
    }
    store.assertLevel(sku, 0, 6, 0);
  }
}
