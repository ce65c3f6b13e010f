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
   * Acquires the locks of all the SKUs or none, in an order that is the same for everybody, so that
   * two baskets cannot wait for each other. Nobody else holds any of them then.
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
   * for itself; each acquisition is then closed on its own, and only the last one to be closed lets
   * others in. Where this is false the second acquisition waits in vain. It is promised for those
   * SKUs only that are held already, and not for somebody who shares and wants them for itself.
   */
  boolean isReentrant();

  /**
   * Locks that are held. Closing releases them; it never throws, and is done by the thread that
   * acquired them.
   */
  interface Held extends AutoCloseable {
    /**
     * Where the locks hand out fencing tokens, the token of each SKU: it is higher than that of
     * everybody who held the lock before. Empty where they do not. An acquisition within another
     * has the tokens of the outermost one.
     */
    default Map<Sku, Long> fences() {
      return Map.of();
    }

    @Override
    void close();
  }
}
