package dev.holdfast.postgres.event;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.OrderId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Gives events their positions, and orders their places in the listing. Every instance has one; the
 * lock of a row makes them one over all instances, and one that does not get the lock leaves the
 * work to the one that has it.
 *
 * <p>An event whose transaction commits late has a smaller id than events that were moved before
 * it. It gets a later position: no position that a reader may have passed is ever filled. One
 * transaction commits before the next one reads what it continues, so positions become visible in
 * their order.
 *
 * <p>Where a change may have given units back, the batch signals the orders that wait for some: a
 * signal in the transaction of the change itself would commit one such transaction at a time.
 */
public final class Sequencer {
  /** One look bounds itself; the next one goes on. */
  private static final int BATCHES_MAX = 50;

  /**
   * How many times faster than they come old events may be trimmed, after the bound was lowered.
   */
  private static final int TRIMMED_FOR_EACH = 2;

  /** Whether the oldest event has been kept for so many milliseconds. */
  private static final String TOO_OLD =
      """
      coalesce(
        (SELECT occurred_at < clock_timestamp() - ? * interval '1 millisecond'
         FROM events WHERE pos > trimmed_pos ORDER BY pos LIMIT 1), false)\
      """;

  /**
   * By primary keys: the age of the oldest, and whether there is one. What an older instance moved
   * and did not list is of age 0, and so is an event that was kept long enough.
   */
  private static final String LOOK =
      """
      SELECT * FROM (
        (SELECT greatest(0, extract(epoch FROM clock_timestamp() - occurred_at)) AS age
         FROM outbox ORDER BY id LIMIT 1)
        UNION ALL SELECT 0 FROM event_log WHERE listed_pos < last_pos OR %s) AS look
      LIMIT 1
      """
          .formatted(TOO_OLD);

  private static final String LOCK =
      """
      SELECT last_pos, trimmed_pos, listed_pos, listed_at, %s AS timeline, %s AS too_old,
        coalesce((SELECT max(timeline) FROM event_timelines), '') AS known
      FROM event_log FOR UPDATE\
      """
          .formatted(PostgresEvents.TIMELINE, TOO_OLD);

  private static final String LOCK_UNLESS_LOCKED = LOCK + " SKIP LOCKED";

  /** Gives each order the place of its last change among numbered ones; none goes back. */
  private static final String LIST =
      """
      INSERT INTO listing (order_id, version, listed_at, pos)
      SELECT DISTINCT ON (order_id) order_id, version, listed_at, pos FROM numbered, clock
      ORDER BY order_id, pos DESC
      ON CONFLICT (order_id) DO UPDATE
      SET version = excluded.version, listed_at = excluded.listed_at, pos = excluded.pos\
      """;

  /**
   * What it sees is what was committed before it began, after the lock. So no change is later than
   * its time.
   */
  private static final String MOVE =
      """
      WITH batch AS (
        DELETE FROM outbox WHERE id = ANY (ARRAY(SELECT id FROM outbox ORDER BY id LIMIT ?))
        RETURNING id, order_id, version, type, occurred_at),
      numbered AS (
        SELECT ? + row_number() OVER (ORDER BY id) AS pos, order_id, version, type, occurred_at
        FROM batch),
      clock AS (
        SELECT greatest(?::timestamptz, date_trunc('milliseconds', clock_timestamp()),
          (SELECT max(occurred_at) FROM batch)) AS listed_at),
      moved AS (
        INSERT INTO events (pos, order_id, version, type, occurred_at)
        SELECT pos, order_id, version, type, occurred_at FROM numbered WHERE ?),
      listed AS (%s)
      SELECT (SELECT count(*) FROM batch) AS moved, listed_at,
        (SELECT %s FROM batch WHERE %s LIMIT 1)::text AS signalled
      FROM clock
      """
          .formatted(LIST, StockChannel.SIGNAL, StockChannel.GIVES_BACK);

  /** What an instance of before the listing moved. */
  private static final String LIST_MOVED =
      """
      WITH numbered AS (
        SELECT pos, order_id, version, occurred_at FROM events WHERE pos > ? AND pos <= ?),
      clock AS (
        SELECT greatest(?::timestamptz, date_trunc('milliseconds', clock_timestamp()),
          (SELECT max(occurred_at) FROM numbered)) AS listed_at),
      listed AS (%s)
      UPDATE event_log SET listed_pos = ?, listed_at = clock.listed_at FROM clock
      RETURNING event_log.listed_at
      """
          .formatted(LIST);

  /** One that waited for the lock may know less than the server does by now. */
  private static final String NEW_TIMELINE =
      """
      INSERT INTO event_timelines (timeline, first_pos) VALUES (?, ?) ON CONFLICT DO NOTHING
      """;

