package dev.holdfast.postgres.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a reader that follows the listing is promised while transactions commit late. */
class OrderListingTest {
  private static final Position BEGINNING = new Position(Instant.EPOCH, "");
  private static final String LOCK_LOG = "SELECT last_pos FROM event_log FOR UPDATE";

  private String schema;
  private PostgresInstance store;
  private Sku slow;
  private Sku quick;

  @BeforeEach
  void start() {
    schema = PostgresUnderTest.schema();
    store = PostgresInstance.on(schema);
    slow = store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 500);
    quick = store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 500);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private Connection holding(String sql) throws SQLException {
    Connection connection = PostgresUnderTest.dataSource(schema).getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return connection;
  }

  private List<Order> walk(Position from) {
    var all = new ArrayList<Order>();
    for (Optional<Position> at = Optional.of(from); at.isPresent(); ) {
      var page = store.orders.list(null, at.get(), 2);
      all.addAll(page.orders());
      at = page.next();
    }
    return all;
  }

  private static List<OrderId> ids(List<Order> orders) {
    return orders.stream().map(Order::id).toList();
  }

  /** Its time of change is the earlier one, and it commits after the other one was read. */
  @Test
  void aChangeThatCommitsLateIsFoundByAReaderThatHasPassedItsTime() throws Exception {
    Order late = store.placed(Basket.of(slow, 1));
    store.publishEvents();
    try (var holder =
        holding("SELECT sku FROM stock WHERE sku = '" + slow.value() + "' FOR UPDATE")) {
      // The order has its new time of change, and waits for the row of its stock.
      var cancelling =
          ConcurrentClients.start(() -> store.orders.cancel(late.id(), VersionCondition.NONE));
      Awaitility.await().until(() -> store.waitingForLocks() == 1);
      Order first = store.placed(Basket.of(quick, 1));
      Order second = store.placed(Basket.of(quick, 1));
      var page = store.orders.list(null, BEGINNING, 2);
      assertThat(ids(page.orders())).containsExactly(late.id(), first.id());
      holder.rollback();
      Order cancelled = ((DecideResult.Decided) cancelling.join()).order();
      assertThat(cancelled.updatedAt()).isBefore(first.updatedAt());

      var rest = walk(page.next().orElseThrow());
      assertThat(ids(rest)).containsExactly(second.id(), late.id());
      assertThat(rest.getLast()).isEqualTo(cancelled);
      // So does a reader that comes again with the last time that it has seen.
      assertThat(ids(walk(new Position(second.updatedAt(), "")))).endsWith(second.id(), late.id());
    }
  }

  /** Another instance gives places at this moment. */
  @Test
  void anOrderThatWasAnsweredIsListed_andAPageWaitsForItsPlace() throws Exception {
    Order order = store.placed(Basket.of(quick, 1));
    try (var other = holding(LOCK_LOG)) {
      var listing = ConcurrentClients.start(() -> store.orders.list(null, BEGINNING, 50));
      Awaitility.await().until(() -> store.waitingForLocks() == 1 || listing.isDone());
      other.rollback();
      assertThat(ids(listing.join().orders())).containsExactly(order.id());
    }
  }

  @Test
  void anOrderWhoseLastChangeHasNoPlaceYetComesAtTheEndAlone() {
    var orders = new ArrayList<OrderId>();
    for (int i = 0; i < 3; i++) {
      orders.add(store.placed(Basket.of(quick, 1)).id());
    }
    store.publishEvents();
    store.orders.cancel(orders.getFirst(), VersionCondition.NONE);
    assertThat(ids(walk(BEGINNING)))
        .containsExactly(orders.get(1), orders.get(2), orders.getFirst());
  }

  /** A shorter listing would say that there is nothing more. */
  @Test
  void aPageThatDoesNotSeeTheEndInTimeIsNoPage() throws Exception {
    try (var hasty =
            PostgresInstance.on(
                schema,
                source -> {
                  ((PGSimpleDataSource) source).setOptions("-c lock_timeout=50ms");
                  return source;
                });
        var other = holding(LOCK_LOG)) {
      store.placed(Basket.of(quick, 1));
      assertThatThrownBy(() -> hasty.orders.list(null, BEGINNING, 50))
          .isInstanceOf(StoreUnavailableException.class);
      other.rollback();
      assertThat(hasty.orders.list(null, BEGINNING, 50).orders()).hasSize(1);
    }
  }

  /** An older instance knows no listing: it moved events, and went. */
  @Test
  void whatAnOlderInstanceMovedIsListed() {
    var orders = new ArrayList<OrderId>();
    for (int i = 0; i < 3; i++) {
      orders.add(store.placed(Basket.of(quick, 1)).id());
    }
    store.orders.cancel(orders.getFirst(), VersionCondition.NONE);
    store
        .sql
        .sql(
            "WITH batch AS (DELETE FROM outbox RETURNING *), moved AS ("
                + " INSERT INTO events SELECT row_number() OVER (ORDER BY id), order_id, version,"
                + " type, occurred_at FROM batch)"
                + " UPDATE event_log SET last_pos = 4")
        .update();
    assertThat(ids(walk(BEGINNING)))
        .containsExactly(orders.get(1), orders.get(2), orders.getFirst());
  }

  /** The sequencer would list an order that is not there. */
  @Test
  void anOrderWhoseLastChangeHasNoPlaceYetIsNotForgotten() {
    OrderId order = store.placed(Basket.of(quick, 1)).id();
    store.publishEvents();
    store.orders.cancel(order, VersionCondition.NONE);
    store.ageListed(91);
    store.orders.sweep();
    assertThat(store.orders.find(order)).isPresent();
    assertThat(ids(walk(BEGINNING))).containsExactly(order);
    store.ageListed(91);
    assertThat(store.orders.sweep()).isEqualTo(1);
    assertThat(store.orders.find(order)).isEmpty();
    assertThat(store.sql.sql("SELECT count(*) FROM listing").query(Long.class).single()).isZero();
  }

  /** A place outlives the event that it was given with. */
  @Test
  void anOrderIsListedWhenItsEventsAreTrimmed() {
    var orders = List.of(store.placed(Basket.of(quick, 1)), store.placed(Basket.of(slow, 1)));
    store.publishEvents();
    store.sql.sql("DELETE FROM events").update();
    store.sql.sql("UPDATE event_log SET trimmed_pos = last_pos").update();
    assertThat(walk(BEGINNING)).isEqualTo(orders);
  }

  /** Orders of before the listing, of which one has changed and one has an event to come. */
  @Test
  void ordersOfAnOlderSchemaAreListedByTheirTimes() {
    String older = PostgresUnderTest.schema("3");
    try (var before = PostgresInstance.on(older)) {
      var orders = new ArrayList<OrderId>();
      for (int i = 0; i < 5; i++) {
        orders.add(StoreInstance.newOrder());
        before
            .sql
            .sql(
                """
                INSERT INTO orders (id, fingerprint, status, skus, quantities, reference, customer,
                  version, created_at, updated_at, expires_at, due_at)
                SELECT ?, '', 'RESERVED', '{A}', '{1}', '', '', 1, time, time, later, later
                FROM (SELECT '2026-01-01T00:00:00Z'::timestamptz + ? * interval '1 minute' AS time,
                  now() + interval '1 hour' AS later) AS times
                """)
            .params(orders.getLast().value(), i)
            .update();
      }
      // The last event is to come; those before it were moved and trimmed.
      before
          .sql
          .sql(
              """
              WITH cancelled AS (
                UPDATE orders SET status = 'CANCELLED', version = 2, updated_at = now() WHERE id = ?
                RETURNING id, version, status, updated_at)
              INSERT INTO outbox (order_id, version, type, occurred_at) SELECT * FROM cancelled
              """)
          .params(orders.getFirst().value())
          .update();
      before.sql.sql("UPDATE event_log SET last_pos = 2, trimmed_pos = 2").update();
      PostgresUnderTest.migrate(older);
      var page = before.orders.list(null, BEGINNING, 3);
      assertThat(ids(page.orders())).isEqualTo(orders.subList(1, 4));
      Sku sku = before.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 500);
      OrderId newest = before.placed(Basket.of(sku, 1)).id();
      assertThat(before.orders.list(null, page.next().orElseThrow(), 50).orders())
          .extracting(Order::id, Order::status)
          .containsExactly(
              tuple(orders.getLast(), OrderStatus.RESERVED),
              tuple(orders.getFirst(), OrderStatus.CANCELLED),
              tuple(newest, OrderStatus.RESERVED));
    }
  }
}
