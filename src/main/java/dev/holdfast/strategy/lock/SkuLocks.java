package dev.holdfast.strategy.lock;

import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Locks for SKUs. Implementations are safe for use by many threads; what is held belongs to the
 * thread that acquired it.
 */
public interface SkuLocks {
  /**
   * Acquires the locks of all the SKUs or none, in one global order, so that two baskets cannot
   * deadlock. The caller then holds all of them exclusively.
   *
   * @param waitMax how long to wait for all of them together
   * @return empty when they were not acquired in time
   * @throws dev.holdfast.stock.StoreUnavailableException when the lock lives in a store that cannot
   *     be reached
   */
  Optional<Held> acquire(Collection<Sku> skus, Duration waitMax);

  /**
   * As {@link #acquire}, but others who share may hold them at the same time. Plain locks cannot be
   * shared: there it is the same.
   */
  default Optional<Held> acquireShared(Collection<Sku> skus, Duration waitMax) {
    return acquire(skus, waitMax);
  }

  /**
   * Whether a thread that holds locks may acquire the same or some of them again, without waiting
   * for itself. Each acquisition is closed on its own, and only the last close releases the locks.
   * Where this is false the second acquisition waits in vain. The promise covers only SKUs that are
   * held already, and not the upgrade of a shared lock to an exclusive one.
   */
  boolean isReentrant();

  /**
   * Locks that are held. Closing releases them; it never throws, and is done by the thread that
   * acquired them.
   */
  interface Held extends AutoCloseable {
    /**
     * The fencing token of each SKU: it is higher than that of every earlier holder. Empty where
     * the locks issue none. A nested acquisition has the tokens of the outermost one.
     */
    default Map<Sku, Long> fences() {
      return Map.of();
    }

    @Override
    void close();
  }
}
