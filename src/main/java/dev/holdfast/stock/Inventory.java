package dev.holdfast.stock;

import dev.holdfast.stock.Product.Sale;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The products and their stock, as operators know them. Implementations are safe for use by many
 * threads.
 *
 * <p>Refusals are results. All methods throw {@link StoreUnavailableException} when nothing
 * happened, and {@link OutcomeUnknownException} when it may have; it may be repeated then.
 */
public interface Inventory {
  /** What keeps the stock. Its strategies are those that a product may be bound to. */
  StoreKind storeKind();

  /** Registers a product without stock, or changes one. Stock is never touched. */
  RegisterResult register(Registration product);

  /** The strategy of a product whose client names none. */
  String defaultStrategy();

  /** How long a product's orders stay reserved when its client says nothing else. */
  Duration reservationTimeDefault();

  /** The longest time for which a product's orders may stay reserved. */
  Duration reservationTimeMax();

  /**
   * Binds another strategy to a product, with its stock and while it sells, in one step of the
   * store: the strategy, and the epoch that every take names. What is on its way under the epoch
   * before is rejected, binds the product again and starts again; no unit and no order is lost. The
   * last 100 changes of a product are remembered by their ids.
   *
   * @param strategy the name of one that this version knows
   * @param id names the change, which is done once; null only says what it would do now
   */
  StrategyChangeResult changeStrategy(Sku sku, String strategy, @Nullable String id);

  /** Why a strategy may not be used on this instance now; empty when it may. */
  Optional<String> whyNotUsable(String strategy);

  /** A page of registered SKUs in SKU order, after the given one. */
  default Skus skus(@Nullable Sku after, int limit) {
    return skus("", after, limit);
  }

  /**
   * The same of those that begin with a text. The work is that of the page, however many there are.
   *
   * @param prefix what a SKU may begin with; empty for all
   */
  Skus skus(String prefix, @Nullable Sku after, int limit);

  /** The products among these SKUs that are registered, from the store and never from a cache. */
  Map<Sku, Product> products(Collection<Sku> skus);

  /** The same with their levels, as far as these can be read. */
  List<StockedProduct> stocked(Collection<Sku> skus);

  /** Applies a stock adjustment once. A withdrawal goes through the product's strategy. */
  AdjustResult adjust(Adjustment adjustment);

  /**
   * The movements of a product, the latest first. The last ones are kept, within bounds of number
   * and age.
   *
   * @param after the position that the page comes after; null for the first page
   * @return empty when the SKU is unknown
   * @throws StockDamagedException when they cannot be read
   */
  Optional<Movement.Page> movements(Sku sku, @Nullable String after, int limit);

  /**
   * What orders hold of a product, a page at a time, each as of one moment. An order that holds
   * units from the first page to the last is on one of them at least; on PostgreSQL on exactly one.
   *
   * @param after what the page comes after; null for the first page
   * @return empty when the SKU is unknown
   * @throws StockDamagedException when they cannot be read
   */
  Optional<HeldUnits.Page> held(Sku sku, @Nullable String after, int limit);

  /**
   * Books a stock count once. A surplus is supplied. A loss is withdrawn through the product's
   * strategy as far as units are available, and the rest is a shortfall. No order is changed.
   */
  StockCountResult count(StockCount count);

  /**
   * Takes units that are available beside a shortfall, which they fill. They came back between two
   * steps of a count that was cut off; where a count is one step there are none. What cannot be
   * taken now stays for the next call.
   */
  default void fillShortfall(Sku sku) {}

  /** The orders that a product's shortfall concerns; none where it has no shortfall. */
  ConcernedOrders concernedOrders(Sku sku);

  /**
   * Reads levels through the products' strategies, each group as of one moment as far as its
   * strategy's guarantee goes. Unknown SKUs are left out.
   */
  StockSnapshot levels(Set<Sku> skus);

  /** Compares the counters of each SKU. Leaves unknown ones out. */
  Map<Sku, Audit> audits(Collection<Sku> skus);

  /**
   * Compares counters, reservations and orders of a SKU, without blocking others. Empty when the
   * SKU is unknown.
   */
  Optional<Audit> deepAudit(Sku sku);

  /**
   * Brings the counters of a SKU back in line with its supply, its reservations and its orders.
   *
   * @param applyBecause the reason that is recorded; null only says what would be done
   */
  ReconciliationResult reconcile(Sku sku, @Nullable String applyBecause);

  /** A product and its level. */
  record StockedProduct(Product product, StockLevel level) {}

  /** One page of the catalogue. */
  record Skus(List<Sku> skus, Optional<Sku> next) {}

