package dev.holdfast.waiting;

import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * Orders that begin to wait while units come back. No order may be left waiting for a unit that is
 * there and is promised to none: after all steps there is no re-check here that would find it.
 */
public class StockWaitersLinearizabilityTest {
  private static final Sku SKU = new Sku("a");

  /** A store in two steps, as a real one is at best: the announcement, then the level. */
  private static final class Store implements WaitedStock {
    private final AtomicLong available = new AtomicLong();
    private volatile boolean waited;

    @Override
    public void sendTo(Signals signals) {
      // The model signals itself.
    }

    @Override
    public Map<Sku, Long> look(Set<Sku> skus, Set<Sku> due) {
      waited = true;
      var levels = new LinkedHashMap<Sku, Long>();
      due.forEach(sku -> levels.put(sku, available.get()));
      return levels;
    }

    @Override
    public void idle() {
      // It stays announced.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  private final Store store = new Store();
  private final ConcurrentLinkedQueue<Waiter> waiting = new ConcurrentLinkedQueue<>();

  /** No thread of its own: each step is followed by the look that the thread would take. */
  private final StockWaiters waiters =
      new StockWaiters(store, 100, WaitsOfTests.times(Duration.ofSeconds(1)), watch -> {});

  /** An order that lacks a unit begins to wait. */
  @Operation
  public void begin() {
    Waiter waiter = waiters.enter(List.of(new Shortage(SKU, 1, 0)));
    if (waiter != null) {
      waiting.add(waiter);
    }
    waiters.look();
  }

  /** A unit comes back; its releaser signals, since orders may wait. */
  @Operation
  public void giveBack() {
    store.available.incrementAndGet();
    if (store.waited) {
      waiters.of(SKU);
      waiters.look();
    }
  }

  /** A woken order takes its unit. */
  @Operation
  public void take() {
    Waiter waiter = waiting.poll();
    if (waiter == null) {
      return;
    }
    if (waiters.isPromised(waiter)) {
      store.available.decrementAndGet();
      waiters.leave(waiter, true);
    } else {
      waiters.leave(waiter, false);
    }
    waiters.look();
  }

  /** Nothing is under way any more. */
  @Validate
  public void noOrderIsStranded() {
    long promised = waiting.stream().filter(waiters::isPromised).count();
    if (promised < waiting.size() && store.available.get() > promised) {
      throw new IllegalStateException(
          "%d units, %d orders, of which %d are woken"
              .formatted(store.available.get(), waiting.size(), promised));
    }
    if (promised > store.available.get()) {
      throw new IllegalStateException("more are woken than the units can serve");
    }
  }

  @Test
  void noWakeUpIsLost() {
    new ModelCheckingOptions()
        .iterations(10)
        .invocationsPerIteration(200)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(0)
        .check(getClass());
  }
}
