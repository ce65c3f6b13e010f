package dev.holdfast.redis.audit;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Reconciliation.Action;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.ZAddArgs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends single reservations of a paused SKU. What is mended is remembered over several tries. A
 * damaged record is put aside at the end, once, and nothing that its order holds is changed in the
 * same reconciliation, however often it looks: giving it back is an operator's next call.
 */
final class ReservationRepair {
  private static final Logger log = LoggerFactory.getLogger(ReservationRepair.class);
  private static final int STEP = 1000;

  private final RedisGateway redis;
  private final Sku sku;
  private final List<ReservationMismatch> seen;
  private final Map<String, ReservationMismatch> mended = new LinkedHashMap<>();

  /** The orders whose records were seen damaged, by whichever look. */
  private final Map<String, ReservationMismatch> damaged = new LinkedHashMap<>();

  /**
   * @param seen what an audit saw; it may be otherwise by now
   */
  ReservationRepair(RedisGateway redis, Sku sku, List<ReservationMismatch> seen) {
    this.redis = redis;
    this.sku = sku;
    this.seen = seen;
    seen.forEach(this::noteDamaged);
  }

  private void noteDamaged(ReservationMismatch line) {
    if (line.action() == Action.QUARANTINE_ORDER) {
      damaged.put(line.order(), line);
    }
  }

  /** The lines that were mended, those whose records are put aside, and those for a person. */
  List<ReservationMismatch> mismatches() {
    var mismatches = new ArrayList<>(mended.values());
    mismatches.addAll(damaged.values());
    seen.stream().filter(line -> line.action() == null).forEach(mismatches::add);
    return mismatches;
  }

  /**
   * Brings single reservations in line with their orders, as they are now.
   *
   * @return false when the pause is not ours any more
   */
  boolean mend(String pause) {
    var lines = new ArrayList<ReservationMismatch>();
    for (ReservationMismatch line : again()) {
      noteDamaged(line);
      if (damaged.containsKey(line.order())) {
        continue;
      }
      if (line.action() == Action.MAKE_ORDER_DUE) {
        makeDue(line);
        mended.put(line.order(), line);
      } else if (line.action() != null) {
        lines.add(line);
      }
    }
    for (int from = 0; from < lines.size(); from += STEP) {
      if (!repair(pause, lines.subList(from, Math.min(lines.size(), from + STEP)))) {
        return false;
      }
    }
    return true;
  }

  private boolean repair(String pause, List<ReservationMismatch> step) {
    var replies = redis.runAll(step.stream().map(line -> call(pause, line)).toList());
    for (int i = 0; i < step.size(); i++) {
      ReservationMismatch line = step.get(i);
      switch (ReplyCode.of(replies.get(i))) {
        case REPAIRED -> {
          mended.put(line.order(), line);
          if (line.wanted() != null) {
            makeDue(line);
          }
        }
        case LOST -> {
          return false;
        }
        // Something happened to it in between: the next try, or the next audit, sees it.
        default -> log.info("the reservation of {} has changed", line.order());
      }
    }
    return true;
  }

  /** What is still wrong of what the audit saw. */
  private List<ReservationMismatch> again() {
    var still = new ArrayList<ReservationMismatch>();
    var orders = new ArrayList<OrderId>();
    for (ReservationMismatch line : seen) {
      if (OrderId.isValid(line.order())) {
        orders.add(new OrderId(line.order()));
      } else {
        still.add(line);
      }
    }
    for (int from = 0; from < orders.size(); from += STEP) {
      var step = orders.subList(from, Math.min(orders.size(), from + STEP));
      still.addAll(MismatchRecheck.disagreeing(redis, sku, MismatchRecheck.held(redis, sku, step)));
    }
    return still;
  }

  /**
   * Puts the damaged records aside, once the counters are switched: a reconciliation that came to
   * nothing has put nothing aside. What their orders hold stays reserved, until a reconciliation
   * that finds no record decides. What cannot be put aside now is damaged for the next one, too.
   */
  void putAside() {
    damaged.values().removeIf(line -> !isPutAside(line));
  }

  /** Whether it was, or may have been. */
  private boolean isPutAside(ReservationMismatch line) {
    var order = new OrderId(line.order());
    int partition = order.partition();
    Object reply;
    try {
      reply =
          redis
              .run(
                  Script.ORDER_QUARANTINE,
                  List.of(
                      Keys.order(order),
                      Keys.damaged(order),
                      Keys.due(partition),
                      Keys.forgetting(partition),
                      Keys.listing(partition),
                      Keys.search(partition),
                      Keys.returning(partition)),
                  List.of(order.value()))
              .get(0);
    } catch (StoreUnavailableException e) {
      reply = e.getMessage();
    } catch (OutcomeUnknownException e) {
      log.warn("{}; whether it was put aside is unknown: {}", line.detail(), e.getMessage());
      return true;
    }
    boolean aside = ReplyCode.ASIDE.is(reply);
    if (aside) {
      log.warn("{}; it was put aside as {}", line.detail(), Keys.damaged(order));
    } else {
      log.warn("{}; it was not put aside: {}", line.detail(), reply);
    }
    return aside;
  }

  /** The sweeper then finds it, and files it under its next due time. */
  private void makeDue(ReservationMismatch line) {
    var order = new OrderId(line.order());
    redis.<Long>write(commands ->
        commands.zadd(Keys.due(order.partition()), ZAddArgs.Builder.nx(), 0, order.value()));
  }

  private ScriptCall call(String pause, ReservationMismatch line) {
    return ScriptCall.of(
        Script.LINE_REPAIR,
        List.of(Keys.totals(sku), Keys.reservations(sku), Keys.customers(sku)),
        pause,
        line.order(),
        line.held(),
        line.wanted());
  }
}
