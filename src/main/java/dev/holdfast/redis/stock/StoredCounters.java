package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.Epochs;
import dev.holdfast.redis.client.RedisFaults;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads levels as they are stored, with what only an audit wants to know. */
public final class StoredCounters {
  /** So many epochs back a counter is looked for that should be gone. */
  static final int OLD_EPOCHS = 64;

  /** What PTTL answers for a key that exists and has no time to live. */
  private static final long FOR_EVER = -1;

  /** In place of a number that cannot be read. */
  public static final long UNKNOWN = -1;

  private StoredCounters() {}

  /**
   * A level as it is stored.
   *
   * @param level what cannot be read counts as 0 in it
   * @param counterMissing whether the counter's key is gone, so that the level's 0 is a stand-in
   * @param unreadable why it cannot be read; null when it can
   * @param supplyKnown whether the level's supply was read
   * @param soldForgotten units that are sold and whose reservations were forgotten; {@link
   *     #UNKNOWN} when that cannot be read
   */
  public record RawLevel(
      StockLevel level,
      boolean counterMissing,
      @Nullable String unreadable,
      boolean supplyKnown,
      long soldForgotten,
      long version,
      long epoch) {
    public boolean movedUntil(RawLevel later) {
      return version != later.version || epoch != later.epoch;
    }
  }

  public static StockLevel none(Sku sku) {
    return new StockLevel(sku, 0, 0, 0, 0);
  }

  public static @Nullable RawLevel read(RedisGateway redis, Sku sku) {
    return read(redis, List.of(sku)).get(sku);
  }

  /**
   * Stands in for totals that are gone, or do not say which counter is theirs: with the counter of
   * the latest epoch that is found, which is all that tells how much was there to sell.
   */
  public static RawLevel orphaned(RedisGateway redis, Sku sku, @Nullable RawLevel found) {
    long epoch = latestCounter(redis, sku);
    long available = epoch == 0 ? 0 : counter(redis, sku, epoch);
    StockLevel level = found == null ? none(sku) : found.level();
    return new RawLevel(
        new StockLevel(
            sku, level.supplied(), available, level.reserved(), level.sold(), level.shortfall()),
        false,
        "the totals do not say which counter is theirs",
        found != null && found.supplyKnown(),
        found == null ? 0 : found.soldForgotten(),
        found == null ? 0 : found.version(),
        0);
  }

  /**
   * The latest epoch of which there is a counter, among those from the last change of strategy on;
   * 0 for none.
   */
  public static long latestCounter(RedisGateway redis, Sku sku) {
    long changed = lastChange(redis, sku);
    var found = counters(redis, sku, Math.max(1, changed), changed + OLD_EPOCHS + 1);
    if (found.isEmpty()) {
      found = counters(redis, sku, Math.max(1, changed - OLD_EPOCHS), Math.max(1, changed));
    }
    return found.isEmpty() ? 0 : found.getLast();
  }

  /** The epoch that the last change of strategy began; 0 where none is found. */
  private static long lastChange(RedisGateway redis, Sku sku) {
    List<StreamMessage<String, String>> changes;
    try {
      changes =
          redis.read(commands ->
              commands.xrevrange(Keys.strategyChanges(sku), Range.unbounded(), Limit.from(1)));
    } catch (StoreUnavailableException e) {
      if (RedisFaults.isOfAnotherType(e)) {
        return 0;
      }
      throw e;
    }
    String epoch = changes.isEmpty() ? "" : changes.getFirst().getBody().getOrDefault("epoch", "");
    return epoch.matches("\\d{1,15}") ? Long.parseLong(epoch) : 0;
  }

  private static long counter(RedisGateway redis, Sku sku, long epoch) {
    @Nullable String value = redis.read(commands -> commands.get(Keys.available(sku, epoch)));
    return value != null && value.matches("-?\\d{1,18}") ? Long.parseLong(value) : 0;
  }

  /**
   * The epochs, from one on to before another, of which there is a counter. Each is asked for by
   * itself: also while a slot of a Cluster is half moved, a single key is found where it is. A key
   * that has a time to live is the sentinel of a change of strategy, and no counter.
   */
  private static List<Long> counters(RedisGateway redis, Sku sku, long from, long to) {
    var epochs = LongStream.range(from, to).boxed().toList();
    List<RedisGateway.Read<Long>> reads = new ArrayList<>();
    epochs.forEach(epoch -> reads.add(commands -> commands.pttl(Keys.available(sku, epoch))));
    var timesToLive = redis.readAll(reads);
    return IntStream.range(0, epochs.size())
        .filter(i -> timesToLive.get(i) == FOR_EVER)
        .mapToObj(epochs::get)
        .toList();
  }

  /** The levels of SKUs, as of one moment where the store can. Leaves out those without totals. */
  public static Map<Sku, RawLevel> read(RedisGateway redis, List<Sku> skus) {
    var levels = new TreeMap<Sku, RawLevel>();
    if (skus.isEmpty()) {
      return levels;
    }
    // One script sees all SKUs at one moment; in a Cluster their keys never meet.
    List<List<Sku>> open = redis.isCluster() ? skus.stream().map(List::of).toList() : List.of(skus);
    for (int i = 0; !open.isEmpty(); i++) {
      if (i == Epochs.TRIES_MAX) {
        throw Epochs.moving(open.getFirst().getFirst());
      }
      open = read(redis, open, levels);
    }
    return levels;
  }

