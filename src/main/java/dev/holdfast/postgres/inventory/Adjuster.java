package dev.holdfast.postgres.inventory;

import dev.holdfast.postgres.inventory.Bookings.Booking;
import dev.holdfast.postgres.product.ProductBindings;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.strategy.Destination;
import dev.holdfast.postgres.strategy.PostgresStrategies;
import dev.holdfast.postgres.strategy.Take;
import dev.holdfast.postgres.strategy.TakeResult;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.postgres.transaction.Transactions.Isolation;
import dev.holdfast.postgres.transaction.Transactions.Purpose;
import dev.holdfast.stock.Inventory.AdjustResult;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies stock adjustments, each once, by an id of its own that is recorded in the same
 * transaction. A withdrawal is a check-and-take like any other: it goes through the product's
 * strategy. Safe for use by many threads.
 */
final class Adjuster {
  private final Transactions transactions;
  private final ProductBindings bindings;
  private final PostgresStrategies strategies;
  private final Ledger ledger;
  private final int staleRetriesMax;

  /**
   * @param staleRetriesMax how often a withdrawal starts again when its product's binding moved
   */
  Adjuster(
      Transactions transactions,
      ProductBindings bindings,
      PostgresStrategies strategies,
      Ledger ledger,
      int staleRetriesMax) {
    this.transactions = transactions;
    this.bindings = bindings;
    this.strategies = strategies;
    this.ledger = ledger;
    this.staleRetriesMax = staleRetriesMax;
  }

  /** As {@link dev.holdfast.stock.Inventory#adjust}. */
  AdjustResult adjust(Adjustment adjustment) {
    return adjustment.delta() < 0
        ? withdraw(adjustment)
        : transactions.run(transaction -> {
          AdjustResult recorded = record(transaction, adjustment);
          return recorded != null ? recorded : add(transaction, adjustment);
        });
  }

  /** Records it; answers what it is when it is not to be applied now. */
  private static @Nullable AdjustResult record(Transaction transaction, Adjustment adjustment) {
    return switch (Bookings.record(transaction, Booking.of(adjustment))) {
      case NEW -> null;
      case BEFORE -> new AdjustResult.Applied(true);
      case OTHER -> new AdjustResult.Reused();
      case UNKNOWN_SKU -> new AdjustResult.UnknownSku();
    };
  }

  private AdjustResult add(Transaction transaction, Adjustment adjustment) {
    Long exceeded = Bookings.supply(transaction, adjustment.sku(), adjustment.delta());
    if (exceeded != null) {
      return transaction.rollingBack(new AdjustResult.TooMuch(exceeded));
    }
    book(transaction, adjustment, Movement.Kind.SUPPLY);
    return new AdjustResult.Applied(false);
  }

  private void book(Transaction transaction, Adjustment adjustment, Movement.Kind kind) {
    ledger.write(
        transaction,
        adjustment.sku(),
        kind,
        adjustment.delta(),
        adjustment.reason(),
        adjustment.id());
  }

  private AdjustResult withdraw(Adjustment adjustment) {
    AdjustResult stale = new AdjustResult.NotTaken(new Refusal.Contended());
    try {
      for (int i = 0; i <= staleRetriesMax; i++) {
        AdjustResult result = withdrawOnce(adjustment);
        if (result != null) {
          return result;
        }
        bindings.forget(List.of(adjustment.sku()));
      }
      return stale;
    } catch (ContendedException e) {
      return stale;
    }
  }

  /** Null when the product's binding is out of date. */
  private @Nullable AdjustResult withdrawOnce(Adjustment adjustment) {
    Product product = bindings.find(List.of(adjustment.sku())).get(adjustment.sku());
    if (product == null) {
      return new AdjustResult.UnknownSku();
    }
    @Nullable StrategyType usable = null;
    @Nullable StrategyUnavailableException unusable = null;
    try {
      usable = strategies.type(product);
    } catch (StrategyUnavailableException e) {
      // One that was applied before is answered all the same.
      unusable = e;
    }
    StrategyType type = usable;
    StrategyUnavailableException why = unusable;
    return transactions.run(
        Purpose.TAKE,
        type != null && strategies.isSerializable(type)
            ? Isolation.SERIALIZABLE
            : Isolation.READ_COMMITTED,
        transaction -> {
          AdjustResult recorded = record(transaction, adjustment);
          if (recorded != null) {
            return recorded;
          }
          if (type == null) {
            throw Objects.requireNonNull(why);
          }
          return take(transaction, adjustment, product, type);
        });
  }

  private @Nullable AdjustResult take(
      Transaction transaction, Adjustment adjustment, Product product, StrategyType type) {
    var take = new Take(adjustment.sku(), Math.toIntExact(-adjustment.delta()), 0, product.epoch());
    return switch (strategies.take(type, transaction, List.of(take), Destination.WITHDRAWN)) {
      case TakeResult.Taken() -> {
        book(transaction, adjustment, Movement.Kind.WITHDRAWAL);
        yield new AdjustResult.Applied(false);
      }
      case TakeResult.NotEnough(var shortages) ->
          transaction.rollingBack(
              new AdjustResult.NotTaken(new Refusal.InsufficientStock(shortages)));
      case TakeResult.Stale() -> transaction.rollingBack(null);
    };
  }
}
