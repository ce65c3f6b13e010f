package dev.holdfast.postgres.audit;

import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Reconciliation.Action;
import dev.holdfast.stock.Sku;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A reservation that does not agree with its order. The order decides.
 *
 * @param status the order's; null when there is no such order
 * @param listed units that the order lists and has not returned
 * @param isListed whether it lists the SKU at all
 * @param held units that are held for it
 * @param isSold whether these are sold
 */
record Mismatch(
    Kind kind,
    String order,
    @Nullable String status,
    int listed,
    boolean isListed,
    int held,
    boolean isSold,
    String customer) {

  /** What the order lists and has not returned. */
  private static final String LISTED =
      "(coalesce(orders.quantities[array_position(orders.skus, wanted.sku)], 0)"
          + " - coalesce(orders.returned[array_position(orders.skus, wanted.sku)], 0))";

  private static final String COLUMNS =
      """
      SELECT coalesce(orders.id, reservations.order_id) AS id, orders.status, %s AS listed,
        coalesce(orders.skus @> ARRAY[wanted.sku], false) AS is_listed,
        coalesce(reservations.quantity, 0) AS held,
        coalesce(reservations.state = 'S', false) AS is_sold,
        coalesce(reservations.customer, counted.customer, '') AS customer
      FROM (SELECT ?::text AS sku) AS wanted
      """
          .formatted(LISTED);

  /** For whom the units of an order are counted where no reservation says so. */
  private static final String COUNTED =
      """
      LEFT JOIN customer_units AS counted
        ON counted.sku = wanted.sku AND counted.customer = orders.customer COLLATE "C"
      """;

  /** By the index {@code reservations_sku}. */
  private static final String RESERVED_WITHOUT_ORDER =
      COLUMNS
          + """
          JOIN reservations ON reservations.sku = wanted.sku AND reservations.state = 'R' #
          LEFT JOIN orders ON orders.id = reservations.order_id
          """
          + COUNTED
          + """
          WHERE orders.id IS NULL OR orders.status <> 'RESERVED' OR reservations.quantity > %s
          LIMIT ?
          """
              .formatted(LISTED);

  /** By the index {@code reservations_sku}. */
  private static final String SOLD_WITHOUT_ORDER =
      COLUMNS
          + """
          JOIN reservations ON reservations.sku = wanted.sku AND reservations.state = 'S' #
          LEFT JOIN orders ON orders.id = reservations.order_id
          """
          + COUNTED
          + """
          WHERE orders.id IS NULL OR orders.status <> 'CONFIRMED' OR reservations.quantity <> %s
          LIMIT ?
          """
              .formatted(LISTED);

  /** Looks at every order, unless it is for some of them: no index lists the SKUs of orders. */
  private static final String ORDER_WITHOUT_RESERVATION =
      COLUMNS
          + """
          JOIN orders ON orders.status IN ('RESERVED', 'CONFIRMED')
            AND orders.skus @> ARRAY[wanted.sku] #
          LEFT JOIN reservations
            ON reservations.order_id = orders.id AND reservations.sku = wanted.sku
          """
          + COUNTED
          + """
          WHERE (reservations.quantity IS NULL AND %s > 0)
            OR (orders.status = 'RESERVED' AND reservations.state = 'R'
              AND reservations.quantity < %s)
          LIMIT ?
          """
              .formatted(LISTED, LISTED);

  private static final Map<Kind, String> OF_ALL = queries("", "");

  /** By the primary keys. */
  private static final Map<Kind, String> OF_SOME =
      queries("AND reservations.order_id = ANY (?)", "AND orders.id = ANY (?)");

  private static Map<Kind, String> queries(String whichReservations, String whichOrders) {
    return Map.of(
        Kind.RESERVATION_WITHOUT_ORDER, RESERVED_WITHOUT_ORDER.replace("#", whichReservations),
        Kind.SALE_WITHOUT_ORDER, SOLD_WITHOUT_ORDER.replace("#", whichReservations),
        Kind.ORDER_WITHOUT_RESERVATION, ORDER_WITHOUT_RESERVATION.replace("#", whichOrders));
  }

  /**
   * Looks for all that do not agree, each kind with one statement and as of one moment.
   *
   * @param limit the most of each kind
   */
  static List<Mismatch> find(Transaction transaction, Sku sku, int limit) {
    return find(transaction, OF_ALL, sku.value(), limit);
  }

  /** Looks at these orders only, which is fast however many others there are. */
  static List<Mismatch> among(Transaction transaction, Sku sku, String[] orders) {
    return find(transaction, OF_SOME, sku.value(), orders, orders.length);
  }

  private static List<Mismatch> find(
      Transaction transaction, Map<Kind, String> queries, Object... parameters) {
    var all = new ArrayList<Mismatch>();
    queries.forEach(
        (kind, sql) -> all.addAll(transaction.list(sql, (row, i) -> of(kind, row), parameters)));
    return all;
  }

  private static Mismatch of(Kind kind, ResultSet row) throws SQLException {
    return new Mismatch(
        kind,
        row.getString("id"),
        row.getString("status"),
        row.getInt("listed"),
        row.getBoolean("is_listed"),
        row.getInt("held"),
        row.getBoolean("is_sold"),
        row.getString("customer"));
  }

  /** Units that it is about. */
  long units() {
    return kind == Kind.ORDER_WITHOUT_RESERVATION ? listed - held : held;
  }

  /** In words. */
  String detail() {
    return "%d units %s for order %s, whose status is %s and which lists %d"
        .formatted(
            held, isSold ? "sold" : "reserved", order, status == null ? "NONE" : status, listed);
  }

  /** What mends it; null when that is for a person to decide. */
  @Nullable Action action() {
    boolean isConfirmed = "CONFIRMED".equals(status) && isListed;
    boolean isReserved = "RESERVED".equals(status) && listed > 0;
    if (isConfirmed) {
      return Action.SET_SALE;
    }
    if (isSold) {
      // Whether units were shipped that no order tells of, only a person can decide.
      return null;
    }
    return isReserved ? Action.SET_RESERVATION : Action.REMOVE_RESERVATION;
  }

  /** Units that are held for the order once it is mended. */
  int wanted() {
    Action action = action();
    return action == null ? held : action == Action.REMOVE_RESERVATION ? 0 : listed;
  }

  /** Whether these are sold then. */
  boolean isWantedSold() {
    return action() == null ? isSold : action() == Action.SET_SALE;
  }

  /**
   * How many units more its customer has once it is mended. An order whose reservation is lost is
   * counted still.
   */
  long countedChange() {
    return held == 0 ? 0L : (long) wanted() - held;
  }

  /** How many units more are reserved once it is mended. */
  long reservedChange() {
    return (isWantedSold() ? 0L : wanted()) - (isSold ? 0L : held);
  }

  /** How many units more are sold once it is mended. */
  long soldChange() {
    return (isWantedSold() ? wanted() : 0L) - (isSold ? held : 0L);
  }

  /** Makes a finding, or a repair, of several of a kind. */
  @FunctionalInterface
  interface Summary<K, T> {
    T create(K kind, long units, String detail, List<String> orders);
  }

  /** Sums mismatches up, one for each kind. */
  static <K, T> List<T> summed(
      Collection<Mismatch> mismatches, Function<Mismatch, K> kind, Summary<K, T> summary) {
    var byKind = new LinkedHashMap<K, List<Mismatch>>();
    mismatches.forEach(mismatch ->
        byKind.computeIfAbsent(kind.apply(mismatch), key -> new ArrayList<>()).add(mismatch));
    var sums = new ArrayList<T>();
    byKind.forEach((key, some) -> {
      long units = some.stream().mapToLong(Mismatch::units).sum();
      String first = some.getFirst().detail();
      sums.add(
          summary.create(
              key,
              units,
              some.size() == 1
                  ? first
                  : "%d of them, %d units in all; the first: %s"
                      .formatted(some.size(), units, first),
              some.stream().map(Mismatch::order).limit(Audit.ORDERS_MAX).toList()));
    });
    return sums;
  }
}
