package dev.holdfast.waiting;

import dev.holdfast.meters.Timers;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Places orders that wait for stock: an order that lacks units waits, holding nothing, and is tried
 * again when its units seem to be there. Safe for use by many threads.
 */
public final class OrderWaits {
  /** How a wait ended. */
  enum Outcome {
    /** The order was placed. */
    PLACED,
    /** It was refused for another reason than a lack of units. */
    REFUSED,
    /** Its time was over. */
    TIME_OVER,
    /** As many wait as may: it did not wait. */
    TOO_MANY,
    /** This instance ends. */
    ENDED,
    /** The store failed while it was tried. */
    FAILED
  }

  /** How many repeats wait for the answer of one request: more are in progress at once. */
  private static final int REPEATS_MAX = 2;

  private final StockWaiters waiters;
  private final Semaphore places;
  private final Semaphore placesOfRepeats;
  private final AtomicInteger joined = new AtomicInteger();
  private final ConcurrentMap<OrderId, Wait> waits = new ConcurrentHashMap<>();
  private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

  /** How many orders wait in this instance. */
  public int waiting() {
    return waiters.size();
  }

  /** What orders of this instance wait for, in SKU order. */
  public List<WaitedFor> waitedFor() {
    return waiters.waitedFor();
  }

  public OrderWaits(StockWaiters waiters, WaitingSettings settings, MeterRegistry meters) {
    this.waiters = waiters;
    this.places = new Semaphore(settings.max());
    this.placesOfRepeats = new Semaphore(settings.max());
    waiters.bindTo(meters);
    for (Outcome outcome : Outcome.values()) {
      timers.put(
          outcome,
          Timers.timer(
              meters,
              "holdfast.waiting.time",
              "How long orders waited for stock",
              "outcome",
              outcome.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }
  }

  /** A request under way, which repeats of its key join. */
  private record Wait(String fingerprint, CompletableFuture<Answer> answer, Semaphore repeats) {
    private Wait(PlaceOrder order) {
      this(order.fingerprint(), new CompletableFuture<>(), new Semaphore(REPEATS_MAX));
    }
  }

  /** How an order is tried. */
  public interface Tries {
    /** As any order is. Empty when it is not admitted. */
    Optional<PlaceResult> first();

    /**
     * After a wait, with a budget of time and an admission of its own. Empty when it is not
     * admitted now.
     */
    Optional<PlaceResult> again();
  }

  /** The answer to an order that may have waited. */
  public sealed interface Answer {
    /** As an order without a wait would be answered; empty when it was not admitted. */
    record Answered(Optional<PlaceResult> result) implements Answer {}

    /** It lacks units, and this instance ends: nothing is reserved. */
    record Ending() implements Answer {}
  }

  /**
   * Places an order, and waits for its units where they are short.
   *
   * @param wait how long it may wait, from now
   */
  public Answer place(PlaceOrder order, Duration wait, Tries tries) {
    long end = System.nanoTime() + wait.toNanos();
    var mine = new Wait(order);
    Wait other = waits.putIfAbsent(order.id(), mine);
    if (other != null) {
      return other.fingerprint().equals(order.fingerprint())
          ? joinWithin(other, end)
          : answered(new PlaceResult.KeyReused());
    }
    try {
      Answer answer = lead(end, tries);
      mine.answer().complete(answer);
      return answer;
    } catch (RuntimeException | Error e) {
      mine.answer().completeExceptionally(e);
      throw e;
    } finally {
      waits.remove(order.id(), mine);
    }
  }

  private static Answer answered(PlaceResult result) {
    return new Answer.Answered(Optional.of(result));
  }

  /** A repeat joins within bounds of its own: it takes no place of an order. */
  private Answer joinWithin(Wait other, long end) {
    if (!other.repeats().tryAcquire()) {
      return answered(new PlaceResult.InProgress());
    }
    try {
      if (!placesOfRepeats.tryAcquire()) {
        return answered(new PlaceResult.InProgress());
      }
      try {
        return join(other, end);
      } finally {
        placesOfRepeats.release();
      }
    } finally {
      other.repeats().release();
    }
  }

  /** A repeat has the answer of the request that it repeats, unless its own time is over first. */
  private Answer join(Wait other, long end) {
    joined.incrementAndGet();
    try {
      Answer answer =
          other.answer().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      return answer instanceof Answer.Answered(var result)
              && result.orElse(null) instanceof PlaceResult.Placed(var order, boolean _)
          ? answered(new PlaceResult.Placed(order, true))
          : answer;
    } catch (TimeoutException e) {
      return answered(new PlaceResult.InProgress());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException fault
          ? fault
          : new OutcomeUnknownException("the request that this one repeats failed", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      joined.decrementAndGet();
    }
  }

  /** How many requests wait for the answer of the one that they repeat. */
  int joined() {
    return joined.get();
  }

  private static StoreUnavailableException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StoreUnavailableException("interrupted while waiting for stock", e);
  }

  private Answer lead(long end, Tries tries) {
    Optional<PlaceResult> first = tries.first();
    List<Shortage> shortages = shortages(first);
    if (shortages.isEmpty()) {
      return new Answer.Answered(first);
    }
    long start = System.nanoTime();
    Waiter waiter = places.tryAcquire() ? enter(shortages) : null;
    if (waiter == null) {
      return ended(waiters.hasEnded() ? Outcome.ENDED : Outcome.TOO_MANY, start, first);
    }
    var outcome = Outcome.FAILED;
    try {
      Optional<PlaceResult> last = first;
      while (waiters.await(waiter, end)) {
        Optional<PlaceResult> result = tries.again();
        if (!mayComeTrue(result)) {
          outcome =
              result.orElseThrow() instanceof PlaceResult.Placed ? Outcome.PLACED : Outcome.REFUSED;
          return new Answer.Answered(result);
        }
        shortages = shortages(result);
        last = shortages.isEmpty() ? last : result;
        waiters.back(waiter, shortages);
      }
      outcome = waiters.hasEnded() ? Outcome.ENDED : Outcome.TIME_OVER;
      return ended(outcome, last);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      waiters.leave(waiter, outcome == Outcome.PLACED);
      places.release();
      record(outcome, start);
    }
  }

  /** With a place, which is given back where it may not wait. */
  private @Nullable Waiter enter(List<Shortage> shortages) {
    Waiter waiter = null;
    try {
      waiter = waiters.enter(shortages);
      return waiter;
    } finally {
      if (waiter == null) {
        places.release();
      }
    }
  }

  private Answer ended(Outcome outcome, long start, Optional<PlaceResult> last) {
    record(outcome, start);
    return ended(outcome, last);
  }

  private static Answer ended(Outcome outcome, Optional<PlaceResult> last) {
    return outcome == Outcome.ENDED ? new Answer.Ending() : new Answer.Answered(last);
  }

  private void record(Outcome outcome, long start) {
    Timer timer = timers.get(outcome);
    if (timer != null) {
      timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }
  }

  /** What an order lacked; empty when that was not the reason. */
  private static List<Shortage> shortages(Optional<PlaceResult> result) {
    return result.orElse(null)
            instanceof PlaceResult.Refused(Refusal.InsufficientStock(var shortages))
        ? shortages
        : List.of();
  }

  /** Whether the order may be placed yet, though it was not by this try. */
  private static boolean mayComeTrue(Optional<PlaceResult> result) {
    return result.isEmpty()
        || (result.get() instanceof PlaceResult.Refused(var reason)
            && (reason instanceof Refusal.InsufficientStock
                || reason instanceof Refusal.Contended));
  }
}
