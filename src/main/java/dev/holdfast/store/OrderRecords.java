package dev.holdfast.store;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.ExtensionBounds;
import dev.holdfast.order.FoundOrders;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.StockStore.SettledLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
   * @param keepTombstone true when its lines have tombstones: the record stays as REFUSED; false
   *     when nothing was ever touched: it is deleted
   */
  void drop(OrderDraft draft, long attempt, boolean keepTombstone);

  /**
   * Forgets refused orders whose lines' tombstones were forgotten before, each unless it was
   * claimed again.
   */
  void forget(List<OrderRecord> orders);

  /** Cancels an order that is PLACING or RESERVED. Its lines are the caller's next task. */
  RecordResult cancel(OrderId order, VersionCondition condition);

  /** Confirms an order that is RESERVED. Its lines are the caller's next task. */
  RecordResult confirm(OrderId order, VersionCondition condition);

  /**
   * Moves the deadline of an order that is RESERVED to a later time. An earlier one than it has
   * changes nothing, and does not count.
   *
   * @param boundsOf how far and how often an order of these products may be extended; a deadline
   *     beyond that is cut to it
   * @return empty when the deadline is not later than now
   */
  Optional<DecideResult> extend(
      OrderId order,
      VersionCondition condition,
      Instant deadline,
      Function<Collection<Sku>, ExtensionBounds> boundsOf);

  /**
   * Claims an order that is EXPIRED for a new attempt, which the record names, so that it can be
   * confirmed after all. Past the claim's hold it is EXPIRED again.
   */
  RecordResult revive(OrderId order, VersionCondition condition);

  /**
   * Claims a reserved order for an attempt that changes its lines, and which the record names. To
   * other callers it stays as it was; a claim holds for a bounded time. {@link
   * RecordResult.Already} means that it has these lines.
   */
  LinesStep claimLines(OrderId order, VersionCondition condition, Basket basket);

  /**
   * Writes the new lines of an order, on condition that the attempt still has the claim. From then
   * on they are the order's; what they list no more is the caller's next task.
   *
   * @param reservationTime how long it may stay reserved from now on; null for as long as before
   */
  LinesStep writeLines(
      OrderId order,
      long attempt,
      VersionCondition condition,
      Basket basket,
      @Nullable Duration reservationTime);

  /** The outcome of claiming an order to resolve a change of its lines. */
  sealed interface ResolveChangeResult {
    /** Its new attempt, which the record names, gives back what it holds beyond its lines. */
    record Resolving(OrderRecord order) implements ResolveChangeResult {}

    /** It has ended meanwhile, and its lines are to be settled. */
    record Ended(OrderRecord order) implements ResolveChangeResult {}

    /** Another process resolves it, or has done so. */
    record NothingToDo() implements ResolveChangeResult {}
  }

  /**
   * Claims a reserved order for giving back what a change of its lines may have left beyond them.
   *
   * @param attempt that of the caller's own change, which it gives up; null when the caller looks
   *     for changes whose time has passed
   */
  ResolveChangeResult resolveLineChange(OrderId order, @Nullable Long attempt);

  /**
   * Records that a reserved order holds what its lines say and no more, on condition that no other
   * attempt has claimed it since.
   */
  void lineChangeResolved(OrderId order, long attempt);

  /**
   * Records that a confirmed order returns units. Its products settling that is the caller's next
   * task.
   *
   * @param areMissing whether as many units are missing as were not shipped
   */
  ReturnStep returnUnits(OrderReturn units, boolean areMissing);

  /**
   * Records that an order's products have settled some of its returns.
   *
   * @param order as it was read with these returns
   */
  void returnsSettled(OrderRecord order);

  /** Reads an order. A refused one is no order. */
  Optional<OrderRecord> find(OrderId order);

  /** As {@link Orders#list}. */
  Orders.Page list(@Nullable OrderStatus status, Orders.Position from, int limit);

  /** As {@link Orders#search}. */
  FoundOrders search(String reference, String customer, int most);

  /**
   * Settles all lines of a decided order and records that, in one step, where the store can and
   * every line simply follows.
   *
   * @param lines all of the order's
   * @return whether it did; otherwise nothing happened, and each line is to be settled by itself
   */
  boolean settleInOneStep(OrderRecord order, List<SettledLine> lines);

  /**
   * Records that all lines of orders are settled, each on condition that it is still at that
   * version. Their reservations are kept for a time; then the store leases the orders again.
   */
  void linesSettled(List<OrderRecord> orders);

  /** Records that all reservations of orders were forgotten, likewise. */
  void linesForgotten(List<OrderRecord> orders);

  /**
   * Forgets records of a partition that are as old as they may get. Whatever is not at its end
   * stays.
   *
   * @param limit the most orders to inspect
   * @param skip how many of the oldest to pass over: those that stayed before
   */
  Forgetting forgetEnded(int partition, int limit, int skip);

  /**
   * What became of {@link #forgetEnded}.
   *
   * @param looked as many as the limit means that there may be more
   * @param stay how many of them stay
   */
  record Forgetting(int looked, int stay) {}

  /**
   * Expires what is due in a partition and leases orders that are decided but may not be settled,
   * and settled ones whose reservations were kept for their time. The caller owns a leased order
   * until the visibility timeout; then the store leases it again.
   *
   * @param limit the most due orders to inspect
   * @param endedMax the most of those to be forgotten
   */
  Sweep sweep(int partition, int limit, int endedMax, Duration putOff);

  /**
   * Orders leased by {@link #sweep}.
   *
   * @param looked how many orders were due; as many as the limit means that there may be more
   * @param returning those with returns that their products are still to settle
   */
  record Sweep(int looked, List<OrderRecord> decided, List<OrderRecord> returning) {}
}
