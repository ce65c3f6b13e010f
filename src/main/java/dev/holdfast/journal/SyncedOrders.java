package dev.holdfast.journal;

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
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Orders whose changes are in the journal before they are answered, or have waited for it as long
 * as they may. What changes nothing, a repeat among them, does not wait, and neither does the
 * sweeper. Safe for use by many threads.
 */
final class SyncedOrders implements Orders {
  private final Orders orders;
  private final JournalSync sync;

  SyncedOrders(Orders orders, JournalSync sync) {
    this.orders = orders;
    this.sync = sync;
  }

  private <T> T synced(OrderId id, Supplier<T> call) {
    try (var change = sync.begin(id)) {
      T result = call.get();
      Order order = changed(result);
      if (order != null && order.status() != OrderStatus.PLACING) {
        change.await(order.version());
      }
      return result;
    }
  }

  /** The order that a call has changed; null when it changed none. */
  private static @Nullable Order changed(@Nullable Object result) {
    return switch (result) {
      case PlaceResult.Placed(var order, var replayed) when !replayed -> order;
      case DecideResult.Decided(var order) -> order;
      case LinesResult.Answered(var decided) -> changed(decided);
      case ReReserveResult.Answered(var decided) -> changed(decided);
      case ReturnResult.Answered(var decided) -> changed(decided);
      case Optional<?> optional -> changed(optional.orElse(null));
      case null, default -> null;
    };
  }

  @Override
  public PlaceResult place(PlaceOrder order) {
    return synced(order.id(), () -> orders.place(order));
  }

  @Override
  public Optional<PlaceResult> notAdmitted(PlaceOrder order, boolean lookUp) {
    return orders.notAdmitted(order, lookUp);
  }

  @Override
  public DecideResult confirm(OrderId order, VersionCondition condition) {
    return synced(order, () -> orders.confirm(order, condition));
  }

  @Override
  public ReReserveResult confirmOrReReserve(OrderId order, VersionCondition condition) {
    return synced(order, () -> orders.confirmOrReReserve(order, condition));
  }

  @Override
  public DecideResult cancel(OrderId order, VersionCondition condition) {
    return synced(order, () -> orders.cancel(order, condition));
  }

  @Override
  public Optional<DecideResult> extend(
      OrderId order, VersionCondition condition, Instant deadline) {
    return synced(order, () -> orders.extend(order, condition, deadline));
  }

  @Override
  public LinesResult changeLines(OrderId order, VersionCondition condition, Basket basket) {
    return synced(order, () -> orders.changeLines(order, condition, basket));
  }

  @Override
  public ReturnResult returnUnits(OrderReturn units) {
    return synced(units.order(), () -> orders.returnUnits(units));
  }

  @Override
  public Optional<Order> find(OrderId order) {
    return orders.find(order);
  }

  @Override
  public Page list(@Nullable OrderStatus status, Position from, int limit) {
    return orders.list(status, from, limit);
  }

  @Override
  public FoundOrders search(String reference, String customer, int most) {
    return orders.search(reference, customer, most);
  }

  @Override
  public int sweep() {
    return orders.sweep();
  }
}
