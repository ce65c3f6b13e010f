package dev.holdfast.strategy.lock;

import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.OneView;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.StockLine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves in-doubt takes: takes whose reply never came. To ask whether a take has happened is not
 * enough: a "no" may turn into a "yes" when the command arrives late. So a resolver that finds no
 * take leaves a tombstone, which rejects the late take and makes the answer final.
 */
public final class InDoubtResolver {
  private static final Logger log = LoggerFactory.getLogger(InDoubtResolver.class);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final ReservationScripts takes;
  private final Duration doubtMax;
  private final Counter released;

  /**
   * @param doubtMax how long it retries
   */
  public InDoubtResolver(ReservationScripts takes, Duration doubtMax, MeterRegistry meters) {
    this.takes = takes;
    this.doubtMax = doubtMax;
    this.released =
        Counter.builder("holdfast.locks.released.in.doubt")
            .description("Locks released while the outcome of their take was still unknown")
            .register(meters);
  }

  /**
   * Resolves every line of a request.
   *
   * @return true when all lines are reserved, false when at least one never will be by this attempt
   * @throws OutcomeUnknownException when it could not be resolved within the bound; this is counted
   */
  boolean resolve(ReserveRequest request, OutcomeUnknownException unknown) {
    return retryUntilResolved(
        request.order(),
        unknown,
        () -> {
          boolean all = true;
          for (StockLine line : request.lines()) {
            all &= takes.resolve(request.order(), request.attempt(), line);
          }
          return all;
        });
  }

  /**
   * Retries the resolution of an in-doubt take until it succeeds.
   *
   * @throws OutcomeUnknownException when it did not within the bound; this is counted
   */
  <T> T retryUntilResolved(OrderId order, OutcomeUnknownException unknown, Supplier<T> resolution) {
    // Not at the expense of the request's remaining time: a long wait for the lock must not release
    // it sooner.
    return Deadline.apart(doubtMax, () -> retryInTime(order, unknown, resolution));
  }

  private <T> T retryInTime(
      OrderId order, OutcomeUnknownException unknown, Supplier<T> resolution) {
    long deadline = System.nanoTime() + doubtMax.toNanos();
    while (true) {
      try {
        return OneView.anew(resolution);
      } catch (OutcomeUnknownException | StoreUnavailableException e) {
        if (System.nanoTime() + PAUSE.toNanos() >= deadline
            || Thread.currentThread().isInterrupted()) {
          released.increment();
          log.warn(
              "order {}: its lock is released while the outcome of its take is unknown", order);
          throw unknown;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }
}
