package dev.holdfast.waiting;

import dev.holdfast.stock.Sku;
import java.util.Map;
import java.util.Set;

/**
 * What waiting needs of a store. One thread of an instance calls it, and only while orders wait.
 */
public interface WaitedStock extends AutoCloseable {
  /** Receives that units may have come back, on any thread, and must not wait. */
  interface Signals {
    /** Units of a SKU may have come back. */
    void of(Sku sku);

    /** Units of any SKU may have come back, or signals may have been lost. */
    void ofAny();

    /** Levels were read that a look asked for, and that it did not wait for. */
    void seen(Map<Sku, Long> levels);
  }

  /** In place of a level: the SKU is not on sale. An order that waits for it is refused. */
  long NOT_ON_SALE = Long.MAX_VALUE;

  /** Has signals sent there from now on. It is called once, before anything else. */
  void sendTo(Signals signals);

  /**
   * Announces and subscribes, as far as the store lets it, so that units of the waited SKUs that
   * come back from now on are signalled; then reads what is available. In this order, units that
   * come back are either read or signalled.
   *
   * @param waited all SKUs that orders of this instance wait for
   * @param due those of them whose level is wanted
   * @return the units available of each that could be read, or {@link #NOT_ON_SALE}; the others are
   *     sent to {@link Signals#seen} once they come, or are asked for again
   * @throws dev.holdfast.stock.StoreUnavailableException when nothing could be read
   */
  Map<Sku, Long> look(Set<Sku> waited, Set<Sku> due);

  /** No order waits any more, for now. */
  void idle();

  @Override
  void close();
}
