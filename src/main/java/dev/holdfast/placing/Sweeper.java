package dev.holdfast.placing;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Expires orders whose deadline passed, completes those whose end was decided by somebody who died,
 * and forgets what has ended when its time has come. Every instance has one; there is no leader.
 * Whoever is handed an order has it alone for a while, so sweepers do not do each other's work, and
 * an order that fails comes again later without blocking those behind it.
 */
public final class Sweeper {
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
      completed += completion.goOn(step.decided(), deadline);
    } while (step.looked() >= settings.batchMax() && System.nanoTime() < deadline);
    forgetEnded(partition, deadline);
    return completed;
  }

  private void forgetEnded(int partition, long deadline) {
    int skip = 0;
    OrderRecords.Forgetting step;
    do {
      step = records.forgetEnded(partition, settings.batchMax(), skip);
      skip += step.stay();
    } while (step.looked() >= settings.batchMax() && System.nanoTime() < deadline);
  }
}
