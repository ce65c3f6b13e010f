package dev.holdfast.postgres.order;

import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.postgres.event.Outbox;
import dev.holdfast.postgres.stock.CustomerTakes;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expires orders whose deadline passed, and forgets what ended long ago. Every instance has one;
 * there is no leader: each takes what no other has locked. Orders that are due are expired
 * together, with one change for each SKU; where that fails they are expired one by one, and the one
 * that fails comes again later, so that it holds no other up. Safe for use by many threads.
 */
final class Sweeper {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  /**
   * By the index {@code orders_due}. It compares with the time at which the statement began, so
   * that the index serves; rows that others have locked are theirs.
   */
  private static final String DUE =
      """
      SELECT id FROM orders WHERE status = 'RESERVED' AND due_at <= statement_timestamp()
      ORDER BY due_at LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
      """;

  private static final String EXPIRE =
      """
      WITH changed AS (
        UPDATE orders SET status = 'EXPIRED', version = version + 1, updated_at = %s
        WHERE id = ANY (?) RETURNING id, version, status, updated_at)
      %s
      """
          .formatted(OrderTable.NOW, Outbox.tell("changed", Outbox.STATUS));

  private static final String PUT_OFF =
      """
      UPDATE orders SET due_at = clock_timestamp() + ? * interval '1 millisecond' WHERE id = ?
      """;

  /**
   * By the index {@code listing_place}: the oldest first. An order leaves the listing with itself,
   * and only at its last version, since the sequencer would list it again. An order for which units
   * are still reserved, although it has ended, stays: without it no reconciliation would know what
   * became of them.
   */
  private static final String FORGET =
      """
      WITH forgotten AS (
        DELETE FROM orders WHERE id = ANY (ARRAY(
          SELECT orders.id FROM listing JOIN orders
            ON orders.id = listing.order_id AND orders.version = listing.version
          WHERE listed_at <= statement_timestamp() - ? * interval '1 millisecond'
            AND status <> 'RESERVED'
            AND NOT EXISTS (
              SELECT FROM reservations WHERE order_id = orders.id AND state = 'R')
          ORDER BY listed_at, pos LIMIT ? FOR UPDATE OF orders SKIP LOCKED))
        RETURNING id),
      unlisted AS (DELETE FROM listing USING forgotten WHERE order_id = forgotten.id)
      SELECT id FROM forgotten
      """;

  private static final String FORGET_ADJUSTMENTS =
      """
      DELETE FROM adjustments WHERE (sku, id) IN (
        SELECT sku, id FROM adjustments
        WHERE applied_at <= statement_timestamp() - ? * interval '1 millisecond'
        ORDER BY applied_at LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  private final Transactions transactions;
  private final Holdings holdings;
  private final OrderDecider decider;
  private final SweeperSettings settings;
  private final Duration ordersKept;
  private final Duration adjustmentsKept;
  private final Ledger ledger;
  private final Counter failed;

  /**
   * @param ordersKept how long an order stays after its last change
   * @param adjustmentsKept how long the id of an adjustment is remembered
   */
  Sweeper(
      Transactions transactions,
      Holdings holdings,
      OrderDecider decider,
      SweeperSettings settings,
      Duration ordersKept,
      Duration adjustmentsKept,
      Ledger ledger,
      MeterRegistry meters) {
    this.transactions = transactions;
    this.holdings = holdings;
    this.decider = decider;
    this.settings = settings;
    this.ordersKept = ordersKept;
    this.adjustmentsKept = adjustmentsKept;
    this.ledger = ledger;
    this.failed =
        Counter.builder("holdfast.sweep.failed")
            .description("Orders that could not be expired and are tried again later")
            .register(meters);
  }

  /** As {@link dev.holdfast.order.Orders#sweep}. */
  int sweep() {
    return new Sweep().run();
  }

  /** One sweep. Used by one thread. */
  private final class Sweep {
    private final long deadline = System.nanoTime() + settings.timeMax().toNanos();
    private int done;
    private @Nullable RuntimeException fault;

    int run() {
      repeat(Sweeper.this::expire);
      repeat(() -> transactions.run(Sweeper.this::forget));
      repeat(() -> transactions.run(Sweeper.this::forgetAdjustments));
      repeat(
          () -> transactions.run(transaction -> ledger.forget(transaction, settings.batchMax())));
      repeat(() -> transactions.run(Sweeper.this::forgetTakes));
      if (fault != null) {
        throw fault;
      }
      return done;
    }

    /** Repeats a step while it has all that it may do at once. */
    private void repeat(IntSupplier step) {
      int some;
      do {
        try {
          some = step.getAsInt();
        } catch (RuntimeException e) {
          fault = fault == null ? e : fault;
          return;
        }
        done += some;
      } while (some >= settings.batchMax() && System.nanoTime() < deadline);
    }
  }

  private int expire() {
    try {
      return transactions.run(transaction -> {
        List<String> due = due(transaction);
        if (!due.isEmpty()) {
          transaction.update(EXPIRE, (Object) due.toArray(String[]::new));
          holdings.releaseAll(transaction, due);
        }
        return due.size();
      });
    } catch (ContendedException e) {
      // Stock that many want: each order has a better chance alone.
      return expireEach();
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      throw e;
    } catch (RuntimeException e) {
      log.warn("orders that are due are expired one by one: {}", e.getMessage());
      return expireEach();
    }
  }

  private List<String> due(Transaction transaction) {
    return transaction.list(DUE, (row, i) -> row.getString("id"), settings.batchMax());
  }

  private int expireEach() {
    int expired = 0;
    for (String id : transactions.run(this::due)) {
      try {
        transactions.run(transaction -> decider.current(transaction, new OrderId(id)));
        expired++;
      } catch (OutcomeUnknownException e) {
        throw e;
      } catch (RuntimeException e) {
        if (e instanceof StoreUnavailableException && !(e instanceof ContendedException)) {
          throw e;
        }
        failed.increment();
        log.warn("order {} could not be expired and comes again: {}", id, e.getMessage());
        transactions.run(
            transaction -> transaction.update(PUT_OFF, settings.putOff().toMillis(), id));
      }
    }
    return expired;
  }

  private int forget(Transaction transaction) {
    List<String> old =
        transaction.list(
            FORGET, (row, i) -> row.getString("id"), ordersKept.toMillis(), settings.batchMax());
    if (!old.isEmpty()) {
      holdings.forget(transaction, old);
    }
    return old.size();
  }

  private int forgetAdjustments(Transaction transaction) {
    return transaction.update(FORGET_ADJUSTMENTS, adjustmentsKept.toMillis(), settings.batchMax());
  }

  private int forgetTakes(Transaction transaction) {
    return CustomerTakes.forget(transaction, settings.batchMax());
  }
}
