package dev.holdfast.postgres.order;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.postgres.event.Outbox;
import dev.holdfast.postgres.transaction.RepeatException;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The statements on {@code orders}. */
final class OrderTable {
  /**
   * The time that decides is the server's, when the statement executes. {@code now()} would be when
   * the transaction began, before it waited for a lock. The API shows milliseconds.
   */
  static final String NOW = "date_trunc('milliseconds', clock_timestamp())";

  /** By the primary key. */
  private static final String FIND =
      "SELECT " + OrderRow.COLUMNS + ", " + NOW + " AS now FROM orders WHERE id = ?";

  /** The time in a second statement: the first one may have waited for the lock. */
  private static final String LOCK =
      "SELECT "
          + OrderRow.COLUMNS
          + " FROM orders WHERE id = ? FOR NO KEY UPDATE; SELECT "
          + NOW
          + " AS now";

  /**
   * The order and what it holds stand in one statement. The times of a row are one reading of the
   * clock: a subquery with a volatile function is executed once.
   */
  private static final String INSERT =
      """
      WITH placed AS (
        INSERT INTO orders (
          id, fingerprint, status, skus, quantities, reference, customer, version,
          created_at, updated_at, expires_at, due_at)
        SELECT ?, ?, ?, ?::text[], ?::integer[], ?, ?, 1,
          now, now, now + ? * interval '1 millisecond', now + ? * interval '1 millisecond'
        FROM (SELECT %s AS now) AS clock
        ON CONFLICT (id) DO NOTHING
        RETURNING id, status, version, skus, quantities, created_at, updated_at, expires_at),
      held AS (
        INSERT INTO reservations (order_id, sku, quantity, state, customer)
        SELECT placed.id, line.sku, line.quantity, ?::"char", line.customer
        FROM placed, unnest(skus, quantities, ?::text[]) AS line (sku, quantity, customer)),
      told AS (%s)
      SELECT created_at, expires_at FROM placed
      """
          .formatted(NOW, Outbox.tell("placed", Outbox.STATUS));

  private static final String CHANGE_STATUS =
      """
      WITH changed AS (
        UPDATE orders SET status = ?, version = version + 1, updated_at = %s
        WHERE id = ? RETURNING id, version, status, updated_at),
      told AS (%s)
      SELECT updated_at FROM changed
      """
          .formatted(NOW, Outbox.tell("changed", Outbox.STATUS));

  private static final String CHANGE_LINES =
      """
      WITH changed AS (
        UPDATE orders
        SET skus = ?::text[], quantities = ?::integer[], version = version + 1, updated_at = %s,
            expires_at = ?, due_at = ?, extensions = ?
        WHERE id = ? RETURNING id, version, status, updated_at),
      told AS (%s)
      SELECT updated_at FROM changed
      """
          .formatted(NOW, Outbox.tell("changed", "?"));

  private static final String RETURN =
      """
      WITH changed AS (
        UPDATE orders SET returned = ?::integer[], version = version + 1, updated_at = %s
        WHERE id = ? RETURNING id, version, status, updated_at),
      told AS (%s),
      recorded AS (
        INSERT INTO returns (order_id, number, key, fingerprint, units, returned_at)
        SELECT id, ?, ?, ?, ?, updated_at FROM changed)
      SELECT updated_at FROM changed
      """
          .formatted(NOW, Outbox.tell("changed", "'RETURNED'"));

  private static final String RETURNS =
      """
      SELECT key, fingerprint FROM returns WHERE order_id = ? ORDER BY number
      """;

  private OrderTable() {}

  /**
   * An order and the store's time, both as of a moment.
   *
   * @param row null when there is no such order
   */
  record Found(@Nullable OrderRow row, Instant now) {}

  /** An order whose row this transaction has locked, and the time after it was. */
  record Locked(OrderRow row, Instant now) {}

  /** Reads an order without locking it; null when there is none. */
  static @Nullable Locked find(Transaction transaction, OrderId id) {
    return transaction.first(
        FIND, (row, i) -> new Locked(OrderRow.of(row), OrderRow.instant(row, "now")), id.value());
  }

