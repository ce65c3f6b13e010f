package dev.holdfast.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import redis.embedded.RedisExecProvider;
import redis.embedded.RedisServer;
import redis.embedded.exceptions.EmbeddedRedisException;

/**
 * A real redis-server that starts and ends with this process. It listens on loopback only and keeps
 * its data in memory: for trying things out and for tests.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private final Server server;
  private final int port;

  private EmbeddedRedis(Server server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a server on a free port. It ends when it is closed, or else with this JVM. */
  public static EmbeddedRedis start() {
    return start(freePort());
  }

  /** Starts a server on the given port. It ends when it is closed, or else with this JVM. */
  public static EmbeddedRedis start(int port) {
    return start(port, false);
  }

  /**
   * Starts a server on a free port that ends only when it is closed. Whoever closes it, at the exit
   * of this JVM at the latest, still finds it there until then.
   */
  static EmbeddedRedis startUntilClosed() {
    return start(freePort(), true);
  }

  private static EmbeddedRedis start(int port, boolean untilClosed) {
    Server server;
    try {
      server = new Server(RedisExecProvider.defaultProvider().get(), port, untilClosed);
    } catch (IOException e) {
      throw new EmbeddedRedisException("no redis-server could be unpacked", e);
    }
    server.start();
    return new EmbeddedRedis(server, port);
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    server.close();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The library stops a server as soon as the JVM's exit begins, while others still need it. */
  private static final class Server extends RedisServer {
    private final boolean untilClosed;

    Server(File executable, int port, boolean untilClosed) {
      super(executable, port);
      this.untilClosed = untilClosed;
      args =
          List.of(
              executable.getAbsolutePath(),
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

    /** What the library's exit hook calls. */
    @Override
    public void stop() {
      if (!untilClosed) {
        super.stop();
      }
    }

    void close() {
      super.stop();
    }
  }
}
