package dev.holdfast.journal;

import dev.holdfast.meters.Timers;
import dev.holdfast.order.Orders;
import dev.holdfast.runtime.WheelTimeout;
import dev.holdfast.stock.OrderId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Lets those that changed an order wait, within a bound, until the event of the change is in the
 * journal's file. One that is going to change an order announces itself first, so that an event
 * that is copied before its caller knows of the change is not missed. Safe for use by many threads.
 *
 * <p>Once a wait was in vain none waits any more until the file grows again: a journal that stands
 * still does not slow orders down.
 */
public final class JournalSync {
  /** Orders whose changes wait for the journal; the same ones where answers do not wait. */
  public Orders around(Orders orders) {
    return on ? new SyncedOrders(orders, this) : orders;
  }

  /** How a wait ended. */
  enum Outcome {
    /** The event is in the file. */
    WRITTEN,
    /** It was not there in time. */
    LATE,
    /** The journal stands still, so it was not waited for. */
    SKIPPED
  }

  private final long waitNanos;
  private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

  /** By order, those that change it now; lists are replaced, never changed. */
  private final Map<String, List<Change>> changes = new ConcurrentHashMap<>();

  private final boolean on;
  private volatile boolean stalled;

  JournalSync(JournalSettings settings, MeterRegistry meters) {
    this.on = settings.isSync();
    this.waitNanos = settings.sync().toNanos();
    if (on) {
      addTimers(meters);
    }
  }

  private void addTimers(MeterRegistry meters) {
    for (Outcome outcome : Outcome.values()) {
      timers.put(
          outcome,
          Timers.timer(
              meters,
              "holdfast.journal.sync",
              "How long answers waited for the journal",
              "outcome",
              outcome.name().toLowerCase(Locale.ROOT)));
    }
  }

  /** A change of an order that is under way. It must be closed. */
  final class Change implements AutoCloseable {
    private final String order;
    private final CompletableFuture<Boolean> written = new CompletableFuture<>();
    private long seen = Long.MIN_VALUE;
    private long wanted = Long.MAX_VALUE;

    private Change(String order) {
      this.order = order;
    }

    private synchronized void see(long version) {
      seen = Math.max(seen, version);
      completeIfSeen();
    }

    private synchronized void want(long version) {
      wanted = version;
      completeIfSeen();
    }

    private void completeIfSeen() {
      if (seen >= wanted) {
        written.complete(true);
      }
    }

    /** Waits until a version's event is in the file, or the bound has passed. */
    Outcome await(long version) {
      long begun = System.nanoTime();
      Outcome outcome = outcome(version);
      Objects.requireNonNull(timers.get(outcome))
          .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
      return outcome;
    }

    private Outcome outcome(long version) {
      want(version);
      if (stalled && !written.isDone()) {
        return Outcome.SKIPPED;
      }
      var timeout = WheelTimeout.after(waitNanos, () -> written.complete(false));
      boolean isWritten = written.join();
      timeout.cancel();
      if (!isWritten) {
        stalled = true;
      }
      return isWritten ? Outcome.WRITTEN : Outcome.LATE;
    }

    @Override
    public void close() {
      changes.computeIfPresent(
          order,
          (_, others) -> {
            var rest = new ArrayList<>(others);
            rest.remove(this);
            return rest.isEmpty() ? null : List.copyOf(rest);
          });
    }
  }

  /** Announces a change, before it is made. */
  Change begin(OrderId order) {
    var change = new Change(order.value());
    changes.merge(
        order.value(),
        List.of(change),
        (others, own) -> {
          var all = new ArrayList<>(others);
          all.addAll(own);
          return List.copyOf(all);
        });
    return change;
  }

  /** The file has grown. */
  void grown() {
    stalled = false;
  }

  /** An event is in the file. */
  void written(String order, long version) {
    changes.getOrDefault(order, List.of()).forEach(change -> change.see(version));
  }
}
