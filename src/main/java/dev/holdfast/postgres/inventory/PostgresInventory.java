package dev.holdfast.postgres.inventory;

import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.postgres.audit.PostgresAudits;
import dev.holdfast.postgres.audit.Reconciler;
import dev.holdfast.postgres.product.ProductBindings;
import dev.holdfast.postgres.product.ProductTable;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.HeldUnits;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.ConcernedOrders;
import dev.holdfast.stock.Inventory.ConcernedOrders.ConcernedOrder;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StrategyChangeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Products and their stock on PostgreSQL. Safe for use by many threads. */
public final class PostgresInventory implements Inventory {
  private static final String LEVELS =
      "SELECT "
          + StockRow.COLUMNS
          + """

          FROM stock JOIN products USING (sku) WHERE sku = ANY (?)
          """;

  /** By the index {@code reservations_sku}. */
  private static final String HELD =
      """
      SELECT order_id, quantity
      FROM reservations JOIN orders ON orders.id = order_id
      WHERE sku = ? AND state = ?::"char" ORDER BY created_at DESC, order_id LIMIT ?
      """;

  private final Transactions transactions;
  private final ProductTable products;
  private final ProductBindings bindings;
  private final PostgresStrategies strategies;
  private final PostgresAudits audits;
  private final Reconciler reconciler;
  private final Ledger ledger;
  private final Adjuster adjuster;
  private final CountBooker countBooker;
  private final StrategyChanger strategyChanger;
  private final ProductSettings settings;
  private final String defaultStrategy;

  /**
   * @param ledger where movements are booked
   * @param defaultStrategy what a product is bound to when its registration names none
   * @param staleRetriesMax how often a withdrawal starts again when its product's binding moved
   * @param reconciledMax how many orders of a kind one reconciliation repairs
   * @param productEventsMax how many events of products are kept
   */
  public PostgresInventory(
      Transactions transactions,
      ProductTable products,
      ProductBindings bindings,
      PostgresStrategies strategies,
      Ledger ledger,
      ProductSettings settings,
      String defaultStrategy,
      int staleRetriesMax,
      int reconciledMax,
      long productEventsMax) {
    this.transactions = transactions;
    this.products = products;
    this.bindings = bindings;
    this.strategies = strategies;
    this.audits = new PostgresAudits(transactions);
    this.reconciler = new Reconciler(transactions, reconciledMax);
    this.ledger = ledger;
    this.adjuster = new Adjuster(transactions, bindings, strategies, ledger, staleRetriesMax);
    this.countBooker = new CountBooker(transactions, bindings, strategies, ledger, staleRetriesMax);
    this.strategyChanger = new StrategyChanger(transactions, productEventsMax);
    this.settings = settings;
    this.defaultStrategy = defaultStrategy;
  }

  @Override
  public StoreKind storeKind() {
    return StoreKind.POSTGRES;
  }

  @Override
  public RegisterResult register(Registration product) {
    var result = products.register(product, defaultStrategy);
    bindings.forget(List.of(product.sku()));
    return result;
  }

  @Override
  public String defaultStrategy() {
    return defaultStrategy;
  }

  @Override
  public Duration reservationTimeDefault() {
    return settings.reservationTime();
  }

  @Override
  public Duration reservationTimeMax() {
    return settings.reservationTimeMax();
  }

  @Override
  public Optional<String> whyNotUsable(String strategy) {
    return strategies.whyNotUsable(strategy);
  }

  @Override
  public StrategyChangeResult changeStrategy(Sku sku, String strategy, @Nullable String id) {
    var result = strategyChanger.change(sku, strategy, id, whyNotUsable(strategy).orElse(null));
    bindings.forget(List.of(sku));
    return result;
  }

  @Override
  public Skus skus(String prefix, @Nullable Sku after, int limit) {
    return products.page(prefix, after, limit);
  }

  @Override
  public Map<Sku, Product> products(Collection<Sku> skus) {
    return products.find(skus);
  }

  @Override
  public List<StockedProduct> stocked(Collection<Sku> skus) {
    Map<Sku, Product> found = skus.isEmpty() ? Map.of() : products.find(skus);
    var levels = levels(found.keySet()).levels();
    var stocked = new ArrayList<StockedProduct>();
    found.forEach((sku, product) -> {
      StockLevel level = levels.get(sku);
      if (level != null) {
        stocked.add(new StockedProduct(product, level));
      }
    });
    return stocked;
  }

  @Override
  public AdjustResult adjust(Adjustment adjustment) {
    return adjuster.adjust(adjustment);
  }

  @Override
  public Optional<Movement.Page> movements(Sku sku, @Nullable String after, int limit) {
    return ledger.page(transactions, sku, after, limit);
  }

  @Override
  public Optional<HeldUnits.Page> held(Sku sku, @Nullable String after, int limit) {
    return new ReservationListing(transactions).page(sku, after, limit);
  }

  @Override
  public StockCountResult count(StockCount count) {
    return countBooker.count(count);
  }

  /**
   * Reads the level and then the orders: what moves in between is in one of them. The sold ones,
   * which may be many, are read only where the reserved ones do not make the shortfall up.
   */
  @Override
  public ConcernedOrders concernedOrders(Sku sku) {
    StockLevel level = levels(Set.of(sku)).levels().get(sku);
    long shortfall = level == null ? 0 : level.shortfall();
    if (shortfall == 0) {
      return ConcernedOrders.of(0, List.of());
    }
    var held = new LinkedHashMap<OrderId, ConcernedOrder>();
    holding(sku, false).forEach(order -> held.put(order.id(), order));
    var reserved = ConcernedOrders.of(shortfall, List.copyOf(held.values()));
    if (reserved.isComplete() || held.size() == ConcernedOrders.MAX) {
      return reserved;
    }
    // One that was confirmed in between is among both.
    holding(sku, true).forEach(order -> held.putIfAbsent(order.id(), order));
    return ConcernedOrders.of(shortfall, List.copyOf(held.values()));
  }

  private List<ConcernedOrder> holding(Sku sku, boolean isSold) {
    return transactions.read(reading ->
        reading.list(
            HELD,
            (row, i) ->
                new ConcernedOrder(
                    new OrderId(row.getString("order_id")), isSold, row.getLong("quantity")),
            sku.value(),
            isSold ? "S" : "R",
            ConcernedOrders.MAX));
  }

  /** All in one statement, and so as of one moment whatever their strategies. */
  @Override
  public StockSnapshot levels(Set<Sku> skus) {
    var levels = new TreeMap<Sku, StockLevel>();
    transactions
        .read(reading ->
            reading.list(LEVELS, (row, i) -> StockRow.of(row), (Object) ProductTable.values(skus)))
        .forEach(row -> levels.put(row.sku(), row.level()));
    return new StockSnapshot(levels);
  }

  @Override
  public Map<Sku, Audit> audits(Collection<Sku> skus) {
    return audits.audits(skus);
  }

  @Override
  public Optional<Audit> deepAudit(Sku sku) {
    return audits.deepAudit(sku);
  }

  @Override
  public ReconciliationResult reconcile(Sku sku, @Nullable String applyBecause) {
    return reconciler.reconcile(sku, applyBecause);
  }
}