  /**
   * What a product is to be.
   *
   * @param strategy null keeps the bound one, or binds the default when the product is new
   * @param revisions those of the product that the caller means; null for any, and for none yet.
   *     The store compares in the step that makes the change
   */
  record Registration(
      Sku sku,
      @Nullable String strategy,
      Product.Terms terms,
      Sale.Change sale,
      @Nullable Set<Long> revisions) {
    public Registration {
      revisions = revisions == null ? null : Set.copyOf(revisions);
    }

    /** Its sale stays as it is. */
    public Registration(
        Sku sku, @Nullable String strategy, Product.Terms terms, @Nullable Set<Long> revisions) {
      this(sku, strategy, terms, Sale.Change.NONE, revisions);
    }

    /** Whatever the product is now; its sale stays as it is. */
    public Registration(Sku sku, @Nullable String strategy, Product.Terms terms) {
      this(sku, strategy, terms, Sale.Change.NONE, null);
    }
  }

  /** What became of a registration. */
  enum RegisterResult {
    CREATED,
    /** It is as it was to be, now or before. */
    UPDATED,
    /** It is not at a revision that the caller means. */
    CHANGED,
    /** It would change the strategy of a product that has stock or reservations. */
    STRATEGY_IN_USE,
    /** Its sale would end before it begins. */
    SALE_TIMES
  }

  /**
   * A stock adjustment: a signed delta with an id of its own, applied once.
   *
   * @param id 1 to 64 characters, safe as part of a key
   * @param delta units, not 0: a negative one withdraws
   */
  record Adjustment(Sku sku, String id, long delta, String reason) {
    /** The most units that one adjustment may add, or withdraw. */
    public static final long DELTA_MAX = Line.QUANTITY_MAX;
  }

  /** What became of an adjustment. */
  sealed interface AdjustResult {
    /**
     * It is applied.
     *
     * @param before whether it was applied before
     */
    record Applied(boolean before) implements AdjustResult {}

    /** The id belongs to an adjustment of another delta or reason. */
    record Reused() implements AdjustResult {}

    /** The SKU is not known. */
    record UnknownSku() implements AdjustResult {}

    /**
     * Supplied stock would exceed a bound.
     *
     * @param max how many units may be supplied: {@link StockLevel#SUPPLIED_MAX}, or fewer where a
     *     strategy has a bound of its own
     */
    record TooMuch(long max) implements AdjustResult {}

    /** The same withdrawal is under way. */
    record InProgress() implements AdjustResult {}

    /** The units could not be taken. */
    record NotTaken(Refusal reason) implements AdjustResult {}
  }

  /**
   * A count of what is on the shelf: the difference from what its counter expected there is booked
   * once, under an id of its own. What orders did meanwhile is in both numbers, so it is in neither
   * part of the difference.
   *
   * @param id 1 to 64 characters, safe as part of a key
   * @param expected units that were to be there, 0 to {@link StockLevel#SUPPLIED_MAX}
   * @param counted units that were there, likewise
   */
  record StockCount(Sku sku, String id, long expected, long counted, String reason) {
    /** The most units by which one count may differ from what was expected. */
    public static final long DIFFERENCE_MAX = Line.QUANTITY_MAX;

    /** Units by which supply changes: negative for a loss. */
    public long difference() {
      return counted - expected;
    }
  }

  /** What became of a stock count. */
  sealed interface StockCountResult {
    /**
     * Its difference is booked.
     *
     * @param before whether it was booked before
     */
    record Counted(boolean before) implements StockCountResult {}

    /** The id belongs to an adjustment, or to a count of other numbers or with another reason. */
    record Reused() implements StockCountResult {}

    /** The SKU is not known. */
    record UnknownSku() implements StockCountResult {}

    /**
     * A surplus would exceed a bound of what is supplied.
     *
     * @param max how many units may be supplied
     */
    record TooMuch(long max) implements StockCountResult {}

    /** More units are lost than were ever supplied. */
    record TooFew(long supplied) implements StockCountResult {}

    /** The same count is being booked. */
    record InProgress() implements StockCountResult {}

    /** Nothing is booked yet. The same count may be sent again. */
    record NotBooked(Refusal reason) implements StockCountResult {}
  }

  /**
   * The orders that a shortfall concerns: the reserved ones first, the youngest of them first, and
   * then those that are sold and still known, until their units make the shortfall up.
   *
   * @param isComplete whether their units make the shortfall up; false where there are more than
   *     {@link #MAX}, or some are forgotten
   */
  record ConcernedOrders(List<ConcernedOrder> orders, boolean isComplete) {
    /** The most orders that are named. */
    public static final int MAX = 50;

    public ConcernedOrders {
      orders = List.copyOf(orders);
    }

    /**
     * An order with units of the product.
     *
     * @param isSold whether they are sold, or reserved
     * @param quantity how many units of the product it has
     */
    public record ConcernedOrder(OrderId id, boolean isSold, long quantity) {}

    /**
     * Those that a shortfall concerns.
     *
     * @param candidates orders with units of the product, those first that it concerns first
     */
    public static ConcernedOrders of(long shortfall, List<ConcernedOrder> candidates) {
      long open = shortfall;
      int named = 0;
      while (open > 0 && named < Math.min(MAX, candidates.size())) {
        open -= candidates.get(named++).quantity();
      }
      return new ConcernedOrders(candidates.subList(0, named), open <= 0);
    }
  }
}
