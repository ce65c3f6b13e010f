package dev.holdfast.redis.order;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.ExtensionBounds;
import dev.holdfast.order.FoundOrders;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.LinesStep;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.RecordedReturn;
import dev.holdfast.store.ReturnStep;
import dev.holdfast.store.StockStore.SettledLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Orders' records in Redis: one hash an order, in {@value OrderId#PARTITIONS} partitions. */
public final class RedisOrderRecords implements OrderRecords {
  /** How often an extension looks again whose order gets other lines meanwhile. */
  private static final int EXTEND_TRIES_MAX = 5;

  private final RedisGateway redis;
  private final Duration claimHold;
  private final Duration completionGrace;
  private final DamagedRecords damaged;
  private final PartitionLists lists;

  /**
   * @param claimHold how long an attempt has to place its order before another may take over
   * @param completionGrace how long the instance that decided an order has to settle its lines
   *     before the sweeper does
   * @param damaged gets the records that are passed over
   */
  public RedisOrderRecords(
      RedisGateway redis, Duration claimHold, Duration completionGrace, DamagedRecords damaged) {
    this.damaged = damaged;
    this.lists = new PartitionLists(redis, damaged);
    this.redis = redis;
    this.claimHold = claimHold;
    this.completionGrace = completionGrace;
  }

  @Override
  public ClaimResult claim(OrderDraft draft) {
    var keys = new ArrayList<>(redis.orderKeys(draft.id()));
    String named = named(redis, draft);
    if (isNamed(draft)) {
      keys.add(Keys.search(draft.id().partition()));
    }
    var reply =
        redis.run(
            Script.ORDER_CLAIM,
            keys,
            draftArguments(draft),
            claimHold,
            named.isEmpty() ? List.of() : named);
    return switch (ReplyCode.of(reply)) {
      case CLAIMED ->
          new ClaimResult.Claimed(
              ScriptReplies.number(reply.get(1)), ScriptReplies.number(reply.get(2)) == 1);
      case EXISTS -> new ClaimResult.Exists(ScriptReplies.order(draft.id(), reply, 1));
      case IN_PROGRESS -> new ClaimResult.InProgress();
      case KEY_REUSED -> new ClaimResult.KeyReused();
      default -> throw new IllegalStateException("unexpected reply " + reply.get(0));
    };
  }

  /** Customer and names for the index, as {@code lib/search.lua} reads them; empty for neither. */
  static String named(RedisGateway redis, OrderDraft draft) {
    return isNamed(draft)
        ? draft.customer()
            + " "
            + redis.scripts().searchNames().ofNew(draft.reference(), draft.customer())
        : "";
  }

  /** Whether a search may look for it: then its script declares the index. */
  static boolean isNamed(OrderDraft draft) {
    return !draft.reference().isEmpty() || !draft.customer().isEmpty();
  }

  /** The arguments of the scripts that claim an order. */
  static List<Object> draftArguments(OrderDraft draft) {
    return List.of(
        draft.id(),
        draft.fingerprint(),
        draft.basket(),
        draft.reference(),
        draft.reservationTime());
  }

  @Override
  public SaveResult save(OrderId order, long attempt, OrderStatus status) {
    // A reserved order is due at its deadline; any other has lines that must follow soon.
    long dueIn = status == OrderStatus.RESERVED ? 0 : completionGrace.toMillis();
    var reply = run(Script.ORDER_SAVE, order, attempt, status, dueIn);
    return ReplyCode.SAVED.begins(reply)
        ? new SaveResult.Saved(ScriptReplies.order(order, reply, 1))
        : new SaveResult.Lost();
  }

