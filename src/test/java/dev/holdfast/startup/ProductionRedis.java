package dev.holdfast.startup;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import redis.embedded.RedisServer;

/** A redis-server as production wants it: with a password, and with an append-only file. */
final class ProductionRedis implements AutoCloseable {
  static final String PASSWORD = "the-password-of-redis";

  private final RedisServer server;
  private final RedisClient client;
  private final int port = freePort();

  ProductionRedis(Path directory) {
    server =
        RedisServer.builder()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("dir " + directory)
            .setting("requirepass " + PASSWORD)
            .setting("appendonly yes")
            .setting("save \"\"")
            .setting("maxmemory-policy noeviction")
            .build();
    server.start();
    client =
        RedisClient.create(
            RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withPassword(PASSWORD.toCharArray())
                .build());
  }

  int port() {
    return port;
  }

  /** To change how it is set up, while it runs. */
  RedisCommands<String, String> commands() {
    return client.connect().sync();
  }

  @Override
  public void close() {
    // While it writes its first append-only file it does not end, and whoever stops it waits.
    commands().configSet("appendonly", "no");
    client.shutdown();
    server.stop();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