  /** Answers those that are to be read again, since another epoch holds for one of them. */
  private static List<List<Sku>> read(
      RedisGateway redis, List<List<Sku>> groups, Map<Sku, RawLevel> levels) {
    var again = new ArrayList<List<Sku>>();
    var replies = redis.runAll(groups.stream().map(group -> call(redis, group)).toList());
    for (int i = 0; i < groups.size(); i++) {
      var group = groups.get(i);
      boolean moved = false;
      for (int j = 0; j < group.size(); j++) {
        var raw = ScriptReplies.list(replies.get(i).get(j));
        if (redis.epochs().learnedFrom(group.get(j), raw)) {
          moved = true;
        } else if (!raw.isEmpty()) {
          levels.put(group.get(j), of(group.get(j), raw));
        }
      }
      if (moved) {
        group.forEach(levels::remove);
        again.add(group);
      }
    }
    return again;
  }

  private static ScriptCall call(RedisGateway redis, List<Sku> skus) {
    var keys = new ArrayList<String>();
    var epochs = skus.stream().map(redis.epochs()::of).toList();
    for (int i = 0; i < skus.size(); i++) {
      keys.add(Keys.totals(skus.get(i)));
      keys.add(Keys.available(skus.get(i), epochs.get(i)));
    }
    return ScriptCall.of(Script.STOCK_LEVELS, keys, epochs);
  }

  private static RawLevel of(Sku sku, List<Object> raw) {
    if (ReplyCode.UNREADABLE.begins(raw)) {
      return new RawLevel(none(sku), false, ScriptReplies.text(raw.get(1)), false, 0, 0, 0);
    }
    var bad = new ArrayList<String>();
    long supplied = number(raw, 0, "supplied", bad);
    boolean supplyKnown = bad.isEmpty();
    boolean missing = ScriptReplies.text(raw.get(1)).isEmpty();
    long available = missing ? 0 : number(raw, 1, "available", bad);
    var level =
        new StockLevel(
            sku,
            supplied,
            available,
            number(raw, 2, "reserved", bad),
            number(raw, 3, "sold", bad),
            numberOrNone(raw, 7, "shortfall", bad));
    long version = number(raw, 4, "version", bad);
    long epoch = number(raw, 5, "epoch", bad);
    int readable = bad.size();
    long soldForgotten = numberOrNone(raw, 6, "sold before", bad);
    if (bad.size() > readable) {
      soldForgotten = UNKNOWN;
    }
    return new RawLevel(
        level,
        missing,
        bad.isEmpty() ? null : "no number: " + String.join(", ", bad),
        supplyKnown,
        soldForgotten,
        version,
        epoch);
  }

  /** A number that is 0 where it is absent. */
  private static long numberOrNone(List<Object> raw, int index, String name, List<String> bad) {
    return ScriptReplies.text(raw.get(index)).isEmpty() ? 0 : number(raw, index, name, bad);
  }

  private static long number(List<Object> raw, int index, String name, List<String> bad) {
    try {
      return Long.parseLong(ScriptReplies.text(raw.get(index)));
    } catch (NumberFormatException e) {
      bad.add(name);
      return 0;
    }
  }

  /** What the counters alone show. */
  public static List<Finding> findings(RawLevel raw) {
    var found = new ArrayList<Finding>();
    var level = raw.level();
    if (raw.unreadable() != null) {
      found.add(new Finding(Kind.UNREADABLE, 0, raw.unreadable()));
      return found;
    }
    if (raw.counterMissing()) {
      found.add(new Finding(Kind.MISSING_KEY, 0, "the counter of available units is gone"));
    }
    if (level.discrepancy() != 0) {
      found.add(
          new Finding(
              Kind.COUNTERS_DISAGREE,
              Math.abs(level.discrepancy()),
              level.discrepancy()
                  + " of "
                  + level.supplied()
                  + " supplied units are not accounted for"));
    }
    if (level.oversold() > 0) {
      found.add(new Finding(Kind.OVERSOLD, level.oversold(), level.oversold() + " units"));
    }
    return found;
  }

  /** Counters under epochs that are over. They do no harm, and no reader should find them. */
  public static Optional<Finding> strayCounters(
      RedisGateway redis, Sku sku, @Nullable RawLevel now) {
    int found = strayKeys(redis, sku, now == null ? 0 : now.epoch()).size();
    return found == 0
        ? Optional.empty()
        : Optional.of(
            new Finding(Kind.STRAY_COUNTER, 0, found + " counters of epochs that are over"));
  }

  /** The keys of counters under epochs before one. */
  public static List<String> strayKeys(RedisGateway redis, Sku sku, long epoch) {
    return counters(redis, sku, Math.max(1, epoch - OLD_EPOCHS), Math.max(1, epoch)).stream()
        .map(old -> Keys.available(sku, old))
        .toList();
  }
}
