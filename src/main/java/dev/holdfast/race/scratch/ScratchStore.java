package dev.holdfast.race.scratch;

import dev.holdfast.postgres.server.EmbeddedPostgres;
import dev.holdfast.redis.server.EmbeddedRedis;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of its own for a race, whatever store the service has: on loopback, in a process that
 * ends when this is closed. Its instances reach it through a relay that can cut their connections.
 * Not safe for use by many threads, apart from {@link #cut}.
 */
public final class ScratchStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScratchStore.class);
  private static final String PLACE_OF_POSTGRES = "127.0.0.1:";

  private final Class<?> assembly;
  private final AutoCloseable server;
  private final Relay relay;
  private final Map<String, Object> settings;
  private final List<ScratchInstance> instances = new ArrayList<>();

  private ScratchStore(
      Class<?> assembly, AutoCloseable server, Relay relay, Map<String, Object> settings) {
    this.assembly = assembly;
    this.server = server;
    this.relay = relay;
    this.settings = settings;
  }

  /**
   * Starts a server, which the caller closes.
   *
   * @param kind Redis or PostgreSQL
   * @param redisServer which redis-server, as {@code holdfast.embedded-redis.server} names it
   * @param assembly the class that says what an instance consists of
   * @throws RuntimeException when it does not start
   */
  public static ScratchStore start(StoreKind kind, String redisServer, Class<?> assembly)
      throws IOException {
    return switch (kind) {
      case REDIS -> {
        var redis = EmbeddedRedis.startUntilClosed(redisServer, System.getenv("PATH"));
        yield on(
            assembly,
            redis,
            redis.port(),
            port ->
                Map.of(
                    "holdfast.store", "redis",
                    "spring.data.redis.host", "127.0.0.1",
                    "spring.data.redis.port", Integer.toString(port)));
      }
      case POSTGRES -> {
        var postgres = EmbeddedPostgres.startUntilClosed(Map.of());
        var login = postgres.login();
        int port = port(login.url());
        yield on(
            assembly,
            postgres,
            port,
            relayed ->
                Map.of(
                    "holdfast.store",
                    "postgres",
                    "holdfast.products.default-strategy",
                    StrategyType.POSTGRES_CONDITIONAL_UPDATE.id(),
                    "spring.datasource.url",
                    login.url().replace(PLACE_OF_POSTGRES + port, PLACE_OF_POSTGRES + relayed),
                    "spring.datasource.username",
                    Objects.requireNonNull(login.user()),
                    "spring.datasource.password",
                    Objects.requireNonNull(login.password())));
      }
    };
  }

  private static int port(String url) {
    int from = url.indexOf(PLACE_OF_POSTGRES) + PLACE_OF_POSTGRES.length();
    return Integer.parseInt(url.substring(from, url.indexOf('/', from)));
  }

  private static ScratchStore on(
      Class<?> assembly, AutoCloseable server, int port, IntFunction<Map<String, Object>> settings)
      throws IOException {
    try {
      var relay = Relay.to(port);
      return new ScratchStore(assembly, server, relay, settings.apply(relay.port()));
    } catch (IOException e) {
      closeQuietly(server);
      throw e;
    }
  }

  /**
   * Starts an instance on this store, which ends with it at the latest.
   *
   * @param window where its strategies pause between their check and their take
   */
  public ScratchInstance instance(RaceWindow window) {
    var instance = ScratchInstance.start(assembly, settings, window);
    instances.add(instance);
    return instance;
  }

  /**
   * Cuts all connections to the store at once; new ones are let through.
   *
   * @return whether there was one
   */
  public boolean cut() {
    return relay.cut();
  }

  /**
   * Ends the instances, then what they speak with: an instance that loses its store looks for it
   * again, and warns.
   */
  @Override
  public void close() {
    instances.reversed().forEach(ScratchStore::closeQuietly);
    instances.clear();
    relay.close();
    closeQuietly(server);
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      log.warn("a part of a race could not be closed", e);
    }
  }
}
