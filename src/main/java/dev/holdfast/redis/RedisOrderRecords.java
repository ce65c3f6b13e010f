package dev.holdfast.redis;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.ClaimResult;
import dev.holdfast.stock.LinesResult;
import dev.holdfast.stock.OrderDraft;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecord;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.OrderStatus;
import dev.holdfast.stock.VersionCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Orders' records in Redis: one hash an order, in {@value OrderId#PARTITIONS} partitions. */
public final class RedisOrderRecords implements OrderRecords {
  private static final Logger log = LoggerFactory.getLogger(RedisOrderRecords.class);

  private final RedisGateway redis;
  private final Duration claimHold;
  private final Duration completionGrace;

  /**
   * @param claimHold how long an attempt has to place its order before another may take over
   * @param completionGrace how long whoever decided an order's end has for its lines before the
   *     sweeper completes them
   */
  public RedisOrderRecords(RedisGateway redis, Duration claimHold, Duration completionGrace) {
    this.redis = redis;
    this.claimHold = claimHold;
    this.completionGrace = completionGrace;
  }

  @Override
  public ClaimResult claim(OrderDraft draft) {
    var arguments = new ArrayList<>(draftArguments(draft));
    arguments.add(Long.toString(claimHold.toMillis()));
    arguments.addAll(customerArgument(draft));
    var reply = run(Script.ORDER_CLAIM, draft.id(), arguments);
    return switch (Reply.text(reply.get(0))) {
      case "CLAIMED" ->
          new ClaimResult.Claimed(Reply.number(reply.get(1)), Reply.number(reply.get(2)) == 1);
      case "EXISTS" -> new ClaimResult.Exists(Reply.order(draft.id(), reply, 1));
      case "IN_PROGRESS" -> new ClaimResult.InProgress();
      case "KEY_REUSED" -> new ClaimResult.KeyReused();
      default -> throw new IllegalStateException("unexpected reply " + reply.get(0));
    };
  }

  /** What they are told last, if there is anything to tell. */
  static List<String> customerArgument(OrderDraft draft) {
    return draft.customer().isEmpty() ? List.of() : List.of(draft.customer());
  }

  /** What the scripts that claim an order are told of it. */
  static List<String> draftArguments(OrderDraft draft) {
    return List.of(
        draft.id().value(),
        draft.fingerprint(),
        Reply.lines(draft.basket()),
        draft.reference(),
        Long.toString(draft.reservationTime().toMillis()));
  }

  @Override
  public SaveResult save(OrderId order, long attempt, OrderStatus status) {
    // A reserved order is due at its deadline; any other has lines that must follow soon.
    long dueIn = status == OrderStatus.RESERVED ? 0 : completionGrace.toMillis();
    var reply =
        run(
            Script.ORDER_SAVE,
            order,
            List.of(order.value(), Long.toString(attempt), status.name(), Long.toString(dueIn)));
    return Reply.text(reply.get(0)).equals("SAVED")
        ? new SaveResult.Saved(Reply.order(order, reply, 1))
        : new SaveResult.Lost();
  }

  @Override
  public void drop(OrderId order, long attempt, boolean keepMark) {
    redis.run(
        Script.ORDER_DROP,
        Keys.ofOrder(order),
        List.of(order.value(), Long.toString(attempt), keepMark ? "mark" : "forget"));
  }

  @Override
  public void forget(List<OrderRecord> orders) {
    redis.runAll(
        orders.stream()
            .map(order ->
                new RedisGateway.Call(
                    Script.ORDER_FORGET,
                    Keys.ofOrder(order.id()),
                    List.of(order.id().value(), Long.toString(order.attempt()))))
            .toList());
  }

  @Override
  public DecideResult cancel(OrderId order, VersionCondition condition) {
    return Reply.decided(order, decide(Script.ORDER_CANCEL, order, condition, completionGrace));
  }

  @Override
  public DecideResult confirm(OrderId order, VersionCondition condition) {
    return Reply.decided(order, decide(Script.ORDER_CONFIRM, order, condition, completionGrace));
  }

  @Override
  public DecideResult revive(OrderId order, VersionCondition condition) {
    return Reply.decided(order, decide(Script.ORDER_REVIVE, order, condition, claimHold));
  }

  private List<Object> decide(
      Script script, OrderId order, VersionCondition condition, Duration time) {
    return run(
        script, order, List.of(order.value(), versions(condition), Long.toString(time.toMillis())));
  }

  @Override
  public Optional<DecideResult> extend(
      OrderId order, VersionCondition condition, Instant deadline, Duration reservedMax) {
    var reply =
        run(
            Script.ORDER_EXTEND,
            order,
            List.of(
                order.value(),
                versions(condition),
                Long.toString(deadline.toEpochMilli()),
                Long.toString(reservedMax.toMillis())));
    return Reply.text(reply.get(0)).equals("NOT_LATER")
        ? Optional.empty()
        : Optional.of(Reply.decided(order, reply));
  }

