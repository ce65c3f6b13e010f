package dev.holdfast.lifecycle;

import dev.holdfast.order.Orders;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.StockAudits;
import dev.holdfast.store.StockStore;
import dev.holdfast.strategy.Strategies;
import dev.holdfast.strategy.StrategyBindings;
import dev.holdfast.strategy.StrategyType;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The way of an order, put together: the one place that does so, for the service and for tests. The
 * ports are for all; the parts behind them are for tests that steer single steps.
 */
public record Engine(
    Orders orders,
    Inventory inventory,
    StrategyBindings bindings,
    OrderPlacer placer,
    OrderSettler settler) {

  /** Bounds of the parts. */
  public record Settings(
      PlacingSettings placing, ProductSettings products, SweeperSettings sweeper) {}

  /**
   * Puts the parts together.
   *
   * @param storeFull whether the store's memory is kept for orders that exist
   * @param expiredMax how many orders of a partition a sweep looks at while the store is full
   */
  public static Engine assemble(
      OrderRecords records,
      StockStore store,
      StockAudits audits,
      Strategies strategies,
      Settings settings,
      MeterRegistry registry,
      BooleanSupplier storeFull,
      Supplier<OptionalInt> expiredMax) {
    var placing = settings.placing();
    var meters = new OrderMeters(StrategyType.of(StoreKind.REDIS), registry);
    var bindings =
        new StrategyBindings(
            store, strategies, placing.productCacheMax(), placing.productCacheTime());
    var settler = new OrderSettler(records, store);
    var placer = new OrderPlacer(records, bindings, settler, placing, meters, storeFull);
    var orders =
        new StepwiseOrders(
            records,
            placer,
            settler,
            new ReReserver(records, bindings, settler, placing, storeFull),
            new LineChanger(records, bindings, settler, placing, storeFull),
            new ExpirySweeper(records, settler, settings.sweeper(), expiredMax),
            meters,
            store,
            settings.products().reservationTimeMax());
    var inventory =
        new StepwiseInventory(store, audits, bindings, strategies, placer, settings.products());
    return new Engine(orders, inventory, bindings, placer, settler);
  }
}
