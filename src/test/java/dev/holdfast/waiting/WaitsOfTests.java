package dev.holdfast.waiting;

import dev.holdfast.order.Orders;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.Woken;
import dev.holdfast.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Waits of one instance of a test, which reads no level again by itself. */
public final class WaitsOfTests implements AutoCloseable {
  private static final Duration NO_RECHECK = Duration.ofHours(1);

  private final StockWaiters waiters;
  private final OrderWaits waits;

  public WaitsOfTests(WaitedStock stock) {
    waiters = new StockWaiters(stock, 100, times(NO_RECHECK), Thread::startVirtualThread);
    waits = new OrderWaits(waiters, Defaults.of(WaitingSettings.class), new SimpleMeterRegistry());
  }

  /** Nothing is spaced or lingers. */
  static StockWaiters.Times times(Duration recheck) {
    return new StockWaiters.Times(recheck, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  /** Places an order on a thread of its own, as the service does. */
  public CompletableFuture<PlaceResult> placing(PlaceOrder order, Duration wait, Orders orders) {
    var tries =
        new OrderWaits.Tries() {
          @Override
          public Optional<PlaceResult> first() {
            return Optional.of(orders.place(order));
          }

          @Override
          public Optional<PlaceResult> again() {
            return Optional.of(Woken.place(() -> orders.place(order)));
          }
        };
    return CompletableFuture.supplyAsync(
        () ->
            waits.place(order, wait, tries) instanceof OrderWaits.Answer.Answered(var result)
                ? result.orElseThrow()
                : new PlaceResult.InProgress(),
        Thread::startVirtualThread);
  }

  /** How many wait. */
  public int size() {
    return waiters.size();
  }

  /** Whether every level was read that an order waits for. */
  public boolean areWatched() {
    return waiters.hasSeenAll();
  }

  @Override
  public void close() {
    waiters.end();
  }
}
