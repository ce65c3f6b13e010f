package dev.holdfast.redis.stock;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.data.Reservation;
import dev.holdfast.stock.Inventory.ConcernedOrders;
import dev.holdfast.stock.Inventory.ConcernedOrders.ConcernedOrder;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Looks for the orders that a shortfall concerns, among all that hold units of a SKU: in small
 * steps, which hold Redis up no longer than any command, and so not as of one moment.
 */
final class ConcernedOrdersScan {
  private static final int STEP = 500;

  /** How many reservations it looks at; beyond that the orders are not complete. */
  private static final int LOOKED_AT_MAX = 100_000;

  /** An order, and the number of its last attempt, which grows with the time of it. */
  private record Held(ConcernedOrder order, long attempt) {}

  private static final Comparator<Held> YOUNGEST_FIRST =
      Comparator.comparingLong(Held::attempt)
          .reversed()
          .thenComparing(held -> held.order().id().value());

  private final TreeSet<Held> reserved = new TreeSet<>(YOUNGEST_FIRST);
  private final TreeSet<Held> sold = new TreeSet<>(YOUNGEST_FIRST);

  private ConcernedOrdersScan() {}

  /** The orders that a shortfall of so many units concerns. */
  static ConcernedOrders concerned(RedisGateway redis, Sku sku, long shortfall) {
    var held = new ConcernedOrdersScan();
    boolean all = held.scan(redis, sku);
    List<ConcernedOrder> candidates = new ArrayList<>();
    held.reserved.forEach(one -> candidates.add(one.order()));
    held.sold.forEach(one -> candidates.add(one.order()));
    var concerned = ConcernedOrders.of(shortfall, candidates);
    return all ? concerned : new ConcernedOrders(concerned.orders(), false);
  }

  /** Whether it looked at all. */
  private boolean scan(RedisGateway redis, Sku sku) {
    long lookedAt = 0;
    ScanCursor cursor = ScanCursor.INITIAL;
    do {
      ScanCursor from = cursor;
      MapScanCursor<String, String> step =
          redis.read(commands ->
              commands.hscan(Keys.reservations(sku), from, ScanArgs.Builder.limit(STEP)));
      step.getMap().forEach(this::add);
      lookedAt += step.getMap().size();
      cursor = step;
    } while (!cursor.isFinished() && lookedAt < LOOKED_AT_MAX);
    return cursor.isFinished();
  }

  private void add(String order, String stored) {
    Reservation reservation = Reservation.parse(stored);
    if (reservation == null || !OrderId.isValid(order) || new OrderId(order).isWithdrawal()) {
      return;
    }
    boolean isSold = reservation.sold() > 0;
    if (isSold || reservation.reserved() > 0) {
      TreeSet<Held> orders = isSold ? sold : reserved;
      orders.add(
          new Held(
              new ConcernedOrder(new OrderId(order), isSold, reservation.quantity()),
              reservation.attempt()));
      if (orders.size() > ConcernedOrders.MAX) {
        orders.pollLast();
      }
    }
  }
}
