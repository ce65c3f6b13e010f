package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Guarantee.FalseRefusals;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.LimitViolation;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Rendezvous;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each strategy on PostgreSQL sells, on two instances at once. */
class SellingTest {
  private static String schema;
  private static PostgresInstance one;
  private static PostgresInstance two;

  @BeforeAll
  static void start() {
    schema = PostgresUnderTest.schema();
    one = PostgresInstance.on(schema);
    two = PostgresInstance.on(schema);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
  }

  static Stream<StrategyType> all() {
    return StrategyType.of(StoreKind.POSTGRES).stream();
  }

  static Stream<StrategyType> exact() {
    return all().filter(type -> type.guarantee().scope().covers(2));
  }

  private static PostgresInstance instance(int i) {
    return i % 2 == 0 ? one : two;
  }

  /** A lock on what is counted for its customer does not delay the refusal. */
  @Test
  void whatIsSoldOutIsRefusedWithoutALock_whereItsCustomerMayReserveAnew() throws SQLException {
    Sku sku = one.ratedProduct(StrategyType.POSTGRES_ROW_LOCK, 1, 2, Duration.ofHours(1));
    assertThat(one.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Placed.class);
    try (Connection other = PostgresUnderTest.dataSource(schema).getConnection();
        Statement locking = other.createStatement()) {
      other.setAutoCommit(false);
      locking.execute("SELECT FROM customer_takes WHERE customer = 'ann' FOR UPDATE");
      assertThat(one.placeFor("ann", StoreInstance.newOrder(), Basket.of(sku, 1)))
          .isEqualTo(
              new PlaceResult.Refused(
                  new Refusal.InsufficientStock(List.of(new Shortage(sku, 1, 0)))));
    }
  }

  /** What its count comes to decides, not what it saw before it waited. */
  @Test
  void ofTwoOrdersThatBothSeeRoomUnderALimit_theSecondIsRefused() throws SQLException {
    Sku sku = one.limitedProduct(StrategyType.POSTGRES_ROW_LOCK, 20, 4);
    one.placeFor("eve", StoreInstance.newOrder(), Basket.of(sku, 1));
    List<CompletableFuture<PlaceResult>> orders;
    try (Connection other = PostgresUnderTest.dataSource(schema).getConnection();
        Statement locking = other.createStatement()) {
      other.setAutoCommit(false);
      locking.execute("SELECT FROM customer_units WHERE sku = '" + sku + "' FOR UPDATE");
      orders =
          Stream.of(one, two)
              .map(each ->
                  ConcurrentClients.start(
                      () -> each.placeFor("eve", StoreInstance.newOrder(), Basket.of(sku, 2))))
              .toList();
      Awaitility.await().until(() -> one.waitingForLocks() == 2);
      other.rollback();
    }
    var results = orders.stream().map(CompletableFuture::join).toList();
    assertThat(ConcurrentClients.placed(results)).isOne();
    assertThat(results)
        .contains(
            new PlaceResult.Refused(
                new Refusal.BeyondLimit(
                    List.of(new LimitViolation(sku, LimitViolation.Limit.PER_CUSTOMER, 4, 2, 3)))));
    one.assertLevel(sku, 17, 3, 0);
  }

