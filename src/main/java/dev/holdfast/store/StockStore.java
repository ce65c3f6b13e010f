package dev.holdfast.store;

import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.stock.HeldUnits;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Inventory.ConcernedOrders;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Registration;
import dev.holdfast.stock.Inventory.Skus;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyChangeResult;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The store of products and their stock: everything that is the same for all strategies. Every
 * change is one atomic step on one SKU. Implementations are safe for use by many threads.
 *
 * <p>All methods throw {@link StoreUnavailableException} when nothing happened; those that change
 * something throw {@link OutcomeUnknownException} when it may have, and may be repeated with the
 * same arguments.
 */
public interface StockStore {
  /** What became of a stock adjustment. */
  enum AdjustResult {
    APPLIED,
    /** It was applied before. */
    DUPLICATE,
    /** A withdrawal that has taken place. */
    CARRIED_OUT,
    /** The id belongs to an adjustment of another delta or reason. */
    REUSED,
    /** The SKU is not known. */
    UNKNOWN_SKU,
    /** Supplied stock would exceed {@link StockLevel#SUPPLIED_MAX}. */
    TOO_MUCH
  }

  /**
   * Registers a product, or changes it.
   *
   * @param defaultStrategy what a new product is bound to that names no strategy
   */
  RegisterResult register(Registration product, String defaultStrategy);

  /** The products among the given SKUs that are registered. */
  Map<Sku, Product> products(Collection<Sku> skus);

  /**
   * Has a task run, on any thread, each time that another server may have become the master: what
   * was read before may be lost there. It must not wait. On a Cluster it is not run.
   */
  void onNewMaster(Runnable task);

  /** A page of registered SKUs that begin with a prefix, in SKU order, after the given one. */
  Skus page(String prefix, @Nullable Sku after, int limit);

  /**
   * Binds another strategy to a product, under the next epoch.
   *
   * @param id names the change, which is done once; null only looks
   * @param whyNot why the strategy may not be used now, which a change that was done before does
   *     not mind; null when it may
   */
  StrategyChangeResult changeStrategy(
      Sku sku, String strategy, @Nullable String id, @Nullable String whyNot);

  /** Adds stock: the delta is positive. */
  AdjustResult add(Adjustment adjustment);

  /**
   * Announces a withdrawal, so that no other adjustment can use its id. {@link
   * AdjustResult#APPLIED} means announced. Announcing the same again says {@link
   * AdjustResult#DUPLICATE}, or {@link AdjustResult#CARRIED_OUT} when it was carried out meanwhile.
   */
  AdjustResult announceWithdrawal(Adjustment adjustment);

  /** Takes an announcement back that was refused. Does nothing to a withdrawal that took place. */
  void forgetWithdrawal(Adjustment adjustment);

  /**
   * Gives back the units of an order, unless a newer attempt holds them; where there is nothing to
   * give back it leaves a tombstone, so that a late take of this attempt or an older one is
   * refused. Idempotent.
   *
   * @throws StockDamagedException when the units' counter is gone
   */
  void release(Sku sku, OrderId order, long attempt);

  /**
   * Gives back what an order holds beyond the units that it keeps, unless a newer attempt holds
   * them; with nothing to keep it is {@link #release}. A late take of an older attempt is refused
   * from then on. Idempotent.
   *
   * @throws StockDamagedException when the units' counter is gone
   */
  void releaseBeyond(Sku sku, OrderId order, long attempt, int keep);

  /**
   * Counts an order's line as no new reservation of its customer: the order was refused for another
   * line, and this one is given back. Idempotent.
   */
  void uncount(OrderId order, StockLine line);

  /** What a line of an order has to follow. */
  enum Step {
    /**
     * Sells the units that a confirmed order has reserved; what is reserved beyond its record goes
     * back. Idempotent.
     */
    SELL,
    /** As {@link #release}. */
    RELEASE,
    /**
     * Forgets how it ended, unless a newer attempt has written there. Sold units go on counting.
     */
    FORGET,
    /** Forgets the tombstone of a refused order, likewise. */
    FORGET_TOMBSTONE
  }

  /**
   * A line that is to be settled by its order's record.
   *
   * @param attempt that of the record
   * @param quantity units that the record lists
   */
  record SettledLine(Step step, Sku sku, OrderId order, long attempt, int quantity) {}

  /**
   * Settles many lines in few calls to the store. Each has an outcome of its own.
   *
   * @return the orders with a line that could not be settled, because stock is damaged
   */
  Set<OrderId> settle(List<SettledLine> lines);

  /**
   * Settles what a return of an order says of one SKU: the units are sold no more, and go where it
   * says. Idempotent.
   *
   * @throws StockDamagedException when they are not sold, or the counters do not have them
   */
  void takeBack(OrderId order, RecordedReturn recorded, ReturnedUnits units);

  /** What has become of a stock count so far. */
  sealed interface CountState {
    /**
     * It is announced and not booked yet.
     *
     * @param available how many units there were then
     */
    record Announced(long available) implements CountState {}

    /** It is booked. */
    record Booked() implements CountState {}

    /** The id belongs to an adjustment, or to a count of other numbers or with another reason. */
    record Reused() implements CountState {}

    /** The SKU is not known. */
    record UnknownSku() implements CountState {}

    /** Supplied stock would exceed {@link StockLevel#SUPPLIED_MAX}. */
    record TooMuch() implements CountState {}

    /** More units are lost than are supplied. */
    record TooFew(long supplied) implements CountState {}
  }

  /** Announces a stock count, so that nothing else can use its id. Idempotent. */
  CountState announceCount(StockCount count);

  /**
   * Announces that a withdrawal of this id is to fill a shortfall with what is available. Units
   * beyond the shortfall become available again.
   */
  void announceFill(Sku sku, String id);

  /**
   * Books an announced count once: supply changes by its difference, and what its withdrawal has
   * not taken of a loss is a shortfall. Idempotent.
   *
   * @return {@link CountState.Booked}, or {@link CountState.TooFew} for ever where other losses
   *     have left less supply than it needs
   * @throws StockDamagedException when it is not announced, or the counter is gone
   */
  CountState bookCount(StockCount count);

  /** The orders that the shortfall of a SKU concerns; none where there is no shortfall. */
  ConcernedOrders concernedOrders(Sku sku);

  /**
   * Takes the reserved units of a withdrawal out of supply, or books the count that it is for.
   * Idempotent.
   */
  void withdraw(Sku sku, OrderId withdrawal, long attempt);

  /** As {@link dev.holdfast.stock.Inventory#movements}. */
  Optional<Movement.Page> movements(Sku sku, @Nullable String after, int limit);

  /** As {@link dev.holdfast.stock.Inventory#held}. */
  Optional<HeldUnits.Page> held(Sku sku, @Nullable String after, int limit);

  /**
   * Reads levels, all as of one moment where the store can, else each as of one moment. Unknown
   * SKUs are left out.
   */
  StockSnapshot levels(Set<Sku> skus);
}
