package dev.holdfast.postgres.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.locks.LocksView;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Meeting;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who waits for a lock of the server, who has it, and what the server says of a deadlock. */
@ExtendWith(OutputCaptureExtension.class)
class ServerLocksTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static String schema;

  private final Breakpoint gate = new Breakpoint();
  private final List<CompletableFuture<PlaceResult>> placed = new ArrayList<>();
  private PostgresInstance instance;

  @BeforeAll
  static void createSchema() {
    schema = PostgresUnderTest.schema();
  }

  @AfterEach
  void stop() throws Exception {
    gate.letGo();
    for (var order : placed) {
      order.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
    instance.close();
  }

  private OrderId place(Basket basket) {
    OrderId id = StoreInstance.newOrder();
    placed.add(ConcurrentClients.start(() -> instance.place(id, basket)));
    return id;
  }

  private LocksView awaitWaiters(int count) {
    await()
        .atMost(SOON)
        .until(() ->
            instance.locks.get().locks().stream().mapToInt(lock -> lock.waiters().count()).sum()
                == count);
    return instance.locks.get();
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTGRES_ROW_LOCK", "POSTGRES_ADVISORY_LOCK"})
  void aLock_showsItsHolderAndItsWaiters(StrategyType type) {
    instance = PostgresInstance.on(schema, gate);
    Sku sku = instance.product(type, 5);
    OrderId holder = place(Basket.of(sku, 1));
    gate.awaitArrival();
    assertThat(instance.locks.get().locks()).isEmpty();
    place(Basket.of(sku, 1));
    place(Basket.of(sku, 1));

    LocksView view = awaitWaiters(2);

    assertThat(view.incomplete()).isNull();
    assertThat(view.locks())
        .singleElement()
        .satisfies(lock -> {
          assertThat(lock.skus()).containsExactly(sku.value());
          assertThat(lock.level())
              .isEqualTo(type == StrategyType.POSTGRES_ROW_LOCK ? "row" : "advisory");
          assertThat(lock.holders())
              .singleElement()
              .satisfies(shown -> {
                assertThat(shown.order()).isEqualTo(holder.value());
                assertThat(shown.instance()).isEqualTo(view.instance());
                assertThat(shown.state()).isEqualTo("idle in transaction");
                assertThat(shown.session()).isPositive();
              });
        });
    assertThat(view.strategies())
        .singleElement()
        .satisfies(totals -> {
          assertThat(totals.waiting()).isEqualTo(2);
          assertThat(totals.held()).isEqualTo(1);
        });
  }

  /** Another program that locks rows is the holder, by the number of its session. */
  @Test
  void noMoreLocksAreShown_thanTheLimit() throws Exception {
    instance = PostgresInstance.on(schema);
    var skus =
        IntStream.range(0, PostgresInstance.LOCKS_SHOWN_MAX + 2)
            .mapToObj(i -> instance.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 5))
            .toList();
    try (Connection other = PostgresUnderTest.dataSource(schema).getConnection();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(
          "SELECT sku FROM stock WHERE sku IN (%s) ORDER BY sku FOR UPDATE"
              .formatted(
                  skus.stream().map(sku -> "'" + sku + "'").collect(Collectors.joining(", "))));
      skus.forEach(sku -> place(Basket.of(sku, 1)));
      await().atMost(SOON).until(() -> instance.waitingForLocks() == skus.size());

      LocksView view = instance.locks.get();

      other.rollback();
      assertThat(view.locks()).hasSize(PostgresInstance.LOCKS_SHOWN_MAX);
      assertThat(view.notShown()).isEqualTo(2);
      assertThat(view.locks().getFirst().holders())
          .singleElement()
          .satisfies(holder -> assertThat(holder.order()).isNull());
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"POSTGRES_ROW_LOCK", "POSTGRES_ADVISORY_LOCK", "POSTGRES_CONDITIONAL_UPDATE"})
  void oppositeBasketsInTheOrderGiven_deadlockAndTheServerEndsIt(
      StrategyType type, CapturedOutput output) throws Exception {
    instance = PostgresInstance.withLocksAsGiven(schema, new Meeting(2, 1));
    Sku one = instance.product(type, 5);
    Sku two = instance.product(type, 5);
    OrderId order = place(Basket.of(List.of(new Line(one, 1), new Line(two, 1))));
    OrderId opposite = place(Basket.of(List.of(new Line(two, 1), new Line(one, 1))));

    // The one that the server rolled back runs again, after the other.
    for (var result : placed) {
      assertThat(result.get(SOON.toSeconds(), TimeUnit.SECONDS))
          .isInstanceOf(PlaceResult.Placed.class);
    }

    assertThat(instance.meters.get("holdfast.locks.deadlocks").counter().count()).isEqualTo(1);
    assertThat(instance.locks.get().deadlocks())
        .singleElement()
        .satisfies(circle ->
            assertThat(circle.links())
                .extracting(LocksView.Link::order)
                .containsExactlyInAnyOrder(order.value(), opposite.value()));
    assertThat(output.getAll())
        .containsOnlyOnce("deadlock, which PostgreSQL ends: order ")
        .contains(order.value(), opposite.value());
    instance.assertLevel(one, 3, 2, 0);
    instance.assertLevel(two, 3, 2, 0);
  }

  @Test
  void oppositeBasketsInOneOrder_doNotDeadlock() throws Exception {
    instance = PostgresInstance.on(schema);
    for (StrategyType type :
        Set.of(StrategyType.POSTGRES_ROW_LOCK, StrategyType.POSTGRES_CONDITIONAL_UPDATE)) {
      Sku one = instance.product(type, 200);
      Sku two = instance.product(type, 200);
      for (int i = 0; i < 50; i++) {
        place(Basket.of(List.of(new Line(one, 1), new Line(two, 1))));
        place(Basket.of(List.of(new Line(two, 1), new Line(one, 1))));
      }
      for (var result : placed) {
        assertThat(result.get(SOON.toSeconds(), TimeUnit.SECONDS))
            .isInstanceOf(PlaceResult.Placed.class);
      }
      instance.assertLevel(one, 100, 100, 0);
    }
    assertThat(instance.meters.get("holdfast.locks.deadlocks").counter().count()).isZero();
  }
}
