package dev.holdfast.waiting;

import dev.holdfast.stock.Shortage;
import dev.holdfast.stock.Sku;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A condition variable that orders of this instance wait at until units come back, wherever that
 * happens. An order registers first; then a thread, one for all of them, subscribes to signals and
 * reads the level. So units that come back are either read or signalled. Without a signal the level
 * is read again after a while. Safe for use by many threads.
 */
public final class StockWaiters implements WaitedStock.Signals {
  private static final Logger log = LoggerFactory.getLogger(StockWaiters.class);

  private static final Duration LOOK_PAUSE = Duration.ofMillis(5);
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final WaitedStock stock;
  private final long recheckNanos;
  private final long lingerNanos;
  private final Executor watchers;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition dueSooner = lock.newCondition();
  private final WaitQueue queue;
  private boolean watched;
  private volatile boolean ended;

  /**
   * The times of an instance.
   *
   * @param recheck how long it waits for a signal before it reads a level again
   * @param holdBackMax how long a large order holds smaller ones back
   * @param lookPause how long it does not read a level again after a read, so that signals in a
   *     rush cost no more reads than that allows
   * @param linger how long signals are received after the last order that waited, so that the next
   *     one finds the connection
   */
  record Times(Duration recheck, Duration holdBackMax, Duration lookPause, Duration linger) {}

  public StockWaiters(WaitedStock stock, WaitingSettings settings) {
    this(
        stock,
        settings.maxPerSku(),
        new Times(settings.recheck(), settings.holdBackMax(), LOOK_PAUSE, LINGER),
        Thread.ofVirtual().name("stock-watch-", 0)::start);
  }

  /**
   * @param watchers runs what reads the levels while orders wait
   */
  StockWaiters(WaitedStock stock, int maxPerSku, Times times, Executor watchers) {
    this.stock = stock;
    this.recheckNanos = times.recheck().toNanos();
    this.lingerNanos = times.linger().toNanos();
    this.watchers = watchers;
    this.queue =
        new WaitQueue(maxPerSku, times.holdBackMax().toNanos(), times.lookPause().toNanos());
    stock.sendTo(this);
  }

  /** Publishes how many orders wait. */
  void bindTo(MeterRegistry meters) {
    Gauge.builder("holdfast.waiting.orders", this, StockWaiters::size)
        .description("Orders that wait for stock")
        .register(meters);
  }

  int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** What orders wait for, in SKU order. */
  List<WaitedFor> waitedFor() {
    lock.lock();
    try {
      return queue.waitedFor(System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** Wakes all that wait, and lets none wait any more: this instance ends. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      queue.waiters().forEach(waiter -> waiter.woken.signal());
      dueSooner.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /**
   * Registers an order that lacks units. It must leave again.
   *
   * @return null when as many wait as may, or this instance ends
   */
  @Nullable Waiter enter(Collection<Shortage> shortages) {
    lock.lock();
    try {
      long now = System.nanoTime();
      var waiter = new Waiter(lock.newCondition(), shortages, now);
      if (ended) {
        return null;
      }
      // Before the order is added: without a thread it would be left there, unread.
      if (!watched) {
        watchers.execute(this::watch);
        watched = true;
      }
      if (!queue.add(waiter, now)) {
        return null;
      }
      dueSooner.signal();
      return waiter;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the units that an order lacked seem to be there. They are promised to it among the
   * orders of this instance until it comes back or leaves.
   *
   * @param end when the wait is over, in the nanoseconds of {@link System#nanoTime}
   * @return false when the wait is over, or this instance ends
   */
  boolean await(Waiter waiter, long end) throws InterruptedException {
    lock.lock();
    try {
      while (!waiter.isWoken && !ended) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        long _ = waiter.woken.awaitNanos(left);
      }
      return !ended;
    } finally {
      lock.unlock();
    }
  }

  /** Whether every level was read that an order waits for. */
  boolean hasSeenAll() {
    lock.lock();
    try {
      return queue.hasSeenAll(System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** Whether an order was woken, and its units are promised to it. */
  boolean isPromised(Waiter waiter) {
    lock.lock();
    try {
      return waiter.isWoken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A woken order could not be placed: it waits on at its place, and the units are offered to
   * others.
   */
  void back(Waiter waiter, Collection<Shortage> shortages) {
    lock.lock();
    try {
      queue.back(waiter, shortages, System.nanoTime());
      dueSooner.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * An order waits no more.
   *
   * @param served whether it has its units
   */
  void leave(Waiter waiter, boolean served) {
    lock.lock();
    try {
      queue.remove(waiter, served, System.nanoTime());
      dueSooner.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void of(Sku sku) {
    lock.lock();
    try {
      queue.due(sku, System.nanoTime());
      dueSooner.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ofAny() {
    lock.lock();
    try {
      long now = System.nanoTime();
      queue.skus().forEach(sku -> queue.due(sku, now));
      dueSooner.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void seen(Map<Sku, Long> levels) {
    lock.lock();
    try {
      queue.seen(levels, System.nanoTime()).forEach(waiter -> waiter.woken.signal());
    } finally {
      lock.unlock();
    }
  }

  /** Reads levels when they are due, for as long as orders wait. */
  private void watch() {
    boolean failed = false;
    do {
      while (awaitDue()) {
        try {
          look();
          failed = false;
        } catch (Throwable e) {
          // Whatever it is: this thread alone wakes the orders that wait.
          log.atLevel(failed ? Level.DEBUG : Level.WARN)
              .setCause(e)
              .log("Levels that orders wait for cannot be read, which is retried");
          failed = true;
        }
      }
      rest();
    } while (goesOn());
  }

  private void rest() {
    try {
      stock.idle();
    } catch (Throwable e) {
      log.warn("Signals of units that came back cannot be ended", e);
    }
  }

  /** Returns false once no order waits, and none has come for a while. */
  private boolean awaitDue() {
    lock.lock();
    try {
      while (isWaitedFor()) {
        long now = System.nanoTime();
        long left = queue.nextDue(now + recheckNanos) - now;
        if (left <= 0) {
          return true;
        }
        long _ = dueSooner.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return false;
  }

  /** Whether orders wait, or one comes within a while. */
  private boolean isWaitedFor() throws InterruptedException {
    long left = lingerNanos;
    while (queue.isEmpty() && !ended && left > 0) {
      left = dueSooner.awaitNanos(left);
    }
    return !queue.isEmpty() && !ended;
  }

  /** Whether orders wait again; otherwise the thread's work is handed back. */
  private boolean goesOn() {
    lock.lock();
    try {
      watched = !queue.isEmpty() && !ended && !Thread.currentThread().isInterrupted();
      return watched;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads the levels that are due, and wakes the orders that they can serve. Those that cannot be
   * read are due again after the re-check.
   */
  void look() {
    Set<Sku> waited;
    Set<Sku> due;
    lock.lock();
    try {
      long now = System.nanoTime();
      long jitter = ThreadLocalRandom.current().nextLong(recheckNanos / 4);
      due = queue.takeDue(now, now + recheckNanos - jitter);
      waited = queue.skus();
    } finally {
      lock.unlock();
    }
    if (due.isEmpty()) {
      return;
    }
    seen(stock.look(waited, due));
  }
}
