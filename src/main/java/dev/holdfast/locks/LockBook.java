package dev.holdfast.locks;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one instance: which thread holds which, since when, for which order, and which lock
 * it waits for. The JVM's own diagnosis sees neither virtual threads nor locks in a store.
 *
 * <p>A thread writes its own part only, and readers copy one part after the other: what they get is
 * not of one moment. Safe for use by many threads.
 */
public final class LockBook {
  private static final Entry NESTED = () -> {};

  private final String instance;
  private final LongSupplier nanoTime;
  private final Map<Thread, Acquirer> acquirers = new ConcurrentHashMap<>();
  private final AtomicLong entered = new AtomicLong();

  /** The time from entering the book to leaving it. */
  public interface Entry extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @param instance the id under which others know this instance
   * @param nanoTime a clock in ns that never goes back
   */
  public LockBook(String instance, LongSupplier nanoTime) {
    this.instance = instance;
    this.nanoTime = nanoTime;
  }

  /** The id under which others know this instance. */
  public String instance() {
    return instance;
  }

  /**
   * Enters this thread, which is going to acquire locks. A nested call keeps the outer entry.
   *
   * @param order for which it does; null for none
   * @param skus whose locks they are
   * @return to be closed by the same thread when the last lock is released
   */
  public Entry enter(@Nullable OrderId order, Collection<Sku> skus) {
    Thread thread = Thread.currentThread();
    if (acquirers.containsKey(thread)) {
      return NESTED;
    }
    var acquirer = new Acquirer(entered.incrementAndGet(), order, skus, thread);
    acquirers.put(thread, acquirer);
    return acquirer;
  }

  @Nullable Acquirer mine() {
    return acquirers.get(Thread.currentThread());
  }

  /** A thread of this instance, and what its locks can say of themselves. */
  record Own(
      Acquisition acquisition,
      Collection<Sku> skus,
      long thread,
      List<KnownLock> held,
      @Nullable KnownLock wanted) {}

  /** All that hold or wait. */
  List<Own> all() {
    return olderThan(0);
  }

  /** Those that have held some lock, or waited for one, for at least so long. */
  List<Own> olderThan(long nanos) {
    long now = nanoTime.getAsLong();
    var found = new ArrayList<Own>();
    for (Acquirer acquirer : acquirers.values()) {
      Own own = acquirer.copy(now, nanos);
      if (own != null) {
        found.add(own);
      }
    }
    return found;
  }

  /** Whether an acquisition, as it was copied before, still holds that lock. */
  boolean stillHolds(Own before, LockName lock) {
    return all().stream()
        .anyMatch(now ->
            now.thread() == before.thread()
                && entryOf(now).equals(entryOf(before))
                && now.acquisition().holds().stream().anyMatch(held -> held.lock().equals(lock)));
  }

  private static String entryOf(Own own) {
    String id = own.acquisition().id();
    return id.substring(0, id.lastIndexOf('.'));
  }

  /** One thread between entering and leaving. */
  final class Acquirer implements Entry {
    private final long id;
    private final @Nullable OrderId order;
    private final Collection<Sku> skus;
    private final Thread thread;
    private final List<Noted> held = new ArrayList<>(2);
    private @Nullable Noted wanted;
    private int waits;

    private record Noted(LockNotes notes, KnownLock lock, long since) {
      Acquisition.Claim claim(long now) {
        return new Acquisition.Claim(
            notes.nameOf(lock), lock.isShared(), TimeUnit.NANOSECONDS.toMillis(now - since));
      }
    }

    Acquirer(long id, @Nullable OrderId order, Collection<Sku> skus, Thread thread) {
      this.id = id;
      this.order = order;
      this.skus = skus;
      this.thread = thread;
    }

    synchronized void waits(LockNotes notes, KnownLock lock) {
      waits++;
      wanted = new Noted(notes, lock, nanoTime.getAsLong());
    }

    synchronized void acquired() {
      Noted had = wanted;
      if (had != null) {
        held.add(new Noted(had.notes(), had.lock(), nanoTime.getAsLong()));
        wanted = null;
      }
    }

    synchronized void gaveUp() {
      wanted = null;
    }

    synchronized void releases(LockNotes notes, KnownLock lock) {
      for (int i = held.size() - 1; i >= 0; i--) {
        Noted noted = held.get(i);
        if (noted.notes().equals(notes) && noted.lock().name().equals(lock.name())) {
          held.remove(i);
          return;
        }
      }
    }

    synchronized @Nullable Own copy(long now, long nanosMin) {
      Noted waiting = wanted;
      boolean old = waiting != null && now - waiting.since() >= nanosMin;
      for (int i = 0; i < held.size() && !old; i++) {
        old = now - held.get(i).since() >= nanosMin;
      }
      if (!old) {
        return null;
      }
      return new Own(
          new Acquisition(
              instance + "." + id + "." + waits,
              instance,
              order == null ? null : order.value(),
              waiting == null ? null : waiting.claim(now),
              held.stream().map(noted -> noted.claim(now)).toList()),
          List.copyOf(skus),
          thread.threadId(),
          held.stream().map(Noted::lock).toList(),
          waiting == null ? null : waiting.lock());
    }

    @Override
    public void close() {
      acquirers.remove(thread);
    }
  }
}