  @Override
  public void drop(OrderDraft draft, long attempt, boolean keepTombstone) {
    OrderId order = draft.id();
    var keys = new ArrayList<>(List.of(Keys.order(order), Keys.due(order.partition())));
    if (keepTombstone) {
      keys.add(Keys.forgetting(order.partition()));
    }
    if (!order.isWithdrawal()) {
      keys.add(Keys.listing(order.partition()));
    }
    if (isNamed(draft)) {
      keys.add(Keys.search(order.partition()));
    }
    redis.run(Script.ORDER_DROP, keys, order, attempt, keepTombstone ? "tombstone" : "forget");
  }

  @Override
  public void forget(List<OrderRecord> orders) {
    redis.runAll(
        orders.stream()
            .map(order ->
                ScriptCall.of(
                    Script.ORDER_FORGET,
                    List.of(Keys.order(order.id()), Keys.forgetting(order.id().partition())),
                    order.id(),
                    order.attempt()))
            .toList());
  }

  @Override
  public RecordResult cancel(OrderId order, VersionCondition condition) {
    return ScriptReplies.decided(
        order, run(Script.ORDER_CANCEL, order, condition, completionGrace));
  }

  @Override
  public RecordResult confirm(OrderId order, VersionCondition condition) {
    return ScriptReplies.decided(
        order, run(Script.ORDER_CONFIRM, order, condition, completionGrace));
  }

  @Override
  public RecordResult revive(OrderId order, VersionCondition condition) {
    return ScriptReplies.decided(order, run(Script.ORDER_RE_RESERVE, order, condition, claimHold));
  }

  @Override
  public Optional<DecideResult> extend(
      OrderId order,
      VersionCondition condition,
      Instant deadline,
      Function<Collection<Sku>, ExtensionBounds> boundsOf) {
    for (int i = 0; i < EXTEND_TRIES_MAX; i++) {
      // Products are elsewhere on a Cluster: the script is given their bounds, and the lines that
      // these are of.
      String lines =
          ScriptReplies.linesOf(redis.run(Script.ORDER_READ, List.of(Keys.order(order))));
      ExtensionBounds bounds =
          boundsOf.apply(lines.isEmpty() ? List.of() : ScriptReplies.basket(lines).skus());
      var reply =
          run(
              Script.ORDER_EXTEND,
              order,
              condition,
              deadline,
              bounds.reservedMax(),
              bounds.extensionsMax(),
              lines);
      switch (ReplyCode.of(reply)) {
        case NOT_LATER -> {
          return Optional.empty();
        }
        case TOO_MANY -> {
          var record = ScriptReplies.order(order, reply, 1);
          return Optional.of(new DecideResult.ExtensionsSpent(record.order(), bounds));
        }
        case MOVED -> {}
        default -> {
          return Optional.of(ScriptReplies.decided(order, reply).answer());
        }
      }
    }
    return Optional.of(new DecideResult.Contended(order));
  }

  @Override
  public ReturnStep returnUnits(OrderReturn units, boolean areMissing) {
    OrderId order = units.order();
    var keys = new ArrayList<>(List.of(Keys.returning(order.partition())));
    keys.addAll(redis.orderKeys(order));
    var reply =
        redis.run(
            Script.ORDER_RETURN,
            keys,
            order,
            units.key(),
            units.fingerprint(),
            completionGrace,
            OrderReturn.RETURNS_MAX,
            areMissing ? 1 : 0,
            units.units().stream()
                .map(line -> List.of(line.sku(), line.units(), line.text()))
                .toList());
    return ScriptReplies.returned(units, reply);
  }

  @Override
  public void returnsSettled(OrderRecord order) {
    redis.run(
        Script.ORDER_RETURNS_SETTLED,
        List.of(Keys.returning(order.id().partition()), Keys.order(order.id())),
        order.id(),
        order.returning().stream().map(RecordedReturn::number).toList());
  }

  @Override
  public LinesStep claimLines(OrderId order, VersionCondition condition, Basket basket) {
    return ScriptReplies.lines(
        order,
        run(Script.LINES_CLAIM, order, condition, basket, claimHold, OrderRecord.BESIDE_MAX));
  }