  /** How scripts are told of versions. */
  static String versions(VersionCondition condition) {
    Set<Long> versions = condition.versions();
    return versions == null
        ? "*"
        : versions.stream().map(String::valueOf).collect(Collectors.joining(" "));
  }

  /** How scripts are told of a time that may be left out. */
  static String milliseconds(@Nullable Duration time) {
    return time == null ? "" : Long.toString(time.toMillis());
  }

  @Override
  public LinesResult claimLines(OrderId order, VersionCondition condition, Basket basket) {
    var reply =
        run(
            Script.LINES_CLAIM,
            order,
            List.of(
                order.value(),
                versions(condition),
                Reply.lines(basket),
                Long.toString(claimHold.toMillis()),
                Integer.toString(BESIDE_MAX)));
    return Reply.lines(order, reply, List.of());
  }

  @Override
  public LinesResult writeLines(
      OrderId order,
      long attempt,
      VersionCondition condition,
      Basket basket,
      @Nullable Duration reservationTime) {
    var reply =
        run(
            Script.LINES_WRITE,
            order,
            List.of(
                order.value(),
                Long.toString(attempt),
                versions(condition),
                Reply.lines(basket),
                milliseconds(reservationTime),
                Long.toString(completionGrace.toMillis())));
    return Reply.lines(order, reply, List.of());
  }

  @Override
  public SettleResult settleLines(OrderId order, @Nullable Long attempt) {
    var reply =
        run(
            Script.LINES_SETTLE,
            order,
            List.of(
                order.value(),
                attempt == null ? "" : Long.toString(attempt),
                Long.toString(completionGrace.toMillis())));
    return switch (Reply.text(reply.get(0))) {
      case "SETTLE" -> new SettleResult.Settling(Reply.order(order, reply, 1));
      case "DECIDED" -> new SettleResult.Ended(Reply.order(order, reply, 1));
      default -> new SettleResult.NothingToDo();
    };
  }

  @Override
  public void linesSettled(OrderId order, long attempt) {
    run(Script.LINES_SETTLED, order, List.of(order.value(), Long.toString(attempt)));
  }

  @Override
  public Optional<OrderRecord> find(OrderId order) {
    var reply = run(Script.ORDER_READ, order, List.of(order.value()));
    return reply.isEmpty()
        ? Optional.empty()
        : Optional.of(Reply.order(order, reply, 0))
            .filter(record -> record.status() != OrderStatus.REFUSED);
  }

  @Override
  public Page list(@Nullable OrderStatus status, Position from, int limit) {
    return new OrderListing(redis).page(status, from, limit);
  }

  @Override
  public void completed(List<OrderRecord> orders) {
    redis.runInTurns(atVersions(Script.ORDER_COMPLETED, orders));
  }

  @Override
  public void linesForgotten(List<OrderRecord> orders) {
    redis.runInTurns(atVersions(Script.ORDER_LINES_FORGOTTEN, orders));
  }

  /** One call for each partition, each in a turn of its own. */
  private static List<List<RedisGateway.Call>> atVersions(Script script, List<OrderRecord> orders) {
    var calls = new ArrayList<List<RedisGateway.Call>>();
    orders.stream()
        .collect(Collectors.groupingBy(order -> order.id().partition()))
        .forEach((partition, some) -> {
          var arguments = new ArrayList<String>();
          arguments.add(Keys.orderPrefix(partition));
          for (OrderRecord order : some) {
            arguments.add(order.id().value());
            arguments.add(Long.toString(order.version()));
          }
          calls.add(
              List.of(new RedisGateway.Call(script, List.of(Keys.due(partition)), arguments)));
        });
    return calls;
  }

  @Override
  public Forgetting forgetEnded(int partition, int limit, int skip) {
    var reply =
        redis.run(
            Script.ORDERS_FORGET,
            List.of(Keys.listing(partition)),
            List.of(Keys.orderPrefix(partition), Integer.toString(limit), Integer.toString(skip)));
    return new Forgetting((int) Reply.number(reply.get(0)), (int) Reply.number(reply.get(1)));
  }

  @Override
  public Sweep sweep(int partition, int limit, Duration putOff) {
    var reply =
        redis.run(
            Script.ORDER_SWEEP,
            List.of(Keys.due(partition)),
            List.of(
                Integer.toString(limit),
                Long.toString(putOff.toMillis()),
                Keys.orderPrefix(partition)));
    var decided = new ArrayList<OrderRecord>();
    for (Object entry : reply.subList(1, reply.size())) {
      var told = Reply.list(entry);
      try {
        decided.add(Reply.handedOut(told));
      } catch (RuntimeException e) {
        // Of another version, or damaged: it was put off, and must not keep the others from their
        // turn.
        log.warn("order {} cannot be read and comes again: {}", told.get(0), e.getMessage());
      }
    }
    return new Sweep((int) Reply.number(reply.get(0)), decided);
  }

  private List<Object> run(Script script, OrderId order, List<String> arguments) {
    return redis.run(script, Keys.ofOrder(order), arguments);
  }
}
