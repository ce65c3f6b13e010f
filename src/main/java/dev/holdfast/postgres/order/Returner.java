package dev.holdfast.postgres.order;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.ReturnResult.Excess;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Sku;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes back what paid orders return, in one transaction: the order, what it holds, its customer
 * and the stock, locked in this order. Safe for use by many threads.
 */
final class Returner {
  private static final String SHORTFALLS =
      """
      SELECT sku, shortfall FROM stock WHERE sku = ANY (?)
      """;

  private final Transactions transactions;
  private final OrderDecider decider;
  private final Holdings holdings;

  Returner(Transactions transactions, OrderDecider decider, Holdings holdings) {
    this.transactions = transactions;
    this.decider = decider;
    this.holdings = holdings;
  }

  /** As {@link dev.holdfast.order.Orders#returnUnits}. */
  ReturnResult takeBack(OrderReturn units) {
    try {
      return transactions.run(transaction -> takeBack(transaction, units));
    } catch (ContendedException e) {
      return answered(new DecideResult.Contended(units.order()));
    }
  }

  private static ReturnResult answered(DecideResult result) {
    return new ReturnResult.Answered(result);
  }

  private ReturnResult takeBack(Transaction transaction, OrderReturn units) {
    OrderTable.Locked current = decider.current(transaction, units.order());
    if (current == null) {
      return answered(new DecideResult.NotFound());
    }
    Order order = current.row().order();
    Map<String, String> returns = OrderTable.returns(transaction, order.id());
    if (returns.containsKey(units.key())) {
      transaction.acknowledge();
      return units.fingerprint().equals(returns.get(units.key()))
          ? answered(new DecideResult.Already(order))
          : new ReturnResult.KeyReused();
    }
    if (order.status() != OrderStatus.CONFIRMED) {
      return answered(new DecideResult.Forbidden(order));
    }
    if (returns.size() >= OrderReturn.RETURNS_MAX) {
      return new ReturnResult.TooMany(OrderReturn.RETURNS_MAX);
    }
    List<Excess> beyond = beyond(order, units);
    if (!beyond.isEmpty()) {
      return new ReturnResult.BeyondOrder(beyond);
    }
    List<Excess> notMissing = notMissing(transaction, units);
    if (!notMissing.isEmpty()) {
      return new ReturnResult.NotMissing(notMissing);
    }
    var returned = new HashMap<>(order.returned());
    units.units().forEach(line -> returned.merge(line.sku(), line.units(), Integer::sum));
    holdings.takeBack(transaction, units);
    OrderRow row =
        OrderTable.addReturn(transaction, current.row(), units, returns.size() + 1, returned);
    return answered(new DecideResult.Decided(row.order()));
  }

  private static List<Excess> beyond(Order order, OrderReturn units) {
    return units.units().stream()
        .filter(line -> line.units() > order.returnable(line.sku()))
        .map(line -> new Excess(line.sku(), line.units(), order.returnable(line.sku())))
        .toList();
  }

  /** The lines by which more units were not shipped than are missing. */
  private static List<Excess> notMissing(Transaction transaction, OrderReturn units) {
    var notShipped = units.units().stream().filter(line -> line.notShipped() > 0).toList();
    if (notShipped.isEmpty()) {
      return List.of();
    }
    var missing = new HashMap<Sku, Long>();
    transaction
        .list(
            SHORTFALLS,
            (row, i) -> Map.entry(new Sku(row.getString("sku")), row.getLong("shortfall")),
            (Object) notShipped.stream().map(line -> line.sku().value()).toArray(String[]::new))
        .forEach(entry -> missing.put(entry.getKey(), entry.getValue()));
    var excesses = new ArrayList<Excess>();
    for (ReturnedUnits line : notShipped) {
      long some = missing.getOrDefault(line.sku(), 0L);
      if (line.notShipped() > some) {
        excesses.add(new Excess(line.sku(), line.notShipped(), some));
      }
    }
    return excesses;
  }
}
