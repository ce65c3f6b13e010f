package dev.holdfast.postgres.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.postgres.PostgresUnderTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;

/** A read that takes long has a bound of its own, and leaves that of its session as it was. */
class LongReadTest {
  private static final String SLOW = "SELECT pg_sleep(0.5)::text";

  @Test
  void aLongReadOutlastsTheBoundOfItsSession_andNoOtherDoes() {
    var settings =
        Binder.get(new StandardEnvironment())
            .bindOrCreate("holdfast.transactions", TransactionSettings.class);
    var source = PostgresUnderTest.dataSource("public");
    source.setOptions("-c statement_timeout=100ms");
    try (HikariDataSource pool = PostgresUnderTest.pool(source)) {
      var transactions = new Transactions(pool, settings, new SimpleMeterRegistry());
      assertThat(
              transactions.<String>readFor(Duration.ofSeconds(30), reading -> text(reading, SLOW)))
          .isEmpty();
      assertThat(transactions.<String>read(reading -> text(reading, "SHOW statement_timeout")))
          .isEqualTo("100ms");
      assertThatThrownBy(() -> transactions.<String>read(reading -> text(reading, SLOW)))
          .isInstanceOf(ContendedException.class);
    }
  }

  @Test
  void twoLongReadsAreUnderWayAtMost_andLeaveConnections() {
    var settings =
        new TransactionSettings(
            8, 4, Duration.ofMillis(50), 50, Duration.ofSeconds(20), Duration.ofMillis(8));
    try (HikariDataSource pool = PostgresUnderTest.pool(PostgresUnderTest.dataSource("public"))) {
      var transactions = new Transactions(pool, settings, new SimpleMeterRegistry());
      Duration time = Duration.ofSeconds(30);
      transactions.<String>readFor(
          time,
          first ->
              transactions.<String>readFor(
                  time,
                  second -> {
                    assertThatThrownBy(() ->
                            transactions.<String>readFor(time, third -> text(third, "SELECT '3'")))
                        .isInstanceOf(ContendedException.class);
                    return transactions.<String>read(reading -> text(reading, "SELECT 'short'"));
                  }));
      assertThat(transactions.<String>readFor(time, next -> text(next, "SELECT 'next'")))
          .isEqualTo("next");
    }
  }

  private static String text(Transaction reading, String sql) {
    return reading.list(sql, (row, i) -> row.getString(1)).getFirst();
  }
}
