package dev.holdfast.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The PostgreSQL that the service starts is as durable as one of production, and ends with it. */
class EmbeddedPostgresTest {
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() {
    postgres = EmbeddedPostgres.startUntilClosed(Map.of());
  }

  @AfterAll
  static void close() {
    postgres.close();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          fsync,               on
          synchronous_commit,  on
          full_page_writes,    on
          listen_addresses,    127.0.0.1
          unix_socket_directories, ''
          password_encryption, scram-sha-256
          server_encoding,     UTF8
          """)
  void itIsSetAsOneOfProduction(String setting, String value) {
    assertThat(query(postgres.administrator(), "SELECT current_setting('" + setting + "')"))
        .isEqualTo(value);
  }

  @Test
  void theRoleOfTheServiceHasNoOtherRights() {
    assertThat(
            query(
                postgres.login(),
                "SELECT concat_ws(' ', rolsuper, rolcreatedb, rolcreaterole, rolreplication,"
                    + " rolbypassrls) FROM pg_roles WHERE rolname = current_user"))
        .isEqualTo("f f f f f");
  }

  @Test
  void withoutThePasswordNoConnectionIsMade() {
    var login = postgres.administrator();
    assertThatThrownBy(() -> DriverManager.getConnection(login.url(), login.user(), "postgres"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  /** A blocked read of a pipe holds its carrier; two servers would hold those of two processors. */
  @Test
  void noVirtualThreadWaitsForItsLog() {
    // Only threads of the platform are listed.
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .contains("embedded-postgres-log-" + postgres.login().address());
  }

  @Test
  void oneThatCannotStartSaysWhy_andLeavesNothing() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> EmbeddedPostgres.startUntilClosed(Map.of(), port))
          .isInstanceOf(PostgresUnreachableException.class)
          .hasMessageStartingWith("The embedded PostgreSQL does not start (it ended; it said: ")
          .hasMessageContaining("could not create any TCP/IP sockets");
      assertThat(foldersOf(port)).isEmpty();
    }
  }

  @Test
  void aPortThatIsTakenMeanwhile_isLeftForAnother() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      var first = new AtomicBoolean(true);
      try (var other =
          EmbeddedPostgres.startUntilClosed(
              Map.of("fsync", "off"),
              () -> first.getAndSet(false) ? port : EmbeddedPostgres.freePort())) {
        assertThat(query(other.login(), "SELECT current_database()")).isEqualTo("holdfast");
        assertThat(foldersOf(port)).isEmpty();
      }
    }
  }

  @Test
  void itEndsWithTheProcessThatStartedIt_howeverThatEnds() throws Exception {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), Starter.class.getName()));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    ProcessHandle guard;
    List<ProcessHandle> descendants;
    int port;
    Path folder;
    try (var lines = process.inputReader()) {
      String[] told = String.valueOf(lines.readLine()).split(" ");
      guard = ProcessHandle.of(Long.parseLong(told[0])).orElseThrow();
      port = Integer.parseInt(told[1]);
      folder = Path.of(told[2]);
      descendants = guard.descendants().toList();
    } finally {
      process.destroyForcibly();
    }
    try {
      await("the guard and the server are gone")
          .atMost(Duration.ofSeconds(30))
          .until(() -> !guard.isAlive() && descendants.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(descendants).isNotEmpty();
      assertThat(folder).doesNotExist();
      assertThatThrownBy(() -> new Socket().connect(new InetSocketAddress("127.0.0.1", port), 1000))
          .isInstanceOf(IOException.class);
    } finally {
      descendants.forEach(ProcessHandle::destroyForcibly);
      guard.destroyForcibly();
    }
  }

  @Test
  void closedTwiceItIsGone() {
    var other = EmbeddedPostgres.startUntilClosed(Map.of("fsync", "off"));
    assertThat(query(other.administrator(), "SHOW fsync")).isEqualTo("off");
    other.close();
    assertThat(other.guard().isAlive()).isFalse();
    assertThat(other.folder()).doesNotExist();
    other.close();
  }

  private static List<Path> foldersOf(int port) throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("holdfast-postgres-at-" + port))
          .toList();
    }
  }

  private static String query(PostgresLogin login, String sql) {
    return JdbcClient.create(
            new DriverManagerDataSource(login.url(), login.user(), login.password()))
        .sql(sql)
        .query(String.class)
        .single();
  }

  /** Starts one, says where it is, and waits for ever. */
  static final class Starter {
    public static void main(String[] args) throws InterruptedException {
      var postgres = EmbeddedPostgres.startUntilClosed(Map.of());
      String url = postgres.login().url();
      System.out.println(
          postgres.guard().pid()
              + " "
              + url.replaceAll(".*:(\\d+)/.*", "$1")
              + " "
              + postgres.folder());
      Thread.currentThread().join();
    }
  }
}
