package dev.holdfast.postgres;

import static dev.holdfast.strategy.StrategyType.POSTGRES_SERIALIZABLE;
import static dev.holdfast.strategy.StrategyType.POSTGRES_SKIP_LOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stops of a sale between the statements of orders. */
class StoppedSaleTest {
  private static final Sale.Change STOP = Sale.Change.of(false);

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

  private static Sku product(String name, StrategyType type, int units) {
    var sku = new Sku(name);
    store.register(sku, type.id(), Product.Terms.of("a product", Duration.ofMinutes(15)));
    store.restock(sku, units);
    return sku;
  }

  /** Whether it is a row that the take locks, or only its units. */
  @ParameterizedTest
  @EnumSource(names = {"POSTGRES_SKIP_LOCKED", "POSTGRES_ROW_LOCK"})
  void aStopIsAnsweredAfterTheTakesThatItMet(StrategyType type) {
    Sku sku = store.product(type, 5);
    var gate = new Breakpoint();
    try (var pausing = PostgresInstance.on(schema, gate)) {
      var order = ConcurrentClients.start(() -> pausing.placed(Basket.of(sku, 1)));
      gate.awaitArrival();
      var stop = ConcurrentClients.start(() -> store.sell(sku, STOP));
      await().until(() -> store.waitingForLocks() == 1);
      assertThat(stop).isNotDone();
      gate.letGo();
      assertThat(order.join().createdAt()).isNotNull();
      stop.join();
      assertThat(pausing.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
          .isEqualTo(new PlaceResult.Refused(new Refusal.NotOnSale(List.of(sku))));
    }
    store.assertLevel(sku, 4, 1, 0);
  }

  /** Its snapshot is from before the stop, and nothing else of the product conflicts with it. */
  @Test
  void aTakeOfUnitsUnderASnapshotFromBeforeTheStop_isRefused() {
    Sku first = product("a-of-one-snapshot", POSTGRES_SERIALIZABLE, 5);
    Sku units = product("b-by-unit", POSTGRES_SKIP_LOCKED, 5);
    var gate = new Breakpoint();
    try (var pausing = PostgresInstance.on(schema, gate)) {
      var basket = Basket.of(List.of(new Line(first, 1), new Line(units, 1)));
      var order = ConcurrentClients.start(() -> pausing.place(StoreInstance.newOrder(), basket));
      gate.awaitArrival();
      store.sell(units, STOP);
      gate.letGo();
      assertThat(order.join())
          .isEqualTo(new PlaceResult.Refused(new Refusal.NotOnSale(List.of(units))));
    }
    store.assertLevel(first, 5, 0, 0);
    store.assertLevel(units, 5, 0, 0);
  }
}