  @Override
  public LinesStep writeLines(
      OrderId order,
      long attempt,
      VersionCondition condition,
      Basket basket,
      @Nullable Duration reservationTime) {
    return ScriptReplies.lines(
        order,
        run(
            Script.LINES_WRITE,
            order,
            attempt,
            condition,
            basket,
            reservationTime,
            completionGrace));
  }

  @Override
  public ResolveChangeResult resolveLineChange(OrderId order, @Nullable Long attempt) {
    var reply = run(Script.LINES_FINISH, order, attempt, completionGrace);
    return switch (ReplyCode.of(reply)) {
      case SETTLE -> new ResolveChangeResult.Resolving(ScriptReplies.order(order, reply, 1));
      case DECIDED -> new ResolveChangeResult.Ended(ScriptReplies.order(order, reply, 1));
      default -> new ResolveChangeResult.NothingToDo();
    };
  }

  @Override
  public void lineChangeResolved(OrderId order, long attempt) {
    redis.run(
        Script.LINES_FINISHED,
        List.of(Keys.order(order), Keys.due(order.partition())),
        order,
        attempt);
  }

  @Override
  public Optional<OrderRecord> find(OrderId order) {
    try {
      var reply = redis.run(Script.ORDER_READ, List.of(Keys.order(order)));
      if (ReplyCode.OVERDUE.begins(reply)) {
        reply = run(Script.ORDER_EXPIRE, order);
      }
      return reply.isEmpty()
          ? Optional.empty()
          : Optional.of(ScriptReplies.order(order, reply, 1))
              .filter(record -> record.status() != OrderStatus.REFUSED);
    } catch (OrderDamagedException e) {
      damaged.meet(e);
      throw e;
    }
  }

  @Override
  public Orders.Page list(@Nullable OrderStatus status, Orders.Position from, int limit) {
    return new OrderListing(redis, damaged).page(status, from, limit);
  }

  @Override
  public FoundOrders search(String reference, String customer, int most) {
    return new OrderSearch(redis, damaged).search(reference, customer, most);
  }

  @Override
  public boolean settleInOneStep(OrderRecord order, List<SettledLine> lines) {
    return !redis.isCluster() && new OrderScripts(redis).settle(order, lines);
  }

  @Override
  public void linesSettled(List<OrderRecord> orders) {
    redis.runInTurns(
        atVersions(Script.ORDERS_SETTLED, orders, List.of(Keys::due, Keys::forgetting)));
  }

  @Override
  public void linesForgotten(List<OrderRecord> orders) {
    redis.runInTurns(atVersions(Script.ORDERS_LINES_FORGOTTEN, orders, List.of(Keys::forgetting)));
  }

  /** One call for each partition, each in a turn of its own. */
  private static List<List<ScriptCall>> atVersions(
      Script script, List<OrderRecord> all, List<IntFunction<String>> lists) {
    var calls = new ArrayList<List<ScriptCall>>();
    all.stream()
        .collect(Collectors.groupingBy(order -> order.id().partition()))
        .forEach((partition, some) -> {
          var keys = new ArrayList<String>();
          lists.forEach(list -> keys.add(list.apply(partition)));
          some.forEach(order -> keys.add(Keys.order(order.id())));
          var orders = some.stream().map(order -> List.of(order.id(), order.version())).toList();
          calls.add(List.of(ScriptCall.of(script, keys, orders)));
        });
    return calls;
  }

  @Override
  public Forgetting forgetEnded(int partition, int limit, int skip) {
    return lists.forgetEnded(partition, limit, skip);
  }

  @Override
  public Sweep sweep(int partition, int limit, int endedMax, Duration putOff) {
    return lists.sweep(partition, limit, endedMax, putOff);
  }

  private List<Object> run(Script script, OrderId order, @Nullable Object... arguments) {
    return redis.run(script, redis.orderKeys(order), order, Arrays.asList(arguments));
  }
}
