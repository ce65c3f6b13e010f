package dev.holdfast.postgres.transaction;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.postgres.PostgresUnderTest;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is told of a fault. */
class SqlFaultTest {
  private static final String REFUSED =
      """
      INSERT INTO adjustments (sku, id, delta, reason, applied_at) VALUES (?, 'id', 0, '', now())
      """;

  @Test
  void noParameterOfABatchIsTold() {
    var jdbc = new JdbcTemplate(PostgresUnderTest.dataSource(PostgresUnderTest.schema()));
    var rows = List.of(new Object[] {"jane"}, new Object[] {"doe"});
    SQLException fault =
        requireNonNull(SqlFault.in(catchThrowable(() -> jdbc.batchUpdate(REFUSED, rows))));
    assertThat(fault.getMessage()).contains("jane");
    assertThat(SqlFault.message(fault)).doesNotContain("jane").contains("adjustments");
  }
}
