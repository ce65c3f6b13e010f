package dev.holdfast.store;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One way of making "is there enough? then take it" a single step. Implementations are safe for use
 * by many threads.
 *
 * <p>A strategy neither knows nor decides the outcome of an order. It takes stock for an attempt;
 * its caller gives back what a refusal may have left.
 */
public interface StockStrategy {
  /**
   * Reserves every line, or reports why not.
   *
   * @throws StoreUnavailableException when the store cannot be reached and nothing was taken
   * @throws OutcomeUnknownException when lines may or may not have been taken
   */
  ReserveResult reserve(ReserveRequest request);

  /**
   * Runs the steps of a change of lines. Where the strategy has a critical section, all of them are
   * in one, and what they acquire nests in it.
   *
   * @param order whose lines they are
   * @param skus all that the steps take or give back
   * @return empty under contention, when no step was made
   */
  default <T> Optional<T> inCriticalSection(
      OrderId order, Set<Sku> skus, Function<CriticalSection, T> steps) {
    return Optional.of(
        steps.apply(
            new CriticalSection() {
              @Override
              public ReserveResult reserve(ReserveRequest request) {
                return StockStrategy.this.reserve(request);
              }

              @Override
              public void giveBack(Set<Sku> some, Runnable step) {
                step.run();
              }

              @Override
              public void resolve(ReserveRequest request, Runnable resolution) {
                resolution.run();
              }
            }));
  }

  /** Where the steps of a change run; only the thread inside uses it. */
  interface CriticalSection {
    /** As {@link StockStrategy#reserve}. */
    ReserveResult reserve(ReserveRequest request);

    /** Gives units back, in the same critical section. */
    void giveBack(Set<Sku> skus, Runnable step);

    /**
     * Resolves an in-doubt take of a change, with retries for a bounded time where the section must
     * not end before.
     *
     * @throws OutcomeUnknownException or StoreUnavailableException when it could not be resolved
     */
    void resolve(ReserveRequest request, Runnable resolution);
  }

  /**
   * Reads the levels of several SKUs, as of one moment as far as the guarantee goes. Unknown ones
   * are left out.
   *
   * @throws StoreUnavailableException when the store cannot be reached, or the locks are not
   *     acquired in time
   */
  StockSnapshot read(Set<Sku> skus);
}
