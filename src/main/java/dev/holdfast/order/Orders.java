package dev.holdfast.order;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The orders, as those who place and decide them know them. A deadline that has passed is enforced
 * before anything else, by the store's clock. Implementations are safe for use by many threads.
 *
 * <p>Refusals are results. All methods throw {@link StoreUnavailableException} when nothing
 * happened, and {@link OutcomeUnknownException} when it may have: a call with the same arguments
 * finds out.
 */
public interface Orders {
  /**
   * Places an order, or answers with the one that its key placed before. Another attempt under the
   * same key is waited for, within a bound.
   *
   * @throws StrategyUnavailableException when a product is bound to a strategy that cannot be used
   *     here
   */
  PlaceResult place(PlaceOrder order);

  /**
   * Counts an order that was not admitted, and answers it where it repeats one.
   *
   * @param lookUp whether the store may be asked
   * @return empty when it is not known, or cannot be looked up
   */
  Optional<PlaceResult> notAdmitted(PlaceOrder order, boolean lookUp);

  /**
   * Confirms a reserved order. Its decision is the answer, whenever its lines are settled. Where a
   * store settles them in the same step, many that want the same may be in the way of it.
   */
  DecideResult confirm(OrderId order, VersionCondition condition);

  /**
   * Confirms an order, reserving its lines again where it has expired. Another attempt of that is
   * waited for, within a bound.
   *
   * @throws StrategyUnavailableException as {@link #place}
   */
  ReReserveResult confirmOrReReserve(OrderId order, VersionCondition condition);

  /** Cancels an order. Its decision is the answer, whenever its lines are settled. */
  DecideResult cancel(OrderId order, VersionCondition condition);

  /**
   * Keeps an order reserved until a time, or until its bound if that is earlier. It never shortens
   * a reservation. Only what moves the deadline counts as an extension.
   *
   * @return empty when the time is not later than now
   */
  Optional<DecideResult> extend(OrderId order, VersionCondition condition, Instant deadline);

  /**
   * Replaces the lines of a reserved order, all or none. The same lines again change nothing.
   *
   * @throws StrategyUnavailableException as {@link #place}
   */
  LinesResult changeLines(OrderId order, VersionCondition condition, Basket basket);

  /**
   * Returns units of a confirmed order, all of them or none, once under a key. The order's record
   * is the answer, whenever its products have settled it. The order stays CONFIRMED.
   */
  ReturnResult returnUnits(OrderReturn units);

  /** Reads an order. A refused one is no order. */
  Optional<Order> find(OrderId order);

  /**
   * Lists orders after a position, by when their last change was seen. A caller that follows the
   * pages to their end finds every order that was changed before the call, and each that does not
   * change meanwhile exactly once; an order that changes comes (again) later. A call inspects a
   * bounded number of orders, so a page may have fewer than requested, or none, and there may be
   * more.
   *
   * @param status null lists all
   */
  Page list(@Nullable OrderStatus status, Position from, int limit);

  /**
   * Searches orders by what they name: all that was placed and is not forgotten. Both must match
   * where both are given.
   *
   * @param reference the caller's own reference, empty for any
   * @param customer stands for the customer, empty for any; not both are empty
   * @param most how many orders it looks at, the latest with the reference, or of the customer
   */
  FoundOrders search(String reference, String customer, int most);

  /**
   * Expires, settles and forgets what is due, within a bounded time. The first fault is thrown
   * after the rest had its turn.
   *
   * @return how many orders were settled or forgotten
   */
  int sweep();

  /**
   * Where an order is in the listing.
   *
   * @param time when its last change was seen, never before the change itself
   * @param rank of those of one time: what the store compares. Empty is before all of them
   */
  record Position(Instant time, String rank) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
      int byTime = time.compareTo(other.time);
      return byTime != 0 ? byTime : rank.compareTo(other.rank);
    }
  }

  /**
   * A part of the listing.
   *
   * @param next where to go on; empty when nothing comes after it
   */
  record Page(List<Order> orders, Optional<Position> next) {}
}
