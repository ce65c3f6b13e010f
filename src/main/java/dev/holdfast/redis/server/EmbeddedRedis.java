package dev.holdfast.redis.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import redis.embedded.RedisExecProvider;
import redis.embedded.exceptions.EmbeddedRedisException;

/**
 * A real redis-server or valkey-server that starts and ends with this process. It listens on
 * loopback only and keeps its data in memory: for trying things out and for tests.
 *
 * <p>Of the library it takes the executable alone: the library's own server waits for ever for a
 * process that does not end, and stops it as soon as the JVM's exit begins, while others still need
 * it.
 */
public final class EmbeddedRedis implements AutoCloseable {
  /** How long it may take to be ready. */
  static final Duration START_MAX = Duration.ofSeconds(10);

  /**
   * How long it may take to end when asked to. It has nothing to save, but it hears nothing while
   * it is frozen or within a long command; then it is killed.
   */
  static final Duration STOP_MAX = Duration.ofSeconds(2);

  private static final String READY = "Ready to accept connections";

  /**
   * Becomes the server, beside a guard. The guard reads from this process, and kills the server
   * when that has gone without a word, however it ended: a server in memory has nothing to save. A
   * line says that the server has ended, so that its process id may be another's.
   */
  private static final String GUARDED =
      """
      exec 3<&0 </dev/null
      (
        trap '' INT TERM HUP
        exec >/dev/null 2>&1
        read -r ended <&3 || kill -KILL $$
      ) &
      exec "$@" 3<&-
      """;

  private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);

  private final Process process;
  private final int port;
  private final String executable;

  private EmbeddedRedis(Process process, int port, String executable) {
    this.process = process;
    this.port = port;
    this.executable = executable;
  }

  /**
   * Starts the bundled server, or the one that the system property {@code
   * holdfast.embedded-redis.server} chooses, on a free port. It ends when it is closed, or else
   * with this JVM.
   */
  public static EmbeddedRedis start() {
    return start(freePort());
  }

  /** The same on the given port. */
  public static EmbeddedRedis start(int port) {
    String wanted = System.getProperty(EmbeddedSettings.SERVER, EmbeddedSettings.BUNDLED);
    EmbeddedRedis redis = startUntilClosed(wanted, System.getenv("PATH"), () -> port);
    Runtime.getRuntime().addShutdownHook(new Thread(redis::close, "embedded-redis-end"));
    return redis;
  }

  /**
   * Starts a server on a free port that ends only when it is closed: what closes it, at the exit of
   * this JVM at the latest, still finds it there until then.
   *
   * @param wanted as in {@link EmbeddedSettings}
   * @param searchPath where {@code auto} looks for a server
   * @throws InvalidConfigurationPropertyValueException when {@code wanted} is no server that will
   *     do
   * @throws EmbeddedRedisException when it does not start
   */
  public static EmbeddedRedis startUntilClosed(String wanted, @Nullable String searchPath) {
    return startUntilClosed(wanted, searchPath, EmbeddedRedis::freePort);
  }

  private static EmbeddedRedis startUntilClosed(
      String wanted, @Nullable String searchPath, IntSupplier port) {
    if (wanted.equals(EmbeddedSettings.AUTO)) {
      for (InstalledServer server : InstalledServer.on(searchPath == null ? "" : searchPath)) {
        try {
          return started(server.executable().toString(), port.getAsInt());
        } catch (EmbeddedRedisException e) {
          log.info("{} does not start here ({}): it is passed over", server, rootMessage(e));
        }
      }
    } else if (!wanted.equals(EmbeddedSettings.BUNDLED)) {
      return started(chosen(wanted).executable().toString(), port.getAsInt());
    }
    return started(EmbeddedSettings.BUNDLED, port.getAsInt());
  }

  /** The server that an operator named, if it will do. */
  private static InstalledServer chosen(String wanted) {
    InstalledServer server =
        InstalledServer.at(Path.of(wanted).toAbsolutePath())
            .orElseThrow(() ->
                new InvalidConfigurationPropertyValueException(
                    EmbeddedSettings.SERVER,
                    wanted,
                    "it must be auto, bundled or the path of a valkey-server or redis-server that"
                        + " runs here"));
    if (server.version().isTooOld()) {
      throw new InvalidConfigurationPropertyValueException(
          EmbeddedSettings.SERVER,
          wanted,
          "it is %s, and the oldest that will do is %s"
              .formatted(server.version(), ServerVersion.oldest()));
    }
    return server;
  }

  private static EmbeddedRedis started(String executable, int port) {
    EmbeddedRedis redis;
    try {
      String file =
          executable.equals(EmbeddedSettings.BUNDLED)
              ? RedisExecProvider.defaultProvider().get().getAbsolutePath()
              : executable;
      var command = new ArrayList<>(List.of("sh", "-c", GUARDED, "holdfast-redis"));
      command.addAll(command(file, port));
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      // One that knows locales does not start in one that is not installed.
      builder.environment().put("LC_ALL", "C");
      redis = new EmbeddedRedis(builder.start(), port, executable);
    } catch (IOException e) {
      throw new EmbeddedRedisException("no redis-server could be unpacked and started", e);
    }
    try {
      redis.awaitReady();
      return redis;
    } catch (EmbeddedRedisException e) {
      redis.close();
      throw e;
    }
  }

  private static @Nullable String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage();
  }

  private static List<String> command(String executable, int port) {
    return List.of(
        executable,
        "--port",
        Integer.toString(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
        "--maxmemory-policy",
        "noeviction",
        // The record of a basket stays compact: its lines are one value.
        "--hash-max-listpack-value",
        "1024");
  }

  private void awaitReady() {
    var ready = new CompletableFuture<Void>();
    Thread.ofPlatform().daemon().name("embedded-redis-log-" + port).start(() -> read(ready));
    try {
      ready.get(START_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new EmbeddedRedisException("redis-server does not start", e);
    } catch (TimeoutException e) {
      throw new EmbeddedRedisException("redis-server was not ready within " + START_MAX, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisException("interrupted while redis-server started", e);
    }
  }

  /** Reads its output to the end: the server blocks when the pipe is full. */
  private void read(CompletableFuture<Void> ready) {
    String last = "nothing";
    try (var lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        if (line.contains(READY)) {
          ready.complete(null);
        }
      }
    } catch (IOException e) {
      last = e.toString();
    }
    dismissGuard();
    ready.completeExceptionally(new EmbeddedRedisException("it ended; the last it said: " + last));
  }

  /** The server has ended, or is about to be killed. */
  private void dismissGuard() {
    try (var words = process.outputWriter()) {
      words.write("ended\n");
    } catch (IOException e) {
      // The guard has ended as well.
    }
  }

  /** The path of its executable, or {@code bundled}. */
  public String executable() {
    return executable;
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    // Its handle, since the process would close its streams as well, which the guard waits for.
    process.toHandle().destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dismissGuard();
    if (!ended) {
      process.destroyForcibly();
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
