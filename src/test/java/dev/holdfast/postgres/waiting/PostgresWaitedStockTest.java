package dev.holdfast.postgres.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.waiting.WaitedStock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an instance with waiting orders receives. */
class PostgresWaitedStockTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static PostgresInstance node;

  private final AtomicInteger received = new AtomicInteger();
  private WaitedStock stock;
  private Sku sku;

  @BeforeAll
  static void start() {
    node = PostgresInstance.on(PostgresUnderTest.schema());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void listen() {
    sku = node.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 3);
    node.publishEvents();
    stock = node.waitedStock();
    stock.sendTo(
        new WaitedStock.Signals() {
          @Override
          public void of(Sku signalled) {
            throw new AssertionError("no signal is of one SKU");
          }

          @Override
          public void ofAny() {
            received.incrementAndGet();
          }

          @Override
          public void seen(Map<Sku, Long> levels) {
            throw new AssertionError("each look is waited for");
          }
        });
    assertThat(stock.look(Set.of(sku), Set.of(sku))).isEqualTo(Map.of(sku, 3L));
    assertThat(received).hasValue(0);
  }

  @AfterEach
  void close() throws Exception {
    stock.close();
  }

  private OrderId sold() {
    OrderId order = StoreInstance.newOrder();
    node.place(order, Basket.of(sku, 1));
    return order;
  }

  /** Signals come in their order, so that this one is the next where nothing came before. */
  @Test
  void ordersAlone_signalNothing() {
    OrderId confirmed = sold();
    node.orders.confirm(confirmed, VersionCondition.NONE);
    OrderId cancelled = sold();
    node.publishEvents();
    node.orders.cancel(cancelled, VersionCondition.NONE);
    node.publishEvents();
    await().atMost(LONG).until(() -> received.get() > 0);
    node.restock(sku, 1);
    await().atMost(LONG).until(() -> received.get() > 1);
    assertThat(received).hasValue(2);
  }

  @Test
  void unitsThatAReconciliationFinds_areSignalled() {
    node.inventory.reconcile(sku, "nothing is found");
    node.sql
        .sql("UPDATE stock SET available = 2, reserved = 1 WHERE sku = ?")
        .param(sku.value())
        .update();
    node.inventory.reconcile(sku, "test");
    await().atMost(LONG).until(() -> received.get() > 0);
    assertThat(received).hasValue(1);
  }

  @Test
  void aConnectionThatIsLost_isMadeAnew_andFollowedByALook() {
    String listeners =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE query LIKE 'LISTEN%' AND datname = current_database()";
    assertThat(node.sql.sql(listeners).query(Integer.class).single()).isPositive();
    await("it has noticed")
        .atMost(LONG)
        .until(() -> {
          assertThat(stock.look(Set.of(sku), Set.of())).isEmpty();
          return received.get() > 0;
        });
    assertThat(received).hasValue(1);
    node.restock(sku, 1);
    await().atMost(LONG).until(() -> received.get() > 1);
  }
}
