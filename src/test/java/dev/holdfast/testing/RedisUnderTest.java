package dev.holdfast.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.redis.server.EmbeddedRedis;
import dev.holdfast.redis.server.ServerVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.exceptions.EmbeddedRedisException;

/**
 * The one Redis that all tests of this JVM share, started at the first call of {@link #shared()}
 * and stopped with the JVM.
 *
 * <p>The system property {@code holdfast.test.redis} selects it: {@code container} is a Redis from
 * Testcontainers, of the version that is deployed ({@code holdfast.test.redis.image}), and fails
 * where that is not possible; {@code embedded} is a redis-server process that needs nothing
 * installed, or the one that {@code holdfast.embedded-redis.server} names; {@code auto}, the
 * default, is the container where it is possible and the embedded server elsewhere. All are a real
 * Redis, and keep nothing on disk.
 */
public final class RedisUnderTest {

  private static final Logger LOG = LoggerFactory.getLogger(RedisUnderTest.class);
  private static final int REPLY_TIMEOUT_MS = 10_000;

  /** Another process may take the free port between our look and the server's bind. */
  private static final int EMBEDDED_STARTS_MAX = 3;

  private static @Nullable RedisUnderTest shared;
  private static @Nullable String failure;

  private final String host;
  private final int port;
  private final String description;

  private RedisUnderTest(String host, int port, String kind) {
    this.host = host;
    this.port = port;
    this.description = "%s, %s, at %s:%d".formatted(kind, version(), host, port);
  }

  /** The shared Redis. A start that failed is not tried again: every test would wait for it. */
  public static synchronized RedisUnderTest shared() {
    if (failure != null) {
      throw new IllegalStateException("The first try failed: " + failure);
    }
    if (shared == null) {
      try {
        shared = start(System.getProperty("holdfast.test.redis", "auto"));
      } catch (RuntimeException e) {
        failure = String.valueOf(e.getMessage());
        throw e;
      }
    }
    return shared;
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  /** Removes every key. */
  public void flushAll() {
    call(
        "FLUSHALL SYNC",
        reply -> {
          if (!"+OK".equals(reply.readLine())) {
            throw new IllegalStateException("FLUSHALL was refused by " + this);
          }
          return reply;
        });
  }

  /** Which Redis this is, in words for a log. */
  public String describe() {
    return description;
  }

  @Override
  public String toString() {
    return description;
  }

  private static RedisUnderTest start(String wanted) {
    var why = "";
    if (wanted.equals("container") || wanted.equals("auto")) {
      try {
        return started(container(), why);
      } catch (RedisContainers.NotPossible e) {
        if (wanted.equals("container")) {
          throw new IllegalStateException("holdfast.test.redis=container: " + e.getMessage(), e);
        }
        why = " (not in a container: %s)".formatted(e.getMessage());
      }
    }
    if (wanted.equals("embedded") || wanted.equals("auto")) {
      return started(embedded(), why);
    }
    throw new IllegalStateException(
        "holdfast.test.redis is '%s'; it can be auto, container or embedded".formatted(wanted));
  }

  private static RedisUnderTest started(RedisUnderTest redis, String why) {
    LOG.info("Tests run against {}{}", redis.describe(), why);
    return redis;
  }

  private static RedisUnderTest container() {
    var image = System.getProperty("holdfast.test.redis.image", "redis:8.0");
    var container = RedisContainers.start(image);
    return new RedisUnderTest(
        container.getHost(), container.getRedisPort(), "a container of " + image);
  }

  private static RedisUnderTest embedded() {
    for (var start = 1; ; start++) {
      try {
        return new RedisUnderTest("127.0.0.1", EmbeddedRedis.start().port(), "embedded");
      } catch (EmbeddedRedisException e) {
        if (start == EMBEDDED_STARTS_MAX) {
          throw new IllegalStateException("The embedded server does not start", e);
        }
      }
    }
  }

  private String version() {
    return call(
        "INFO server",
        reply -> {
          var info = new StringBuilder();
          for (var line = reply.readLine(); ; line = reply.readLine()) {
            info.append(line).append('\n');
            var version = ServerVersion.reported(info.toString());
            // The versions are told in the first lines.
            if (line == null || line.startsWith("os:")) {
              return version.orElseThrow().toString();
            }
          }
        });
  }

  /** A bare socket: no client library, so none of its threads outlive a test. */
  private <T> T call(String command, ReplyReader<T> reader) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), REPLY_TIMEOUT_MS);
      socket.setSoTimeout(REPLY_TIMEOUT_MS);
      socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
      return reader.read(
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(command + " to " + host + ":" + port, e);
    }
  }

  private interface ReplyReader<T> {
    T read(BufferedReader reply) throws IOException;
  }
}
