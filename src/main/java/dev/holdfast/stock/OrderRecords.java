package dev.holdfast.stock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    /** The record has the status asked for, or was confirmed after it had. */
    record Saved(OrderRecord order) implements SaveResult {}

    /** The claim is not this attempt's any more, or the deadline passed. */
    record Lost() implements SaveResult {}
  }

  /** What became of what an order's owner decided. */
  sealed interface DecideResult {
    /** This call decided it. */
    record Decided(OrderRecord order) implements DecideResult {}

    /** It was decided before. */
    record Already(OrderRecord order) implements DecideResult {}

    /** Its status forbids it. */
    record Forbidden(OrderRecord order) implements DecideResult {}

    /** It is at another version than the caller means. */
    record Changed(OrderRecord order) implements DecideResult {}

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
  DecideResult cancel(OrderId order, VersionCondition condition);

  /** Confirms an order that is RESERVED. Its lines are the caller's next task. */
  DecideResult confirm(OrderId order, VersionCondition condition);

  /**
   * Moves the deadline of an order that is RESERVED to a later time. An earlier one than it has
   * changes nothing.
   *
   * @param reservedMax how long an order may stay reserved in all; a later deadline is cut to it
   * @return empty when the deadline is not later than now
   */
  Optional<DecideResult> extend(
      OrderId order, VersionCondition condition, Instant deadline, Duration reservedMax);

  /**
   * Claims an order that is EXPIRED for a new attempt, which the record names, so that it can be
   * confirmed after all. Past the claim's hold it is EXPIRED again.
   */
  DecideResult revive(OrderId order, VersionCondition condition);

  /**
   * The most SKUs besides its lines that an order may have had: each leaves a mark that is
   * remembered.
   */
  int BESIDE_MAX = 200;

  /**
   * Claims a reserved order for an attempt that changes its lines, and which the record names. To
   * everybody else it stays as it was; a claim holds for a bounded time. {@link
   * DecideResult.Already} means that it has these lines.
   */
  LinesResult claimLines(OrderId order, VersionCondition condition, Basket basket);

  /**
   * Writes the new lines of an order, on condition that the attempt still has the claim. From then
   * on they are the order's; what they list no more is the caller's next task.
   *
   * @param reservationTime how long it may stay reserved from now on; null for as long as before
   */
  LinesResult writeLines(
      OrderId order,
      long attempt,
      VersionCondition condition,
      Basket basket,
      @Nullable Duration reservationTime);

  /** What became of claiming an order for settling a change of its lines. */
  sealed interface SettleResult {
    /** Its new attempt, which the record names, gives back what it holds beyond its lines. */
    record Settling(OrderRecord order) implements SettleResult {}

    /** It has ended meanwhile, and its lines follow that. */
    record Ended(OrderRecord order) implements SettleResult {}

    /** Somebody else is at it, or was. */
    record NothingToDo() implements SettleResult {}
  }

  /**
   * Claims a reserved order for giving back what a change of its lines may have left beyond them.
   *
   * @param attempt that of the caller's own change, which it gives up; null when the caller looks
   *     for changes whose time has passed
   */
  SettleResult settleLines(OrderId order, @Nullable Long attempt);

  /**
   * Notes that a reserved order holds what its lines say and no more, on condition that no other
   * attempt has claimed it since.
   */
  void linesSettled(OrderId order, long attempt);

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
