package dev.holdfast.boot;

import dev.holdfast.redis.client.RedisAccess;
import dev.holdfast.redis.stock.RedisClients;
import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.lock.redisson.RedissonWarmUp;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Creates the clients that only some strategies need, and uses them once, before the service takes
 * its first request: the first order would otherwise wait for that. A store that does not answer
 * delays the start by no more than {@link #WAIT_MAX}; the clients are then created by the order
 * that needs one.
 */
public final class ClientWarmUp implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ClientWarmUp.class);

  /** How long the start waits for a client. */
  static final Duration WAIT_MAX = Duration.ofSeconds(5);

  private final RedisClients clients;
  private final boolean cluster;
  private volatile boolean running;
  private volatile Optional<String> redissonDenied = Optional.empty();

  public ClientWarmUp(RedisClients clients, boolean cluster) {
    this.clients = clients;
    this.cluster = cluster;
    // They connect while the rest of the service is put together.
    clients.create(!cluster);
  }

  /** What the Redis user may not do although Redisson's locks need it; empty when it may do all. */
  public Optional<String> redissonDenied() {
    return redissonDenied;
  }

  @Override
  public void start() {
    if (running) {
      return;
    }
    running = true;
    try {
      clients.await(!cluster, WAIT_MAX);
      RedissonWarmUp.run(clients.redisson());
    } catch (StoreUnavailableException e) {
      redissonDenied = RedisAccess.refusal(e);
      log.warn(
          redissonDenied
              .map(what ->
                  "Strategies with Redisson's locks or permits are not offered: the Redis user may"
                      + " not "
                      + what)
              .orElse("Redisson could not be tried before the first order: " + e.getMessage()));
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return LifecyclePhases.WARM_UP;
  }
}
