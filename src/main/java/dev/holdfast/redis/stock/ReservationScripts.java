package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.RedisFaults;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.client.StockSignals;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.Reservation;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.CustomerLimit;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps out of which strategies take stock in Redis. Each method is one round trip and, unless
 * it says otherwise, one atomic step. Safe for use by many threads.
 */
public final class ReservationScripts {
  private final RedisGateway redis;

  public ReservationScripts(RedisGateway redis) {
    this.redis = redis;
  }

  /** Whether lines of several SKUs can be one step. */
  public boolean takesBasketsInOneStep() {
    return !redis.isCluster();
  }

  /**
   * What a line's counter and the order's own reservation say.
   *
   * @param available null when the counter does not exist under this epoch
   * @param had units of the line that the order holds already
   */
  public record Reading(@Nullable Long available, int had) {
    /**
     * Below this it is no counter but a sentinel, which a change of strategy leaves at -10^15 in
     * place of the counter of the epoch before ({@code lib/late.lua}).
     */
    private static final long COUNTER_MIN = -500_000_000_000_000L;

    /**
     * From what is stored.
     *
     * @param available null or empty for nothing
     */
    static Reading of(@Nullable String available, int had) {
      if (available == null || available.isEmpty()) {
        return new Reading(null, had);
      }
      Long units = Long.valueOf(available);
      return new Reading(units < COUNTER_MIN ? null : units, had);
    }

    /** Whether the units that the order lacks are there. */
    public boolean suffices(int quantity) {
      return available != null && available >= quantity - had;
    }
  }

  /**
   * Reads the lines' counters, and the order's reservations where it may have some. Not one step.
   */
  public List<Reading> read(ReserveRequest request) {
    List<RedisGateway.Read<@Nullable String>> reads = new ArrayList<>();
    for (StockLine line : request.lines()) {
      reads.add(commands -> commands.get(Keys.available(line.sku(), line.epoch())));
      if (request.mayHoldAlready()) {
        reads.add(
            commands -> commands.hget(Keys.reservations(line.sku()), request.order().value()));
      }
    }
    List<@Nullable String> replies = redis.readAll(reads);
    var readings = new ArrayList<Reading>();
    for (int i = 0; i < replies.size(); i++) {
      String available = replies.get(i);
      int had = request.mayHoldAlready() ? had(replies.get(++i)) : 0;
      readings.add(Reading.of(available, had));
    }
    return readings;
  }

  /**
   * As {@link #read}, under a lock with a fence: from now on Redis rejects reads and takes of these
   * lines with a lower token. One step; in a Cluster one for each SKU.
   *
   * @param fences the token of each SKU
   * @return empty when a holder with a higher token has read
   */
  public Optional<List<Reading>> readFenced(ReserveRequest request, Map<Sku, Long> fences) {
    if (takesBasketsInOneStep()) {
      return readFenced(request, request.lines(), fences);
    }
    var readings = new ArrayList<Reading>();
    for (StockLine line : request.lines()) {
      var reading = readFenced(request, List.of(line), fences);
      if (reading.isEmpty()) {
        return reading;
      }
      readings.addAll(reading.get());
    }
    return Optional.of(readings);
  }

  private Optional<List<Reading>> readFenced(
      ReserveRequest request, List<StockLine> lines, Map<Sku, Long> fences) {
    var keys = new ArrayList<String>();
    lines.forEach(line -> Keys.ofLine(keys, line.sku(), line.epoch()));
    var reply = redis.run(Script.READ_FENCED, keys, request.order(), tokens(lines, fences));
    if (ReplyCode.FENCED.begins(reply)) {
      return Optional.empty();
    }
    var readings = new ArrayList<Reading>();
    for (int i = 1; i < reply.size(); i += 2) {
      readings.add(
          Reading.of(ScriptReplies.text(reply.get(i)), had(ScriptReplies.text(reply.get(i + 1)))));
    }
    return Optional.of(readings);
  }

  private static List<Long> tokens(List<StockLine> lines, Map<Sku, Long> fences) {
    return lines.stream().map(line -> Objects.requireNonNull(fences.get(line.sku()))).toList();
  }

  /**
   * The units that a stored reservation holds.
   *
   * @param stored null or empty for none
   * @throws StockDamagedException when it is no reservation
   */
  static int had(@Nullable String stored) {
    if (stored == null || stored.isEmpty()) {
      return 0;
    }
    Reservation reservation = Reservation.parse(stored);
    if (reservation == null) {
      throw new StockDamagedException("what is stored for an order is no reservation");
    }
    return Math.toIntExact(reservation.reserved());
  }

  /**
   * Takes lines, all or none, when every one has enough. In a Cluster only lines of one SKU can be
   * taken together.
   */
  public ReserveResult takeChecked(OrderId order, long attempt, List<StockLine> lines) {
    return take(Script.TAKE_CHECKED, order, attempt, lines);
  }

  /**
   * Takes lines whatever is available. The caller has compared already, and something of its own
   * keeps that comparison true.
   */
  public ReserveResult takeUnchecked(OrderId order, long attempt, List<StockLine> lines) {
    return take(Script.TAKE_UNCHECKED, order, attempt, lines);
  }

