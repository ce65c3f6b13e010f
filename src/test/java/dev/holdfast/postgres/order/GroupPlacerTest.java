package dev.holdfast.postgres.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.Order;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
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

  /** A product that few want does not wait behind one that many want, whatever it is called. */
  @Test
  void anOrderOfAnotherProduct_doesNotWaitForTheLaneOfTheFirst() throws Exception {
    try (var some = PostgresInstance.withLanes(schema, 2)) {
      CompletableFuture<PlaceResult> held;
      try (var holder = holding("SELECT sku FROM stock WHERE sku = ? FOR UPDATE", sku.value())) {
        held = held(some);
        for (int i = 0; i < 8; i++) {
          Sku other = some.product(StrategyType.POSTGRES_GROUP_COMMIT, 6);
          var placing =
              ConcurrentClients.start(
                  () -> some.place(StoreInstance.newOrder(), Basket.of(other, 1)));
          Awaitility.await().until(() -> placing.isDone() || queued(some) > 0);
          assertThat(placing).isDone();
          assertThat(placing.join()).isInstanceOf(PlaceResult.Placed.class);
        }
        assertThat(held).isNotDone();
        holder.rollback();
      }
      assertThat(held.join()).isInstanceOf(PlaceResult.Placed.class);
    }
  }

  @Test
  void aLaneIsOneTransactionAtATime() throws Exception {
    try (var some = PostgresInstance.withLanes(schema, 1)) {
      Sku other = some.product(StrategyType.POSTGRES_GROUP_COMMIT, 6);
      CompletableFuture<PlaceResult> held;
      CompletableFuture<PlaceResult> behind;
      try (var holder = holding("SELECT sku FROM stock WHERE sku = ? FOR UPDATE", sku.value())) {
        held = held(some);
        behind =
            ConcurrentClients.start(
                () -> some.place(StoreInstance.newOrder(), Basket.of(other, 1)));
        Awaitility.await().until(() -> queued(some) == 1);
        assertThat(behind).isNotDone();
        holder.rollback();
      }
      assertThat(held.join()).isInstanceOf(PlaceResult.Placed.class);
      assertThat(behind.join()).isInstanceOf(PlaceResult.Placed.class);
    }
  }

  private static double queued(PostgresInstance some) {
    return some.meters.get("holdfast.batch.queue").gauge().value();
  }

  /** An order whose transaction waits for the row of its product. */
  private CompletableFuture<PlaceResult> held(PostgresInstance some) {
    var held =
        ConcurrentClients.start(() -> some.place(StoreInstance.newOrder(), Basket.of(sku, 1)));
    Awaitility.await().until(() -> some.waitingForLocks() == 1);
    return held;
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

  /** Connections that run something before a group locks the ids of its orders. */
  private static DataSource beforeIds(DataSource source, Runnable before) {
    return new DelegatingDataSource(source) {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        return (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("prepareStatement")
                      && ((String) arguments[0]).startsWith(GroupTransaction.LOCK_IDS)) {
                    before.run();
                  }
                  try {
                    return method.invoke(connection, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
      }
    };
  }

  /** Its repeat was refused meanwhile, and that was final. */
  @Test
  void anOrderWhoseCallerLeftBeforeItsIdWasLocked_isNotPlaced() throws Exception {
    var reached = new CountDownLatch(1);
    var released = new CompletableFuture<Void>();
    OrderId left = StoreInstance.newOrder();
    try (var slow =
        PostgresInstance.on(
            schema,
            source ->
                beforeIds(
                    source,
                    () -> {
                      reached.countDown();
                      released.join();
                    }))) {
      var unknown = new CompletableFuture<Boolean>();
      Thread caller =
          Thread.startVirtualThread(() -> {
            try {
              slow.place(left, Basket.of(sku, 6));
              unknown.complete(false);
            } catch (OutcomeUnknownException e) {
              unknown.complete(true);
            }
          });
      reached.await();
      caller.interrupt();
      assertThat(unknown.join()).isTrue();
      var other = store.placed(Basket.of(sku, 1));
      assertThat(store.place(left, Basket.of(sku, 6))).isEqualTo(shortage(6, 5));
      store.orders().cancel(other.id(), VersionCondition.NONE);
      released.complete(null);
      // The next transaction of the lane begins after that one.
      Order next = slow.placed(Basket.of(sku, 1));
      assertThat(store.orders().find(left)).isEmpty();
      assertThat(store.orders().find(next.id())).isPresent();
    } finally {
      released.complete(null);
    }
    store.assertLevel(sku, 5, 1, 0);
  }

  @Test
  void whenTheQueueIsFull_aRepeatIsAnsweredWithItsOrder_andANewOrderIsContended() throws Exception {
    try (var small = PostgresInstance.withQueue(schema, 1)) {
      Order placed = small.placed(Basket.of(sku, 1));
      var sizes = small.meters.summary("holdfast.batch.size", "strategy", "postgres-group-commit");
      try (var holder = holding("SELECT sku FROM stock WHERE sku = ? FOR UPDATE", sku.value())) {
        var sent =
            ConcurrentClients.start(() -> small.place(StoreInstance.newOrder(), Basket.of(sku, 1)));
        Awaitility.await().until(() -> sizes.count() == 2);
        var queued =
            ConcurrentClients.start(() -> small.place(StoreInstance.newOrder(), Basket.of(sku, 1)));
        Awaitility.await()
            .until(() -> small.meters.get("holdfast.batch.queue").gauge().value() == 1);
        assertThat(small.place(placed.id(), placed.basket()))
            .isEqualTo(new PlaceResult.Placed(placed, true));
        assertThat(small.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
            .isEqualTo(new PlaceResult.Refused(new Refusal.Contended()));
        holder.rollback();
        assertThat(List.of(sent.join(), queued.join()))
            .allMatch(PlaceResult.Placed.class::isInstance);
      }
    }
    store.assertLevel(sku, 3, 3, 0);
  }

  @Test
  void anErrorInASharedTransactionOrLookUp_endsThatOneOnly() {
    var planted = new AtomicBoolean();
    try (var failing =
        PostgresInstance.on(
            schema,
            source ->
                beforeIds(
                    source,
                    () -> {
                      if (planted.getAndSet(false)) {
                        throw new StackOverflowError("planted");
                      }
                    }))) {
      planted.set(true);
      assertThatThrownBy(() -> failing.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("ended without an answer");
      failing.placed(Basket.of(sku, 6));
      assertThat(failing.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
          .isEqualTo(shortage(1, 0));
      planted.set(true);
      // A slow machine finds the gate open again, and no look-up: either answer is right.
      assertThatThrownBy(() -> failing.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOfAny(StoreUnavailableException.class, OutcomeUnknownException.class);
      assertThat(failing.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
          .isEqualTo(shortage(1, 0));
    }
    store.assertLevel(sku, 0, 6, 0);
  }
}