  /**
   * The second order comes while the first is between its check and its take: it is placed, or it
   * waits for a lock.
   */
  @ParameterizedTest
  @MethodSource("racing")
  void twoOrdersForTheLastUnit_sellItTwiceExactlyWhereNothingIsPromised(StrategyType type) {
    boolean exact = type.guarantee().scope().covers(2);
    Sku sku = one.product(type, 1);
    var second = new AtomicReference<CompletableFuture<PlaceResult>>();
    RaceWindow window =
        () -> {
          if (second.get() == null) {
            OrderId order = StoreInstance.newOrder();
            second.set(
                ConcurrentClients.start(
                    () -> ConcurrentClients.insist(() -> two.place(order, Basket.of(sku, 1)))));
            Awaitility.await().until(() -> second.get().isDone() || one.waitingForLocks() > 0);
          }
        };
    try (var racing = PostgresInstance.on(schema, window)) {
      OrderId first = StoreInstance.newOrder();
      var results =
          List.of(
              ConcurrentClients.insist(() -> racing.place(first, Basket.of(sku, 1))),
              second.get().join());
      assertThat(ConcurrentClients.placed(results)).isEqualTo(exact ? 1 : 2);
    }
    Audit audit = one.audit(sku);
    Audit quick = one.inventory.audits(List.of(sku)).get(sku);
    assertThat(audit.level().oversold()).isEqualTo(exact ? 0 : 1);
    assertThat(quick.level()).isEqualTo(audit.level());
    assertThat(audit.isConserved()).isEqualTo(exact);
    assertThat(quick.findings())
        .extracting(Audit.Finding::kind)
        .containsExactlyInAnyOrderElementsOf(
            exact ? List.of() : List.of(Audit.Kind.OVERSOLD, Audit.Kind.RESERVED_TOTAL_DISAGREES));
  }

  static Stream<StrategyType> racing() {
    return all().filter(StrategyType::hasRaceWindow);
  }

  /** The constraints of the row hold, and hide what happened. */
  @Test
  void whatWasSoldTwice_comesBackOnce_andIsAFindingUntilThen() {
    var meeting = new Rendezvous(2, Duration.ofSeconds(10));
    try (var racing = PostgresInstance.on(schema, meeting)) {
      Sku sku = racing.product(StrategyType.POSTGRES_UNGUARDED, 1);
      var orders = ConcurrentClients.run(2, i -> () -> racing.placed(Basket.of(sku, 1)).id());
      assertThat(one.inventory.levels(Set.of(sku)).levels().get(sku).oversold()).isZero();
      for (OrderId order : orders) {
        assertThat(one.orders.cancel(order, VersionCondition.NONE))
            .isInstanceOf(DecideResult.Decided.class);
      }
      one.assertLevel(sku, 1, 0, 0);
      assertThat(one.meters.counter("holdfast.stock.changes.refused").count()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("exact")
  void oppositeBaskets_areAllServed(StrategyType type) {
    Sku a = one.product(type, 12);
    Sku b = one.product(type, 12);
    Sku other = one.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 12);
    var results =
        ConcurrentClients.run(
            40,
            i -> {
              OrderId order = StoreInstance.newOrder();
              var lines =
                  i % 2 == 0
                      ? List.of(new Line(a, 1), new Line(other, 1), new Line(b, 1))
                      : List.of(new Line(b, 1), new Line(other, 1), new Line(a, 1));
              return () ->
                  ConcurrentClients.insist(() -> instance(i).place(order, Basket.of(lines)));
            });
    long placed = ConcurrentClients.placed(results);
    if (type.guarantee().falseRefusals() == FalseRefusals.BEHIND_ANY_ORDER) {
      // Some were refused for units that another one held, and was refused itself.
      assertThat(placed).isBetween(1L, 12L);
    } else {
      assertThat(placed).isEqualTo(12);
    }
    for (Sku sku : List.of(a, b, other)) {
      one.assertLevel(sku, 12 - placed, placed, 0);
    }
  }

  @ParameterizedTest
  @MethodSource("exact")
  void aWithdrawal_takesWhatThereIs_andNoMore_whileOthersBuy(StrategyType type) {
    Sku sku = one.product(type, 10);
    var results =
        ConcurrentClients.run(
            16,
            i ->
                () -> {
                  if (i % 2 == 0) {
                    return ConcurrentClients.insist(() ->
                        instance(i / 2).place(StoreInstance.newOrder(), Basket.of(sku, 1)))
                        instanceof PlaceResult.Placed;
                  }
                  return instance(i / 2)
                      .inventory
                      .adjust(PostgresInstance.adjustment(sku, "withdraw-" + i, -1))
                      .equals(new Inventory.AdjustResult.Applied(false));
                });
    assertThat(results.stream().filter(taken -> taken)).hasSize(10);
    Audit audit = one.audit(sku);
    assertThat(audit.isConserved()).isTrue();
    assertThat(audit.level().available()).isZero();
  }
}
