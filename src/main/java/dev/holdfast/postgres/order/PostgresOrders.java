package dev.holdfast.postgres.order;

import dev.holdfast.lifecycle.OrderMeters;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.FoundOrders;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.event.Sequencer;
import dev.holdfast.postgres.product.ProductBindings;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.stock.StockChanges;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.transaction.SkuPermits;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.script.GroupCommitSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders on PostgreSQL: each step is one transaction. Safe for use by many threads. */
public final class PostgresOrders implements Orders {
  private final OrderPlacer placer;
  private final OrderDecider decider;
  private final ReReserver reReserver;
  private final LineChanger lineChanger;
  private final Returner returner;
  private final OrderListing listing;
  private final OrderSearch search;
  private final Sweeper sweeper;

  /**
   * Bounds.
   *
   * @param reservedMax how long an order may stay reserved in all
   * @param ordersKept how long an order stays after its last change
   * @param adjustmentsKept how long the id of an adjustment is remembered
   */
  public record Settings(
      PlacingSettings placing,
      GroupCommitSettings groupCommit,
      SweeperSettings sweeper,
      Duration reservedMax,
      Duration ordersKept,
      Duration adjustmentsKept) {}

  /**
   * @param asGiven in the lab: where transactions pause between two SKUs that they lock in the
   *     order given; empty for the order of SKUs, in which no two deadlock
   * @param ledger the movements, which the sweeper forgets when they are old enough
   */
  public PostgresOrders(
      Transactions transactions,
      SkuPermits permits,
      ProductBindings bindings,
      PostgresStrategies strategies,
      StockChanges changes,
      Sequencer sequencer,
      Optional<RaceWindow> asGiven,
      Settings settings,
      Ledger ledger,
      MeterRegistry meters) {
    var holdings = new Holdings(changes, ledger);
    var binder = new Binder(bindings, strategies);
    var stock = new StockSteps(strategies, changes, asGiven);
    var attempts = new Attempts(bindings, settings.placing());
    decider = new OrderDecider(transactions, holdings, settings.reservedMax());
    placer =
        new OrderPlacer(
            transactions,
            permits,
            binder,
            stock,
            new GroupPlacer(transactions, settings.groupCommit(), meters),
            attempts,
            decider,
            new OrderMeters(StrategyType.of(StoreKind.POSTGRES), meters));
    reReserver = new ReReserver(transactions, permits, binder, stock, attempts, decider);
    lineChanger = new LineChanger(transactions, permits, binder, stock, attempts, decider);
    returner = new Returner(transactions, decider, holdings);
    listing = new OrderListing(transactions, decider, sequencer);
    search = new OrderSearch(transactions, decider);
    sweeper =
        new Sweeper(
            transactions,
            holdings,
            decider,
            settings.sweeper(),
            settings.ordersKept(),
            settings.adjustmentsKept(),
            ledger,
            meters);
  }

  @Override
  public PlaceResult place(PlaceOrder order) {
    return placer.place(order);
  }

  @Override
  public Optional<PlaceResult> notAdmitted(PlaceOrder order, boolean lookUp) {
    return placer.notAdmitted(order, lookUp);
  }

  @Override
  public DecideResult confirm(OrderId order, VersionCondition condition) {
    return decider.confirm(order, condition);
  }

  @Override
  public ReReserveResult confirmOrReReserve(OrderId order, VersionCondition condition) {
    return reReserver.confirm(order, condition);
  }

  @Override
  public DecideResult cancel(OrderId order, VersionCondition condition) {
    return decider.cancel(order, condition);
  }

  @Override
  public Optional<DecideResult> extend(
      OrderId order, VersionCondition condition, Instant deadline) {
    return decider.extend(order, condition, deadline);
  }

  @Override
  public LinesResult changeLines(OrderId order, VersionCondition condition, Basket basket) {
    return lineChanger.change(order, condition, basket);
  }

  @Override
  public ReturnResult returnUnits(OrderReturn units) {
    return returner.takeBack(units);
  }

  @Override
  public Optional<Order> find(OrderId order) {
    return decider.find(order);
  }

  @Override
  public Page list(@Nullable OrderStatus status, Position from, int limit) {
    return listing.page(status, from, limit);
  }

  @Override
  public FoundOrders search(String reference, String customer, int most) {
    return search.search(reference, customer, most);
  }

  @Override
  public int sweep() {
    return sweeper.sweep();
  }
}
