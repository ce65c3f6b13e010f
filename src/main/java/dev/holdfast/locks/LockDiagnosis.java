package dev.holdfast.locks;

import dev.holdfast.locks.KnownLock.Lease;
import dev.holdfast.locks.LocksView.Holder;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts together who holds and who waits for the locks that this instance uses, with their leases
 * and what other instances have published. Safe for use by many threads.
 */
public final class LockDiagnosis implements Supplier<LocksView> {
  /** How many holders of a lock are shown. */
  public static final int HOLDERS_MAX = 10;

  /** How many SKUs of a lock are shown. */
  public static final int SKUS_MAX = 10;

  /** How long a look asks the store, but for the last call, which has the bound of a command. */
  static final Duration ASKED_FOR = Duration.ofSeconds(1);

  private final LockBook book;
  private final SharedAcquisitions shared;
  private final Supplier<List<Deadlock>> deadlocks;
  private final int shownMax;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final ReentrantLock turn = new ReentrantLock();
  private @Nullable LocksView latest;
  private long latestBegan;

  /**
   * @param deadlocks the latest
   * @param shownMax how many locks are shown
   */
  public LockDiagnosis(
      LockBook book,
      SharedAcquisitions shared,
      Supplier<List<Deadlock>> deadlocks,
      int shownMax,
      InstantSource clock) {
    this(book, shared, deadlocks, shownMax, clock, System::nanoTime);
  }

  LockDiagnosis(
      LockBook book,
      SharedAcquisitions shared,
      Supplier<List<Deadlock>> deadlocks,
      int shownMax,
      InstantSource clock,
      LongSupplier nanos) {
    this.book = book;
    this.shared = shared;
    this.deadlocks = deadlocks;
    this.shownMax = shownMax;
    this.clock = clock;
    this.nanos = nanos;
  }

  /**
   * Looks. Callers that come during a look share the next one, so that they ask the store no more
   * often than one does.
   */
  @Override
  public LocksView get() {
    long asked = nanos.getAsLong();
    turn.lock();
    try {
      LocksView last = latest;
      if (last != null && latestBegan - asked > 0) {
        return last;
      }
      long began = nanos.getAsLong();
      LocksView view = new Look().view();
      latest = view;
      latestBegan = began;
      return view;
    } finally {
      turn.unlock();
    }
  }

  /** One look. It asks the store no more once that did not answer, or its time is over. */
  private final class Look {
    private final Instant now = clock.instant();
    private final long began = nanos.getAsLong();
    private final Map<String, Seen> locks = new HashMap<>();
    private final SortedMap<String, LocksView.Totals> totals = new TreeMap<>();
    private @Nullable String incomplete;

    /** What is known of one lock. */
    private final class Seen {
      private final LockName name;
      private final TreeSet<String> skus = new TreeSet<>();
      private final List<Holder> holders = new ArrayList<>();
      private final List<LockBook.Own> mine = new ArrayList<>();
      private @Nullable KnownLock known;
      private int waiting;
      private long longestWait;

      Seen(LockName name) {
        this.name = name;
      }

      void heldBy(Acquisition acquisition, long millis) {
        holders.add(
            new Holder(
                acquisition.instance(),
                acquisition.order(),
                null,
                null,
                now.minusMillis(millis),
                millis));
      }

      void waitedFor(long millis) {
        waiting++;
        longestWait = Math.max(longestWait, millis);
      }

      void knownAs(KnownLock lock, LockBook.Own own) {
        known = lock;
        own.skus().stream().filter(lock::covers).map(Sku::value).forEach(skus::add);
      }

      long longestHold() {
        return holders.stream().mapToLong(Holder::heldMillis).max().orElse(0);
      }

      LocksView.Lock view() {
        LockBook.@Nullable Own holder = mine.isEmpty() ? null : mine.getFirst();
        Optional<Lease> lease = lease(known, holder);
        return new LocksView.Lock(
            name.strategy(),
            name.level().id(),
            name.name(),
            skus.stream().limit(SKUS_MAX).toList(),
            Math.max(0, skus.size() - SKUS_MAX),
            holders.stream().limit(HOLDERS_MAX).toList(),
            lease.map(Lease::leftMillis).orElse(null),
            // The lock may have been released since.
            holder != null
                && lease.isPresent()
                && !lease.get().held()
                && book.stillHolds(holder, name),
            new LocksView.Waiters(waiting, longestWait));
      }
    }

