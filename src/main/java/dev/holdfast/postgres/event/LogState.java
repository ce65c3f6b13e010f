package dev.holdfast.postgres.event;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Objects;

/**
 * What the sequencer knows of the log under its lock.
 *
 * @param last the last position
 * @param trimmed up to which one events were trimmed
 * @param listed up to which one orders have their places in the listing
 * @param listedAt the time of the last place
 * @param tooOld whether the oldest event has been kept long enough
 * @param timeline the server's
 * @param known the latest that has a position, or an empty text
 */
record LogState(
    long last,
    long trimmed,
    long listed,
    OffsetDateTime listedAt,
    boolean tooOld,
    String timeline,
    String known) {
  static LogState of(ResultSet row) throws SQLException {
    return new LogState(
        row.getLong("last_pos"),
        row.getLong("trimmed_pos"),
        row.getLong("listed_pos"),
        listedAt(row),
        row.getBoolean("too_old"),
        row.getString("timeline"),
        row.getString("known"));
  }

  /** The time of places, of any row that has it. */
  static OffsetDateTime listedAt(ResultSet row) throws SQLException {
    return Objects.requireNonNull(row.getObject("listed_at", OffsetDateTime.class));
  }
}
