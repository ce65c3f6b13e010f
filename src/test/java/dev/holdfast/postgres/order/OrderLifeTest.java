package dev.holdfast.postgres.order;

import static dev.holdfast.order.VersionCondition.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.postgres.transaction.TransactionSettings;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** An order's life on PostgreSQL. */
class OrderLifeTest {
  private static String schema;
  private static PostgresInstance store;
  private static PostgresInstance other;

  @BeforeAll
  static void start() {
    schema = PostgresUnderTest.schema();
    store = PostgresInstance.on(schema);
    other = PostgresInstance.on(schema);
  }

  @AfterAll
  static void stop() {
    store.close();
    other.close();
  }

  static Stream<StrategyType> exact() {
    return StrategyType.of(StoreKind.POSTGRES).stream()
        .filter(type -> type.guarantee().scope().covers(2));
  }

  private static Sku product(int units) {
    return store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, units);
  }

  private static Basket basket(Line... lines) {
    return Basket.of(List.of(lines));
  }

  @Test
  void aRepeatIsAnsweredWithTheOrder_andAnotherBodyIsRefused() {
    Sku sku = product(5);
    Order order = store.placed(Basket.of(sku, 2));
    assertThat(order.version()).isEqualTo(1);
    assertThat(order.createdAt()).isEqualTo(order.updatedAt());
    assertThat(Duration.between(order.createdAt(), order.expiresAt()))
        .isEqualTo(Duration.ofMinutes(15));
    assertThat(store.orders.find(order.id())).contains(order);
    assertThat(other.place(order.id(), Basket.of(sku, 2)))
        .isEqualTo(new PlaceResult.Placed(order, true));
    assertThat(other.place(order.id(), Basket.of(sku, 3))).isEqualTo(new PlaceResult.KeyReused());
    assertThat(other.place(order.id(), Basket.of(new Sku("unknown"), 3)))
        .isEqualTo(new PlaceResult.KeyReused());
    store.passDeadline(order.id());
    assertThat(other.place(order.id(), Basket.of(sku, 2)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class,
            placed -> assertThat(placed.order().status()).isEqualTo(OrderStatus.EXPIRED));
    store.assertLevel(sku, 5, 0, 0);
  }

  @Test
  void whileAnotherTransactionHasTheKey_theOrderIsInProgress() throws Exception {
    Sku sku = product(5);
    OrderId order = StoreInstance.newOrder();
    try (var connection = PostgresUnderTest.dataSource(schema).getConnection()) {
      connection.setAutoCommit(false);
      JdbcClient.create(new SingleConnectionDataSource(connection, true))
          .sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
          .param(order.value())
          .query()
          .listOfRows();
      assertThat(store.place(order, Basket.of(sku, 1))).isEqualTo(new PlaceResult.InProgress());
      connection.rollback();
    }
    assertThat(store.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void aReservationTimeMayBeShorterThanTheProducts_neverLonger() {
    Sku sku = product(5);
    var shorter =
        (PlaceResult.Placed)
            store.place(
                StoreInstance.newOrder(), Basket.of(sku, 1), "", Duration.ofMinutes(1), false);
    var longer =
        (PlaceResult.Placed)
            store.place(StoreInstance.newOrder(), Basket.of(sku, 1), "", Duration.ofDays(1), false);
    assertThat(shorter.order().expiresAt())
        .isEqualTo(shorter.order().createdAt().plus(Duration.ofMinutes(1)));
    assertThat(longer.order().expiresAt())
        .isEqualTo(longer.order().createdAt().plus(Duration.ofMinutes(15)));
  }

  @Test
  void aDecisionIsMadeOnce_andItsRepeatIsAnswered() {
    Sku sku = product(10);
    Order confirmed = store.placed(Basket.of(sku, 3));
    Order cancelled = store.placed(Basket.of(sku, 2));
    var meant = new VersionCondition(Set.of(1L));
    assertThat(store.orders.confirm(confirmed.id(), new VersionCondition(Set.of(7L))))
        .isEqualTo(new DecideResult.Changed(confirmed));
    assertThat(store.orders.confirm(confirmed.id(), meant))
        .isInstanceOfSatisfying(
            DecideResult.Decided.class,
            decided -> {
              assertThat(decided.order().version()).isEqualTo(2);
              assertThat(store.orders.find(confirmed.id())).contains(decided.order());
            });
    assertThat(other.orders.confirm(confirmed.id(), meant))
        .isInstanceOf(DecideResult.Already.class);
    assertThat(other.orders.cancel(confirmed.id(), meant))
        .isInstanceOf(DecideResult.Forbidden.class);
    assertThat(store.orders.cancel(cancelled.id(), NONE)).isInstanceOf(DecideResult.Decided.class);
    assertThat(other.orders.cancel(cancelled.id(), NONE)).isInstanceOf(DecideResult.Already.class);
    assertThat(store.orders.confirm(StoreInstance.newOrder(), NONE))
        .isEqualTo(new DecideResult.NotFound());
    store.assertLevel(sku, 7, 0, 3);
  }

  @ParameterizedTest
  @MethodSource("exact")
  void whatIsConfirmedAtOnceIsSoldAtOnce(StrategyType type) {
    Sku sku = store.product(type, 3);
    OrderId order = StoreInstance.newOrder();
    for (boolean replayed : List.of(false, true)) {
      assertThat(store.place(order, Basket.of(sku, 2), "", null, true))
          .isInstanceOfSatisfying(
              PlaceResult.Placed.class,
              placed -> {
                assertThat(placed.replayed()).isEqualTo(replayed);
                assertThat(placed.order().status()).isEqualTo(OrderStatus.CONFIRMED);
                assertThat(placed.order().version()).isEqualTo(1);
              });
      store.assertLevel(sku, 1, 0, 2);
    }
  }

  /** One of many who decide an order at once is first. */
  @Test
  void ofManyDecisionsAtOnceOneCounts() {
    Sku sku = product(1);
    Order order = store.placed(Basket.of(sku, 1));
    var results =
        ConcurrentClients.run(
            12,
            i ->
                () ->
                    i % 2 == 0
                        ? store.orders.confirm(order.id(), NONE)
                        : other.orders.cancel(order.id(), NONE));
    assertThat(results.stream().filter(DecideResult.Decided.class::isInstance)).hasSize(1);
    boolean sold = store.status(order.id()) == OrderStatus.CONFIRMED;
    store.assertLevel(sku, sold ? 0 : 1, 0, sold ? 1 : 0);
  }

  /**
   * The confirm began before the deadline and waited for the order's row beyond it. What decides is
   * the server's clock once the row is locked.
   */
  @Test
  void aConfirmThatWaitedBeyondTheDeadlineIsTooLate() throws Exception {
    Sku sku = product(1);
    Order order = store.placed(Basket.of(sku, 1));
    store
        .sql
        .sql("UPDATE orders SET expires_at = clock_timestamp() + interval '1 s' WHERE id = ?")
        .param(order.id().value())
        .update();
    try (var connection = PostgresUnderTest.dataSource(schema).getConnection()) {
      connection.setAutoCommit(false);
      var holder = JdbcClient.create(new SingleConnectionDataSource(connection, true));
      holder
          .sql("SELECT id FROM orders WHERE id = ? FOR UPDATE")
          .param(order.id().value())
          .query()
          .listOfRows();
      var confirm = ConcurrentClients.start(() -> store.orders.confirm(order.id(), NONE));
      Awaitility.await()
          .until(() ->
              store
                      .sql
                      .sql(
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                              + " AND query LIKE '%FOR NO KEY UPDATE%'")
                      .query(Integer.class)
                      .single()
                  > 0);
      // The row itself does not change: its lock is all that the confirm waits for.
      Awaitility.await().until(() -> isOverdue(order.id()));
      connection.rollback();
      assertThat(confirm.join())
          .isInstanceOfSatisfying(
              DecideResult.Forbidden.class,
              forbidden -> assertThat(forbidden.order().status()).isEqualTo(OrderStatus.EXPIRED));
    }
    store.assertLevel(sku, 1, 0, 0);
  }

  private static boolean isOverdue(OrderId order) {
    return store
        .sql
        .sql("SELECT expires_at < clock_timestamp() FROM orders WHERE id = ?")
        .param(order.value())
        .query(Boolean.class)
        .single();
  }

  @Test
  void anExtensionMovesTheDeadlineLater_withinItsBound() {
    Sku sku = product(1);
    Order order = store.placed(Basket.of(sku, 1));
    var meant = new VersionCondition(Set.of(1L));
    Instant later = order.expiresAt().plus(Duration.ofMinutes(5));
    assertThat(store.orders.extend(order.id(), NONE, order.createdAt())).isEmpty();
    assertThat(store.orders.extend(order.id(), NONE, order.expiresAt().minusSeconds(1)))
        .contains(new DecideResult.Already(order));
    assertThat(store.orders.extend(order.id(), new VersionCondition(Set.of(2L)), later))
        .contains(new DecideResult.Changed(order));
    var extended =
        (DecideResult.Decided) store.orders.extend(order.id(), meant, later).orElseThrow();
    assertThat(extended.order().expiresAt()).isEqualTo(later);
    assertThat(store.orders.find(order.id())).contains(extended.order());
    var bound =
        (DecideResult.Decided)
            store.orders.extend(order.id(), NONE, later.plus(Duration.ofDays(30))).orElseThrow();
    assertThat(bound.order().expiresAt()).isEqualTo(order.createdAt().plus(Duration.ofHours(24)));
    assertThat(store.orders.sweep()).isZero();
    store.passDeadline(order.id());
    assertThat(store.orders.extend(order.id(), NONE, later).orElseThrow())
        .isInstanceOf(DecideResult.Forbidden.class);
    assertThat(store.orders.extend(StoreInstance.newOrder(), NONE, later))
        .contains(new DecideResult.NotFound());
    store.assertLevel(sku, 1, 0, 0);
  }

  @ParameterizedTest
  @MethodSource("exact")
  void aChangeOfLinesIsAllOrNothing(StrategyType type) {
    Sku a = store.product(type, 5);
    Sku b = product(5);
    Sku c = store.product(type, 1);
    OrderId id = store.placed(basket(new Line(a, 2), new Line(b, 2))).id();
    Order before = store.orders.find(id).orElseThrow();
    assertThat(store.orders.changeLines(id, NONE, basket(new Line(a, 6), new Line(c, 1))))
        .isEqualTo(
            new LinesResult.Refused(new Refusal.InsufficientStock(List.of(new Shortage(a, 6, 5)))));
    assertThat(store.orders.find(id)).contains(before);
    store.assertLevel(a, 3, 2, 0);
    store.assertLevel(b, 3, 2, 0);
    store.assertLevel(c, 1, 0, 0);
    var changed =
        store.orders.changeLines(
            id, new VersionCondition(Set.of(1L)), basket(new Line(a, 5), new Line(c, 1)));
    assertThat(changed)
        .isInstanceOfSatisfying(
            LinesResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Decided.class));
    store.assertLevel(a, 0, 5, 0);
    store.assertLevel(b, 5, 0, 0);
    store.assertLevel(c, 0, 1, 0);
    Order now = store.orders.find(id).orElseThrow();
    assertThat(now.version()).isEqualTo(2);
    // The same lines again change nothing, whatever version is meant.
    assertThat(store.orders.changeLines(id, new VersionCondition(Set.of(1L)), now.basket()))
        .isEqualTo(new LinesResult.Answered(new DecideResult.Already(now)));
    assertThat(store.orders.changeLines(id, new VersionCondition(Set.of(1L)), Basket.of(a, 1)))
        .isEqualTo(new LinesResult.Answered(new DecideResult.Changed(now)));
    assertThat(store.orders.changeLines(id, NONE, Basket.of(new Sku("unknown"), 1)))
        .isEqualTo(new LinesResult.Refused(new Refusal.UnknownSku(List.of(new Sku("unknown")))));
    store.orders.confirm(id, NONE);
    assertThat(store.orders.changeLines(id, NONE, Basket.of(a, 1)))
        .isInstanceOfSatisfying(
            LinesResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Forbidden.class));
    store.assertLevel(a, 0, 0, 5);
    store.assertLevel(b, 5, 0, 0);
    store.assertLevel(c, 0, 0, 1);
  }

  @ParameterizedTest
  @MethodSource("exact")
  void anExpiredOrderIsConfirmed_ifItsUnitsCanBeTakenAgain(StrategyType type) {
    Sku sku = store.product(type, 3);
    OrderId first = store.placed(Basket.of(sku, 2)).id();
    store.passDeadline(first);
    OrderId second = store.placed(Basket.of(sku, 1)).id();
    store.passDeadline(second);
    assertThat(store.orders.confirmOrReReserve(first, new VersionCondition(Set.of(1L))))
        .isInstanceOfSatisfying(
            ReReserveResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Changed.class));
    assertThat(store.orders.confirmOrReReserve(first, NONE))
        .isInstanceOfSatisfying(
            ReReserveResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Decided.class));
    assertThat(store.orders.confirmOrReReserve(first, NONE))
        .isInstanceOfSatisfying(
            ReReserveResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Already.class));
    assertThat(store.status(second)).isEqualTo(OrderStatus.EXPIRED);
    store.placed(Basket.of(sku, 1));
    assertThat(store.orders.confirmOrReReserve(second, NONE))
        .isEqualTo(
            new ReReserveResult.Refused(
                new Refusal.InsufficientStock(List.of(new Shortage(sku, 1, 0)))));
    assertThat(store.status(second)).isEqualTo(OrderStatus.EXPIRED);
    store.assertLevel(sku, 0, 1, 2);
  }

  @Test
  void outsideTheLab_whatOversellsIsRefused_andARepeatIsStillAnswered() {
    Sku sku = store.product(StrategyType.POSTGRES_UNGUARDED, 5);
    Order order = store.placed(Basket.of(sku, 1));
    try (var guarded = PostgresInstance.outsideTheLab(schema, TransactionSettings.defaults())) {
      assertThatThrownBy(() -> guarded.placed(Basket.of(sku, 1)))
          .isInstanceOf(StrategyUnavailableException.class)
          .hasMessageContaining("lab mode only");
      assertThat(guarded.place(order.id(), Basket.of(sku, 1)))
          .isEqualTo(new PlaceResult.Placed(order, true));
      assertThat(guarded.inventory.whyNotUsable("redis-script"))
          .contains("redis-script is a strategy on Redis, and this service runs on PostgreSQL");
      assertThat(guarded.inventory.whyNotUsable("postgres-row-lock")).isEmpty();
      // Another instance changes the strategy; this one does not refuse by the one before.
      store.inventory.changeStrategy(sku, StrategyType.POSTGRES_ROW_LOCK.id(), "change");
      assertThat(guarded.placed(Basket.of(sku, 1)).status()).isEqualTo(OrderStatus.RESERVED);
    }
    assertThat(order.createdAt()).isEqualTo(order.createdAt().truncatedTo(ChronoUnit.MILLIS));
  }
}
