package dev.holdfast.load.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.ProcessSupervisor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers fail over; no service is started. */
class TopologyTest {
  private static final Path JAR = Path.of("..", "target", "holdfast.jar");

  @TempDir Path logs;

  @Test
  void behindOneAddress_anOpenConnectionStaysAndANewOneReachesTheNewMaster() throws IOException {
    try (ProcessSupervisor supervisor = ProcessSupervisor.untilTheJvmEnds();
        OneAddress topology = OneAddress.start(supervisor, logs);
        Socket before = connect(topology)) {
      assertThat(answer(before, "SET k 1")).isEqualTo("+OK");
      Switch failover = topology.failOver(Way.PLANNED, "p");
      assertThat(failover.promotedNanos()).isGreaterThan(failover.startNanos());
      topology.awaitSettled();
      assertThat(topology.isDemoted()).isTrue();
      assertThat(answer(before, "SET k 2")).startsWith("-READONLY");
      try (Socket after = connect(topology)) {
        assertThat(answer(after, "SET k 2")).isEqualTo("+OK");
      }
      topology.cutClients();
      assertThat(before.getInputStream().read()).isNegative();
    }
  }

  @Test
  void plannedMaintenanceUnderSentinels_leavesTheOldMasterAReplica() {
    try (ProcessSupervisor supervisor = ProcessSupervisor.untilTheJvmEnds();
        Sentinels topology = Sentinels.start(supervisor, logs, 1)) {
      topology.failOver(Way.MAINTENANCE, "p");
      assertThat(topology.isDemoted()).isTrue();
      topology.awaitSettled();
    }
  }

  @Test
  void aClustersMasterThatIsKilled_isReplacedByItsReplica() {
    try (ProcessSupervisor supervisor = ProcessSupervisor.untilTheJvmEnds();
        RedisCluster topology = RedisCluster.start(supervisor, logs)) {
      topology.failOver(Way.KILLED, "p");
      topology.awaitSettled();
    }
  }

  /** Needs the service's jar, which {@code ./mvnw verify} packages before it tests this project. */
  @Test
  void aPrimaryOfPostgresThatIsKilled_isReplacedByTheReplicaThatReceivedMost() throws Exception {
    assumeThat(JAR).exists();
    try (ProcessSupervisor supervisor = ProcessSupervisor.untilTheJvmEnds();
        PostgresReplicas topology =
            PostgresReplicas.start(supervisor, PostgresBinaries.of(supervisor, JAR, logs), logs)) {
      topology.awaitSettled();
      topology.requireReplicas(1);
      topology.cutOff();
      run(topology, "CREATE TABLE kept AS SELECT 1 AS number");
      topology.failOver(Way.KILLED, "p");
      run(topology, "INSERT INTO kept SELECT number + 1 FROM kept");

      topology.awaitSettled();
      topology.requireReplicas(1);
      run(topology, "INSERT INTO kept SELECT count(*) / (count(*) - 1) FROM kept");
    }
  }

  /** Runs a statement on the primary, which answers when it is as durable as is required. */
  private static void run(PostgresReplicas topology, String sql) throws SQLException {
    Map<String, String> location = topology.location();
    try (Connection connection =
            DriverManager.getConnection(
                location.get("spring.datasource.url") + "?targetServerType=primary",
                location.get("spring.datasource.username"),
                location.get("spring.datasource.password"));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Socket connect(OneAddress topology) throws IOException {
    String port = topology.location().get("spring.data.redis.port");
    Socket socket = new Socket("127.0.0.1", Integer.parseInt(port));
    socket.setSoTimeout(5_000);
    return socket;
  }

  private static String answer(Socket socket, String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }
}
