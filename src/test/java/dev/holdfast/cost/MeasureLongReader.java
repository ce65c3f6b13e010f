package dev.holdfast.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.postgres.server.EmbeddedPostgres;
import dev.holdfast.postgres.server.PostgresLogin;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.TransactionSettings;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What a transaction that stays open costs a hot product: takes a second by the conditional update,
 * before it, while it is open, and after it. It measures, and its name keeps it out of the usual
 * tests: {@code ./mvnw -q test -Dtest=MeasureLongReader}
 */
class MeasureLongReader {
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final Duration WITHOUT = Duration.ofSeconds(4);
  private static final Duration WITH = Duration.ofSeconds(18);
  private static final Duration WINDOW = Duration.ofSeconds(2);

  /** As many orders as a transaction of group commit has. */
  private static final int TAKES = 32;

  private final PostgresStrategies strategies = new PostgresStrategies(RaceWindow.NONE, false);

  @Test
  void ofTakesOfOneProduct() throws Exception {
    try (var server = EmbeddedPostgres.startUntilClosed(Map.of())) {
      String schema = PostgresUnderTest.schema(PostgresUnderTest.dataSource(server.login()));
      measure(server.login(), schema);
    }
  }

  private void measure(PostgresLogin login, String schema) throws Exception {
    var connections = PostgresUnderTest.dataSource(login);
    connections.setCurrentSchema(schema);
    try (var pool = PostgresUnderTest.pool(connections);
        var instance = PostgresInstance.on(() -> PostgresUnderTest.dataSource(login), schema)) {
      var transactions =
          new Transactions(pool, Defaults.of(TransactionSettings.class), new SimpleMeterRegistry());
      Sku sku = instance.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 1_000_000_000);
      run(transactions, sku, WARM_UP);
      double before = run(transactions, sku, WITHOUT);
      double hot = hotPercent(instance, schema);
      double during;
      try (Connection reader = PostgresUnderTest.dataSource(login).getConnection()) {
        reader.setAutoCommit(false);
        reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (var snapshot = reader.createStatement()) {
          snapshot.execute("SELECT 1");
        }
        run(transactions, sku, WITH.minus(WINDOW));
        during = run(transactions, sku, WINDOW);
        reader.rollback();
      }
      run(transactions, sku, WINDOW);
      double after = run(transactions, sku, WINDOW);
      System.out.printf(
          "takes a second: %.0f before (%.0f %% of updates HOT), %.0f after %d s of an open reader"
              + " (%.2f of it), %.0f %d s after its end%n",
          before, hot, during, WITH.toSeconds(), during / before, after, WINDOW.toSeconds());
      assertThat(instance.audit(sku).level().available()).isLessThan(1_000_000_000);
    }
  }

  /**
   * Of the updates so far, how many stayed on their page and touched no index, in percent; the
   * server counts them with a second's delay.
   */
  private static double hotPercent(PostgresInstance instance, String schema) {
    return instance
        .sql
        .sql(
            "SELECT 100.0 * n_tup_hot_upd / greatest(n_tup_upd, 1) FROM pg_stat_user_tables"
                + " WHERE relname = 'stock' AND schemaname = ?")
        .param(schema)
        .query(Double.class)
        .single();
  }

  /** Takes a second, over this time. */
  private double run(Transactions transactions, Sku sku, Duration time) {
    var one = List.of(new Take(sku, 1, 0, 1));
    long start = System.nanoTime();
    long taken = 0;
    while (System.nanoTime() - start < time.toNanos()) {
      transactions.run(
          Transactions.Purpose.TAKE,
          Transactions.Isolation.READ_COMMITTED,
          transaction -> {
            for (int i = 0; i < TAKES; i++) {
              assertThat(
                      strategies.take(
                          StrategyType.POSTGRES_CONDITIONAL_UPDATE,
                          transaction,
                          one,
                          Destination.SOLD))
                  .isInstanceOf(TakeResult.Taken.class);
            }
            return null;
          });
      taken += TAKES;
    }
    return taken * 1e9 / (System.nanoTime() - start);
  }
}
