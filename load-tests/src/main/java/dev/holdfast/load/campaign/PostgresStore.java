package dev.holdfast.load.campaign;

import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.PostgresServerProcess;
import dev.holdfast.load.process.ProcessSupervisor;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that ends with what runs on it. Each commit waits for the disk, and the service logs
 * in as a role that owns its database and nothing else.
 *
 * @param isCounting whether it counts statements
 */
record PostgresStore(PostgresServerProcess server, boolean isCounting) implements StoreServer {
  /** Beside the processes of sessions it counts what each kind of statement cost. */
  private static final Map<String, String> COUNTING =
      Map.of("shared_preload_libraries", "pg_stat_statements");

  /** Starts one that counts nothing that costs time. */
  static PostgresStore start(ProcessSupervisor supervisor, PostgresBinaries binaries, Path logs) {
    return new PostgresStore(PostgresServerProcess.start(supervisor, binaries, logs), false);
  }

  /** Starts one that counts statements too. */
  static PostgresStore startCounting(
      ProcessSupervisor supervisor, PostgresBinaries binaries, Path logs) {
    var server = PostgresServerProcess.start(supervisor, binaries, logs, COUNTING);
    var store = new PostgresStore(server, true);
    server.sql().execute("CREATE EXTENSION pg_stat_statements");
    return store;
  }

  @Override
  public Map<String, String> properties() {
    return server.properties();
  }

  @Override
  public Map<String, String> settings() {
    return server.settings();
  }

  @Override
  public Long process() {
    return server.pid();
  }

  @Override
  public @Nullable String statistics() {
    return isCounting ? server.statisticsUrl() : null;
  }

  @Override
  public void requireAlive() {
    server.requireAlive();
  }

  @Override
  public void close() {
    server.close();
  }
}
