package dev.holdfast.load.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.load.endpoints.Costs;
import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.ProcessSupervisor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the service's jar, which {@code ./mvnw verify} packages before it tests this project. */
class PostgresStoreTest {
  private static final Path JAR = Path.of("..", "target", "holdfast.jar");

  @TempDir Path directory;

  @Test
  void whatTheServicesStatementsCostIsCountedAndNotWhatAsksForIt() throws Exception {
    assumeThat(JAR).exists();
    try (ProcessSupervisor supervisor = new ProcessSupervisor()) {
      PostgresBinaries binaries = PostgresBinaries.of(supervisor, JAR, directory);
      try (PostgresStore store = PostgresStore.startCounting(supervisor, binaries, directory)) {
        assertThat(store.settings())
            .containsEntry("fsync", "on")
            .containsEntry("synchronous_commit", "on");
        Costs costs = new Costs(List.of(), store.process(), store.statistics());
        try (Connection service = connect(store.properties());
            Statement statement = service.createStatement()) {
          statement.execute("CREATE TABLE counted (id int)");
          service.setAutoCommit(false);
          Map<String, Double> before = costs.read();
          statement.execute("INSERT INTO counted SELECT generate_series(1, 10)");
          statement.execute("SELECT * FROM counted");
          service.commit();
          Map<String, Double> each = Costs.each(before, costs.read(), 1);
          assertThat(each)
              .containsEntry(Costs.STATEMENTS, 3.0)
              .containsEntry(Costs.ROWS, 10.0)
              .containsKey(Costs.STORE_CPU);
          assertThat(each.get(Costs.WAL_BYTES)).isPositive();
        }
      }
    }
  }

  private static Connection connect(Map<String, String> properties) throws Exception {
    return DriverManager.getConnection(
        properties.get("spring.datasource.url"),
        properties.get("spring.datasource.username"),
        properties.get("spring.datasource.password"));
  }
}
