package dev.holdfast.redis.waiting;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.topology.Subscriber;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.waiting.WaitedStock;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Levels and signals over Redis. A connection of its own receives the signals, one channel a SKU;
 * it exists while orders wait. Without it, and where the Redis user may not use the channels,
 * levels are read all the same.
 */
public final class RedisWaitedStock implements WaitedStock {
  private static final Logger log = LoggerFactory.getLogger(RedisWaitedStock.class);

  /** For how long a look announces that orders wait: longer than two looks are apart. */
  static final Duration LEASE = Duration.ofSeconds(3);

  private static final String PREFIX = "holdfast:{";

  private final RedisGateway redis;
  private volatile @Nullable Signals signals;

  /** The server that each subscribed channel belongs to. */
  private final Map<Sku, String> subscribed = new HashMap<>();

  private @Nullable Subscriber subscriber;
  private boolean refused;

  public RedisWaitedStock(RedisGateway redis) {
    this.redis = redis;
  }

  @Override
  public void sendTo(Signals receiver) {
    signals = receiver;
  }

  @Override
  public synchronized Map<Sku, Long> look(Set<Sku> waited, Set<Sku> due) {
    try {
      subscribe(waited, due);
      refused = false;
    } catch (StoreUnavailableException e) {
      if (!refused) {
        refused = true;
        log.warn("Signals of units that came back are not received: {}", e.getMessage());
      }
    }
    return read(due);
  }

  /** Subscribes to what is new and ends what is waited for no more. */
  private void subscribe(Set<Sku> waited, Set<Sku> due) {
    Subscriber current = current();
    current.ping();
    List.copyOf(subscribed.keySet()).stream()
        .filter(sku -> !waited.contains(sku))
        .forEach(sku -> {
          subscribed.remove(sku);
          current.unsubscribe(Keys.freed(sku));
        });
    var confirmed = new ArrayList<CompletionStage<Void>>();
    var asked = new HashMap<Sku, String>();
    try {
      for (Sku sku : waited) {
        String channel = Keys.freed(sku);
        String server = current.serverOf(channel);
        if (!server.equals(subscribed.get(sku))) {
          confirmed.add(current.subscribe(channel));
          asked.put(sku, server);
        }
      }
    } catch (RedisException e) {
      throw new StoreUnavailableException("Redis cannot be subscribed to", e);
    }
    await(confirmed);
    subscribed.putAll(asked);
    // What came back while there was no subscription was not signalled.
    Signals receiver = Objects.requireNonNull(signals);
    asked.keySet().stream().filter(sku -> !due.contains(sku)).forEach(receiver::of);
  }

  private Subscriber current() {
    Subscriber current = subscriber;
    if (current != null && current.isCurrent()) {
      return current;
    }
    idle();
    current = redis.subscriber(this::received);
    subscriber = current;
    return current;
  }

  private void received(String channel) {
    Signals receiver = signals;
    int end = channel.lastIndexOf('}');
    if (receiver != null && channel.startsWith(PREFIX) && end > 0) {
      receiver.of(new Sku(channel.substring(PREFIX.length(), end)));
    }
  }

  private void await(List<CompletionStage<Void>> confirmed) {
    var all =
        CompletableFuture.allOf(
            confirmed.stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new));
    try {
      all.get(redis.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new StoreUnavailableException("a subscription was not confirmed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while subscribing", e);
    }
  }

  /** One call for each SKU, in one round trip; in another one those whose epoch was another. */
  private Map<Sku, Long> read(Set<Sku> due) {
    var levels = new HashMap<Sku, Long>();
    List<Sku> asked = List.copyOf(due);
    @Nullable RuntimeException fault = null;
    for (int i = 0; i < 2 && !asked.isEmpty(); i++) {
      var again = new ArrayList<Sku>();
      var outcomes = redis.runEach(asked.stream().map(this::call).toList());
      for (int j = 0; j < outcomes.size(); j++) {
        Sku sku = asked.get(j);
        var reply = outcomes.get(j).reply();
        if (reply == null) {
          fault = outcomes.get(j).fault();
        } else if (redis.epochs().learnedFrom(sku, reply)) {
          again.add(sku);
        } else if (ReplyCode.READ.begins(reply)) {
          levels.put(sku, ScriptReplies.number(reply.get(1)));
        }
      }
      asked = again;
    }
    if (levels.isEmpty() && fault != null) {
      throw fault;
    }
    return levels;
  }

  private ScriptCall call(Sku sku) {
    long epoch = redis.epochs().of(sku);
    return ScriptCall.of(
        Script.STOCK_WAIT, List.of(Keys.totals(sku), Keys.available(sku, epoch)), epoch, LEASE);
  }

  @Override
  public synchronized void idle() {
    Subscriber ended = subscriber;
    subscriber = null;
    subscribed.clear();
    if (ended != null) {
      ended.close();
    }
  }

  @Override
  public void close() {
    idle();
  }
}
