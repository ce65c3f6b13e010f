package dev.holdfast.postgres.stock;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.PurchaseLimits.Rate;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How often customers make new reservations of a product, where it limits that. The row of a
 * customer is locked from its count until the transaction ends, so no two orders are counted at
 * once; a refused order rolls its count back.
 */
public final class CustomerTakes {
  /**
   * In the order of the keys, in which every transaction locks them, behind the units. The time is
   * subtracted as seconds: a difference has days, whose length the session's time zone decides.
   */
  private static final String ADD =
      """
      INSERT INTO customer_takes AS had (sku, customer, taken, ends_at)
      SELECT sku, ?, ARRAY[now], now + ms * interval '1 millisecond'
      FROM unnest(?::text[], ?::bigint[]) AS wanted (sku, ms)
      CROSS JOIN (SELECT clock_timestamp() AS now) AS clock
      ORDER BY sku COLLATE "C"
      ON CONFLICT (sku, customer) DO UPDATE
      SET taken = ARRAY(
          SELECT at FROM unnest(had.taken || excluded.taken) AS at
          WHERE at > excluded.taken[1]
            - extract(epoch FROM excluded.ends_at - excluded.taken[1]) * interval '1 second'
          ORDER BY at),
        ends_at = greatest(had.ends_at, excluded.ends_at)
      RETURNING sku, taken, clock_timestamp() AS now
      """;

  private static final String SEEM_BEYOND =
      """
      SELECT FROM unnest(?::text[], ?::bigint[], ?::integer[]) AS wanted (sku, ms, max)
      JOIN customer_takes USING (sku)
      WHERE customer = ? AND max <= (
        SELECT count(*) FROM unnest(taken) AS at
        WHERE at > clock_timestamp() - ms * interval '1 millisecond')
      LIMIT 1
      """;

  private static final String FORGET =
      """
      DELETE FROM customer_takes WHERE (sku, customer) IN (
        SELECT sku, customer FROM customer_takes WHERE ends_at <= statement_timestamp()
        ORDER BY ends_at LIMIT ? FOR UPDATE SKIP LOCKED)
      """;

  private CustomerTakes() {}

  /** A customer's new reservations of a SKU within its time, the one of this order included. */
  private record Taken(Sku sku, Timestamp[] times, Instant now) {
    static Taken of(ResultSet row) throws SQLException {
      return new Taken(
          new Sku(row.getString("sku")),
          (Timestamp[]) row.getArray("taken").getArray(),
          Objects.requireNonNull(row.getTimestamp("now")).toInstant());
    }

    boolean isBeyond(Rate rate) {
      return times.length > rate.max();
    }

    /** Until so many of the others have passed that one more is within the limit. */
    Duration retryAfter(Rate rate) {
      Instant passed = times[times.length - 1 - rate.max()].toInstant().plus(rate.time());
      return Duration.between(now, passed);
    }
  }

  /**
   * Counts one new reservation of each of these SKUs.
   *
   * @param rates how often the customer may make one
   * @return why they may not be made: the transaction is to be rolled back then
   */
  public static Optional<Refusal> add(
      Transaction transaction, String customer, SortedMap<Sku, Rate> rates) {
    if (rates.isEmpty() || customer.isEmpty()) {
      return Optional.empty();
    }
    var beyond = new ArrayList<Sku>();
    Duration retryAfter = Duration.ZERO;
    for (Taken taken :
        transaction.list(ADD, (row, i) -> Taken.of(row), customer, skus(rates), times(rates))) {
      Rate rate = Objects.requireNonNull(rates.get(taken.sku()));
      if (taken.isBeyond(rate)) {
        beyond.add(taken.sku());
        Duration its = taken.retryAfter(rate);
        retryAfter = its.compareTo(retryAfter) > 0 ? its : retryAfter;
      }
    }
    return beyond.isEmpty()
        ? Optional.empty()
        : Optional.of(new Refusal.TooManyReservations(beyond, retryAfter));
  }

  /**
   * Whether one of these SKUs has as many new reservations of the customer as it may have. Locks
   * nothing and counts nothing: {@link #add} decides.
   */
  public static boolean seemBeyond(
      Transaction transaction, String customer, SortedMap<Sku, Rate> rates) {
    return !rates.isEmpty()
        && !customer.isEmpty()
        && transaction.first(
                SEEM_BEYOND,
                (row, i) -> true,
                skus(rates),
                times(rates),
                rates.values().stream().map(Rate::max).toArray(Integer[]::new),
                customer)
            != null;
  }

  private static String[] skus(SortedMap<Sku, Rate> rates) {
    return rates.keySet().stream().map(Sku::value).toArray(String[]::new);
  }

  private static Long[] times(SortedMap<Sku, Rate> rates) {
    return rates.values().stream().map(rate -> rate.time().toMillis()).toArray(Long[]::new);
  }

  /** Removes rows whose time has passed; returns how many. */
  public static int forget(Transaction transaction, int limit) {
    return transaction.update(FORGET, limit);
  }
}
