package dev.holdfast.postgres.inventory;

import dev.holdfast.postgres.inventory.Bookings.Booking;
import dev.holdfast.postgres.product.ProductBindings;
import dev.holdfast.postgres.stock.AdvisoryLocks;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.StrategyChangeLocks;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.postgres.transaction.Transactions.Isolation;
import dev.holdfast.postgres.transaction.Transactions.Purpose;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Books stock counts, each in one transaction. A loss locks the row of the stock first, so that
 * what is available stands until the strategy has taken it. Where stock is rows of units, takes do
 * not lock that row: there the loss waits for all that take or give back, and they for it. Safe for
 * use by many threads.
 *
 * @param staleRetriesMax how often a loss starts again when its product's binding moved
 */
record CountBooker(
    Transactions transactions,
    ProductBindings bindings,
    PostgresStrategies strategies,
    Ledger ledger,
    int staleRetriesMax) {
  private static final String LOCK_STOCK =
      """
      SELECT sku FROM stock WHERE sku = ? FOR NO KEY UPDATE
      """;

  private static final String READ_STOCK =
      "SELECT " + StockRow.COLUMNS + " FROM stock WHERE sku = ?";

  /** What no unit is there for. */
  private static final String FALL_SHORT =
      """
      UPDATE stock SET supplied = supplied - ?, shortfall = shortfall + ?, version = version + 1
      WHERE sku = ?
      """;

  /** As {@link dev.holdfast.stock.Inventory#count}. */
  StockCountResult count(StockCount count) {
    try {
      return count.difference() < 0 ? lose(count) : transactions.run(own -> supply(own, count));
    } catch (ContendedException e) {
      return new StockCountResult.NotBooked(new Refusal.Contended());
    }
  }

  /** Null when it is to be booked now. */
  private static @Nullable StockCountResult recorded(Transaction transaction, StockCount count) {
    return switch (Bookings.record(transaction, Booking.of(count))) {
      case NEW -> null;
      case BEFORE -> new StockCountResult.Counted(true);
      case OTHER -> new StockCountResult.Reused();
      case UNKNOWN_SKU -> new StockCountResult.UnknownSku();
    };
  }

  private StockCountResult counted(Transaction transaction, StockCount count) {
    ledger.write(
        transaction,
        count.sku(),
        Movement.Kind.COUNT,
        count.difference(),
        count.reason(),
        count.id());
    return new StockCountResult.Counted(false);
  }

  private StockCountResult supply(Transaction transaction, StockCount count) {
    StockCountResult recorded = recorded(transaction, count);
    if (recorded != null) {
      return recorded;
    }
    Long exceeded =
        count.difference() == 0
            ? null
            : Bookings.supply(transaction, count.sku(), count.difference());
    return exceeded == null
        ? counted(transaction, count)
        : transaction.rollingBack(new StockCountResult.TooMuch(exceeded));
  }

  private StockCountResult lose(StockCount count) {
    for (int i = 0; i <= staleRetriesMax; i++) {
      StockCountResult result = loseOnce(count);
      if (result != null) {
        return result;
      }
      bindings.forget(List.of(count.sku()));
    }
    return new StockCountResult.NotBooked(new Refusal.Contended());
  }

  /** Null when the product's binding is out of date. */
  private @Nullable StockCountResult loseOnce(StockCount count) {
    Product product = bindings.find(List.of(count.sku())).get(count.sku());
    if (product == null) {
      return new StockCountResult.UnknownSku();
    }
    StrategyType type;
    try {
      type = strategies.type(product);
    } catch (StrategyUnavailableException e) {
      // One that was booked before is answered all the same.
      StockCountResult before =
          transactions.<@Nullable StockCountResult>run(transaction -> {
            StockCountResult recorded = recorded(transaction, count);
            return recorded == null ? transaction.rollingBack(null) : recorded;
          });
      if (before == null) {
        throw e;
      }
      return before;
    }
    return transactions.run(
        Purpose.TAKE,
        strategies.isSerializable(type) ? Isolation.SERIALIZABLE : Isolation.READ_COMMITTED,
        transaction -> {
          StockCountResult recorded = recorded(transaction, count);
          return recorded != null ? recorded : lose(transaction, count, product, type);
        });
  }

  private @Nullable StockCountResult lose(
      Transaction transaction, StockCount count, Product product, StrategyType type) {
    String sku = count.sku().value();
    if (type == StrategyType.POSTGRES_SKIP_LOCKED) {
      StrategyChangeLocks.lock(transaction, sku);
      transaction.allow(Bookings.UNITS_MAX);
    }
    AdvisoryLocks.lock(transaction, sku);
    transaction.list(LOCK_STOCK, (row, i) -> true, sku);
    StockRow stock = transaction.first(READ_STOCK, (row, i) -> StockRow.of(row), sku);
    if (stock == null || stock.epoch() != product.epoch()) {
      return transaction.rollingBack(null);
    }
    long loss = -count.difference();
    if (loss > stock.supplied()) {
      return transaction.rollingBack(new StockCountResult.TooFew(stock.supplied()));
    }
    int taken = Math.toIntExact(Math.min(loss, stock.available()));
    if (taken > 0) {
      var take = new Take(count.sku(), taken, 0, product.epoch());
      switch (strategies.take(type, transaction, List.of(take), Destination.WITHDRAWN)) {
        case TakeResult.Taken() -> {}
        case TakeResult.NotEnough _, TakeResult.Stale _ -> {
          return transaction.rollingBack(null);
        }
      }
    }
    if (taken < loss) {
      transaction.update(FALL_SHORT, loss - taken, loss - taken, sku);
    }
    return counted(transaction, count);
  }
}