    LocksView view() {
      book.all().forEach(this::add);
      published().forEach(other -> other.acquisitions().forEach(this::addOther));
      var shown =
          locks.values().stream()
              .sorted(
                  Comparator.comparingLong((Seen seen) -> seen.longestWait)
                      .thenComparingLong(Seen::longestHold)
                      .reversed())
              .limit(shownMax)
              .map(Seen::view)
              .toList();
      return new LocksView(
          book.instance(),
          List.copyOf(totals.values()),
          shown,
          locks.size() - shown.size(),
          incomplete,
          LocksView.circles(deadlocks.get()));
    }

    private void add(LockBook.Own own) {
      Acquisition acquisition = own.acquisition();
      for (int i = 0; i < acquisition.holds().size(); i++) {
        var held = acquisition.holds().get(i);
        Seen seen = seen(held.lock(), acquisition.instance());
        seen.knownAs(own.held().get(i), own);
        if (!seen.mine.contains(own)) {
          // A lock that is acquired again, nested, is held once.
          seen.mine.add(own);
          seen.heldBy(acquisition, held.millis());
          count(held.lock().strategy(), 1, 0, held.millis(), 0);
        }
      }
      var wait = acquisition.wanted();
      if (wait != null && own.wanted() != null) {
        Seen seen = seen(wait.lock(), acquisition.instance());
        seen.knownAs(own.wanted(), own);
        seen.waitedFor(wait.millis());
        count(wait.lock().strategy(), 0, 1, 0, wait.millis());
      }
    }

    private void count(String strategy, int held, int waiting, long hold, long wait) {
      totals.merge(
          strategy,
          new LocksView.Totals(strategy, held, waiting, hold, wait),
          (a, b) ->
              new LocksView.Totals(
                  strategy,
                  a.held() + b.held(),
                  a.waiting() + b.waiting(),
                  Math.max(a.longestHoldMillis(), b.longestHoldMillis()),
                  Math.max(a.longestWaitMillis(), b.longestWaitMillis())));
    }

    /** Of others only what this instance uses too, or waits for. */
    private void addOther(Acquisition acquisition) {
      for (var held : acquisition.holds()) {
        Seen seen = locks.get(held.lock().among(acquisition.instance()));
        if (seen != null) {
          seen.heldBy(acquisition, held.millis());
        }
      }
      var wait = acquisition.wanted();
      Seen waited = wait == null ? null : locks.get(wait.lock().among(acquisition.instance()));
      if (wait != null && waited != null) {
        waited.waitedFor(wait.millis());
      }
    }

    private Seen seen(LockName name, String instance) {
      return locks.computeIfAbsent(name.among(instance), key -> new Seen(name));
    }

    private List<SharedAcquisitions.Published> published() {
      return locks.values().stream()
              .anyMatch(seen -> seen.name.level() == LockName.Level.DISTRIBUTED)
          ? asked(shared::others).orElse(List.of())
          : List.of();
    }

    private Optional<Lease> lease(@Nullable KnownLock lock, LockBook.@Nullable Own holder) {
      return lock == null
          ? Optional.empty()
          : asked(() -> lock.lease(holder == null ? 0 : holder.thread())).flatMap(it -> it);
    }

    private <T> Optional<T> asked(Supplier<T> question) {
      if (incomplete != null) {
        return Optional.empty();
      }
      if (nanos.getAsLong() - began > ASKED_FOR.toNanos()) {
        incomplete = "the store was asked for %d ms".formatted(ASKED_FOR.toMillis());
        return Optional.empty();
      }
      try {
        return Optional.of(question.get());
      } catch (StoreUnavailableException | OutcomeUnknownException e) {
        incomplete = "the store did not answer: " + e.getMessage();
        return Optional.empty();
      }
    }
  }
}
