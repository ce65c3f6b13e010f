package dev.holdfast.redis.audit;

import dev.holdfast.redis.client.Epochs;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.client.StockSignals;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.ReplyCode;
import dev.holdfast.redis.data.Reservation;
import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.stock.StoredCounters;
import dev.holdfast.redis.stock.StoredCounters.RawLevel;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.Limit;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.StreamMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reconciliation from its pause to its switch. The pause moves the counter on to the next
 * epoch, so that whatever is on its way under the one before touches it no more; while it lasts,
 * nothing is taken, given back or sold. Single reservations are then mended, all of them added up,
 * and the switch writes the counters under one more epoch, if nothing has moved since.
 */
final class PausedReconciliation {
  private static final Logger log = LoggerFactory.getLogger(PausedReconciliation.class);
  private static final int STEP = 1000;
  private static final long POLL_NANOS = 10_000_000;

  private final RedisGateway redis;
  private final ReconciliationSettings bounds;
  private final Sku sku;
  private final String reason;
  private final DeepAudit.Report report;
  private final String owner = UUID.randomUUID().toString();

  private final ReservationRepair lines;

  private String pause = "";
  private Instant at = Instant.EPOCH;

  PausedReconciliation(
      RedisGateway redis,
      ReconciliationSettings bounds,
      Sku sku,
      String reason,
      DeepAudit.Report report) {
    this.redis = redis;
    this.bounds = bounds;
    this.sku = sku;
    this.reason = reason;
    this.report = report;
    this.lines = new ReservationRepair(redis, sku, report.lines());
  }

  ReconciliationResult reconcile() {
    try {
      var reply = pause();
      return switch (ReplyCode.of(reply)) {
        case BUSY -> new ReconciliationResult.Busy();
        case UNKNOWN -> new ReconciliationResult.UnknownSku();
        default -> {
          at = ScriptReplies.instant(reply.get(1));
          pause = ScriptReplies.text(reply.get(2));
          yield reconcilePaused();
        }
      };
    } finally {
      // Also where the pause is in doubt.
      resume();
    }
  }

  private List<Object> pause() {
    for (int i = 0; i < Epochs.TRIES_MAX; i++) {
      var reply = redis.run(pauseCall());
      if (!ReplyCode.EPOCH.begins(reply)) {
        return reply;
      }
    }
    throw Epochs.moving(sku);
  }

  private ScriptCall pauseCall() {
    RawLevel level = StoredCounters.read(redis, sku);
    long holds = level == null ? 0 : level.epoch();
    // Where it is lost, the number of epochs is unknown; there were fewer than seconds. The
    // counter of the latest one found is believed.
    long before = holds == 0 ? StoredCounters.latestCounter(redis, sku) : holds;
    long next =
        holds == 0
            ? Long.parseLong(redis.<List<String>>read(commands -> commands.time()).get(0))
            : holds + 1;
    var keys = new ArrayList<>(List.of(Keys.totals(sku), Keys.product(sku)));
    keys.add(Keys.available(sku, next));
    if (before != 0) {
      keys.add(Keys.available(sku, before));
    }
    return ScriptCall.of(
        Script.STOCK_PAUSE, keys, owner, bounds.pauseMax(), holds == 0 ? null : holds, next);
  }

  private ReconciliationResult reconcilePaused() {
    for (int i = 0; i < bounds.triesMax(); i++) {
      quiesce();
      if (!lines.mend(pause)) {
        break;
      }
      Optional<ReconciliationResult> result = addUpAndSwitch();
      if (result.isPresent()) {
        return result.get();
      }
    }
    return new ReconciliationResult.Busy();
  }

  /** Ends the pause if it is still ours. Where the store does not let us it ends by itself. */
  private void resume() {
    try {
      var reply = redis.run(Script.STOCK_RESUME, List.of(Keys.totals(sku)), owner);
      StockSignals.after(redis, sku, reply);
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      log.warn(
          "the pause of {} could not be ended and ends by itself within {}: {}",
          sku,
          bounds.pauseMax(),
          e.getMessage());
    }
  }

