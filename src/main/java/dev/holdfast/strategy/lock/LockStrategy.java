package dev.holdfast.strategy.lock;

import dev.holdfast.instance.PeerStatus;
import dev.holdfast.locks.LockBook;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.redis.stock.ReservationScripts.Reading;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.ReserveResult.Reserved;
import dev.holdfast.store.StockLine;
import dev.holdfast.store.StockStore;
import dev.holdfast.store.StockStrategy;
import dev.holdfast.strategy.check.AvailabilityCheck;
import dev.holdfast.strategy.check.RaceWindow;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock family: acquire, read, compare, take, release. Only the lock differs between two of
 * them, so that a difference in a measurement comes from the lock. Without a lock it is the
 * negative control.
 *
 * <p>The take is unguarded in quantity: only the lock keeps the comparison true until then. While a
 * take's outcome is unknown the lock stays held, because the next holder must not read before the
 * take has landed or can no longer land.
 *
 * <p>Where the lock issues fencing tokens, read and take carry them, and Redis rejects a holder
 * that lost the lock to a later reader.
 *
 * <p>Where the lock excludes only the threads of one instance, this instance must also be the sole
 * one from the read to the take. The strategy checks that at both, and Redis rejects a take that
 * arrives after the lease. So an order whose instance paused in between, long enough for a peer to
 * start, is contended: nothing was taken.
 */
public final class LockStrategy implements StockStrategy {
  /** The end of the lease of a take that needs none. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  private final SkuLocks locks;
  private final LockBook book;
  private final Supplier<PeerStatus> peers;
  private final ReservationScripts takes;
  private final StockStore store;
  private final RaceWindow window;
  private final LockSettings settings;
  private final InDoubtResolver resolver;

  public LockStrategy(
      SkuLocks locks,
      LockBook book,
      Supplier<PeerStatus> peers,
      ReservationScripts takes,
      StockStore store,
      RaceWindow window,
      LockSettings settings,
      InDoubtResolver resolver) {
    this.locks = locks;
    this.book = book;
    this.peers = peers;
    this.takes = takes;
    this.store = store;
    this.window = window;
    this.settings = settings;
    this.resolver = resolver;
  }

  @Override
  public ReserveResult reserve(ReserveRequest request) {
    var skus = request.lines().stream().map(StockLine::sku).toList();
    return holding(request.order(), skus, locks::acquire, lock -> reserveHolding(lock, request))
        .orElseGet(() -> ReserveResult.contended(true));
  }

  @Override
  public <T> Optional<T> inCriticalSection(
      OrderId order, Set<Sku> skus, Function<CriticalSection, T> steps) {
    return holding(order, skus, locks::acquire, lock -> steps.apply(new Holding(lock)));
  }

  /** Runs a step under the locks of some SKUs; empty when they were not acquired in time. */
  private <T> Optional<T> holding(
      @Nullable OrderId order,
      Collection<Sku> skus,
      BiFunction<Collection<Sku>, Duration, Optional<SkuLocks.Held>> acquisition,
      Function<SkuLocks.Held, T> step) {
    try (var _ = book.enter(order, skus)) {
      var held = acquisition.apply(skus, Deadline.atMost(settings.acquireWait()));
      if (held.isEmpty()) {
        return Optional.empty();
      }
      try (var lock = held.get()) {
        return Optional.of(step.apply(lock));
      }
    }
  }

  /**
   * The locks of a change are held: its steps acquire some of them again, nested. Locks that are
   * not re-entrant are not acquired again: the one acquisition covers all that the steps touch.
   */
  private final class Holding implements CriticalSection {
    private final SkuLocks.Held lock;

    Holding(SkuLocks.Held lock) {
      this.lock = lock;
    }

    @Override
    public ReserveResult reserve(ReserveRequest request) {
      return locks.isReentrant()
          ? LockStrategy.this.reserve(request)
          : reserveHolding(lock, request);
    }

    @Override
    public void giveBack(Set<Sku> skus, Runnable step) {
      Optional<SkuLocks.Held> nested =
          locks.isReentrant()
              ? locks.acquire(skus, Deadline.atMost(settings.acquireWait()))
              : Optional.empty();
      try {
        // Giving back needs no lock to be correct; with it no reader sees half of an exchange.
        step.run();
      } finally {
        nested.ifPresent(SkuLocks.Held::close);
      }
    }

    @Override
    public void resolve(ReserveRequest request, Runnable resolution) {
      resolver.retryUntilResolved(
          request.order(),
          new OutcomeUnknownException("a take of a change may still land", null),
          () -> {
            resolution.run();
            return true;
          });
    }
  }

  private ReserveResult reserveHolding(SkuLocks.Held lock, ReserveRequest request) {
    if (!(peers.get() instanceof PeerStatus.Sole before)) {
      return ReserveResult.contended(true);
    }
    Optional<List<Reading>> readings = read(request, lock.fences());
    if (readings.isEmpty()) {
      return ReserveResult.contended(true);
    }
    var refusal = AvailabilityCheck.refusal(request.lines(), readings.get());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    window.pause();
    // An instance that is the sole one again may have had a peer in between: the term shows it.
    if (!(peers.get() instanceof PeerStatus.Sole now) || now.term() != before.term()) {
      return ReserveResult.contended(true);
    }
    return take(new Take(request, now.until(), lock.fences()));
  }

  /** Fenced from the read on: if only the take raised the fence, two holders could read. */
  private Optional<List<Reading>> read(ReserveRequest request, Map<Sku, Long> fences) {
    return fences.isEmpty() ? Optional.of(takes.read(request)) : takes.readFenced(request, fences);
  }

  /**
   * The take that follows the check.
   *
   * @param until when the lease ends that the comparison needs
   * @param fences the tokens of the locks, where they have some
   */
  private record Take(ReserveRequest request, long until, Map<Sku, Long> fences) {}

  private ReserveResult take(Take take) {
    var request = take.request();
    try {
      if (takes.takesBasketsInOneStep()) {
        return take(take, request.lines());
      }
      ReserveResult result = take(take, request.lines().subList(0, 1));
      for (int i = 1; i < request.lines().size() && result instanceof Reserved; i++) {
        window.pause();
        result = take(take, request.lines().subList(i, i + 1));
      }
      return result;
    } catch (OutcomeUnknownException unknown) {
      if (request.change()) {
        // A tombstone would give back what the order has: a change resolves by its record, before
        // the critical section ends.
        throw unknown;
      }
      if (resolver.resolve(request, unknown)) {
        return new Reserved();
      }
      throw new StoreUnavailableException("the take did not happen", unknown);
    }
  }

  private ReserveResult take(Take take, List<StockLine> lines) {
    var order = take.request().order();
    long attempt = take.request().attempt();
    if (!take.fences().isEmpty()) {
      return takes.takeFenced(order, attempt, lines, take.fences());
    }
    return take.until() == UNLIMITED
        ? takes.takeUnchecked(order, attempt, lines)
        : takes.takeUntil(order, attempt, lines, take.until());
  }

  @Override
  public StockSnapshot read(Set<Sku> skus) {
    return holding(null, skus, locks::acquireShared, lock -> store.levels(skus))
        .orElseThrow(() ->
            new StoreUnavailableException(
                "the locks of " + skus.size() + " SKUs were not acquired in time", null));
  }
}
