package dev.holdfast.lifecycle;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.HeldUnits;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.ConcernedOrders;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.store.StockAudits;
import dev.holdfast.store.StockStore;
import dev.holdfast.strategy.Strategies;
import dev.holdfast.strategy.StrategyBindings;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Stock on a store whose steps are atomic one by one. Adding units is one step. Withdrawing is a
 * check-and-take like any other, so it is an order of its own kind that goes through the product's
 * strategy.
 */
record StepwiseInventory(
    StockStore store,
    StockAudits reconciliations,
    StrategyBindings bindings,
    Strategies strategies,
    OrderPlacer placer,
    ProductSettings settings)
    implements Inventory {
  @Override
  public StoreKind storeKind() {
    return StoreKind.REDIS;
  }

  @Override
  public RegisterResult register(Registration product) {
    var result = store.register(product, defaultStrategy());
    bindings.forget(List.of(product.sku()));
    return result;
  }

  @Override
  public String defaultStrategy() {
    return settings.defaultStrategy().id();
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
    return StrategyType.of(strategy)
        .map(strategies::whyNotAllowed)
        .orElseGet(() -> Optional.of("this version does not know the strategy " + strategy));
  }

  @Override
  public StrategyChangeResult changeStrategy(Sku sku, String strategy, @Nullable String id) {
    var result = store.changeStrategy(sku, strategy, id, whyNotUsable(strategy).orElse(null));
    bindings.forget(List.of(sku));
    return result;
  }

  @Override
  public Skus skus(String prefix, @Nullable Sku after, int limit) {
    return store.page(prefix, after, limit);
  }

  @Override
  public Map<Sku, Product> products(Collection<Sku> skus) {
    return store.products(skus);
  }

  @Override
  public List<StockedProduct> stocked(Collection<Sku> skus) {
    Map<Sku, Product> products = skus.isEmpty() ? Map.of() : products(skus);
    var levels = store.levels(Set.copyOf(products.keySet())).levels();
    var found = new ArrayList<StockedProduct>();
    products.forEach((sku, product) -> {
      StockLevel level = levels.get(sku);
      if (level != null) {
        found.add(new StockedProduct(product, level));
      }
    });
    return found;
  }

  @Override
  public AdjustResult adjust(Adjustment adjustment) {
    boolean withdrawal = adjustment.delta() < 0;
    var result = withdrawal ? store.announceWithdrawal(adjustment) : store.add(adjustment);
    return switch (result) {
      case APPLIED -> withdrawal ? withdraw(adjustment) : new AdjustResult.Applied(false);
      // An announced withdrawal may have been cut off; its record knows how far it came.
      case DUPLICATE -> withdrawal ? withdraw(adjustment) : new AdjustResult.Applied(true);
      case CARRIED_OUT -> new AdjustResult.Applied(true);
      case REUSED -> new AdjustResult.Reused();
      case UNKNOWN_SKU -> new AdjustResult.UnknownSku();
      case TOO_MUCH -> new AdjustResult.TooMuch(StockLevel.SUPPLIED_MAX);
    };
  }

  private AdjustResult withdraw(Adjustment adjustment) {
    var placed =
        placer.place(
            PlaceOrder.withdrawal(
                adjustment.id(),
                OpaqueId.of(Long.toString(adjustment.delta())),
                adjustment.sku(),
                -adjustment.delta()));
    return switch (placed) {
      case PlaceResult.Placed(var order, var replayed) -> {
        if (order.status() != OrderStatus.WITHDRAWN) {
          // It died before it took, and its deadline passed: nothing was withdrawn, and nothing
          // will be under this key.
          store.forgetWithdrawal(adjustment);
          yield new AdjustResult.Reused();
        }
        yield new AdjustResult.Applied(replayed);
      }
      case PlaceResult.InProgress() -> new AdjustResult.InProgress();
      case PlaceResult.KeyReused() -> new AdjustResult.Reused();
      case PlaceResult.Refused(var reason) -> {
        store.forgetWithdrawal(adjustment);
        yield new AdjustResult.NotTaken(reason);
      }
    };
  }

  @Override
  public Optional<Movement.Page> movements(Sku sku, @Nullable String after, int limit) {
    return store.movements(sku, after, limit);
  }

  @Override
  public Optional<HeldUnits.Page> held(Sku sku, @Nullable String after, int limit) {
    return store.held(sku, after, limit);
  }

  @Override
  public StockCountResult count(StockCount count) {
    return counts().count(count);
  }

  @Override
  public void fillShortfall(Sku sku) {
    var _ = counts().fill(sku);
  }

  private CountBooker counts() {
    return new CountBooker(store, placer);
  }

  @Override
  public ConcernedOrders concernedOrders(Sku sku) {
    return store.concernedOrders(sku);
  }

  @Override
  public StockSnapshot levels(Set<Sku> skus) {
    Map<Sku, Product> before = bindings.remembered(skus);
    try {
      return read(skus);
    } catch (StrategyUnavailableException | StoreUnavailableException e) {
      // What cannot be used, or a lock that was not to be had, may be of the strategy before.
      if (!bindings.moved(before)) {
        throw e;
      }
      return read(skus);
    }
  }

  private StockSnapshot read(Set<Sku> skus) {
    var groups = new EnumMap<StrategyType, Set<Sku>>(StrategyType.class);
    bindings
        .find(skus)
        .forEach((sku, product) ->
            groups
                .computeIfAbsent(strategies.type(product.strategy()), t -> new TreeSet<>())
                .add(sku));
    var parts = new ArrayList<StockSnapshot>();
    groups.forEach((type, group) -> parts.add(strategies.get(type).read(group)));
    return StockSnapshot.merge(parts);
  }

  @Override
  public Map<Sku, Audit> audits(Collection<Sku> skus) {
    return reconciliations.audits(skus);
  }

  @Override
  public Optional<Audit> deepAudit(Sku sku) {
    return reconciliations.deepAudit(sku);
  }

  @Override
  public ReconciliationResult reconcile(Sku sku, @Nullable String applyBecause) {
    var result =
        applyBecause == null ? reconciliations.look(sku) : reconciliations.apply(sku, applyBecause);
    bindings.forget(List.of(sku));
    return result;
  }
}
