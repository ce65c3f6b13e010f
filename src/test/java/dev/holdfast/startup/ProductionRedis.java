package dev.holdfast.startup;

import dev.holdfast.testing.RedisServerProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;

/** A redis-server as production wants it: with a password, and with an append-only file. */
final class ProductionRedis implements AutoCloseable {
  static final String PASSWORD = "the-password-of-redis";

  private final RedisServerProcess server =
      RedisServerProcess.start(
          "--requirepass", PASSWORD, "--appendonly", "yes", "--maxmemory-policy", "noeviction");

  private final RedisClient client =
      RedisClient.create(
          RedisURI.builder()
              .withHost("127.0.0.1")
              .withPort(server.port())
              .withPassword(PASSWORD.toCharArray())
              .build());

  int port() {
    return server.port();
  }

  /** To change how it is set up, while it runs. */
  RedisCommands<String, String> commands() {
    return client.connect().sync();
  }

  @Override
  public void close() {
    client.shutdown();
    server.close();
  }
}
