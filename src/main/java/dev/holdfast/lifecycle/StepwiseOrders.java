package dev.holdfast.lifecycle;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.ExtensionBounds;
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
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.StockStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders on a store whose steps are atomic one by one. */
record StepwiseOrders(
    OrderRecords records,
    OrderPlacer placer,
    OrderSettler settler,
    ReReserver reReserver,
    LineChanger lineChanger,
    ExpirySweeper sweeper,
    OrderMeters meters,
    StockStore products,
    Duration reservedMax)
    implements Orders {
  @Override
  public PlaceResult place(PlaceOrder order) {
    return placer.place(order);
  }

  @Override
  public Optional<PlaceResult> notAdmitted(PlaceOrder order, boolean lookUp) {
    Optional<PlaceResult> repeated = lookUp ? lookUp(order) : Optional.empty();
    meters.notAdmitted(repeated);
    return repeated;
  }

  private Optional<PlaceResult> lookUp(PlaceOrder order) {
    try {
      return placer.find(order);
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      return Optional.empty();
    }
  }

  @Override
  public DecideResult confirm(OrderId order, VersionCondition condition) {
    return settler.confirm(order, condition);
  }

  @Override
  public ReReserveResult confirmOrReReserve(OrderId order, VersionCondition condition) {
    return reReserver.confirm(order, condition);
  }

  @Override
  public DecideResult cancel(OrderId order, VersionCondition condition) {
    return settler.cancel(order, condition);
  }

  @Override
  public Optional<DecideResult> extend(
      OrderId order, VersionCondition condition, Instant deadline) {
    return records.extend(
        order,
        condition,
        deadline,
        skus -> ExtensionBounds.of(products.products(skus).values(), reservedMax));
  }

  @Override
  public LinesResult changeLines(OrderId order, VersionCondition condition, Basket basket) {
    return lineChanger.change(order, condition, basket);
  }

  @Override
  public ReturnResult returnUnits(OrderReturn units) {
    return settler.returnUnits(units);
  }

  @Override
  public Optional<Order> find(OrderId order) {
    return records.find(order).map(OrderRecord::order);
  }

  @Override
  public Page list(@Nullable OrderStatus status, Position from, int limit) {
    return records.list(status, from, limit);
  }

  @Override
  public FoundOrders search(String reference, String customer, int most) {
    return records.search(reference, customer, most);
  }

  @Override
  public int sweep() {
    return sweeper.sweep();
  }
}
