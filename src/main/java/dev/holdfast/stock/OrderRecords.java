package dev.holdfast.stock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The store of orders' records. Every call is one atomic step on one record, judged by the store's
 * own clock; a deadline that has passed is enforced before anything else. Implementations are safe
 * for use by many threads.
 *
 * <p>All methods throw {@link StoreUnavailableException} when nothing happened and {@link
 * OutcomeUnknownException} when it may have; each may be repeated with the same arguments.
 */
public interface OrderRecords {
  /** What became of saving a claimed order. */
  sealed interface SaveResult {
    /** The record has the status asked for. */
    record Saved(OrderRecord order) implements SaveResult {}

    /** The claim is not this attempt's any more, or the deadline passed. */
    record Lost() implements SaveResult {}
  }

  /** What became of deciding an order's end. */
  sealed interface DecideResult {
    /** This call decided it. */
    record Decided(OrderRecord order) implements DecideResult {}

    /** It had that end already. */
    record Already(OrderRecord order) implements DecideResult {}

    /** Its status forbids it. */
    record Forbidden(OrderRecord order) implements DecideResult {}

    /** There is no such order. */
    record NotFound() implements DecideResult {}
  }

  /**
   * Claims the record of an order for a new attempt. A claim holds for a bounded time; past it the
   * next caller with the same content takes over.
   */
  ClaimResult claim(OrderDraft draft);

  /** Gives a claimed order its status, on condition that the attempt still has the claim. */
  SaveResult save(OrderId order, long attempt, OrderStatus status);

  /**
   * Ends a refused attempt, on condition that it still has the claim.
   *
   * @param keepMark true when its lines have marks: the record stays as REFUSED; false when nothing
   *     was ever touched: it is deleted
   */
  void drop(OrderId order, long attempt, boolean keepMark);

  /**
   * Forgets a refused order whose lines' marks were forgotten before, unless it was claimed again.
   */
  void forget(OrderId order, long attempt);

  /** Cancels an order that is PLACING or RESERVED. Its lines are the caller's next task. */
  DecideResult cancel(OrderId order);

  /** Reads an order. A refused one is no order. */
  Optional<OrderRecord> find(OrderId order);

  /**
   * Notes that all lines of an order have followed its decision, on condition that it is still at
   * that version.
   */
  void completed(OrderId order, long version);

  /**
   * Expires what is due in a partition and hands out orders whose end is decided but whose lines
   * may not have followed. Whoever gets one has it alone for {@code putOff}; then it is handed out
   * again.
   *
   * @param limit the most orders to look at
   */
  Sweep sweep(int partition, int limit, Duration putOff);

  /**
   * Orders handed out by {@link #sweep}.
   *
   * @param looked how many orders were due; as many as the limit means that there may be more
   */
  record Sweep(int looked, List<OrderRecord> decided) {}
}
