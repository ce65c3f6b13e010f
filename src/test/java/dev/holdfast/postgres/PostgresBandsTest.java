package dev.holdfast.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.alert.ProductEvents.ReadResult;
import dev.holdfast.alert.StockBands.Sampled;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Thresholds;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Crossings on PostgreSQL: the lock of their log, its bound, and what no order shows. */
class PostgresBandsTest {
  private static final int ALL = 1_000;

  private String schema;
  private PostgresInstance node;
  private String from;

  @BeforeEach
  void start() {
    schema = PostgresUnderTest.schema();
    node = PostgresInstance.on(schema);
    from = node.productEvents().end();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Sku watched(StrategyType type, int units) {
    Sku sku = node.product(type, units);
    node.inventory()
        .register(
            new Inventory.Registration(
                sku,
                null,
                Product.Terms.of("a product", Duration.ofMinutes(1))
                    .with(new Thresholds(10, 20, 1))));
    return sku;
  }

  private List<Sampled> sample() {
    return node.bands().sample(null, ALL).products();
  }

  private List<String> told() {
    return ((ReadResult.Page) node.productEvents().read(from, ALL))
        .events().stream()
            .map(event -> event.sequence() + " " + event.type() + " " + event.available())
            .toList();
  }

  @Test
  void anInstanceThatHasTheLock_hasTheCrossing() throws SQLException {
    watched(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 10);
    try (Connection other = PostgresUnderTest.dataSource(schema).getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT FROM product_event_log FOR UPDATE");
      sample();
      assertThat(told()).isEmpty();
      other.rollback();
    }
    sample();
    assertThat(told()).containsExactly("1 LOW_STOCK 10");
  }

  @Test
  void unitsThatAreRowsAreCounted() {
    Sku sku = watched(StrategyType.POSTGRES_SKIP_LOCKED, 12);
    sample();
    node.placed(Basket.of(sku, 2));
    sample();
    assertThat(told()).containsExactly("1 LOW_STOCK 10");
  }

  /** Whether or not the product has thresholds. */
  @Test
  void aShortfallIsTold_andItsEnd() {
    Sku sku = node.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 12);
    node.placed(Basket.of(sku, 12));
    assertThat(sample()).isEmpty();
    node.sql.sql("UPDATE stock SET supplied = supplied - 3, shortfall = 3").update();
    assertThat(sample()).extracting(Sampled::shortfall).containsExactly(true);
    node.sql.sql("UPDATE stock SET supplied = supplied + 3, shortfall = 0").update();
    sample();
    assertThat(sample()).isEmpty();
    assertThat(told()).containsExactly("1 SHORTFALL 0", "2 SHORTFALL_FILLED 0");
  }

  @Test
  void whatIsTrimmedIsGone_andALaterPositionIsNot() {
    Sku sku = watched(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 10);
    sample();
    // As if so many other crossings had been found since.
    node.sql
        .sql("UPDATE product_event_log SET last_pos = last_pos + ?")
        .param(PostgresInstance.PRODUCT_EVENTS_MAX)
        .update();
    String later = node.productEvents().end();
    node.restock(sku, 15);
    sample();
    assertThat(node.productEvents().read(from, ALL)).isInstanceOf(ReadResult.Gone.class);
    from = later;
    assertThat(told()).containsExactly("2 RECOVERED 25");
    assertThat(node.sql.sql("SELECT count(*) FROM product_events").query(Long.class).single())
        .isEqualTo(1);
  }
}
