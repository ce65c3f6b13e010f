package dev.holdfast.postgres.inventory;

import dev.holdfast.postgres.alert.ProductEventLog;
import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.stock.UnitRows;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.StrategyChangeLocks;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StrategyChange;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes the strategies of products, each in one transaction. Every take names the epoch of its
 * binding in the statement that writes the row of the stock, so the row's lock is all that a change
 * waits for. What is sold by the unit has no such row: there, takes and returns share an advisory
 * lock. Safe for use by many threads.
 */
final class StrategyChanger {
  /** How many changes of a product are kept, and so for how long an id is remembered. */
  private static final int KEPT = 100;

  /** How long a statement may take that makes rows of as many units as a product may have. */
  private static final Duration UNITS_MAX = Duration.ofSeconds(10);

  private static final String LOCK_PRODUCT =
      """
      SELECT strategy FROM products WHERE sku = ? FOR NO KEY UPDATE
      """;

  private static final String DONE =
      """
      SELECT strategy_before, strategy_after, epoch, changed_at
      FROM strategy_changes WHERE sku = ? AND id = ?
      """;

  private static final String LOCK_STOCK =
      """
      SELECT sku FROM stock WHERE sku = ? FOR NO KEY UPDATE
      """;

  private static final String READ_STOCK =
      "SELECT " + StockRow.COLUMNS + " FROM stock WHERE sku = ?";

  private static final String SAME_FORM =
      """
      UPDATE stock SET epoch = epoch + 1, version = version + 1 WHERE sku = ?
      """;

  private static final String TO_UNITS =
      """
      UPDATE stock
      SET epoch = epoch + 1, version = version + 1, by_unit = true,
        available = 0, reserved = 0, sold = 0
      WHERE sku = ?
        AND reserved = (SELECT coalesce(sum(quantity), 0) FROM reservations
          WHERE reservations.sku = stock.sku AND state = 'R')
        AND sold = sold_forgotten + (SELECT coalesce(sum(quantity), 0) FROM reservations
          WHERE reservations.sku = stock.sku AND state = 'S')
      """;

  /** The constraint of the row refuses what does not add up. */
  private static final String FROM_UNITS =
      """
      UPDATE stock
      SET epoch = epoch + 1, version = version + 1, by_unit = false,
        available = ?, reserved = ?, sold = ?
      WHERE sku = ?
      """;

  private static final String BIND =
      """
      UPDATE products SET strategy = ?, revision = revision + 1 WHERE sku = ?
      """;

  private static final String RECORD =
      """
      INSERT INTO strategy_changes (
        sku, id, strategy_before, strategy_after, epoch, changed_at)
      VALUES (?, ?, ?, ?, ?, date_trunc('milliseconds', clock_timestamp()))
      RETURNING changed_at
      """;

  private static final String FORGET =
      """
      DELETE FROM strategy_changes WHERE sku = ? AND pos <= (
        SELECT pos FROM strategy_changes WHERE sku = ? ORDER BY pos DESC OFFSET ? LIMIT 1)
      """;

  private final Transactions transactions;
  private final long eventsMax;

  /**
   * @param eventsMax how many events of products are kept
   */
  StrategyChanger(Transactions transactions, long eventsMax) {
    this.transactions = transactions;
    this.eventsMax = eventsMax;
  }

  /**
   * As {@link dev.holdfast.stock.Inventory#changeStrategy}.
   *
   * @param whyNot why the strategy may not be used now; null when it may
   */
  StrategyChangeResult change(
      Sku sku, String strategy, @Nullable String id, @Nullable String whyNot) {
    try {
      return transactions.run(
          transaction -> change(transaction, new Request(sku, strategy, id), whyNot));
    } catch (ContendedException e) {
      return new StrategyChangeResult.Busy();
    } catch (StockDamagedException e) {
      return damaged();
    }
  }

  /** What is asked for. */
  private record Request(Sku sku, String strategy, @Nullable String id) {
    boolean isByUnit() {
      return isByUnit(strategy);
    }

    static boolean isByUnit(String strategy) {
      return strategy.equals(StrategyType.POSTGRES_SKIP_LOCKED.id());
    }
  }

  private static StrategyChangeResult damaged() {
    return new StrategyChangeResult.Damaged(
        "the counters of the stock and its reservations do not add up");
  }

