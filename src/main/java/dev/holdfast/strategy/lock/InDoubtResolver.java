package dev.holdfast.strategy.lock;

import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.OneView;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.ReserveRequest;
import dev.holdfast.stock.StockLine;
import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles takes whose answer never came. Asking whether a take has happened is not enough: a "no"
 * may turn into a "yes" when the command arrives late. So whoever asks and finds nothing leaves a
 * mark that refuses the late take, and the answer is final.
 */
public final class InDoubtResolver {
  private static final Logger log = LoggerFactory.getLogger(InDoubtResolver.class);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final ReservationScripts takes;
  private final Duration doubtMax;
  private final Counter released;

  /**
   * @param doubtMax how long to try
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
   * Settles every line of a request.
   *
   * @return true when all lines are reserved, false when at least one never will be by this attempt
   * @throws OutcomeUnknownException when it could not be settled within the bound; this is counted
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
   * Does what settles a doubt about an order's take, again and again until it succeeds.
   *
   * @throws OutcomeUnknownException when it did not within the bound; this is counted
   */
  <T> T retryUntilResolved(OrderId order, OutcomeUnknownException unknown, Supplier<T> resolution) {
    // Not at the expense of what the request has left: a lock must not be released the sooner
    // for having been waited for.
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
