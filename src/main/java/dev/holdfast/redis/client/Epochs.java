package dev.holdfast.redis.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Under which epoch each SKU's counter is, as far as this instance knows. It is a guess: a call
 * declares the counter's key with it, and the script answers which epoch holds where it is another.
 * Likewise, whether its units count for customers, which takes a key that is there for no other.
 * Safe for use by many threads.
 */
public final class Epochs {
  /** How often a call is made before its counter is said to move: each move takes a round trip. */
  public static final int TRIES_MAX = 4;

  private static final int KNOWN_MAX = 10_000;

  /** That of a product that was never reconciled, and whose strategy never changed. */
  private static final long FIRST = 1;

  private final Cache<Sku, Long> known = Caffeine.newBuilder().maximumSize(KNOWN_MAX).build();

  private final Cache<Sku, Boolean> counted = Caffeine.newBuilder().maximumSize(KNOWN_MAX).build();

  public long of(Sku sku) {
    Long epoch = known.getIfPresent(sku);
    return epoch == null ? FIRST : epoch;
  }

  public void learn(Sku sku, long epoch) {
    if (epoch != of(sku)) {
      known.put(sku, epoch);
    }
  }

  /** The keys of a SKU, as the scripts that bring its lines to an end take them, one SKU each. */
  public List<String> keys(Sku sku, long epoch) {
    var keys = new ArrayList<String>();
    Keys.ofLine(keys, sku, epoch);
    if (counted.getIfPresent(sku) != null) {
      keys.add(Keys.customers(sku));
    }
    return keys;
  }

  /**
   * Whether a script answered that another epoch holds, or that units count for customers, which is
   * known from then on.
   */
  public boolean learnedFrom(Sku sku, List<Object> reply) {
    if (ReplyCode.CUSTOMERS.begins(reply)) {
      counted.put(sku, true);
      return true;
    }
    if (!ReplyCode.EPOCH.begins(reply)) {
      return false;
    }
    try {
      learn(sku, ScriptReplies.number(reply.get(1)));
    } catch (NumberFormatException e) {
      throw new dev.holdfast.stock.StockDamagedException(
          "the totals of " + sku + " do not say which counter is theirs");
    }
    return true;
  }

  /**
   * Makes a call that declares a SKU's counter, again under another epoch where that one holds.
   * Where the call gave units back that orders wait for, it signals them.
   *
   * @throws StoreUnavailableException when the counter keeps moving
   */
  public List<Object> run(RedisGateway redis, Sku sku, LongFunction<ScriptCall> call) {
    for (int i = 0; i < TRIES_MAX; i++) {
      var reply = redis.run(call.apply(of(sku)));
      if (!learnedFrom(sku, reply)) {
        StockSignals.after(redis, sku, reply);
        return reply;
      }
    }
    throw moving(sku);
  }

  /**
   * Likewise, for a script that brings one line of an order to an end.
   *
   * @param units those that it is about
   */
  public List<Object> run(
      RedisGateway redis, Script script, Sku sku, OrderId order, long attempt, int units) {
    return run(
        redis, sku, epoch -> ScriptCall.of(script, keys(sku, epoch), order, attempt, epoch, units));
  }

  public static StoreUnavailableException moving(Sku sku) {
    return new StoreUnavailableException("the counter of " + sku + " keeps moving", null);
  }
}
