package dev.holdfast.postgres.event;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.OrderId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Gives events their positions. Every instance has one; the lock of a row makes them one over all
 * instances, and one that does not get the lock leaves the work to the one that has it.
 *
 * <p>An event whose transaction commits late has a smaller id than events that were moved before
 * it. It gets a later position: no position that a reader may have passed is ever filled. One
 * transaction commits before the next one reads what it continues, so positions become visible in
 * their order.
 */
public final class Sequencer {
  /** One look bounds itself; the next one goes on. */
  private static final int BATCHES_MAX = 50;

  /**
   * How many times faster than they come old events may be trimmed, after the bound was lowered.
   */
  private static final int TRIMMED_FOR_EACH = 2;

  /** By the primary key: the age of the oldest, and whether there is one. */
  private static final String LOOK =
      """
      SELECT greatest(0, extract(epoch FROM clock_timestamp() - occurred_at)) AS age
      FROM outbox ORDER BY id LIMIT 1
      """;

  private static final String LOCK =
      """
      SELECT last_pos, trimmed_pos, %s AS timeline,
        coalesce((SELECT max(timeline) FROM event_timelines), '') AS known
      FROM event_log FOR UPDATE SKIP LOCKED
      """
          .formatted(PostgresEvents.TIMELINE);

  /** What it sees is what was committed before it began, after the lock. */
  private static final String MOVE =
      """
      WITH batch AS (
        DELETE FROM outbox WHERE id = ANY (ARRAY(SELECT id FROM outbox ORDER BY id LIMIT ?))
        RETURNING id, order_id, version, type, occurred_at),
      moved AS (
        INSERT INTO events (pos, order_id, version, type, occurred_at)
        SELECT ? + row_number() OVER (ORDER BY id), order_id, version, type, occurred_at
        FROM batch)
      SELECT count(*) AS moved FROM batch
      """;

  private static final String NEW_TIMELINE =
      """
      INSERT INTO event_timelines (timeline, first_pos) VALUES (?, ?)
      """;

  /** By the primary key. All up to the first bound are gone already. */
  private static final String TRIM =
      """
      DELETE FROM events WHERE pos > ? AND pos <= ?
      """;

  private static final String SET =
      """
      UPDATE event_log SET last_pos = ?, trimmed_pos = ?
      """;

  private final Transactions transactions;
  private final int batchMax;
  private final long kept;
  private volatile double lagSeconds = Double.NaN;

  /**
   * @param maxLength how many events each partition of orders would keep on Redis: here all
   *     together keep as many
   */
  public Sequencer(Transactions transactions, int batchMax, long maxLength) {
    this.transactions = transactions;
    this.batchMax = batchMax;
    this.kept = maxLength * OrderId.PARTITIONS;
  }

  /** Publishes the age of the oldest event without a position. */
  public void bindTo(MeterRegistry meters) {
    TimeGauge.builder("holdfast.events.lag", this, TimeUnit.SECONDS, own -> own.lagSeconds)
        .description("Age of the oldest event that has no position yet; 0 when all have one")
        .strongReference(true)
        .register(meters);
  }

  /**
   * Gives positions to all events that are committed, unless another instance does.
   *
   * @return how many got theirs
   * @throws dev.holdfast.stock.StoreUnavailableException when the server does not answer, or was
   *     too busy
   */
  public int sequence() {
    int all = 0;
    for (int i = 0; i < BATCHES_MAX && look(); i++) {
      int moved = transactions.run(this::batch);
      all += moved;
      if (moved < batchMax) {
        break;
      }
    }
    return all;
  }

  private boolean look() {
    try {
      Double age =
          transactions.read(reading -> reading.first(LOOK, (row, i) -> row.getDouble("age")));
      lagSeconds = age == null ? 0 : age;
      return age != null;
    } catch (RuntimeException e) {
      lagSeconds = Double.NaN;
      throw e;
    }
  }

  /** What is known of the log under its lock. */
  private record Log(long last, long trimmed, String timeline, String known) {}

  private int batch(Transaction transaction) {
    Log log =
        transaction.first(
            LOCK,
            (row, i) ->
                new Log(
                    row.getLong("last_pos"),
                    row.getLong("trimmed_pos"),
                    row.getString("timeline"),
                    row.getString("known")));
    if (log == null) {
      return 0;
    }
    int moved =
        Objects.requireNonNull(
            transaction.first(MOVE, (row, i) -> row.getInt("moved"), batchMax, log.last()));
    if (moved == 0) {
      return 0;
    }
    if (!log.timeline().equals(log.known())) {
      transaction.update(NEW_TIMELINE, log.timeline(), log.last() + 1);
    }
    long last = log.last() + moved;
    long trimmed = Math.min(last - kept, log.trimmed() + (long) TRIMMED_FOR_EACH * batchMax);
    if (trimmed > log.trimmed()) {
      transaction.update(TRIM, log.trimmed(), trimmed);
    }
    transaction.update(SET, last, Math.max(trimmed, log.trimmed()));
    return moved;
  }
}
