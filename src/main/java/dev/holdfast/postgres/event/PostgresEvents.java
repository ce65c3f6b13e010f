package dev.holdfast.postgres.event;

import dev.holdfast.order.EventLog;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.order.OrderLife;
import dev.holdfast.order.OrderLives;
import dev.holdfast.postgres.transaction.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads events by their positions. A position names the timeline of the server that it is of: where
 * a promotion lost commits, their positions were given anew, and a reader that had passed them goes
 * on from the first new one. Safe for use by many threads.
 */
public final class PostgresEvents implements EventLog, OrderLives {
  /** The present timeline; it grows with each promotion, and so does its text. */
  public static final String TIMELINE = "left(pg_walfile_name(pg_current_wal_lsn()), 8)";

  private static final Pattern POSITION = Pattern.compile("p-([0-9A-F]{8}|)-([0-9]{1,18})");

  private static final String BEGINNING = "p--0";

  /** Later than every timeline. */
  private static final String NO_TIMELINE = "Z";

  private static final String END =
      """
      SELECT last_pos, coalesce((SELECT max(timeline) FROM event_timelines), '') AS timeline
      FROM event_log
      """;

  private static final String KEPT =
      """
      SELECT coalesce((SELECT max(timeline) FROM event_timelines), '') AS timeline,
        greatest(trimmed_pos, least(?::bigint, last_pos,
          (SELECT min(first_pos) - 1 FROM event_timelines WHERE timeline > ?::text))) AS after_pos
      FROM event_log
      """;

  /** One statement, and so all of one moment. The events come by the primary key. */
  private static final String READ =
      """
      WITH log AS (
        SELECT last_pos, trimmed_pos, %s AS present,
          coalesce((SELECT max(timeline) FROM event_timelines), '') AS timeline,
          coalesce(
            least(?::bigint,
              (SELECT min(first_pos) - 1 FROM event_timelines WHERE timeline > ?::text)),
            trimmed_pos) AS after_pos
        FROM event_log)
      SELECT log.*, next.*
      FROM log LEFT JOIN LATERAL (
        SELECT pos, order_id, version, type, occurred_at FROM events
        WHERE pos > log.after_pos ORDER BY pos LIMIT ?) AS next ON true
      ORDER BY next.pos
      """
          .formatted(TIMELINE);

  /** How many of the latest positions a look at one order covers, besides what has none yet. */
  private static final int LIFE_POSITIONS = 200_000;

  private static final String LIFE =
      """
      SELECT version, type, occurred_at FROM events
      WHERE pos > (SELECT last_pos FROM event_log) - ? AND order_id = ?
      UNION ALL
      SELECT version, type, occurred_at FROM outbox WHERE order_id = ?
      """;

  private final Transactions transactions;
  private final boolean kept;

  /**
   * @param maxLength 0 when no events are kept
   */
  public PostgresEvents(Transactions transactions, long maxLength) {
    this.transactions = transactions;
    this.kept = maxLength > 0;
  }

  @Override
  public String end() {
    return transactions.read(reading ->
        Objects.requireNonNull(
            reading.first(
                END, (row, i) -> position(row.getString("timeline"), row.getLong("last_pos")))));
  }

  @Override
  public String beginning() {
    return BEGINNING;
  }

  @Override
  public boolean isRenumbered(String after, String next) {
    String timeline = timeline(after);
    return !timeline.isEmpty() && !timeline.equals(timeline(next));
  }

  /** Empty where nothing had a position yet. */
  private static String timeline(String position) {
    Matcher parts = POSITION.matcher(position);
    return parts.matches() ? String.valueOf(parts.group(1)) : "";
  }

  /**
   * A row of the answer.
   *
   * @param event null in the only row when no event follows
   */
  private record Row(
      long last,
      long trimmed,
      String present,
      String timeline,
      long after,
      long pos,
      @Nullable OrderEvent event) {
    static Row of(ResultSet row) throws SQLException {
      long pos = row.getLong("pos");
      return new Row(
          row.getLong("last_pos"),
          row.getLong("trimmed_pos"),
          row.getString("present"),
          row.getString("timeline"),
          row.getLong("after_pos"),
          pos,
          pos == 0
              ? null
              : new OrderEvent(
                  row.getString("order_id"),
                  row.getLong("version"),
                  row.getString("type"),
                  Objects.requireNonNull(row.getObject("occurred_at", OffsetDateTime.class))
                      .toInstant(),
                  position(row.getString("timeline"), pos)));
    }
  }

  @Override
  public ReadResult read(@Nullable String after, int limit) {
    Matcher position = POSITION.matcher(after == null ? BEGINNING : after);
    if (!position.matches()) {
      return new ReadResult.NotAPosition();
    }
    if (!kept) {
      return new ReadResult.Off();
    }
    String timeline = after == null ? NO_TIMELINE : position.group(1);
    Long pos = after == null ? null : Long.valueOf(position.group(2));
    List<Row> rows =
        transactions.read(reading ->
            reading
                .sql(READ)
                .param(pos)
                .param(timeline)
                .param(limit)
                .query((row, i) -> Row.of(row))
                .list());
    return page(rows, timeline);
  }

  @Override
  public String afterGap(String after) {
    Matcher position = POSITION.matcher(after);
    if (!position.matches()) {
      throw new IllegalArgumentException("not a position of this store");
    }
    return transactions.read(reading ->
        Objects.requireNonNull(
            reading.first(
                KEPT,
                (row, i) -> position(row.getString("timeline"), row.getLong("after_pos")),
                Long.valueOf(position.group(2)),
                position.group(1))));
  }

  /** One statement, so that what the sequencer moves meanwhile is seen once. */
  @Override
  public OrderLife of(Order order) {
    List<OrderLife.Step> found =
        transactions.read(reading ->
            reading
                .sql(LIFE)
                .param(LIFE_POSITIONS)
                .param(order.id().value())
                .param(order.id().value())
                .query((row, i) ->
                    new OrderLife.Step(
                        row.getLong("version"),
                        row.getString("type"),
                        Objects.requireNonNull(row.getObject("occurred_at", OffsetDateTime.class))
                            .toInstant()))
                .list());
    return OrderLife.of(order, found);
  }

  private static ReadResult page(List<Row> rows, String timeline) {
    Row first = rows.getFirst();
    long after = first.after();
    if (after > first.last() && timeline.compareTo(first.present()) < 0) {
      // A promotion lost what the reader has passed, and no event has come since.
      after = first.last();
    }
    if (after < first.trimmed() || after > first.last()) {
      return new ReadResult.Gone();
    }
    List<OrderEvent> events =
        rows.stream().map(Row::event).filter(Objects::nonNull).<OrderEvent>map(e -> e).toList();
    return new ReadResult.Page(
        events, position(first.timeline(), events.isEmpty() ? after : rows.getLast().pos()));
  }

  private static String position(String timeline, long pos) {
    return "p-" + timeline + "-" + pos;
  }
}