  /** By the primary key, and no further than to the first that is young enough. */
  private static final String OLD =
      """
      SELECT coalesce(
        (SELECT pos - 1 FROM events WHERE pos > ? AND pos <= ?
           AND occurred_at >= clock_timestamp() - ? * interval '1 millisecond'
         ORDER BY pos LIMIT 1), ?) AS old
      """;

  /** By the primary key. All up to the first bound are gone already. */
  private static final String TRIM =
      """
      DELETE FROM events WHERE pos > ? AND pos <= ?
      """;

  private static final String SET =
      """
      UPDATE event_log SET last_pos = ?, trimmed_pos = ?, listed_pos = ?, listed_at = ?
      """;

  private final Transactions transactions;
  private final int batchMax;
  private final long kept;
  private final long ageMillis;
  private volatile double lagSeconds = Double.NaN;

  /**
   * @param maxLength how many events each partition of orders would keep on Redis: here all
   *     together keep as many; 0 writes none, and orders have their places all the same
   * @param maxAge how long an event is kept
   */
  public Sequencer(Transactions transactions, int batchMax, long maxLength, Duration maxAge) {
    this.transactions = transactions;
    this.batchMax = batchMax;
    this.kept = maxLength * OrderId.PARTITIONS;
    this.ageMillis = maxAge.toMillis();
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
    return sequence(LOCK_UNLESS_LOCKED).moved();
  }

  /**
   * Waits until all changes that were committed before have their places, within the bound of a
   * lock.
   *
   * @return false when they are more than one call gives places to
   * @throws dev.holdfast.stock.StoreUnavailableException as {@link #sequence()}, and when another
   *     instance kept the lock
   */
  public boolean listAll() {
    return sequence(LOCK).all();
  }

  /**
   * What a call did.
   *
   * @param all whether it left none of those that were committed before
   */
  private record Sequenced(int moved, boolean all) {}

  private Sequenced sequence(String lock) {
    int moved = 0;
    for (int i = 0; i < BATCHES_MAX; i++) {
      if (!look()) {
        return new Sequenced(moved, true);
      }
      int some = transactions.run(transaction -> batch(transaction, lock));
      moved += some;
      if (some < batchMax) {
        return new Sequenced(moved, true);
      }
    }
    return new Sequenced(moved, false);
  }

  private boolean look() {
    try {
      Double age =
          transactions.read(
              reading -> reading.first(LOOK, (row, i) -> row.getDouble("age"), ageMillis));
      lagSeconds = age == null ? 0 : age;
      return age != null;
    } catch (RuntimeException e) {
      lagSeconds = Double.NaN;
      throw e;
    }
  }

  /** What was moved, and the time of its places. */
  private record Moved(int count, OffsetDateTime listedAt) {}

  private int batch(Transaction transaction, String lock) {
    LogState log = transaction.first(lock, (row, i) -> LogState.of(row), ageMillis);
    if (log == null) {
      return 0;
    }
    OffsetDateTime listedAt = log.listedAt();
    if (log.listed() < log.last()) {
      long upTo = Math.min(log.last(), log.listed() + batchMax);
      listedAt = listMoved(transaction, log, upTo);
      if (upTo < log.last()) {
        return batchMax;
      }
    }
    Moved moved =
        Objects.requireNonNull(
            transaction.first(
                MOVE,
                (row, i) -> new Moved(row.getInt("moved"), LogState.listedAt(row)),
                batchMax,
                log.last(),
                listedAt,
                kept > 0));
    if (moved.count() == 0 && !log.tooOld()) {
      return 0;
    }
    if (moved.count() > 0 && !log.timeline().equals(log.known())) {
      transaction.update(NEW_TIMELINE, log.timeline(), log.last() + 1);
    }
    long last = log.last() + moved.count();
    transaction.update(SET, last, trim(transaction, log, last), last, moved.listedAt());
    return moved.count();
  }

  /** Trims what is too much or too old; returns up to where. */
  private long trim(Transaction transaction, LogState log, long last) {
    long most = Math.min(last, log.trimmed() + (long) TRIMMED_FOR_EACH * batchMax);
    long trimmed = Math.min(last - kept, most);
    if (log.tooOld()) {
      long old =
          Objects.requireNonNull(
              transaction.first(
                  OLD, (row, i) -> row.getLong("old"), log.trimmed(), most, ageMillis, most));
      trimmed = Math.max(trimmed, old);
    }
    if (trimmed > log.trimmed()) {
      transaction.update(TRIM, log.trimmed(), trimmed);
    }
    return Math.max(trimmed, log.trimmed());
  }

  private static OffsetDateTime listMoved(Transaction transaction, LogState log, long upTo) {
    return Objects.requireNonNull(
        transaction.first(
            LIST_MOVED,
            (row, i) -> LogState.listedAt(row),
            log.listed(),
            upTo,
            log.listedAt(),
            upTo));
  }
}
