package dev.holdfast.lifecycle;

import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.OneView;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Expires orders whose deadline passed, settles decided orders and returns whose process died, and
 * forgets ended ones after their retention. Every instance has one; there is no leader. The sweeper
 * that leases an order owns it until the visibility timeout. So sweepers do not repeat each other's
 * work, and an order that fails comes again later without blocking those behind it.
 */
public final class ExpirySweeper {
  private final OrderRecords records;
  private final OrderSettler orderSettler;
  private final SweeperSettings settings;
  private final Supplier<OptionalInt> slow;

  /**
   * @param slow how many orders of a partition a sweep processes while the store is full: what
   *     expires takes memory before it is forgotten. Empty otherwise
   */
  public ExpirySweeper(
      OrderRecords records,
      OrderSettler orderSettler,
      SweeperSettings settings,
      Supplier<OptionalInt> slow) {
    this.records = records;
    this.orderSettler = orderSettler;
    this.settings = settings;
    this.slow = slow;
  }

  /**
   * Sweeps all partitions until nothing is due, within the bounds of time.
   *
   * @return how many orders were settled
   * @throws StoreUnavailableException or OutcomeUnknownException, the first fault, after everything
   *     else had its turn
   */
  public int sweep() {
    return new Sweep(System.nanoTime() + settings.timeMax().toNanos()).run();
  }

  private final class Sweep {
    private final long deadline;
    private final List<OrderRecord> leased = new ArrayList<>();
    private final List<OrderRecord> returning = new ArrayList<>();
    private int settled;
    private @Nullable RuntimeException fault;

    Sweep(long deadline) {
      this.deadline = deadline;
    }

    int run() {
      List<Integer> due = partitions();
      while (!due.isEmpty() && !isOver()) {
        // What was decided on one master may not be so on another.
        OneView.anew(() -> {
          // Orders leased from several partitions are settled together: a line costs least in one
          // call with others of its SKU.
          due.removeIf(partition -> !attempt(() -> !isOver() && handOut(partition)));
          attempt(this::settleLeased);
        });
      }
      partitions().forEach(partition -> attempt(() -> !isOver() && forgetEnded(partition)));
      if (fault != null) {
        throw fault;
      }
      return settled;
    }

    /** Returns whether there is more of that to do, now. */
    private boolean attempt(BooleanSupplier step) {
      try {
        return step.getAsBoolean();
      } catch (StoreUnavailableException | OutcomeUnknownException e) {
        // The next sweep is as good as this one; the other partitions may live elsewhere.
        fault = fault == null ? e : fault;
        return false;
      }
    }

    private boolean handOut(int partition) {
      OptionalInt few = slow.get();
      int limit = Math.min(few.orElse(settings.batchMax()), settings.batchMax());
      // What ends orders is slowed down, what frees memory is not.
      OrderRecords.Sweep step =
          records.sweep(partition, limit, settings.batchMax(), settings.putOff());
      leased.addAll(step.decided());
      returning.addAll(step.returning());
      return few.isEmpty() && step.looked() >= limit;
    }

    private boolean settleLeased() {
      var orders = List.copyOf(leased);
      leased.clear();
      settled += orderSettler.settleAll(orders, deadline);
      var returns = List.copyOf(returning);
      returning.clear();
      settled += orderSettler.settleAllReturns(returns, deadline);
      return true;
    }

    private boolean forgetEnded(int partition) {
      int skip = 0;
      OrderRecords.Forgetting step;
      do {
        step = records.forgetEnded(partition, settings.batchMax(), skip);
        skip += step.stay();
      } while (step.looked() >= settings.batchMax() && !isOver());
      return false;
    }

    private boolean isOver() {
      return System.nanoTime() >= deadline;
    }
  }

  /** All of them. Instances start at different ones, so that they meet less. */
  private static List<Integer> partitions() {
    int first = ThreadLocalRandom.current().nextInt(OrderId.PARTITIONS);
    var partitions = new ArrayList<Integer>();
    for (int i = 0; i < OrderId.PARTITIONS; i++) {
      partitions.add((first + i) % OrderId.PARTITIONS);
    }
    return partitions;
  }
}
