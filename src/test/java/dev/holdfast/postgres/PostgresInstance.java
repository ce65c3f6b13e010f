package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.alert.ProductEvents;
import dev.holdfast.alert.StockBands;
import dev.holdfast.contract.StoreInstance;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.locks.LocksView;
import dev.holdfast.order.EventLog;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderLives;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.event.PostgresEvents;
import dev.holdfast.postgres.event.Sequencer;
import dev.holdfast.postgres.event.SequencerSettings;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.transaction.TransactionSettings;
import dev.holdfast.postgres.waiting.PostgresWaitedStock;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.MovementSettings;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.script.GroupCommitSettings;
import dev.holdfast.testing.Defaults;
import dev.holdfast.waiting.WaitedStock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One instance of the store on PostgreSQL, with a pool and permits of its own. */
public final class PostgresInstance implements StoreInstance {
  /** Long enough for a busy machine: a test that is not about contention does not fail for it. */
  private static final TransactionSettings PATIENT =
      new TransactionSettings(
          8, 4, Duration.ofSeconds(20), 10_000, Duration.ofSeconds(20), Duration.ofMillis(4));

  public static final int LOCKS_SHOWN_MAX = 3;

  /** So few that a test sees them trimmed. */
  public static final int PRODUCT_EVENTS_MAX = 200;

  private static final GroupCommitSettings GROUP_COMMIT = groupCommit(1024, 4);

  public final Orders orders;
  public final Inventory inventory;
  public final PostgresEvents events;
  public final Sequencer sequencer;
  private final PostgresStore store;
  public final Supplier<LocksView> locks;
  public final MeterRegistry meters = new SimpleMeterRegistry();

  /** Reads and damages what is stored, outside any transaction of the store. */
  public final JdbcClient sql;

  private final HikariDataSource pool;
  private final PGSimpleDataSource direct;

  private PostgresInstance(
      PGSimpleDataSource direct,
      UnaryOperator<DataSource> connections,
      RaceWindow window,
      boolean unsafeAllowed,
      TransactionSettings transactions,
      GroupCommitSettings groupCommit) {
    this(direct, connections, window, unsafeAllowed, false, transactions, groupCommit);
  }

  private PostgresInstance(
      PGSimpleDataSource direct,
      UnaryOperator<DataSource> connections,
      RaceWindow window,
      boolean unsafeAllowed,
      boolean locksAsGiven,
      TransactionSettings transactions,
      GroupCommitSettings groupCommit) {
    pool = PostgresUnderTest.pool(connections.apply(direct));
    sql = JdbcClient.create(direct);
    this.direct = direct;
    var placing =
        new PlacingSettings(
            Defaults.of(PlacingSettings.class).claimHold(),
            Defaults.of(PlacingSettings.class).completionGrace(),
            Duration.ofSeconds(1),
            Duration.ofMillis(5),
            3,
            Duration.ofSeconds(2),
            10_000);
    store =
        PostgresStore.assemble(
            pool,
            new PostgresStore.Settings(
                transactions,
                placing,
                groupCommit,
                new ProductSettings(
                    StrategyType.REDIS_SCRIPT, Duration.ofMinutes(15), Duration.ofHours(24)),
                Defaults.of(SweeperSettings.class),
                StrategyType.POSTGRES_CONDITIONAL_UPDATE,
                Duration.ofDays(90),
                Duration.ofDays(30),
                new Ledger(
                    Defaults.of(MovementSettings.class).maxLength(),
                    Defaults.of(MovementSettings.class).maxAge()),
                1_000,
                Defaults.of(EventSettings.class).maxLength(),
                Defaults.of(EventSettings.class).maxAge(),
                LOCKS_SHOWN_MAX,
                Defaults.of(SequencerSettings.class),
                PRODUCT_EVENTS_MAX),
            window,
            unsafeAllowed,
            locksAsGiven,
            meters);
    orders = store.orders();
    inventory = store.inventory();
    events = store.events();
    sequencer = store.sequencer();
    locks = store.locks();
  }

  /** An instance on a schema. */
  public static PostgresInstance on(String schema) {
    return on(schema, RaceWindow.NONE);
  }

  /** One that pauses between check and take. */
  public static PostgresInstance on(String schema, RaceWindow window) {
    return new PostgresInstance(
        PostgresUnderTest.dataSource(schema),
        source -> source,
        window,
        true,
        PATIENT,
        GROUP_COMMIT);
  }

  /** One that locks the products of an order as they are given, and pauses between two of them. */
  public static PostgresInstance withLocksAsGiven(String schema, RaceWindow window) {
    return new PostgresInstance(
        PostgresUnderTest.dataSource(schema),
        source -> source,
        window,
        true,
        true,
        PATIENT,
        GROUP_COMMIT);
  }