  /** Locks an order; null when there is none. */
  static @Nullable Locked lock(Transaction transaction, OrderId id) {
    var found =
        new Object() {
          @Nullable OrderRow row;
          @Nullable Instant now;
        };
    transaction.together(
        LOCK,
        List.of(
            rows -> found.row = rows.next() ? OrderRow.of(rows) : null,
            rows -> found.now = rows.next() ? OrderRow.instant(rows, "now") : null),
        id.value());
    return found.row == null ? null : new Locked(found.row, Objects.requireNonNull(found.now));
  }

  /** When an order was placed, and its deadline. */
  record Times(Instant createdAt, Instant expiresAt) {}

  /**
   * Inserts an order and what it holds.
   *
   * @param customers for whom the units of each line are counted, empty for none
   * @throws RepeatException when another transaction has inserted it since it was looked for
   */
  static Times insert(
      Transaction transaction, PlaceOrder order, Duration reservationTime, String[] customers) {
    Times times =
        transaction.first(
            INSERT,
            (row, i) ->
                new Times(OrderRow.instant(row, "created_at"), OrderRow.instant(row, "expires_at")),
            order.id().value(),
            order.fingerprint(),
            order.status().name(),
            OrderRow.skus(order.basket()),
            OrderRow.quantities(order.basket()),
            order.reference(),
            order.customer(),
            reservationTime.toMillis(),
            reservationTime.toMillis(),
            order.status() == OrderStatus.CONFIRMED ? "S" : "R",
            customers);
    if (times == null) {
      throw new RepeatException("the order was placed meanwhile");
    }
    return times;
  }

  /** An order as it was placed. */
  static Order placed(PlaceOrder order, Times times) {
    return new Order(
        order.id(),
        order.status(),
        order.basket(),
        order.reference(),
        order.customer(),
        1,
        times.createdAt(),
        times.createdAt(),
        times.expiresAt());
  }

  /** Gives a locked order a status. */
  static OrderRow changeStatus(Transaction transaction, OrderRow row, OrderStatus status) {
    Instant at =
        transaction.first(
            CHANGE_STATUS,
            (changed, i) -> OrderRow.instant(changed, "updated_at"),
            status.name(),
            row.order().id().value());
    return row.changed(status, Objects.requireNonNull(at));
  }

  /** The fingerprints of a locked order's returns by their keys, in their order. */
  static Map<String, String> returns(Transaction transaction, OrderId id) {
    var returns = new LinkedHashMap<String, String>();
    transaction
        .list(
            RETURNS,
            (row, i) -> Map.entry(row.getString("key"), row.getString("fingerprint")),
            id.value())
        .forEach(entry -> returns.put(entry.getKey(), entry.getValue()));
    return returns;
  }

  /**
   * Records a return of a locked order.
   *
   * @param returned units that it has returned then, by SKU
   */
  static OrderRow addReturn(
      Transaction transaction,
      OrderRow row,
      OrderReturn units,
      int number,
      Map<Sku, Integer> returned) {
    Integer[] ofLines =
        row.order().basket().skus().stream()
            .map(sku -> returned.getOrDefault(sku, 0))
            .toArray(Integer[]::new);
    Instant at =
        transaction.first(
            RETURN,
            (changed, i) -> OrderRow.instant(changed, "updated_at"),
            ofLines,
            row.order().id().value(),
            number,
            units.key(),
            units.fingerprint(),
            units.text());
    return row.returned(returned, Objects.requireNonNull(at));
  }

  /** Gives a locked order a later deadline, which counts as an extension. */
  static OrderRow extend(Transaction transaction, OrderRow row, Instant expiresAt) {
    return change(transaction, row.extended(), row.order().basket(), expiresAt);
  }

  /** Gives a locked order lines, or a deadline alone. */
  static OrderRow change(Transaction transaction, OrderRow row, Basket basket, Instant expiresAt) {
    Instant at =
        transaction.first(
            CHANGE_LINES,
            (changed, i) -> OrderRow.instant(changed, "updated_at"),
            OrderRow.skus(basket),
            OrderRow.quantities(basket),
            OrderRow.parameter(expiresAt),
            OrderRow.parameter(expiresAt),
            row.extensions(),
            row.order().id().value(),
            row.order().basket().equals(basket) ? "EXTENDED" : "LINES_CHANGED");
    return row.changed(basket, expiresAt, Objects.requireNonNull(at));
  }
}