  /**
   * As {@link #takeUnchecked}, but only until a moment of Redis's clock; a take that arrives later
   * is contended, and takes nothing.
   *
   * @param until in milliseconds
   */
  public ReserveResult takeUntil(OrderId order, long attempt, List<StockLine> lines, long until) {
    return take(Script.TAKE_UNTIL, order, attempt, lines, until);
  }

  /**
   * As {@link #takeUnchecked}, under a lock with a fence: a take whose token is lower than that of
   * a later reader is contended, and takes nothing.
   */
  public ReserveResult takeFenced(
      OrderId order, long attempt, List<StockLine> lines, Map<Sku, Long> fences) {
    return take(Script.TAKE_FENCED, order, attempt, lines, tokens(lines, fences));
  }

  private ReserveResult take(
      Script script, OrderId order, long attempt, List<StockLine> lines, Object... more) {
    return ScriptReplies.reserved(redis.run(takeCall(script, order, attempt, lines, more)), lines);
  }

  static ScriptCall takeCall(
      Script script, OrderId order, long attempt, List<StockLine> lines, Object... more) {
    var keys = new ArrayList<String>();
    var values = new ArrayList<String>();
    lines.forEach(line -> addLine(line, keys, values));
    return ScriptCall.of(script, keys, order, attempt, values, List.of(more));
  }

  /** Adds what a script needs of a line. */
  public static void addLine(StockLine line, List<String> keys, List<String> arguments) {
    Keys.ofLine(keys, line.sku(), line.epoch());
    CustomerLimit allowance = line.allowance();
    if (allowance != null) {
      keys.add(Keys.customers(line.sku()));
      if (allowance.rate() != null) {
        keys.add(Keys.taken(line.sku(), allowance.customer()));
      }
    }
    arguments.add(values(line, Long.toString(line.epoch())));
  }

  /**
   * The values of a line, as {@code lib/take.lua} reads them: quantity, epoch and, where its order
   * names a customer, the limit and the customer that it counts for, and how often that one may
   * reserve.
   *
   * @param epoch empty for that of the call
   */
  public static String values(StockLine line, String epoch) {
    var values = new StringBuilder().append(line.quantity());
    var allowance = line.allowance();
    if (!epoch.isEmpty() || allowance != null) {
      values.append(':').append(epoch);
    }
    if (allowance != null && allowance.max() == null) {
      values.append("::");
    } else if (allowance != null) {
      values.append(':').append(allowance.max()).append(':').append(allowance.customer());
    }
    PurchaseLimits.Rate rate = allowance == null ? null : allowance.rate();
    if (rate != null) {
      values.append(';').append(rate.max()).append('/').append(rate.time().toMillis());
    }
    return values.toString();
  }

  /**
   * Lowers a counter by some of the line's units, whatever it holds and whether or not it exists.
   * Sent twice, it lowers twice.
   */
  public long decrement(StockLine line, int units) {
    return redis.write(
        commands -> commands.decrby(Keys.available(line.sku(), line.epoch()), units));
  }

  /** Whether a call was refused because the slot of its keys is half moved in a Cluster. */
  public static boolean isHalfMoved(StoreUnavailableException e) {
    return RedisFaults.isHalfMoved(e);
  }

  /**
   * Asks for all keys of a line at once.
   *
   * @throws StoreUnavailableException when they are on two servers, as while a slot of a Cluster is
   *     half moved: nothing of the line can be recorded then
   */
  public void askTogether(StockLine line) {
    var keys = new ArrayList<String>();
    Keys.ofLine(keys, line.sku(), line.epoch());
    redis.<Long>read(commands -> commands.exists(keys.toArray(String[]::new)));
  }

  /** Records units that {@link #decrement} has taken: those that the order lacked of the line. */
  public ReserveResult record(OrderId order, long attempt, StockLine line, int units) {
    return take(Script.TAKE_RECORD, order, attempt, List.of(line), units);
  }

  /** What became of returning units. */
  public sealed interface ReturnResult {
    /** They are back. */
    record Returned(long available) implements ReturnResult {}

    /** The counter was not the product's: nothing had been taken. */
    record Refused(ReserveResult.NotReserved reason) implements ReturnResult {}
  }

  /** Returns units that {@link #decrement} took below zero; once for an order and attempt. */
  public ReturnResult giveBack(OrderId order, long attempt, StockLine line, int units) {
    var reply = redis.run(takeCall(Script.TAKE_RETURN, order, attempt, List.of(line), units));
    StockSignals.after(redis, line.sku(), reply);
    return ReplyCode.RETURNED.begins(reply)
        ? new ReturnResult.Returned(Math.max(0, ScriptReplies.number(reply.get(1))))
        : new ReturnResult.Refused(ScriptReplies.refused(reply, List.of(line)));
  }

  /**
   * Settles a take whose answer never came, for good: true when it has happened, false when it has
   * not and never will.
   *
   * @throws RuntimeException a fault of the store, as from any other call
   */
  public boolean resolve(OrderId order, long attempt, StockLine line) {
    var reply =
        redis.epochs().run(redis, Script.TAKE_RESOLVE, line.sku(), order, attempt, line.quantity());
    return ReplyCode.RESERVED.begins(reply);
  }
}