  private StrategyChangeResult change(
      Transaction transaction, Request request, @Nullable String whyNot) {
    String sku = request.sku().value();
    String bound = transaction.first(LOCK_PRODUCT, (row, i) -> row.getString("strategy"), sku);
    if (bound == null) {
      return new StrategyChangeResult.UnknownSku();
    }
    StrategyChangeResult before = doneBefore(transaction, request);
    if (before != null) {
      transaction.acknowledge();
      return before;
    }
    if (whyNot != null) {
      return new StrategyChangeResult.NotAllowed(whyNot);
    }
    boolean wasByUnit = Request.isByUnit(bound);
    boolean changesForm = wasByUnit != request.isByUnit();
    if (request.id() != null) {
      if (changesForm) {
        StrategyChangeLocks.lock(transaction, sku);
      }
      transaction.list(LOCK_STOCK, (row, i) -> true, sku);
    }
    StockRow stock = transaction.first(READ_STOCK, (row, i) -> StockRow.of(row), sku);
    if (stock == null) {
      return new StrategyChangeResult.Damaged("the row of the stock is gone");
    }
    if (changesForm && request.isByUnit() && stock.supplied() > UnitRows.SUPPLIED_MAX) {
      return transaction.rollingBack(new StrategyChangeResult.TooMuch(UnitRows.SUPPLIED_MAX));
    }
    boolean isSame = bound.equals(request.strategy());
    long epoch = isSame ? stock.epoch() : stock.epoch() + 1;
    if (request.id() == null) {
      return transaction.rollingBack(
          new StrategyChangeResult.Looked(
              new StrategyChange(request.sku(), bound, request.strategy(), epoch, 0, null)));
    }
    if (!isSame && !write(transaction, request, changesForm, stock)) {
      return transaction.rollingBack(damaged());
    }
    StrategyChange change = recorded(transaction, request, bound, epoch);
    if (!isSame) {
      ProductEventLog.tell(transaction, change, stock.available(), stock.shortfall(), eventsMax);
    }
    return new StrategyChangeResult.Done(change, false);
  }

  private static @Nullable StrategyChangeResult doneBefore(
      Transaction transaction, Request request) {
    if (request.id() == null) {
      return null;
    }
    StrategyChange done =
        transaction.first(
            DONE,
            (row, i) ->
                new StrategyChange(
                    request.sku(),
                    row.getString("strategy_before"),
                    row.getString("strategy_after"),
                    row.getLong("epoch"),
                    0,
                    row.getObject("changed_at", OffsetDateTime.class).toInstant()),
            request.sku().value(),
            request.id());
    if (done == null) {
      return null;
    }
    return done.to().equals(request.strategy())
        ? new StrategyChangeResult.Done(done, true)
        : new StrategyChangeResult.Reused();
  }

  /** False where the counters and the reservations do not add up. */
  private static boolean write(
      Transaction transaction, Request request, boolean changesForm, StockRow stock) {
    String sku = request.sku().value();
    if (!changesForm) {
      transaction.update(SAME_FORM, sku);
    } else if (request.isByUnit()) {
      transaction.allow(UNITS_MAX);
      if (transaction.update(TO_UNITS, sku) == 0) {
        return false;
      }
      UnitRows.correct(transaction, request.sku(), stock.available());
    } else {
      transaction.allow(UNITS_MAX);
      UnitRows.clear(transaction, request.sku());
      transaction.update(FROM_UNITS, stock.available(), stock.reserved(), stock.sold(), sku);
    }
    transaction.update(BIND, request.strategy(), sku);
    return true;
  }

  private static StrategyChange recorded(
      Transaction transaction, Request request, String bound, long epoch) {
    String sku = request.sku().value();
    OffsetDateTime at =
        transaction.first(
            RECORD,
            (row, i) -> row.getObject("changed_at", OffsetDateTime.class),
            sku,
            Objects.requireNonNull(request.id()),
            bound,
            request.strategy(),
            epoch);
    transaction.update(FORGET, sku, sku, KEPT);
    return new StrategyChange(
        request.sku(), bound, request.strategy(), epoch, 0, Objects.requireNonNull(at).toInstant());
  }
}
