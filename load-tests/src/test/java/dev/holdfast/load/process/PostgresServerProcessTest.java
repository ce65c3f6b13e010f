package dev.holdfast.load.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs the service's jar, which {@code ./mvnw verify} packages before it tests this project. */
class PostgresServerProcessTest {
  private static final Path JAR = Path.of("..", "target", "holdfast.jar");

  @TempDir Path directory;

  @Test
  void whatWasCommittedIsThereAfterAKill_andNothingIsLeftBehind() throws Exception {
    assumeThat(JAR).exists();
    Path data;
    try (ProcessSupervisor supervisor = new ProcessSupervisor()) {
      PostgresBinaries binaries = PostgresBinaries.of(supervisor, JAR, directory);
      try (PostgresServerProcess server =
          PostgresServerProcess.start(supervisor, binaries, directory)) {
        data = directory.resolve("postgres-" + server.address().port());
        assertThat(data).isDirectory();
        assertThat(server.settings())
            .containsEntry("fsync", "on")
            .containsEntry("synchronous_commit", "on")
            .containsEntry("full_page_writes", "on");
        assertRights(server);

        try (Connection session = connect(server.properties())) {
          session.createStatement().execute("CREATE TABLE kept AS SELECT 'yes' AS answer");
          List<ProcessHandle> processes = processesOf(data);
          assertThat(processes).hasSizeGreaterThan(2);
          server.kill();
          assertThat(processes).noneMatch(ProcessHandle::isAlive);
          assertThat(server.isAlive()).isFalse();
        }
        server.restart();
        assertThat(server.sql().query("SELECT answer FROM kept")).containsExactly("yes");
      }
    }
    assertThat(processesOf(data)).isEmpty();
    assertThat(data).doesNotExist();
  }

  /** Owner of its database, and no more. */
  private static void assertRights(PostgresServerProcess server) {
    assertThat(
            server
                .sql()
                .query(
                    "SELECT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR"
                        + " rolbypassrls)::text FROM pg_roles WHERE rolname = ?",
                    server.properties().get("spring.datasource.username")))
        .containsExactly("false");
  }

  private static Connection connect(Map<String, String> properties) throws SQLException {
    return DriverManager.getConnection(
        properties.get("spring.datasource.url"),
        properties.get("spring.datasource.username"),
        properties.get("spring.datasource.password"));
  }

  /** A server's own process, and those of its sessions, which are its children. */
  private static List<ProcessHandle> processesOf(Path data) throws Exception {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return List.of();
    }
    long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst());
    return ProcessHandle.of(pid).stream()
        .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
        .toList();
  }
}
