package dev.holdfast.postgres.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.postgres.transaction.CommitFaults.Fault;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What is answered when a transaction, or its COMMIT, does not end as usual. */
class TransactionTest {
  private static String schema;

  private final CommitFaults faults = new CommitFaults();
  private PostgresInstance store;
  private Sku sku;

  @BeforeAll
  static void create() {
    schema = PostgresUnderTest.schema();
  }

  @BeforeEach
  void start() {
    store = PostgresInstance.on(schema, faults::around);
    sku = store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 5);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"ANSWER_LOST", "CUT_BEFORE", "WARNING"})
  void aCommitThatIsNotAnswered_orWithAWarning_isUnknown_andARepeatFindsOut(Fault fault) {
    OrderId order = StoreInstance.newOrder();
    faults.next(fault);
    assertThatThrownBy(() -> store.place(order, Basket.of(sku, 2)))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(store.place(order, Basket.of(sku, 2)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class,
            placed -> assertThat(placed.replayed()).isEqualTo(fault != Fault.CUT_BEFORE));
    store.assertLevel(sku, 3, 2, 0);
    assertThat(store.meters.counter("holdfast.transactions.unknown").count()).isEqualTo(1);
    faults.next(fault);
    assertThatThrownBy(() -> store.orders.confirm(order, VersionCondition.NONE))
        .isInstanceOf(OutcomeUnknownException.class);
    store.orders.confirm(order, VersionCondition.NONE);
    store.assertLevel(sku, 3, 0, 2);
  }

  /** The server rolls back before it refuses a COMMIT so. */
  @Test
  void aCommitThatTheServerRefused_runsAgain() {
    faults.next(Fault.NOT_SERIALIZABLE);
    assertThat(store.placed(Basket.of(sku, 2)).version()).isEqualTo(1);
    store.assertLevel(sku, 3, 2, 0);
    assertThat(store.meters.counter("holdfast.transactions.repeated").count()).isEqualTo(1);
  }

  @Test
  void aCommitThatIsNotSentToAFormerPrimary_hasDoneNothing() {
    OrderId order = StoreInstance.newOrder();
    faults.next(Fault.FORMER_PRIMARY);
    assertThatThrownBy(() -> store.place(order, Basket.of(sku, 2)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(store.orders.find(order)).isEmpty();
    store.assertLevel(sku, 5, 0, 0);
  }

  private static Connection holding(String sql, Object... parameters) throws SQLException {
    Connection connection = PostgresUnderTest.dataSource(schema).getConnection();
    connection.setAutoCommit(false);
    execute(connection, sql, parameters);
    return connection;
  }

  private static void execute(Connection connection, String sql, Object... parameters) {
    JdbcClient.create(new SingleConnectionDataSource(connection, true))
        .sql(sql)
        .params(parameters)
        .query()
        .listOfRows();
  }

  private int waiting() {
    return store
        .sql
        .sql(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND datname = current_database()")
        .query(Integer.class)
        .single();
  }

  @Test
  void aConnectionThatIsLostBeforeItsCommit_hasDoneNothing() throws Exception {
    OrderId order = StoreInstance.newOrder();
    try (var holder = holding("SELECT sku FROM stock WHERE sku = ? FOR UPDATE", sku.value())) {
      var placing =
          ConcurrentClients.start(() -> {
            try {
              return store.place(order, Basket.of(sku, 2)).toString();
            } catch (StoreUnavailableException e) {
              return "unavailable";
            }
          });
      Awaitility.await().until(() -> waiting() == 1);
      store
          .sql
          .sql(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE wait_event_type = 'Lock' AND datname = current_database()")
          .query()
          .listOfRows();
      assertThat(placing.join()).isEqualTo("unavailable");
      holder.rollback();
    }
    assertThat(store.orders.find(order)).isEmpty();
    store.assertLevel(sku, 5, 0, 0);
    assertThat(store.place(order, Basket.of(sku, 2))).isInstanceOf(PlaceResult.Placed.class);
  }

  /** Two transactions that wait for each other: the server ends one, which runs again. */
  @Test
  void aDeadlockIsNoError() throws Exception {
    Sku first = sku;
    Sku second = store.product(StrategyType.POSTGRES_ROW_LOCK, 5);
    var lock = "SELECT sku FROM stock WHERE sku = ? FOR UPDATE";
    try (var holder = holding(lock, second.value())) {
      var placing =
          ConcurrentClients.start(() ->
              store.place(
                  StoreInstance.newOrder(),
                  Basket.of(List.of(new Line(first, 1), new Line(second, 1)))));
      Awaitility.await().until(() -> waiting() == 1);
      try {
        execute(holder, lock, first.value());
      } catch (DataAccessException e) {
        // It is the one that the server ended.
      }
      holder.rollback();
      assertThat(placing.join()).isInstanceOf(PlaceResult.Placed.class);
    }
    store.assertLevel(first, 4, 1, 0);
    store.assertLevel(second, 4, 1, 0);
  }

  @Test
  void aLockThatIsNotAcquiredInTime_isContended_andSoIsADecision() throws Exception {
    try (var hasty =
        PostgresInstance.on(
            schema,
            source -> {
              ((PGSimpleDataSource) source)
                  .setOptions("-c lock_timeout=50ms -c statement_timeout=20s");
              return source;
            })) {
      Order order = hasty.placed(Basket.of(sku, 1));
      var basket = Basket.of(sku, 2);
      try (var holder = holding("SELECT sku FROM stock WHERE sku = ? FOR UPDATE", sku.value())) {
        assertThat(hasty.place(StoreInstance.newOrder(), basket))
            .isEqualTo(new PlaceResult.Refused(new Refusal.Contended()));
        assertThat(hasty.place(order.id(), order.basket()))
            .isEqualTo(new PlaceResult.Placed(order, true));
        var contended = new DecideResult.Contended(order.id());
        assertThat(hasty.orders.cancel(order.id(), VersionCondition.NONE)).isEqualTo(contended);
        assertThat(hasty.orders.confirm(order.id(), VersionCondition.NONE)).isEqualTo(contended);
        assertThat(hasty.orders.confirmOrReReserve(order.id(), VersionCondition.NONE))
            .isEqualTo(new ReReserveResult.Answered(contended));
        execute(holder, "SELECT id FROM orders WHERE id = ? FOR UPDATE", order.id().value());
        assertThat(hasty.extend(order.id(), VersionCondition.NONE, Duration.ofHours(1)))
            .isEqualTo(contended);
        holder.rollback();
      }
      assertThat(hasty.status(order.id())).isEqualTo(OrderStatus.RESERVED);
    }
    store.assertLevel(sku, 4, 1, 0);
  }

  /** Who holds the lock of the strategy before stands still, and the change waits for no lock. */
  @Test
  void aLockThatNoTakeNeedsAnyMore_isNotWaitedForAgain() throws Exception {
    var gate = new Breakpoint();
    Sku changing = store.product(StrategyType.POSTGRES_ADVISORY_LOCK, 3);
    try (var held = PostgresInstance.on(schema, gate);
        var hasty =
            PostgresInstance.on(
                schema,
                source -> {
                  ((PGSimpleDataSource) source)
                      .setOptions("-c lock_timeout=50ms -c statement_timeout=20s");
                  return source;
                })) {
      hasty.placed(Basket.of(changing, 1));
      var late =
          ConcurrentClients.start(
              () -> held.place(StoreInstance.newOrder(), Basket.of(changing, 1)));
      gate.awaitArrival();
      String next = StrategyType.POSTGRES_CONDITIONAL_UPDATE.id();
      assertThat(store.inventory.changeStrategy(changing, next, "change"))
          .isInstanceOf(StrategyChangeResult.Done.class);
      hasty.placed(Basket.of(changing, 1));
      gate.letGo();
      assertThat(late.join()).isInstanceOf(PlaceResult.Placed.class);
    }
    store.assertLevel(changing, 0, 3, 0);
  }

  /**
   * Each line waits for its row for less than a statement may take, and all of them for longer than
   * an answer may take.
   */
  @Test
  void basketsThatWaitForSeveralRows_areContended() throws Exception {
    var types =
        List.of(
            StrategyType.POSTGRES_CONDITIONAL_UPDATE,
            StrategyType.POSTGRES_ADVISORY_LOCK,
            StrategyType.POSTGRES_OPTIMISTIC,
            StrategyType.POSTGRES_SERIALIZABLE);
    try (var hasty = PostgresInstance.on(schema, TransactionTest::hasty)) {
      // A basket waits for its rows in the order of their SKUs.
      var pairs =
          types.stream()
              .map(type -> Stream.generate(() -> hasty.product(type, 5)).limit(2).sorted().toList())
              .toList();
      var firsts = pairs.stream().map(List::getFirst).toList();
      var seconds = pairs.stream().map(List::getLast).toList();
      // Once without the locks: what the first orders take longer is no wait for a row.
      assertThat(placeBaskets(hasty, firsts, seconds).stream().map(CompletableFuture::join))
          .allMatch(PlaceResult.Placed.class::isInstance);
      try (var first = holding(LOCK_ALL, all(firsts));
          var second = holding(LOCK_ALL, all(seconds))) {
        var placing = placeBaskets(hasty, firsts, seconds);
        Awaitility.await()
            .until(() ->
                waitingFor("2.2 s") == types.size()
                    || placing.stream().allMatch(CompletableFuture::isDone));
        first.rollback();
        assertThat(placing.stream().map(CompletableFuture::join))
            .hasSize(types.size())
            .allMatch(new PlaceResult.Refused(new Refusal.Contended())::equals);
        second.rollback();
      }
      firsts.forEach(one -> store.assertLevel(one, 4, 1, 0));
      seconds.forEach(one -> store.assertLevel(one, 4, 1, 0));
    }
  }

  private static List<CompletableFuture<PlaceResult>> placeBaskets(
      PostgresInstance instance, List<Sku> firsts, List<Sku> seconds) {
    return IntStream.range(0, firsts.size())
        .mapToObj(i ->
            ConcurrentClients.start(() ->
                instance.place(
                    StoreInstance.newOrder(),
                    Basket.of(List.of(new Line(firsts.get(i), 1), new Line(seconds.get(i), 1))))))
        .toList();
  }

  private static final String LOCK_ALL =
      "SELECT sku FROM stock WHERE sku = ANY (string_to_array(?, ',')) FOR UPDATE";

  private static String all(List<Sku> skus) {
    return skus.stream().map(Sku::value).collect(Collectors.joining(","));
  }

  /** A statement may take 3 s, and an answer 5 s. */
  private static DataSource hasty(DataSource source) {
    ((PGSimpleDataSource) source).setOptions("-c lock_timeout=20s -c statement_timeout=3s");
    return new DelegatingDataSource(source) {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        connection.setNetworkTimeout(Runnable::run, 5000);
        return connection;
      }
    };
  }

  private int waitingFor(String time) {
    return store
        .sql
        .sql(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND datname = current_database()"
                + " AND clock_timestamp() - query_start >= ?::interval")
        .param(time)
        .query(Integer.class)
        .single();
  }

  /** So many wait for a hot product's row, with so many connections, and the others with none. */
  @Test
  void callersForAHotProductLeaveConnectionsForOthers() throws Exception {
    Sku other = store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 5);
    try (var holder = holding("SELECT sku FROM stock WHERE sku = ? FOR UPDATE", sku.value())) {
      var callers =
          IntStream.range(0, 20)
              .mapToObj(i ->
                  ConcurrentClients.start(() ->
                      ConcurrentClients.insist(
                          () -> store.place(StoreInstance.newOrder(), Basket.of(sku, 1)))))
              .toList();
      // As many as may want one SKU at once.
      Awaitility.await().until(() -> waiting() == 4);
      assertThat(store.place(StoreInstance.newOrder(), Basket.of(other, 1)))
          .isInstanceOf(PlaceResult.Placed.class);
      assertThat(waiting()).isEqualTo(4);
      holder.rollback();
      callers.forEach(caller -> caller.join());
    }
    store.assertLevel(sku, 0, 5, 0);
    store.assertLevel(other, 4, 1, 0);
  }

  /**
   * A serializable transaction on one hot row loses most attempts: within its bounds it is
   * contended.
   */
  @Test
  void attemptsHaveABound() {
    var few =
        new TransactionSettings(
            8, 4, Duration.ofSeconds(20), 1, Duration.ofSeconds(20), Duration.ZERO);
    try (var bounded = PostgresInstance.outsideTheLab(schema, few)) {
      Sku hot = bounded.product(StrategyType.POSTGRES_SERIALIZABLE, 1_000);
      var results =
          ConcurrentClients.run(
              200, i -> () -> bounded.place(StoreInstance.newOrder(), Basket.of(hot, 1)));
      long placed = ConcurrentClients.placed(results);
      assertThat(results.stream().filter(PlaceResult.Refused.class::isInstance))
          .allMatch(new PlaceResult.Refused(new Refusal.Contended())::equals)
          .hasSize(200 - Math.toIntExact(placed));
      store.assertLevel(hot, 1_000 - placed, placed, 0);
    }
  }
}
