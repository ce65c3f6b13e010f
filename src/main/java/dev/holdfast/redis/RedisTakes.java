package dev.holdfast.redis;

import dev.holdfast.stock.LinesDraft;
import dev.holdfast.stock.LinesResult;
import dev.holdfast.stock.OrderDraft;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecord;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.OrderStatus;
import dev.holdfast.stock.PlaceResult;
import dev.holdfast.stock.ReserveRequest;
import dev.holdfast.stock.ReserveResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLine;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The steps out of which strategies take stock in Redis. Each method is one round trip and, unless
 * it says otherwise, one atomic step. Safe for use by many threads.
 */
public final class RedisTakes {
  private final RedisGateway redis;

  public RedisTakes(RedisGateway redis) {
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
      readings.add(new Reading(available == null ? null : Long.valueOf(available), had));
    }
    return readings;
  }

  /**
   * As {@link #read}, under a lock with a fence: from now on nobody with a lower token reads or
   * takes any of these lines. One step; in a Cluster one for each SKU.
   *
   * @param fences the token of each SKU
   * @return empty when somebody with a higher token has been here
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
    var arguments = new ArrayList<String>();
    arguments.add(request.order().value());
    lines.forEach(line -> arguments.add(token(line, fences)));
    var reply = redis.run(Script.READ_FENCED, keys, arguments);
    if (Reply.text(reply.get(0)).equals("FENCED")) {
      return Optional.empty();
    }
    var readings = new ArrayList<Reading>();
    for (int i = 1; i < reply.size(); i += 2) {
      String available = Reply.text(reply.get(i));
      readings.add(
          new Reading(
              available.isEmpty() ? null : Long.valueOf(available),
              had(Reply.text(reply.get(i + 1)))));
    }
    return Optional.of(readings);
  }

  private static String token(StockLine line, Map<Sku, Long> fences) {
    Long token = fences.get(line.sku());
    if (token == null) {
      throw new IllegalArgumentException("no token for " + line.sku());
    }
    return Long.toString(token);
  }

  /** The units that a stored reservation holds. */
  static int had(@Nullable String reservation) {
    return units(reservation, "R:");
  }

  /** The units of a stored reservation that is in a state, else 0. */
  static int units(@Nullable String reservation, String state) {
    if (reservation == null || !reservation.startsWith(state)) {
      return 0;
    }
    return Integer.parseInt(reservation.substring(2, reservation.indexOf(':', 2)));
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
    var call = takeCall(Script.TAKE_UNTIL, order, attempt, lines);
    call.arguments().add(Long.toString(until));
    return Reply.reserved(redis.run(call), lines);
  }

  /**
   * As {@link #takeUnchecked}, under a lock with a fence: whoever has a lower token than somebody
   * who has read meanwhile is contended, and takes nothing.
   */
  public ReserveResult takeFenced(
      OrderId order, long attempt, List<StockLine> lines, Map<Sku, Long> fences) {
    var call = takeCall(Script.TAKE_FENCED, order, attempt, lines);
    lines.forEach(line -> call.arguments().add(token(line, fences)));
    return Reply.reserved(redis.run(call), lines);
  }

  private ReserveResult take(Script script, OrderId order, long attempt, List<StockLine> lines) {
    return Reply.reserved(redis.run(takeCall(script, order, attempt, lines)), lines);
  }

  static RedisGateway.Call takeCall(
      Script script, OrderId order, long attempt, List<StockLine> lines) {
    var keys = new ArrayList<String>();
    var arguments = new ArrayList<String>();
    arguments.add(order.value());
    arguments.add(Long.toString(attempt));
    lines.forEach(line -> addLine(line, keys, arguments));
    return new RedisGateway.Call(script, keys, arguments);
  }

  private static void addLine(StockLine line, List<String> keys, List<String> arguments) {
    Keys.ofLine(keys, line.sku(), line.epoch());
    arguments.add(quantity(line));
    arguments.add(Long.toString(line.epoch()));
  }

  private static String quantity(StockLine line) {
    var allowance = line.allowance();
    return allowance == null
        ? Integer.toString(line.quantity())
        : line.quantity() + ":" + allowance.max() + ":" + allowance.customer();
  }

  /** Claims the order, takes its lines and saves it, in one step. Not for a Cluster. */
  public PlaceResult place(OrderDraft draft, List<StockLine> lines) {
    var keys = new ArrayList<>(Keys.ofOrder(draft.id()));
    var arguments = new ArrayList<>(RedisOrderRecords.draftArguments(draft));
    arguments.add(draft.status().name());
    lines.forEach(line -> addLine(line, keys, arguments));
    arguments.addAll(RedisOrderRecords.customerArgument(draft));
    return placed(draft, lines, redis.run(Script.ORDER_PLACE, keys, arguments));
  }

  private static PlaceResult placed(OrderDraft draft, List<StockLine> lines, List<Object> reply) {
    return switch (Reply.text(reply.get(0))) {
      case "PLACED" ->
          new PlaceResult.Placed(
              new OrderRecord(
                  draft.id(),
                  draft.status(),
                  Reply.number(reply.get(1)),
                  draft.fingerprint(),
                  draft.basket(),
                  List.of(),
                  draft.reference(),
                  draft.customer(),
                  Reply.number(reply.get(2)),
                  Reply.instant(reply.get(3)),
                  Reply.instant(reply.get(3)),
                  Reply.instant(reply.get(4)),
                  draft.status() == OrderStatus.CONFIRMED),
              false);
      case "EXISTS" -> new PlaceResult.Placed(Reply.order(draft.id(), reply, 1), true);
      case "IN_PROGRESS" -> new PlaceResult.InProgress();
      case "KEY_REUSED" -> new PlaceResult.KeyReused();
      case "FAULT" ->
          throw RedisGateway.fault(
              new RedisCommandExecutionException(Reply.text(reply.get(1))), true);
      default -> new PlaceResult.Refused(Reply.refused(reply, lines));
    };
  }

  /** An order of one line, bound. */
  public record SingleLine(OrderDraft draft, StockLine line) {}

  /** Gets the answers to several questions in their order, or the fault that they share; once. */
  @FunctionalInterface
  public interface Answers<T> {
    void come(@Nullable List<T> answers, @Nullable RuntimeException fault);
  }

  /**
   * Places orders as {@link #place} would one after the other, in one step, and does not wait for
   * it. All are for the same SKU and epoch. Not for a Cluster.
   *
   * @param answers what gives each order's result when it is asked, or throws the fault of that
   *     order alone
   */
  public void placeAll(List<SingleLine> orders, Answers<Supplier<PlaceResult>> answers) {
    var keys = new ArrayList<String>(3 + 2 * orders.size());
    var arguments = new ArrayList<String>(1 + 8 * orders.size());
    StockLine first = orders.get(0).line();
    Keys.ofLine(keys, first.sku(), first.epoch());
    arguments.add(Long.toString(first.epoch()));
    for (SingleLine order : orders) {
      keys.addAll(Keys.ofOrder(order.draft().id()));
      arguments.addAll(RedisOrderRecords.draftArguments(order.draft()));
      arguments.add(order.draft().status().name());
      arguments.add(quantity(order.line()));
      arguments.add(order.draft().customer());
    }
    redis.send(
        new RedisGateway.Call(Script.ORDER_PLACE_BATCH, keys, arguments),
        (reply, fault) -> answers.come(reply == null ? null : eachOf(orders, reply), fault));
  }

  /** Read by whoever asks, since one that cannot be read must not keep the others from theirs. */
  private static List<Supplier<PlaceResult>> eachOf(List<SingleLine> orders, List<Object> reply) {
    var results = new ArrayList<Supplier<PlaceResult>>(orders.size());
    for (int i = 0; i < orders.size(); i++) {
      SingleLine order = orders.get(i);
      Object its = reply.get(i);
      results.add(() -> placed(order.draft(), List.of(order.line()), Reply.list(its)));
    }
    return results;
  }

  /** Tells of each order whether it has a record, whatever its status; does not wait for it. */
  public void known(List<OrderId> orders, Answers<Boolean> answers) {
    redis.send(
        new RedisGateway.Call(
            Script.ORDERS_KNOWN, orders.stream().map(Keys::order).toList(), List.of()),
        (reply, fault) -> answers.come(reply == null ? null : flags(orders.size(), reply), fault));
  }

  private static List<Boolean> flags(int size, List<Object> numbers) {
    var flags = new ArrayList<>(Collections.nCopies(size, false));
    numbers.forEach(number -> flags.set((int) Reply.number(number) - 1, true));
    return flags;
  }

  /**
   * Changes the lines of an order: claims it, takes what they add, writes them, gives back what
   * they list no more, in one step. Not for a Cluster.
   *
   * @param grace until the sweeper gives back what cannot be given back now
   */
  public LinesResult change(LinesDraft draft, Duration grace) {
    var gone = new TreeSet<>(draft.current().skus());
    draft.lines().forEach(line -> gone.remove(line.sku()));
    var keys = new ArrayList<>(Keys.ofOrder(draft.id()));
    var arguments = new ArrayList<String>();
    arguments.add(draft.id().value());
    arguments.add(RedisOrderRecords.versions(draft.condition()));
    arguments.add(Long.toString(draft.current().attempt()));
    arguments.add(Reply.lines(draft.basket()));
    arguments.add(RedisOrderRecords.milliseconds(draft.reservationTime()));
    arguments.add(Long.toString(grace.toMillis()));
    arguments.add(Integer.toString(OrderRecords.BESIDE_MAX));
    arguments.add(Integer.toString(gone.size()));
    for (Sku sku : gone) {
      keys.add(Keys.totals(sku));
      keys.add(Keys.reservations(sku));
      arguments.add(Keys.availablePrefix(sku));
    }
    draft.lines().forEach(line -> addLine(line, keys, arguments));
    return Reply.lines(draft.id(), redis.run(Script.ORDER_CHANGE, keys, arguments), draft.lines());
  }

  /**
   * Lowers a counter, whatever it holds and whether or not it exists. Sent twice, it lowers twice.
   */
  public long decrement(StockLine line) {
    return decrement(line, line.quantity());
  }

  /** Likewise, by some of the line's units. */
  public long decrement(StockLine line, int units) {
    return redis.write(
        commands -> commands.decrby(Keys.available(line.sku(), line.epoch()), units));
  }

  /** Records units that {@link #decrement} has taken. */
  public ReserveResult record(OrderId order, long attempt, StockLine line) {
    return record(order, attempt, line, line.quantity());
  }

  /** Likewise, where they are only what the order lacked of the line. */
  public ReserveResult record(OrderId order, long attempt, StockLine line, int units) {
    var reply = redis.run(decrementCall(Script.TAKE_RECORD, order, attempt, line, units));
    return Reply.reserved(reply, List.of(line));
  }

  private static RedisGateway.Call decrementCall(
      Script script, OrderId order, long attempt, StockLine line, int units) {
    var call = takeCall(script, order, attempt, List.of(line));
    call.arguments().add(Integer.toString(units));
    return call;
  }

  /** What became of returning units. */
  public sealed interface ReturnResult {
    /** They are back. */
    record Returned(long available) implements ReturnResult {}

    /** The counter was not the product's: nothing had been taken. */
    record Refused(ReserveResult.Refused reason) implements ReturnResult {}
  }

  /** Returns units that {@link #decrement} took below zero; once for an order and attempt. */
  public ReturnResult giveBack(OrderId order, long attempt, StockLine line) {
    return giveBack(order, attempt, line, line.quantity());
  }

  /** Likewise, where they are only what the order lacked of the line. */
  public ReturnResult giveBack(OrderId order, long attempt, StockLine line, int units) {
    var reply = redis.run(decrementCall(Script.TAKE_RETURN, order, attempt, line, units));
    return Reply.text(reply.get(0)).equals("RETURNED")
        ? new ReturnResult.Returned(Math.max(0, Reply.number(reply.get(1))))
        : new ReturnResult.Refused(Reply.refused(reply, List.of(line)));
  }

  /**
   * Settles a take whose answer never came, for good: true when it has happened, false when it has
   * not and never will.
   *
   * @throws RuntimeException a fault of the store, as from any other call
   */
  public boolean settle(OrderId order, long attempt, StockLine line) {
    var reply =
        redis.run(
            Script.LINE_SETTLE,
            List.of(Keys.totals(line.sku()), Keys.reservations(line.sku())),
            List.of(
                order.value(),
                Long.toString(attempt),
                Integer.toString(line.quantity()),
                Keys.availablePrefix(line.sku())));
    return Reply.text(reply.get(0)).equals("RESERVED");
  }
}
