package dev.holdfast.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What orders cost on the disk of PostgreSQL, indexes included, and how long an audit looks at
 * them. It measures, and its name keeps it out of the usual tests: {@code ./mvnw -q test
 * -Dtest=MeasurePostgresSize -Dholdfast.measure.orders=1000000}.
 */
class MeasurePostgresSize {
  private static final int ORDERS = Integer.getInteger("holdfast.measure.orders", 1_000_000);
  private static final int PRODUCTS = 1_000;

  /** One product has as many orders as all the others together. */
  private static final int HOT_SHARE = 2;

  /** What a placed order of one line writes, with ids as long as they are. */
  private static final String PLACED =
      """
      WITH wanted AS (
        SELECT left(md5(n::text), 26) AS id,
          CASE WHEN n %% %d = 0 THEN ? ELSE (?::text[])[1 + n %% %d] END AS sku
        FROM generate_series(1, ?) AS n),
      placed AS (
        INSERT INTO orders (
          id, fingerprint, status, skus, quantities, reference, customer, version,
          created_at, updated_at, expires_at, due_at)
        SELECT id, left(md5(id), 26), 'RESERVED', ARRAY[sku], ARRAY[1], '', '', 1,
          now(), clock_timestamp(), now() + interval '1 day', now() + interval '1 day'
        FROM wanted)
      INSERT INTO reservations (order_id, sku, quantity, state, customer)
      SELECT id, sku, 1, 'R', '' FROM wanted
      """
          .formatted(HOT_SHARE, PRODUCTS);

  /** What the sequencer makes of each: an event, and the order's place in the listing. */
  private static final String NUMBERED =
      """
      WITH numbered AS (
        SELECT row_number() OVER (ORDER BY updated_at) AS pos, id, updated_at FROM orders),
      listed AS (
        INSERT INTO listing (order_id, version, listed_at, pos)
        SELECT id, 1, updated_at, pos FROM numbered)
      INSERT INTO events (pos, order_id, version, type, occurred_at)
      SELECT pos, id, 1, 'RESERVED', updated_at FROM numbered
      """;

  private static final String COUNTED =
      """
      UPDATE stock SET available = supplied - held.units, reserved = held.units
      FROM (SELECT sku, count(*) AS units FROM reservations GROUP BY sku) AS held
      WHERE stock.sku = held.sku
      """;

  @Test
  void ofOrdersOfOneLine() {
    String schema = PostgresUnderTest.schema();
    try (var instance = PostgresInstance.on(schema)) {
      Sku hot = instance.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, ORDERS);
      List<Sku> others =
          IntStream.range(0, PRODUCTS)
              .mapToObj(i ->
                  instance.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, ORDERS / PRODUCTS))
              .toList();
      place(instance, hot, others);
      for (String table : List.of("orders", "reservations", "listing", "events")) {
        long bytes =
            instance
                .sql
                .sql("SELECT pg_total_relation_size(?::regclass)")
                .param(schema + "." + table)
                .query(Long.class)
                .single();
        System.out.printf("%s: %.0f bytes a row of %d%n", table, (double) bytes / ORDERS, ORDERS);
      }
      audit(instance, hot);
      audit(instance, others.get(1));
    }
  }

  /** A statement for all of them takes longer than one of the service may. */
  private static void place(PostgresInstance instance, Sku hot, List<Sku> others) {
    try (var connection = PostgresUnderTest.dataSource(schemaOf(instance)).getConnection();
        var settings = connection.createStatement()) {
      settings.execute("SET statement_timeout = '5min'");
      connection.setNetworkTimeout(Runnable::run, 300_000);
      try (var placed = connection.prepareStatement(PLACED)) {
        placed.setString(1, hot.value());
        placed.setArray(
            2, connection.createArrayOf("text", others.stream().map(Sku::value).toArray()));
        placed.setInt(3, ORDERS);
        placed.executeUpdate();
      }
      settings.execute(COUNTED);
      settings.execute(NUMBERED);
      settings.execute("VACUUM (FREEZE, ANALYZE) orders, reservations, stock, listing, events");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String schemaOf(PostgresInstance instance) {
    return instance.sql.sql("SELECT current_schema()").query(String.class).single();
  }

  private static void audit(PostgresInstance instance, Sku sku) {
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      Audit audit = instance.inventory.deepAudit(sku).orElseThrow();
      System.out.printf(
          "deep audit of %d reservations: %.0f ms%n",
          audit.reservations(), (System.nanoTime() - start) / 1e6);
      assertThat(audit.findings()).isEmpty();
      assertThat(audit.isConserved()).isTrue();
    }
  }
}
