package dev.holdfast.postgres.server;

import static org.awaitility.Awaitility.await;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.MountedFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/**
 * Counts the acknowledged orders that are gone after PostgreSQL was killed under load, and after
 * the power was cut at the same moment, with fsync on and off. No test: it runs when it is named,
 * as root on Linux, as in {@code ./mvnw -q test -Dtest=MeasurePostgresPowerCut}.
 *
 * <p>PostgreSQL writes to a file system of its own, inside a file. What it has written there and
 * not yet synchronized is in the kernel's memory and not in that file. So the file as it is when
 * PostgreSQL was killed is the disk that is found after the power was cut.
 */
class MeasurePostgresPowerCut {
  private static final int ROUNDS = Integer.getInteger("holdfast.measure.rounds", 3);
  private static final int CUSTOMERS = 16;
  private static final String DISK_SIZE = "512M";
  private static final Duration LOAD = Duration.ofSeconds(4);
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final String NOBODY = "65534";
  private static final String PASSWORD = "measured";

  @Test
  void measure() throws Exception {
    for (String fsync : System.getProperty("holdfast.measure.fsync", "on,off").split(",", -1)) {
      for (int round = 0; round < ROUNDS; round++) {
        // Another moment between two synchronizations each time.
        round(fsync, LOAD.plusMillis(1_000L * round / ROUNDS));
      }
    }
  }

  private static void round(String fsync, Duration load) throws Exception {
    Path directory = Files.createTempDirectory("power-cut");
    Path disk = directory.resolve("disk");
    Path later = directory.resolve("disk-after-the-cut");
    MountedFile.run("chmod", "755", directory.toString());
    MountedFile.make(disk, DISK_SIZE);
    Set<OrderId> acknowledged = ConcurrentHashMap.newKeySet();
    try {
      String schema;
      try (var mounted = new MountedFile(disk, directory.resolve("mounted"))) {
        initialize(mounted.at(), directory);
        try (var server = new Server(mounted.at(), fsync)) {
          schema = PostgresUnderTest.schema(PostgresUnderTest.dataSource(server.login()));
          try (var instance = instance(server, schema)) {
            Sku sku = instance.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 10_000_000);
            MountedFile.run("sync", "-f", mounted.at().toString());
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
              for (int i = 0; i < CUSTOMERS; i++) {
                executor.execute(() -> order(instance, sku, server, acknowledged));
              }
              LockSupport.parkNanos(load.toNanos());
              server.kill();
              // Before customers have given up: the kernel writes on meanwhile.
              MountedFile.copy(disk, later);
            }
          }
        }
        tell("PostgreSQL was killed", fsync, mounted.at(), schema, acknowledged);
      }
      try (var mounted = new MountedFile(later, directory.resolve("mounted-after-the-cut"))) {
        tell("the power was cut", fsync, mounted.at(), schema, acknowledged);
      }
    } finally {
      MountedFile.run("rm", "-r", directory.toString());
    }
  }

  private static PostgresInstance instance(Server server, String schema) {
    return PostgresInstance.on(() -> PostgresUnderTest.dataSource(server.login()), schema);
  }

  private static void initialize(Path at, Path directory) throws Exception {
    MountedFile.run("chown", NOBODY + ":" + NOBODY, at.toString());
    Path password = Files.writeString(directory.resolve("password"), PASSWORD);
    MountedFile.run(
        unprivileged(
            "initdb",
            "--pgdata=" + at.resolve("data"),
            "--username=postgres",
            "--auth=scram-sha-256",
            "--pwfile=" + password,
            "--encoding=UTF8",
            "--locale=C"));
  }

  /** A program of PostgreSQL, which refuses to be root. */
  private static String[] unprivileged(String program, String... arguments) throws IOException {
    Path path = PostgresBinaries.unpacked().resolve("bin").resolve(program);
    return Stream.concat(
            Stream.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                path.toString()),
            Arrays.stream(arguments))
        .toArray(String[]::new);
  }

  private static void order(
      PostgresInstance instance, Sku sku, Server server, Set<OrderId> acknowledged) {
    try {
      while (server.isAlive()) {
        var order = StoreInstance.newOrder();
        if (instance.place(order, Basket.of(sku, 1)) instanceof PlaceResult.Placed) {
          acknowledged.add(order);
        }
      }
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      // Killed meanwhile: it was not acknowledged.
    }
  }

  /** What is still there when PostgreSQL is started again on what is left. */
  private static void tell(
      String what, String fsync, Path at, String schema, Set<OrderId> acknowledged)
      throws Exception {
    String found;
    try (var server = new Server(at, fsync);
        var instance = instance(server, schema)) {
      long lost =
          acknowledged.stream().filter(order -> instance.orders.find(order).isEmpty()).count();
      found = lost + " are lost";
    } catch (RuntimeException e) {
      found = "none can be read, since PostgreSQL does not start or is damaged: " + e.getMessage();
    }
    System.out.printf(
        "fsync %s, %s: of %d acknowledged orders %s%n", fsync, what, acknowledged.size(), found);
  }

  /** A PostgreSQL on a folder that is there. */
  private static final class Server implements AutoCloseable {
    private final Process process;
    private final PostgresLogin login;
    private volatile boolean killed;

    Server(Path at, String fsync) throws IOException {
      int port;
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = socket.getLocalPort();
      }
      login =
          new PostgresLogin(
              "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", PASSWORD);
      // What a kill left behind.
      Files.deleteIfExists(at.resolve("data/postmaster.pid"));
      var builder =
          new ProcessBuilder(
              unprivileged(
                  "postgres",
                  "-D",
                  at.resolve("data").toString(),
                  "--port=" + port,
                  "--listen-addresses=127.0.0.1",
                  "--unix-socket-directories=",
                  "--fsync=" + fsync));
      builder.environment().put("LC_ALL", "C");
      process =
          builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      try {
        await().atMost(START_MAX).until(this::answers);
      } catch (ConditionTimeoutException e) {
        close();
        throw e;
      }
    }

    private boolean answers() {
      try {
        login.connect().close();
        return true;
      } catch (SQLException e) {
        return false;
      }
    }

    PostgresLogin login() {
      return login;
    }

    boolean isAlive() {
      return !killed;
    }

    /** With all of its sessions, as when the machine dies. */
    void kill() {
      killed = true;
      var sessions = process.descendants().toList();
      process.destroyForcibly();
      sessions.forEach(ProcessHandle::destroyForcibly);
      process.onExit().join();
      sessions.forEach(session -> session.onExit().join());
    }

    @Override
    public void close() {
      kill();
    }
  }
}
