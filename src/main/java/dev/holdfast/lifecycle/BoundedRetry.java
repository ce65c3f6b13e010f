package dev.holdfast.lifecycle;

import dev.holdfast.stock.Sku;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.strategy.StrategyBindings;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Repeats an attempt while another attempt is under way, for a bounded time, and with a binding
 * that is read again, a bounded number of times. Safe for use by many threads.
 */
final class BoundedRetry {
  private final StrategyBindings bindings;
  private final PlacingSettings settings;

  BoundedRetry(StrategyBindings bindings, PlacingSettings settings) {
    this.bindings = bindings;
    this.settings = settings;
  }

  /** What follows an attempt. */
  enum Next {
    /** Its result is the answer. */
    ANSWER,
    /** Another attempt is under way: look again after a pause. */
    WAIT,
    /** A binding may be out of date: forget it and start again. */
    REBIND
  }

  /**
   * The result of the last attempt.
   *
   * @param skus whose bindings a {@link Next#REBIND} forgets
   */
  <R> R run(Collection<Sku> skus, Supplier<R> attempt, Function<R, Next> next) {
    long waitUntil = System.nanoTime() + settings.inProgressWait().toNanos();
    int rebound = 0;
    while (true) {
      R result = attempt.get();
      boolean again =
          switch (next.apply(result)) {
            case ANSWER -> false;
            case WAIT -> System.nanoTime() < waitUntil && pause();
            case REBIND -> {
              bindings.forget(skus);
              yield ++rebound <= settings.staleRetriesMax();
            }
          };
      if (!again) {
        return result;
      }
    }
  }

  private boolean pause() {
    LockSupport.parkNanos(settings.inProgressPoll().toNanos());
    return true;
  }

  /**
   * What follows a refusal where each attempt claims anew. A reservation that has ended is of an
   * older attempt, so it is stale. A counter that is not found although its product is there may be
   * of an epoch that has ended.
   */
  Next after(ReserveResult.Refused reason) {
    if (reason instanceof ReserveResult.UnknownSku(var skus, var untouched)) {
      return bindings.find(skus).keySet().containsAll(skus) ? Next.REBIND : Next.ANSWER;
    }
    return isStale(reason) ? Next.REBIND : Next.ANSWER;
  }

  /** What is answered when the last attempt was refused: stale ones ran out of retries. */
  static ReserveResult.Refused answer(ReserveResult.Refused reason) {
    return isStale(reason) ? new ReserveResult.Contended(false) : reason;
  }

  private static boolean isStale(ReserveResult.Refused reason) {
    return reason instanceof ReserveResult.Stale || reason instanceof ReserveResult.Resolved;
  }
}