  /** Waits until Redis has rejected the steps that were in flight, as far as the counters show. */
  private void quiesce() {
    long end = System.nanoTime() + bounds.settleMax().toNanos();
    long still = System.nanoTime();
    long version = version();
    while (System.nanoTime() - still < bounds.settle().toNanos() && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL_NANOS);
      long now = version();
      if (now != version) {
        version = now;
        still = System.nanoTime();
      }
    }
  }

  private long version() {
    RawLevel level = StoredCounters.read(redis, sku);
    return level == null ? -1 : level.version();
  }

  private record Sums(long reserved, long sold, long count) {}

  private Optional<ReconciliationResult> addUpAndSwitch() {
    RawLevel level = StoredCounters.read(redis, sku);
    long size = redis.<Long>read(commands -> commands.hlen(Keys.reservations(sku)));
    Sums sums = addUp();
    // A scan may show what it has shown before while a hash changes its size.
    if (level == null || sums.count() != size) {
      return Optional.empty();
    }
    List<String> strays = StoredCounters.strayKeys(redis, sku, level.epoch());
    // The pause has made totals that were lost anew: what they were is what the audit saw.
    var found = report.level().supplyKnown() ? level : report.level();
    boolean anew = report.level().unreadable() != null || level.unreadable() != null;
    return switchOver(
        level,
        () ->
            new ReconciliationPlan(
                sku,
                found,
                anew,
                sums.reserved(),
                sums.sold(),
                lines.mismatches(),
                !strays.isEmpty()),
        strays);
  }

  private Sums addUp() {
    long reserved = 0;
    long sold = 0;
    long count = 0;
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      ScanCursor from = cursor;
      MapScanCursor<String, String> step =
          redis.read(commands ->
              commands.hscan(Keys.reservations(sku), from, ScanArgs.Builder.limit(STEP)));
      for (String stored : step.getMap().values()) {
        count++;
        Reservation reservation = Reservation.parse(stored);
        if (reservation != null) {
          reserved += reservation.reserved();
          sold += reservation.sold();
        }
      }
      cursor = step;
    } while (!cursor.isFinished());
    return new Sums(reserved, sold, count);
  }

  private Optional<ReconciliationResult> switchOver(
      RawLevel level, Supplier<ReconciliationPlan> plans, List<String> strays) {
    var plan = plans.get();
    StockLevel after = plan.after();
    long next = level.epoch() + 1;
    var keys = new ArrayList<>(List.of(Keys.totals(sku), Keys.reconciliations(sku)));
    keys.add(Keys.available(sku, next));
    keys.add(Keys.available(sku, level.epoch()));
    keys.addAll(strays);
    var counters =
        List.of(
            after.supplied(), after.available(), after.reserved(), after.sold(), after.shortfall());
    ReplyCode reply;
    try {
      var switched =
          redis.run(
              Script.STOCK_SWITCH,
              keys,
              pause,
              level.version(),
              next,
              counters,
              plan.soldForgotten(),
              bounds.kept(),
              entry(plan));
      StockSignals.after(redis, sku, switched);
      reply = ReplyCode.of(switched);
    } catch (OutcomeUnknownException e) {
      if (!isWrittenDown()) {
        throw e;
      }
      reply = ReplyCode.SWITCHED;
    }
    return switch (reply) {
      case SWITCHED -> {
        lines.putAside();
        yield Optional.of(new ReconciliationResult.Reconciled(done(level, plans.get())));
      }
      case LOST -> Optional.of(new ReconciliationResult.Busy());
      default -> Optional.empty();
    };
  }

  /** What is written down of it: enough to follow it by hand. */
  private List<String> entry(ReconciliationPlan plan) {
    String repairs =
        plan.repairs().stream()
            .map(r -> r.action() + ": " + r.detail() + " " + r.orders())
            .collect(Collectors.joining("; "));
    String left =
        plan.left().stream()
            .map(f -> f.kind() + ": " + f.detail())
            .collect(Collectors.joining("; "));
    return List.of(
        "id",
        owner,
        "reason",
        reason,
        "before",
        plan.before().words(),
        "after",
        plan.after().words(),
        "repairs",
        repairs,
        "left",
        left);
  }

  /** The switch records it in the same step, so this shows whether the switch took place. */
  private boolean isWrittenDown() {
    List<StreamMessage<String, String>> last =
        redis.read(commands ->
            commands.xrevrange(Keys.reconciliations(sku), Range.unbounded(), Limit.from(1)));
    return last.stream().anyMatch(entry -> owner.equals(entry.getBody().get("id")));
  }

  private Reconciliation done(RawLevel level, ReconciliationPlan plan) {
    log.info(
        "the stock of {} was reconciled ({}): {} became {}",
        sku,
        reason,
        plan.before().words(),
        plan.after().words());
    return new Reconciliation(
        sku,
        true,
        false,
        !report.linesLeftOut(),
        level.epoch() + 1,
        at,
        plan.before(),
        plan.after(),
        plan.repairs(),
        plan.left());
  }
}
