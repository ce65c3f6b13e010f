package dev.holdfast.postgres;

import dev.holdfast.alert.ProductEvents;
import dev.holdfast.alert.StockBands;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.locks.LocksView;
import dev.holdfast.order.Orders;
import dev.holdfast.postgres.alert.PostgresProductEvents;
import dev.holdfast.postgres.alert.PostgresStockBands;
import dev.holdfast.postgres.event.PostgresEvents;
import dev.holdfast.postgres.event.Sequencer;
import dev.holdfast.postgres.event.SequencerSettings;
import dev.holdfast.postgres.inventory.PostgresInventory;
import dev.holdfast.postgres.locks.ServerLocks;
import dev.holdfast.postgres.order.PostgresOrders;
import dev.holdfast.postgres.product.ProductBindings;
import dev.holdfast.postgres.product.ProductTable;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.stock.StockChanges;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.transaction.SkuPermits;
import dev.holdfast.postgres.transaction.TransactionSettings;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Inventory;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.script.GroupCommitSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Orders and stock on PostgreSQL, put together: the one place that does so, for the service and for
 * tests.
 */
public record PostgresStore(
    Orders orders,
    Inventory inventory,
    PostgresEvents events,
    Sequencer sequencer,
    StockBands bands,
    ProductEvents productEvents,
    Supplier<LocksView> locks) {
  /** Where Flyway finds the migrations. They are applied before the store is used. */
  public static final String MIGRATIONS = "classpath:postgres";

  /**
   * Bounds of the parts.
   *
   * @param defaultStrategy what a product is bound to when its registration names none
   * @param ordersKept how long an order stays after its last change
   * @param adjustmentsKept how long the id of an adjustment is remembered
   * @param ledger where movements of stock are booked, and for how long
   * @param reconciledMax how many orders of a kind one reconciliation repairs
   * @param eventsMax how many events are kept for each partition of orders; 0 for none
   * @param eventsMaxAge how long an event is kept
   * @param locksShownMax how many locks are shown
   * @param productEventsMax how many events of products are kept
   */
  public record Settings(
      TransactionSettings transactions,
      PlacingSettings placing,
      GroupCommitSettings groupCommit,
      ProductSettings products,
      SweeperSettings sweeper,
      StrategyType defaultStrategy,
      Duration ordersKept,
      Duration adjustmentsKept,
      Ledger ledger,
      int reconciledMax,
      long eventsMax,
      Duration eventsMaxAge,
      int locksShownMax,
      SequencerSettings sequencer,
      long productEventsMax) {}

  /**
   * Puts the parts together.
   *
   * @param dataSource a pool of more connections than transactions may take stock at once; its
   *     connections bound the waits for locks, statements and answers
   * @param window where strategies pause between their check and their take
   * @param unsafeAllowed whether strategies that oversell may be used
   * @param locksAsGiven whether an order locks its SKUs in the order given, in the lab
   */
  public static PostgresStore assemble(
      DataSource dataSource,
      Settings settings,
      RaceWindow window,
      boolean unsafeAllowed,
      boolean locksAsGiven,
      MeterRegistry meters) {
    var placing = settings.placing();
    var transactions = new Transactions(dataSource, settings.transactions(), meters);
    var products = new ProductTable(transactions);
    var bindings =
        new ProductBindings(
            products, placing.productCacheMax(), placing.productCacheTime(), meters);
    var strategies = new PostgresStrategies(window, unsafeAllowed);
    var sequencer =
        new Sequencer(
            transactions,
            settings.sequencer().batchMax(),
            settings.eventsMax(),
            settings.eventsMaxAge());
    sequencer.bindTo(meters);
    var orders =
        new PostgresOrders(
            transactions,
            new SkuPermits(settings.transactions()),
            bindings,
            strategies,
            new StockChanges(meters),
            sequencer,
            locksAsGiven ? Optional.of(window) : Optional.empty(),
            new PostgresOrders.Settings(
                placing,
                settings.groupCommit(),
                settings.sweeper(),
                settings.products().reservationTimeMax(),
                settings.ordersKept(),
                settings.adjustmentsKept()),
            settings.ledger(),
            meters);
    var inventory =
        new PostgresInventory(
            transactions,
            products,
            bindings,
            strategies,
            settings.ledger(),
            settings.products(),
            settings.defaultStrategy().id(),
            placing.staleRetriesMax(),
            settings.reconciledMax(),
            settings.productEventsMax());
    return new PostgresStore(
        orders,
        inventory,
        new PostgresEvents(transactions, settings.eventsMax()),
        sequencer,
        new PostgresStockBands(transactions, settings.productEventsMax()),
        new PostgresProductEvents(transactions),
        new ServerLocks(transactions, settings.locksShownMax(), InstantSource.system()));
  }
}
