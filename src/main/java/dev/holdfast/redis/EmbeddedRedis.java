package dev.holdfast.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import redis.embedded.RedisExecProvider;
import redis.embedded.exceptions.EmbeddedRedisException;

/**
 * A real redis-server that starts and ends with this process. It listens on loopback only and keeps
 * its data in memory: for trying things out and for tests.
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

  private final Process process;
  private final int port;

  private EmbeddedRedis(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server on a free port. It ends when it is closed, or else with this JVM. */
  public static EmbeddedRedis start() {
    return start(freePort());
  }

  /** Starts a server on the given port. It ends when it is closed, or else with this JVM. */
  public static EmbeddedRedis start(int port) {
    EmbeddedRedis redis = startUntilClosed(port);
    Runtime.getRuntime().addShutdownHook(new Thread(redis::close, "embedded-redis-end"));
    return redis;
  }

  /**
   * Starts a server on a free port that ends only when it is closed. Whoever closes it, at the exit
   * of this JVM at the latest, still finds it there until then.
   */
  static EmbeddedRedis startUntilClosed() {
    return startUntilClosed(freePort());
  }

  private static EmbeddedRedis startUntilClosed(int port) {
    EmbeddedRedis redis;
    try {
      String executable = RedisExecProvider.defaultProvider().get().getAbsolutePath();
      redis =
          new EmbeddedRedis(
              new ProcessBuilder(command(executable, port)).redirectErrorStream(true).start(),
              port);
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
    Thread.ofVirtual().name("embedded-redis-log").start(() -> read(ready));
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

  /** Reads what it says to its end, or it would stand still one day, with nobody to listen. */
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
    ready.completeExceptionally(new EmbeddedRedisException("it ended; the last it said: " + last));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
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
