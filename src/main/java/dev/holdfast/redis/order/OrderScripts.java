package dev.holdfast.redis.order;

import dev.holdfast.order.LinesResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.client.Epochs;
import dev.holdfast.redis.client.RedisFaults;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.client.StockSignals;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.LinesDraft;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStore.SettledLine;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All of an order in one step: its claim, its lines and its record, where one script may see the
 * keys of all of them. Not for a Cluster. Safe for use by many threads.
 */
public final class OrderScripts {
  /** How many lines are settled in one step: Redis answers no other call meanwhile. */
  private static final int SETTLED_MAX = 100;

  /** The most orders in one step, during which Redis executes nothing else. */
  public static final int BATCH_MAX = 256;

  private final RedisGateway redis;

  public OrderScripts(RedisGateway redis) {
    this.redis = redis;
  }

  /** Claims the order, takes its lines and saves it, in one step. */
  public Attempt<PlaceResult> place(OrderDraft draft, List<StockLine> lines) {
    return placed(draft, lines, redis.run(placeCall(draft, lines)));
  }

  private void addPartition(int partition, List<String> keys) {
    keys.add(Keys.due(partition));
    keys.add(Keys.listing(partition));
    keys.add(Keys.forgetting(partition));
    if (redis.scripts().writesEvents()) {
      keys.add(Keys.events(partition));
    }
  }

  ScriptCall placeCall(OrderDraft draft, List<StockLine> lines) {
    var keys = new ArrayList<String>();
    keys.add(Keys.order(draft.id()));
    addPartition(draft.id().partition(), keys);
    var values = new ArrayList<String>();
    lines.forEach(line -> ReservationScripts.addLine(line, keys, values));
    String named = RedisOrderRecords.named(redis, draft);
    if (RedisOrderRecords.isNamed(draft)) {
      keys.add(Keys.search(draft.id().partition()));
    }
    return ScriptCall.of(
        Script.ORDER_PLACE,
        keys,
        RedisOrderRecords.draftArguments(draft),
        draft.status(),
        values,
        named.isEmpty() ? List.of() : named);
  }

