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
import dev.holdfast.waiting.WaitedStock.Signals;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The looks at the SKUs of one server, one after the other. On a Cluster each master has its own,
 * so that one that does not answer delays its own SKUs alone.
 */
final class ServerLooks {
  private static final Logger log = LoggerFactory.getLogger(ServerLooks.class);

  /** For how long a look announces that orders wait: longer than two looks are apart. */
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final RedisGateway redis;
  private final Supplier<Signals> receiver;
  private final Set<Sku> subscribed = new HashSet<>();
  private boolean refused;
  private @Nullable Look next;
  private boolean looking;

  ServerLooks(RedisGateway redis, Supplier<Signals> receiver) {
    this.redis = redis;
    this.receiver = receiver;
  }

  /**
   * One look.
   *
   * @param subscriber null where there is none
   * @param all the SKUs of all servers that orders wait for
   * @param waited those of this server
   * @param due those of them whose level is wanted
   */
  record Look(@Nullable Subscriber subscriber, Set<Sku> all, Set<Sku> waited, Set<Sku> due) {
    /** This one and, in front of it, one that was not begun. */
    private Look after(@Nullable Look earlier) {
      if (earlier == null) {
        return this;
      }
      var both = new HashSet<>(earlier.due());
      both.addAll(due);
      return new Look(subscriber, all, waited, both);
    }
  }

  /** Has a thread of its own look, behind what is under way. Its levels are sent when they come. */
  void begin(Look look) {
    synchronized (this) {
      next = look.after(next);
      if (looking) {
        return;
      }
      looking = true;
    }
    Thread.ofVirtual().name("stock-look").start(this::lookOn);
  }

  private void lookOn() {
    for (Look look = takeNext(); look != null; look = takeNext()) {
      try {
        receiver.get().seen(look(look));
      } catch (Throwable e) {
        // Whatever it is: the next look needs this thread. These SKUs are due again by themselves.
        log.debug("levels of one server cannot be read", e);
      }
    }
  }

  private synchronized @Nullable Look takeNext() {
    Look taken = next;
    next = null;
    looking = taken != null;
    return taken;
  }

  /**
   * Subscribes to what is new, ends what is waited for no more, and reads.
   *
   * @throws StoreUnavailableException when nothing could be read
   */
  Map<Sku, Long> look(Look look) {
    if (look.subscriber() != null) {
      try {
        subscribe(look.subscriber(), look);
        refused = false;
      } catch (StoreUnavailableException e) {
        if (!refused) {
          refused = true;
          log.warn("Signals of units that came back are not received: {}", e.getMessage());
        }
      }
    }
    return read(look.due());
  }

  private void subscribe(Subscriber current, Look look) {
    List.copyOf(subscribed).stream()
        .filter(sku -> !look.waited().contains(sku))
        .forEach(sku -> {
          subscribed.remove(sku);
          // One that has moved is subscribed to at its next server.
          if (!look.all().contains(sku)) {
            current.unsubscribe(Keys.freed(sku));
          }
        });
    subscribed.removeIf(sku -> !current.isConnected(Keys.freed(sku)));
    var confirmed = new HashMap<Sku, CompletionStage<Void>>();
    try {
      for (Sku sku : look.waited()) {
        if (!subscribed.contains(sku)) {
          confirmed.put(sku, current.subscribe(Keys.freed(sku)));
        }
      }
    } catch (RedisException e) {
      throw new StoreUnavailableException("Redis cannot be subscribed to", e);
    }
    await(confirmed.values().stream().map(CompletionStage::toCompletableFuture).toList());
    subscribed.addAll(confirmed.keySet());
    // What came back while there was no subscription was not signalled.
    Signals signals = receiver.get();
    confirmed.keySet().stream().filter(sku -> !look.due().contains(sku)).forEach(signals::of);
  }

  private void await(List<CompletableFuture<Void>> confirmed) {
    try {
      CompletableFuture.allOf(confirmed.toArray(CompletableFuture[]::new))
          .get(redis.timeout().toNanos(), TimeUnit.NANOSECONDS);
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
        } else if (ReplyCode.NOT_ON_SALE.begins(reply)) {
          levels.put(sku, WaitedStock.NOT_ON_SALE);
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
}
