package dev.holdfast.redis.waiting;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.topology.Subscriber;
import dev.holdfast.redis.waiting.ServerLooks.Look;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.waiting.WaitedStock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Levels and signals over Redis. A connection of its own receives the signals, one channel a SKU;
 * it exists while orders wait. Without it, and where the Redis user may not use the channels,
 * levels are read all the same. On a Cluster each master is looked at by a thread of its own.
 */
public final class RedisWaitedStock implements WaitedStock {
  private static final Logger log = LoggerFactory.getLogger(RedisWaitedStock.class);
  private static final String PREFIX = "holdfast:{";

  /** The server of a SKU while none can be subscribed to. */
  private static final String ANY = "";

  private final RedisGateway redis;
  private volatile @Nullable Signals signals;
  private final Map<String, ServerLooks> servers = new HashMap<>();
  private @Nullable Subscriber subscriber;
  private boolean refused;

  public RedisWaitedStock(RedisGateway redis) {
    this.redis = redis;
  }

  @Override
  public void sendTo(Signals receiver) {
    signals = receiver;
  }

  private Signals receiver() {
    return Objects.requireNonNull(signals);
  }

  @Override
  public synchronized Map<Sku, Long> look(Set<Sku> waited, Set<Sku> due) {
    Subscriber current = current();
    if (current != null) {
      current.ping();
    }
    if (!redis.isCluster()) {
      return server(ANY).look(new Look(current, waited, waited, due));
    }
    var waitedAt = new HashMap<String, Set<Sku>>();
    // A server of which nothing is waited for any more ends its subscriptions.
    servers.keySet().forEach(server -> waitedAt.put(server, new HashSet<>()));
    for (Sku sku : waited) {
      String server = current == null ? ANY : current.serverOf(Keys.freed(sku));
      waitedAt.computeIfAbsent(server, first -> new HashSet<>()).add(sku);
    }
    waitedAt.forEach((server, skus) -> {
      var dueThere = new HashSet<>(skus);
      dueThere.retainAll(due);
      server(server).begin(new Look(current, waited, skus, dueThere));
    });
    return Map.of();
  }

  private ServerLooks server(String name) {
    return servers.computeIfAbsent(name, first -> new ServerLooks(redis, this::receiver));
  }

  /** The connection of now; null where there is none to be had. */
  private @Nullable Subscriber current() {
    Subscriber current = subscriber;
    if (current != null && current.isCurrent()) {
      return current;
    }
    idle();
    try {
      current = redis.subscriber(this::received);
      subscriber = current;
      refused = false;
      return current;
    } catch (StoreUnavailableException e) {
      if (!refused) {
        refused = true;
        log.warn("Signals of units that came back are not received: {}", e.getMessage());
      }
      return null;
    }
  }

  /** Not on the client's own thread, which all commands of this instance wait for. */
  private void received(String channel) {
    Signals receiver = signals;
    int end = channel.lastIndexOf('}');
    if (receiver != null && channel.startsWith(PREFIX) && end > 0) {
      var sku = new Sku(channel.substring(PREFIX.length(), end));
      Thread.ofVirtual().name("stock-signal").start(() -> receiver.of(sku));
    }
  }

  @Override
  public synchronized void idle() {
    Subscriber ended = subscriber;
    subscriber = null;
    servers.clear();
    if (ended != null) {
      ended.close();
    }
  }

  @Override
  public void close() {
    idle();
  }
}
