package dev.holdfast.placing;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecord;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expires orders whose deadline passed and completes those whose end was decided by somebody who
 * died. Every instance has one; there is no leader. Whoever is handed an order has it alone for a
 * while, so sweepers do not do each other's work, and an order that fails comes again later without
 * blocking those behind it.
 */
public final class Sweeper {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private final OrderRecords records;
  private final Completion completion;
  private final SweeperSettings settings;

  public Sweeper(OrderRecords records, Completion completion, SweeperSettings settings) {
    this.records = records;
    this.completion = completion;
    this.settings = settings;
  }

  /**
   * Sweeps all partitions once, within the bounds of time.
   *
   * @return how many orders were completed
   * @throws StoreUnavailableException or OutcomeUnknownException, the first fault of a partition,
   *     after the others had their turn
   */
  public int sweep() {
    long deadline = System.nanoTime() + settings.timeMax().toNanos();
    int completed = 0;
    RuntimeException fault = null;
    // Instances start at different partitions, so that they meet less.
    int first = ThreadLocalRandom.current().nextInt(OrderId.PARTITIONS);
    for (int i = 0; i < OrderId.PARTITIONS && System.nanoTime() < deadline; i++) {
      int partition = (first + i) % OrderId.PARTITIONS;
      try {
        completed += sweep(partition, deadline);
      } catch (StoreUnavailableException | OutcomeUnknownException e) {
        // The next sweep is as good as this one; the other partitions may live elsewhere.
        fault = fault == null ? e : fault;
      }
    }
    if (fault != null) {
      throw fault;
    }
    return completed;
  }

  private int sweep(int partition, long deadline) {
    int completed = 0;
    OrderRecords.Sweep step;
    do {
      step = records.sweep(partition, settings.batchMax(), settings.putOff());
      for (OrderRecord order : step.decided()) {
        completed += complete(order) ? 1 : 0;
      }
    } while (step.looked() >= settings.batchMax() && System.nanoTime() < deadline);
    return completed;
  }

  private boolean complete(OrderRecord order) {
    try {
      completion.complete(order);
      return true;
    } catch (RuntimeException e) {
      log.warn(
          "order {} ({}) could not be completed and comes again: {}",
          order.id(),
          order.status(),
          e.getMessage());
      return false;
    }
  }
}