  private static Attempt<PlaceResult> placed(
      OrderDraft draft, List<StockLine> lines, List<Object> reply) {
    return switch (ReplyCode.of(reply)) {
      case PLACED ->
          new Attempt.Answered<>(
              new PlaceResult.Placed(
                  new Order(
                      draft.id(),
                      draft.status(),
                      draft.basket(),
                      draft.reference(),
                      draft.customer(),
                      ScriptReplies.number(reply.get(2)),
                      ScriptReplies.instant(reply.get(3)),
                      ScriptReplies.instant(reply.get(3)),
                      ScriptReplies.instant(reply.get(4))),
                  false));
      case EXISTS ->
          new Attempt.Answered<>(
              new PlaceResult.Placed(ScriptReplies.order(draft.id(), reply, 1).order(), true));
      case IN_PROGRESS -> new Attempt.Answered<>(new PlaceResult.InProgress());
      case KEY_REUSED -> new Attempt.Answered<>(new PlaceResult.KeyReused());
      case FAULT ->
          throw RedisFaults.meaning(
              new RedisCommandExecutionException(ScriptReplies.text(reply.get(1))), true);
      default -> new Attempt.NotReserved<>(ScriptReplies.refused(reply, lines));
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
   * it.
   *
   * @param orders at most {@link #BATCH_MAX}
   * @param answers what gives each order's result when it is asked, or throws the fault of that
   *     order alone
   */
  public void placeAll(List<SingleLine> orders, Answers<Supplier<Attempt<PlaceResult>>> answers) {
    if (orders.size() == 1) {
      // Nothing to share: the script for one is the quicker one.
      SingleLine only = orders.get(0);
      redis.send(
          placeCall(only.draft(), List.of(only.line())),
          (reply, fault) ->
              answers.come(reply == null ? null : eachOf(orders, List.of(reply)), fault));
    } else {
      redis.send(
          batchCall(orders),
          (reply, fault) -> answers.come(reply == null ? null : eachOf(orders, reply), fault));
    }
  }

  /**
   * The keys of a SKU or a partition are the same for all of its orders: the call has each once.
   */
  ScriptCall batchCall(List<SingleLine> orders) {
    var numbers = new HashMap<Counter, Integer>();
    var keys = new ArrayList<String>(8 + 5 * orders.size());
    var arguments = new ArrayList<Object>(3 + 7 * orders.size());
    for (SingleLine order : orders) {
      StockLine line = order.line();
      if (numbers.putIfAbsent(new Counter(line.sku(), line.epoch()), numbers.size() + 1) == null) {
        keys.addAll(Keys.ofStock(line.sku(), line.epoch()));
        arguments.add(line.epoch());
      }
    }
    orders.forEach(order -> keys.add(Keys.order(order.draft().id())));
    boolean search = orders.stream().anyMatch(order -> RedisOrderRecords.isNamed(order.draft()));
    int[] partitionNumbers = new int[OrderId.PARTITIONS];
    int partitions = 0;
    for (SingleLine order : orders) {
      StockLine line = order.line();
      int partition = order.draft().id().partition();
      if (partitionNumbers[partition] == 0) {
        partitionNumbers[partition] = ++partitions;
        addPartition(partition, keys);
        if (search) {
          keys.add(Keys.search(partition));
        }
      }
      arguments.add(RedisOrderRecords.draftArguments(order.draft()));
      arguments.add(order.draft().status());
      arguments.add(ReservationScripts.values(line, ""));
      arguments.add(RedisOrderRecords.named(redis, order.draft()));
      arguments.add(numbers.get(new Counter(line.sku(), line.epoch())));
      arguments.add(partitionNumbers[partition]);
    }
    return ScriptCall.of(
        Script.ORDER_PLACE_BATCH,
        keys,
        numbers.size(),
        orders.size() + (search ? "s" : ""),
        arguments);
  }

  /** A counter of units. */
  private record Counter(Sku sku, long epoch) {}

  /** The caller parses each reply, since one that is unreadable must not block the others. */
  private static List<Supplier<Attempt<PlaceResult>>> eachOf(
      List<SingleLine> orders, List<Object> reply) {
    var results = new ArrayList<Supplier<Attempt<PlaceResult>>>(orders.size());
    for (int i = 0; i < orders.size(); i++) {
      SingleLine order = orders.get(i);
      Object its = reply.get(i);
      results.add(() -> placed(order.draft(), List.of(order.line()), ScriptReplies.list(its)));
    }
    return results;
  }

  /**
   * Asks of each order whether it has a record, whatever its status; does not wait for the reply.
   */
  public void known(List<OrderId> orders, Answers<Boolean> answers) {
    var keys = new ArrayList<String>(orders.size());
    for (OrderId order : orders) {
      keys.add(Keys.order(order));
    }
    redis.send(
        ScriptCall.of(Script.ORDERS_KNOWN, keys),
        (reply, fault) -> answers.come(reply == null ? null : flags(orders.size(), reply), fault));
  }

  private static List<Boolean> flags(int size, List<Object> numbers) {
    var flags = new ArrayList<>(Collections.nCopies(size, false));
    numbers.forEach(number -> flags.set((int) ScriptReplies.number(number) - 1, true));
    return flags;
  }

  /**
   * Changes the lines of an order: claims it, takes what they add, writes them, gives back what
   * they list no more, in one step.
   *
   * @param grace until the sweeper gives back what cannot be given back now
   */
  public Attempt<LinesResult> change(LinesDraft draft, Duration grace) {
    var gone = new TreeSet<>(draft.current().skus());
    draft.lines().forEach(line -> gone.remove(line.sku()));
    var given = List.copyOf(gone);
    // Each answer tells the epoch of one SKU; every one of them may be unknown here.
    int triesMax = Epochs.TRIES_MAX + given.size();
    for (int i = 0; i < triesMax; i++) {
      var reply = redis.run(changeCall(draft, grace, given));
      if (!ReplyCode.EPOCH.begins(reply)) {
        signal(given, draft.lines(), reply);
        return ScriptReplies.changed(draft.id(), reply, draft.lines());
      }
      redis.epochs().learnedFrom(given.get((int) ScriptReplies.number(reply.get(2)) - 1), reply);
    }
    throw Epochs.moving(given.get(0));
  }

  /** Behind the record that a change replies stand the numbers of SKUs that orders wait for. */
  private void signal(List<Sku> given, List<StockLine> lines, List<Object> reply) {
    int last = reply.size() - 1;
    if (last < 2 || !"waited".equals(reply.get(last - 1))) {
      return;
    }
    for (String text : ScriptReplies.text(reply.get(last)).split(" ", -1)) {
      int number = Integer.parseInt(text) - 1;
      StockSignals.send(
          redis,
          number < given.size() ? given.get(number) : lines.get(number - given.size()).sku());
    }
  }

  private ScriptCall changeCall(LinesDraft draft, Duration grace, List<Sku> gone) {
    var keys = new ArrayList<>(redis.orderKeys(draft.id()));
    var epochs = gone.stream().map(redis.epochs()::of).toList();
    for (int i = 0; i < gone.size(); i++) {
      keys.addAll(Keys.ofStock(gone.get(i), epochs.get(i)));
    }
    var values = new ArrayList<String>();
    draft.lines().forEach(line -> ReservationScripts.addLine(line, keys, values));
    return ScriptCall.of(
        Script.ORDER_CHANGE,
        keys,
        draft.id(),
        draft.condition(),
        draft.current().attempt(),
        draft.basket(),
        draft.reservationTime(),
        grace,
        OrderRecord.BESIDE_MAX,
        gone.size(),
        epochs,
        values);
  }

  /**
   * Settles all lines of a decided order and records that, in one step.
   *
   * @return false when it did nothing, since a line does not simply follow, or they are too many
   */
  boolean settle(OrderRecord order, List<SettledLine> lines) {
    if (lines.size() > SETTLED_MAX) {
      return false;
    }
    int partition = order.id().partition();
    var keys =
        new ArrayList<>(
            List.of(Keys.order(order.id()), Keys.due(partition), Keys.forgetting(partition)));
    var values = new ArrayList<List<Object>>();
    for (SettledLine line : lines) {
      // Where another epoch holds, the lines by themselves learn which.
      long epoch = redis.epochs().of(line.sku());
      keys.addAll(Keys.ofStock(line.sku(), epoch));
      values.add(List.of(line.step(), epoch, line.quantity()));
    }
    var reply =
        redis.run(Script.ORDER_SETTLE, keys, order.id(), order.version(), order.attempt(), values);
    if (!ReplyCode.SETTLED.begins(reply)) {
      return false;
    }
    for (Object number : reply.subList(1, reply.size())) {
      StockSignals.send(redis, lines.get((int) ScriptReplies.number(number) - 1).sku());
    }
    return true;
  }
}
