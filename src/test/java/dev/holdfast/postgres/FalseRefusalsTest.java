package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Guarantee.FalseRefusals;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which strategies on PostgreSQL refuse an order for units that another one gives back, each by one
 * schedule: exactly those that declare it.
 */
class FalseRefusalsTest {

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

  static Stream<StrategyType> all() {
    return StrategyType.of(StoreKind.POSTGRES).stream();
  }

  private static Connection holding(String sql, Sku sku) throws SQLException {
    Connection connection = PostgresUnderTest.dataSource(schema).getConnection();
    connection.setAutoCommit(false);
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, sku.value());
      statement.execute();
    }
    return connection;
  }

  private static boolean isRefusedForStock(PlaceResult result) {
    return result instanceof PlaceResult.Refused(var reason)
        && reason instanceof Refusal.InsufficientStock;
  }

  /** The basket has taken its first line, and waits for its second one, which is withdrawn. */
  @ParameterizedTest
  @MethodSource("all")
  void aSmallOrderBehindABasketThatWillBeRefused(StrategyType type) throws Exception {
    FalseRefusals declared = type.guarantee().falseRefusals();
    boolean expected =
        declared == FalseRefusals.BEHIND_A_BASKET || declared == FalseRefusals.BEHIND_ANY_ORDER;
    Sku scarce = store.product(type, 1);
    // Lines are taken in the order of their SKUs.
    Sku withdrawn =
        Stream.generate(() -> store.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 1))
            .filter(sku -> sku.compareTo(scarce) > 0)
            .findFirst()
            .orElseThrow();
    CompletableFuture<PlaceResult> large;
    CompletableFuture<PlaceResult> small;
    try (var holder =
        holding("UPDATE stock SET available = 0, supplied = 0 WHERE sku = ?", withdrawn)) {
      large =
          ConcurrentClients.start(() ->
              store.place(
                  StoreInstance.newOrder(),
                  Basket.of(List.of(new Line(scarce, 1), new Line(withdrawn, 1)))));
      Awaitility.await().until(() -> store.waitingForLocks() == 1);
      small =
          ConcurrentClients.start(
              () -> store.place(StoreInstance.newOrder(), Basket.of(scarce, 1)));
      Awaitility.await().until(() -> small.isDone() || store.waitingForLocks() == 2);
      holder.commit();
    }

    assertThat(isRefusedForStock(large.join())).isTrue();
    assertThat(isRefusedForStock(small.join())).isEqualTo(expected);
    if (expected) {
      store.placed(Basket.of(scarce, 1));
    }
    store.assertLevel(scarce, 0, 1, 0);
  }

  /** The large order has taken what it found, which is not enough, and will give it back. */
  @ParameterizedTest
  @MethodSource("behindAnyOrder")
  void aSmallOrderBehindALargeOneThatWillBeRefused(StrategyType type) throws Exception {
    Sku sku = store.product(type, 3);
    var small = Basket.of(sku, 1);
    var gate = new Breakpoint();
    try (var pausing = PostgresInstance.on(schema, gate);
        var other =
            holding("SELECT FROM units WHERE sku = ? ORDER BY unit LIMIT 1 FOR UPDATE", sku)) {
      var large =
          ConcurrentClients.start(() -> pausing.place(StoreInstance.newOrder(), Basket.of(sku, 3)));
      gate.awaitArrival();
      assertThat(isRefusedForStock(store.place(StoreInstance.newOrder(), small))).isTrue();
      gate.letGo();
      assertThat(isRefusedForStock(large.join())).isTrue();
      store.placed(small);
      other.rollback();
    }
    store.assertLevel(sku, 2, 1, 0);
  }

  static Stream<StrategyType> behindAnyOrder() {
    return all().filter(type -> type.guarantee().falseRefusals() == FalseRefusals.BEHIND_ANY_ORDER);
  }
}