  /** One whose connections fail in a way of their own. */
  public static PostgresInstance on(String schema, UnaryOperator<DataSource> connections) {
    return new PostgresInstance(
        PostgresUnderTest.dataSource(schema),
        connections,
        RaceWindow.NONE,
        true,
        PATIENT,
        GROUP_COMMIT);
  }

  /** One on a schema of another server. */
  public static PostgresInstance on(Supplier<PGSimpleDataSource> server, String schema) {
    PGSimpleDataSource direct = server.get();
    direct.setCurrentSchema(schema);
    return new PostgresInstance(
        direct, source -> source, RaceWindow.NONE, true, PATIENT, GROUP_COMMIT);
  }

  /** One outside lab mode, with these bounds. */
  public static PostgresInstance outsideTheLab(String schema, TransactionSettings transactions) {
    return new PostgresInstance(
        PostgresUnderTest.dataSource(schema),
        source -> source,
        RaceWindow.NONE,
        false,
        transactions,
        GROUP_COMMIT);
  }

  /** One in which so many orders may wait for a shared transaction. */
  public static PostgresInstance withQueue(String schema, int queueMax) {
    return new PostgresInstance(
        PostgresUnderTest.dataSource(schema),
        source -> source,
        RaceWindow.NONE,
        true,
        PATIENT,
        groupCommit(queueMax, GROUP_COMMIT.lanes()));
  }

  /** One with so many lanes for shared transactions. */
  public static PostgresInstance withLanes(String schema, int lanes) {
    return new PostgresInstance(
        PostgresUnderTest.dataSource(schema),
        source -> source,
        RaceWindow.NONE,
        true,
        PATIENT,
        groupCommit(GROUP_COMMIT.queueMax(), lanes));
  }

  private static GroupCommitSettings groupCommit(int queueMax, int lanes) {
    return new GroupCommitSettings(
        128, queueMax, Duration.ofSeconds(30), Duration.ofMillis(100), lanes);
  }

  @Override
  public Orders orders() {
    return orders;
  }

  @Override
  public Inventory inventory() {
    return inventory;
  }

  @Override
  public EventLog events() {
    return events;
  }

  @Override
  public OrderLives lives() {
    return events;
  }

  @Override
  public StockBands bands() {
    return store.bands();
  }

  @Override
  public ProductEvents productEvents() {
    return store.productEvents();
  }

  @Override
  public WaitedStock waitedStock() {
    return new PostgresWaitedStock(direct, inventory);
  }

  @Override
  public void publishEvents() {
    sequencer.sequence();
  }

  /** Makes the last changes of all orders so many days older. */
  public void age(int days) {
    publishEvents();
    ageListed(days);
  }

  /** The same of those that have their places. */
  public void ageListed(int days) {
    sql.sql("UPDATE listing SET listed_at = listed_at - ? * interval '1 day'").param(days).update();
  }

  /** Registers a product with stock and limits, under a SKU that no other test uses. */
  public Sku product(StrategyType type, int units, PurchaseLimits limits) {
    Sku sku = product(type, units);
    limits(sku, type, limits);
    return sku;
  }

  /** An adjustment. */
  public static Inventory.Adjustment adjustment(Sku sku, String id, long delta) {
    return new Inventory.Adjustment(sku, id, delta, "test");
  }

  /** Places an order. */
  public PlaceResult place(
      OrderId id, Basket basket, String customer, @Nullable Duration time, boolean confirm) {
    return orders.place(PlaceOrder.of(id, basket, "", customer, time, confirm));
  }

  /** Places an order that is placed. */
  public Order placed(Basket basket) {
    PlaceResult result = place(StoreInstance.newOrder(), basket);
    assertThat(result).isInstanceOf(PlaceResult.Placed.class);
    return ((PlaceResult.Placed) result).order();
  }

  /** A deadline is a whole millisecond, as the store writes them. */
  @Override
  public void passDeadline(OrderId order) {
    sql.sql(
            "UPDATE orders SET expires_at = date_trunc('milliseconds', clock_timestamp()),"
                + " due_at = clock_timestamp()"
                + " WHERE id = ?")
        .param(order.value())
        .update();
  }

  /** What the counters say, which have to be in line with reservations and orders. */
  public void assertLevel(Sku sku, long available, long reserved, long sold) {
    Audit audit = audit(sku);
    assertThat(audit.findings()).isEmpty();
    assertThat(audit.level())
        .isEqualTo(new StockLevel(sku, available + reserved + sold, available, reserved, sold));
    assertThat(inventory.levels(Set.of(sku)).levels().get(sku)).isEqualTo(audit.level());
  }

  /** How many connections to this database wait for a lock. */
  public int waitingForLocks() {
    return sql.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND datname = current_database()")
        .query(Integer.class)
        .single();
  }

  /** The status of an order. */
  public OrderStatus status(OrderId order) {
    return orders.find(order).orElseThrow().status();
  }

  @Override
  public void close() {
    pool.close();
  }
}
