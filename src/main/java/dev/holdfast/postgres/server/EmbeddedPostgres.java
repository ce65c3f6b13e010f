package dev.holdfast.postgres.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL that starts and ends with this process. It listens on loopback only, asks for a
 * random password, and forces every commit to its data folder, which is removed at its end: for
 * trying things out and for tests.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** How long it may take to be ready. */
  static final Duration START_MAX = Duration.ofSeconds(30);

  /** How long it may take to end when asked to; then it is killed. */
  static final Duration STOP_MAX = Duration.ofSeconds(5);

  private static final String NAME = "holdfast";
  private static final String ADMINISTRATOR = "postgres";
  private static final String READY = "database system is ready to accept connections";
  private static final String PORT_TAKEN = "could not create any TCP/IP sockets";

  /** How many ports are tried. */
  private static final int PORTS_MAX = 3;

  private static final int PASSWORD_BYTES = 24;

  /** What the server runs as where this process is root, which PostgreSQL refuses to be. */
  private static final int NOBODY = 65_534;

  /**
   * The server's parent. It reads from this process, and so ends the server when this process is
   * gone, however it ended. The server has a process group of its own: what a terminal sends to
   * this process must not reach it before the orders in progress are done. The folder is the first
   * argument, seconds to stop the second.
   */
  private static final String GUARD =
      """
      set -m
      trap '' INT TERM HUP
      folder=$1 seconds=$2
      shift 2
      "$@" </dev/null &
      server=$!
      exec >/dev/null 2>&1
      read -r line || :
      kill -INT "$server"
      (sleep "$seconds"; kill -QUIT "$server"; sleep 1; kill -KILL "$server") &
      killer=$!
      wait "$server"
      kill -KILL -- "-$killer"
      rm -rf -- "$folder"
      """;

  /**
   * What the server is set to. Durability is that of a real one, so that what is tried out, and
   * measured, is what a deployment has.
   */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("max_connections", "100"),
          Map.entry("shared_buffers", "64MB"),
          // Before holdfast.postgres.lock-timeout ends the wait.
          Map.entry("deadlock_timeout", "200ms"),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"));

  private final Process guard;
  private final Path folder;
  private final PostgresLogin login;
  private final PostgresLogin administrator;

  private EmbeddedPostgres(
      Process guard, Path folder, PostgresLogin login, PostgresLogin administrator) {
    this.guard = guard;
    this.folder = folder;
    this.login = login;
    this.administrator = administrator;
  }

  /**
   * Starts a server on a free port that ends when it is closed, or else with this JVM.
   *
   * @throws PostgresUnreachableException when it does not start
   */
  public static EmbeddedPostgres start() {
    EmbeddedPostgres postgres = startUntilClosed(Map.of());
    Runtime.getRuntime().addShutdownHook(new Thread(postgres::close, "embedded-postgres-end"));
    return postgres;
  }

  /**
   * Starts a server on a free port that ends when it is closed: what closes it, at the exit of this
   * JVM at the latest, still finds it there until then.
   *
   * @param settings of {@code postgresql.conf}, beside and before its usual ones
   * @throws PostgresUnreachableException when it does not start
   */
  public static EmbeddedPostgres startUntilClosed(Map<String, String> settings) {
    return startUntilClosed(settings, EmbeddedPostgres::freePort);
  }

  /** Another process may have taken a port since it was free: then the next one is tried. */
  static EmbeddedPostgres startUntilClosed(Map<String, String> settings, IntSupplier ports) {
    for (int tried = 1; ; tried++) {
      try {
        return startUntilClosed(settings, ports.getAsInt());
      } catch (PostgresUnreachableException e) {
        if (tried == PORTS_MAX || !String.valueOf(e.getMessage()).contains(PORT_TAKEN)) {
          throw e;
        }
      }
    }
  }

  static EmbeddedPostgres startUntilClosed(Map<String, String> settings, int port) {
    EmbeddedPostgres postgres;
    try {
      Path binaries = PostgresBinaries.unpacked();
      Path folder = Files.createTempDirectory("holdfast-postgres-at-" + port + "-");
      try {
        postgres = started(binaries, folder, settings, port);
      } catch (IOException | RuntimeException e) {
        FileSystemUtils.deleteRecursively(folder);
        throw e;
      }
    } catch (IOException e) {
      throw PostgresUnreachableException.embedded("it cannot be unpacked and started: " + e, e);
    }
    try {
      postgres.awaitReady();
      postgres.createDatabase();
      return postgres;
    } catch (PostgresUnreachableException e) {
      postgres.close();
      throw e;
    }
  }

  private static EmbeddedPostgres started(
      Path binaries, Path folder, Map<String, String> settings, int port) throws IOException {
    String server = "jdbc:postgresql://127.0.0.1:" + port + "/";
    var administrator = new PostgresLogin(server + "postgres", ADMINISTRATOR, randomPassword());
    var login = new PostgresLogin(server + NAME, NAME, randomPassword());
    List<String> unprivileged = unprivileged(folder);
    Path data = folder.resolve("data");
    Path password = Files.writeString(folder.resolve("password"), administrator.password());
    if (unprivileged.contains("setpriv")) {
      for (Path path : List.of(folder, password)) {
        Files.setAttribute(path, "unix:gid", NOBODY);
        Files.setAttribute(path, "unix:uid", NOBODY);
      }
    }
    var create = new ArrayList<>(unprivileged);
    create.add(binaries.resolve("bin/initdb").toString());
    create.addAll(List.of("--pgdata", data.toString(), "--username", ADMINISTRATOR));
    create.addAll(List.of("--auth", "scram-sha-256", "--pwfile", password.toString()));
    // What is written to disk here is of no use once this process is gone.
    create.addAll(List.of("--encoding", "UTF8", "--locale", "C", "--no-sync"));
    runToItsEnd(create, folder);
    Files.delete(password);

    var all = new LinkedHashMap<>(SETTINGS);
    all.putAll(settings);
    all.put("port", Integer.toString(port));
    var text = new StringBuilder();
    all.forEach((name, value) -> text.append("%s = '%s'%n".formatted(name, value)));
    Files.writeString(data.resolve("postgresql.conf"), text, StandardOpenOption.APPEND);

    var run = new ArrayList<>(List.of("sh", "-c", GUARD, "holdfast-postgres"));
    run.addAll(List.of(folder.toString(), Long.toString(STOP_MAX.toSeconds())));
    run.addAll(unprivileged);
    run.addAll(List.of(binaries.resolve("bin/postgres").toString(), "-D", data.toString()));
    return new EmbeddedPostgres(process(run).start(), folder, login, administrator);
  }

  /** How a command becomes one of a user that is not root; nothing where it is one already. */
  private static List<String> unprivileged(Path folder) throws IOException {
    if (!Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"))) {
      return List.of();
    }
    // A container may forbid the first one, which needs no change of owners.
    List<String> unshare = List.of("unshare", "--user");
    var tried = new ArrayList<>(unshare);
    tried.addAll(List.of("id", "--user", "--name"));
    try {
      runToItsEnd(tried, folder);
      return unshare;
    } catch (IOException e) {
      String nobody = Integer.toString(NOBODY);
      return List.of("setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups");
    }
  }

  private static ProcessBuilder process(List<String> command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // It does not start in a locale that is not installed, and its words are looked for.
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  /** Runs a command, whose output goes to a file of the folder. */
  private static void runToItsEnd(List<String> command, Path folder) throws IOException {
    Path output = folder.resolve("output");
    var process = process(command).redirectOutput(output.toFile()).start();
    try {
      if (!process.waitFor(START_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(command.getFirst() + " took longer than " + START_MAX);
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "%s failed: %s".formatted(command.getFirst(), Files.readString(output).strip()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private void awaitReady() {
    var ready = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon()
        .name("embedded-postgres-log-" + login.address())
        .start(() -> read(ready));
    try {
      ready.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw PostgresUnreachableException.embedded(
          String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
    } catch (TimeoutException e) {
      throw PostgresUnreachableException.embedded("it was not ready within " + START_MAX, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw PostgresUnreachableException.embedded("interrupted", e);
    }
  }

  /** Reads its output to the end: the server blocks when the pipe is full. */
  private void read(CompletableFuture<Void> ready) {
    String fault = "it ended without a word";
    try (var lines = guard.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(READY)) {
          ready.complete(null);
        }
        if (line.contains("FATAL") || line.contains("could not")) {
          fault = line;
        }
      }
    } catch (IOException e) {
      fault = e.toString();
    }
    ready.completeExceptionally(new IOException("it ended; it said: " + fault));
  }

  /** The service's role has no more rights than one of production needs. */
  private void createDatabase() {
    try (Connection connection = administrator.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + login.password() + "'");
      statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
    } catch (SQLException e) {
      throw PostgresUnreachableException.embedded(String.valueOf(e.getMessage()), e);
    }
  }

  /** How the service logs in: as the owner of a database of its own, with no other rights. */
  public PostgresLogin login() {
    return login;
  }

  /** How the superuser logs in, in a database of its own. */
  public PostgresLogin administrator() {
    return administrator;
  }

  /** Where its data is until it ends. */
  Path folder() {
    return folder;
  }

  /** The process that ends the server. */
  Process guard() {
    return guard;
  }

  @Override
  public void close() {
    try {
      guard.outputWriter().close();
    } catch (IOException e) {
      // It has ended: there is nothing to end any more.
    }
    try {
      if (!guard.waitFor(STOP_MAX.plusSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
        guard.descendants().forEach(ProcessHandle::destroyForcibly);
        guard.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String randomPassword() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
