package dev.holdfast.postgres.alert;

import dev.holdfast.alert.ProductEvent;
import dev.holdfast.alert.ProductEvents;
import dev.holdfast.postgres.event.PostgresEvents;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Sku;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the crossings of products. A position names the timeline of the server that gave it: on
 * another one it is gone, since a promotion may have lost events whose positions were given anew;
 * to begin again at the oldest is harmless to a reader that keeps the highest numbers. Safe for use
 * by many threads.
 */
public final class PostgresProductEvents implements ProductEvents {
  private static final Pattern POSITION = Pattern.compile("b-([0-9A-F]{8})-([0-9]{1,18})");

  private static final String END =
      "SELECT last_pos, %s AS timeline FROM product_event_log".formatted(PostgresEvents.TIMELINE);

  /** One statement, and so all of one moment. */
  private static final String READ =
      """
      WITH log AS (
        SELECT last_pos, trimmed_pos, %s AS timeline, coalesce(?::bigint, trimmed_pos) AS after_pos
        FROM product_event_log)
      SELECT log.*, next.*
      FROM log LEFT JOIN LATERAL (
        SELECT * FROM product_events WHERE pos > log.after_pos ORDER BY pos LIMIT ?) AS next ON true
      ORDER BY next.pos
      """
          .formatted(PostgresEvents.TIMELINE);

  private final Transactions transactions;

  public PostgresProductEvents(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public String end() {
    return transactions.read(reading ->
        Objects.requireNonNull(
            reading.first(
                END, (row, i) -> position(row.getString("timeline"), row.getLong("last_pos")))));
  }

  /**
   * A row of the answer.
   *
   * @param event null in the only row when no event follows
   */
  private record Row(
      long last,
      long trimmed,
      String timeline,
      long after,
      long pos,
      @Nullable ProductEvent event) {
    static Row of(ResultSet row) throws SQLException {
      long pos = row.getLong("pos");
      return new Row(
          row.getLong("last_pos"),
          row.getLong("trimmed_pos"),
          row.getString("timeline"),
          row.getLong("after_pos"),
          pos,
          pos == 0 ? null : told(row));
    }
  }

  private static ProductEvent told(ResultSet row) throws SQLException {
    return new ProductEvent(
        new Sku(row.getString("sku")),
        row.getLong("sequence"),
        row.getString("type"),
        row.getLong("available"),
        row.getLong("shortfall"),
        Objects.requireNonNull(row.getObject("occurred_at", OffsetDateTime.class)).toInstant(),
        row.getString("strategy_from"),
        row.getString("strategy_to"));
  }

  @Override
  public ReadResult read(@Nullable String after, int limit) {
    Matcher position = POSITION.matcher(after == null ? "b-00000000-0" : after);
    if (!position.matches()) {
      return new ReadResult.NotAPosition();
    }
    Long pos = after == null ? null : Long.valueOf(position.group(2));
    List<Row> rows =
        transactions.read(reading ->
            reading.sql(READ).param(pos).param(limit).query((row, i) -> Row.of(row)).list());
    Row first = rows.getFirst();
    if (after != null
        && (!first.timeline().equals(position.group(1))
            || first.after() < first.trimmed()
            || first.after() > first.last())) {
      return new ReadResult.Gone();
    }
    List<ProductEvent> events =
        rows.stream().map(Row::event).filter(Objects::nonNull).<ProductEvent>map(e -> e).toList();
    return new ReadResult.Page(
        events, position(first.timeline(), Math.max(first.after(), rows.getLast().pos())));
  }

  private static String position(String timeline, long pos) {
    return "b-" + timeline + "-" + pos;
  }
}
