package dev.holdfast.postgres.order;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The row of an order, as one statement read it.
 *
 * @param fingerprint stands for the content of the request that placed it
 * @param extensions how often its deadline was moved by extending it
 */
record OrderRow(Order order, String fingerprint, int extensions) {
  /** Its columns, for a SELECT. */
  static final String COLUMNS =
      "orders.id, fingerprint, status, skus, quantities, reference, orders.customer,"
          + " orders.version, created_at, updated_at, expires_at, returned, extensions";

  /**
   * Reads the row that a cursor is at.
   *
   * @throws OrderDamagedException when it is not as it must be
   */
  static OrderRow of(ResultSet row) throws SQLException {
    String id = row.getString("id");
    try {
      return new OrderRow(
          new Order(
              new OrderId(id),
              OrderStatus.valueOf(row.getString("status")),
              basket(row),
              row.getString("reference"),
              row.getString("customer"),
              row.getLong("version"),
              instant(row, "created_at"),
              instant(row, "updated_at"),
              instant(row, "expires_at"),
              returned(row)),
          row.getString("fingerprint"),
          row.getInt("extensions"));
    } catch (IllegalArgumentException e) {
      throw new OrderDamagedException(id, String.valueOf(e.getMessage()));
    }
  }

  private static Basket basket(ResultSet row) throws SQLException {
    String[] skus = (String[]) row.getArray("skus").getArray();
    Integer[] quantities = (Integer[]) row.getArray("quantities").getArray();
    var lines = new ArrayList<Line>();
    for (int i = 0; i < skus.length; i++) {
      lines.add(new Line(new Sku(skus[i]), quantities[i]));
    }
    return new Basket(lines);
  }

  /** Units returned, by SKU. */
  private static Map<Sku, Integer> returned(ResultSet row) throws SQLException {
    @Nullable Array column = row.getArray("returned");
    if (column == null) {
      return Map.of();
    }
    String[] skus = (String[]) row.getArray("skus").getArray();
    Integer[] units = (Integer[]) column.getArray();
    var returned = new HashMap<Sku, Integer>();
    for (int i = 0; i < skus.length; i++) {
      if (units[i] != 0) {
        returned.put(new Sku(skus[i]), units[i]);
      }
    }
    return returned;
  }

  /** A time of a row. */
  static Instant instant(ResultSet row, String column) throws SQLException {
    return Objects.requireNonNull(row.getObject(column, OffsetDateTime.class)).toInstant();
  }

  /** A time as a parameter. */
  static OffsetDateTime parameter(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  /** SKUs of a basket as a parameter, in canonical order. */
  static String[] skus(Basket basket) {
    return basket.lines().stream().map(line -> line.sku().value()).toArray(String[]::new);
  }

  /** Quantities of a basket as a parameter, in the same order. */
  static Integer[] quantities(Basket basket) {
    return basket.lines().stream().map(Line::quantity).toArray(Integer[]::new);
  }

  /** Whether its deadline has passed, which the first transaction that looks enforces. */
  boolean isOverdue(Instant now) {
    return order.status() == OrderStatus.RESERVED && !order.expiresAt().isAfter(now);
  }

  /** Whether it is at a version that the caller means. */
  boolean isMeant(VersionCondition condition) {
    return condition.means(order.version());
  }

  /** The same order after a change of its status. */
  OrderRow changed(OrderStatus status, Instant at) {
    return new OrderRow(
        new Order(
            order.id(),
            status,
            order.basket(),
            order.reference(),
            order.customer(),
            order.version() + 1,
            order.createdAt(),
            at,
            order.expiresAt()),
        fingerprint,
        extensions);
  }

  /** The same order, extended once more. */
  OrderRow extended() {
    return new OrderRow(order, fingerprint, extensions + 1);
  }

  /** The same order after a return. */
  OrderRow returned(Map<Sku, Integer> returned, Instant at) {
    return new OrderRow(
        new Order(
            order.id(),
            order.status(),
            order.basket(),
            order.reference(),
            order.customer(),
            order.version() + 1,
            order.createdAt(),
            at,
            order.expiresAt(),
            returned),
        fingerprint,
        extensions);
  }

  /** The same order after a change of its lines or its deadline. */
  OrderRow changed(Basket basket, Instant expiresAt, Instant at) {
    return new OrderRow(
        new Order(
            order.id(),
            order.status(),
            basket,
            order.reference(),
            order.customer(),
            order.version() + 1,
            order.createdAt(),
            at,
            expiresAt),
        fingerprint,
        extensions);
  }
}
