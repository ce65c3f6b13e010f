package dev.holdfast.postgres.stock;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The movements of products, within bounds of number and age.
 *
 * @param max how many of its last movements each product keeps
 * @param maxAge how long a movement is kept
 */
public record Ledger(int max, Duration maxAge) {
  /** The entry, and the place that the oldest one leaves for it. */
  private static final String WRITE =
      """
      WITH moved AS (
        INSERT INTO movements (sku, kind, units, supplied, reason, id, moved_at)
        SELECT sku, ?, ?, supplied, ?, ?, date_trunc('milliseconds', clock_timestamp())
        FROM stock WHERE sku = ?)
      DELETE FROM movements WHERE sku = ? AND pos <= (
        SELECT pos FROM movements WHERE sku = ? ORDER BY pos DESC OFFSET ? LIMIT 1)
      """;

  private static final String KNOWN =
      """
      SELECT sku FROM stock WHERE sku = ?
      """;

  /** By the primary key. */
  private static final String PAGE =
      """
      SELECT pos, kind, units, supplied, reason, id, moved_at FROM movements
      WHERE sku = ? AND pos < ? AND moved_at > statement_timestamp() - ? * interval '1 millisecond'
      ORDER BY pos DESC LIMIT ?
      """;

  private static final String FORGET =
      """
      DELETE FROM movements WHERE (sku, pos) IN (
        SELECT sku, pos FROM movements
        WHERE moved_at <= statement_timestamp() - ? * interval '1 millisecond'
        ORDER BY moved_at LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  private static final Pattern POSITION = Pattern.compile("[0-9]{1,18}");

  /**
   * Writes a movement, in the transaction that books it and after that has changed the product's
   * row of stock.
   *
   * @param units by how many units: negative where they left
   */
  public void write(
      Transaction transaction, Sku sku, Movement.Kind kind, long units, String reason, String id) {
    transaction.update(
        WRITE, kind.name(), units, reason, id, sku.value(), sku.value(), sku.value(), max - 1);
  }

  /** As {@link dev.holdfast.stock.Inventory#movements}. */
  public Optional<Movement.Page> page(
      Transactions transactions, Sku sku, @Nullable String after, int limit) {
    // A position of another store is before all of this one's.
    long before =
        after == null
            ? Long.MAX_VALUE
            : POSITION.matcher(after).matches() ? Long.parseLong(after) : 0;
    return transactions.read(reading -> {
      if (reading.first(KNOWN, (row, i) -> true, sku.value()) == null) {
        return Optional.empty();
      }
      // One more than asked for tells whether there is a next page.
      var found =
          reading.list(
              PAGE,
              (row, i) ->
                  new Movement(
                      Long.toString(row.getLong("pos")),
                      row.getString("kind"),
                      row.getLong("units"),
                      row.getObject("supplied", Long.class),
                      row.getString("reason"),
                      row.getString("id"),
                      Objects.requireNonNull(row.getObject("moved_at", OffsetDateTime.class))
                          .toInstant()),
              sku.value(),
              before,
              maxAge.toMillis(),
              limit + 1);
      return Optional.of(Movement.Page.of(found, limit));
    });
  }

  /** Forgets movements that are older than they may be; returns how many. */
  public int forget(Transaction transaction, int limit) {
    return transaction.update(FORGET, maxAge.toMillis(), limit);
  }
}
