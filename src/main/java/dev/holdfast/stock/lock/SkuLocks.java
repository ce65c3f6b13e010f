package dev.holdfast.stock.lock;

import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * Locks for SKUs. Implementations are safe for use by many threads; what is held belongs to the
 * thread that acquired it.
 */
public interface SkuLocks {
  /**
   * Acquires the locks of all the SKUs or none, in an order that is the same for everybody, so that
   * two baskets cannot wait for each other.
   *
   * @param waitMax how long to wait for all of them together
   * @return empty when they were not acquired in time
   * @throws dev.holdfast.stock.StoreUnavailableException when the lock lives in a store that cannot
   *     be reached
   */
  Optional<Held> acquire(Collection<Sku> skus, Duration waitMax);

  /**
   * Locks that are held. Closing releases them; it never throws, and is done by the thread that
   * acquired them.
   */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }
}
