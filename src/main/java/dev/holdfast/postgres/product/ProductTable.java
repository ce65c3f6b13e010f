package dev.holdfast.postgres.product;

import dev.holdfast.postgres.event.StockChannel;
import dev.holdfast.postgres.transaction.StrategyChangeLocks;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Registration;
import dev.holdfast.stock.Inventory.Skus;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.Product.Thresholds;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.PurchaseLimits.Rate;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.SqlParameterValue;

/** The products. Safe for use by many threads. */
public final class ProductTable {
  /** A product without a row in stock is not there: it must not be taken for one with plenty. */
  static final String FIND =
      """
      SELECT sku, epoch, strategy, revision, name, reservation_time_ms, reservation_time_max_ms,
        extensions_max, max_per_order, max_per_customer, low_stock, recovered_stock,
        back_in_stock, new_reservations_max, new_reservations_time_ms,
        on_sale, sale_from, sale_until,
        on_sale AND (sale_from IS NULL OR sale_from <= clock_timestamp())
          AND (sale_until IS NULL OR sale_until > clock_timestamp()) AS is_on_sale
      FROM products JOIN stock USING (sku)
      WHERE sku = ANY (?)
      ORDER BY sku
      """;

  private static final String PAGE =
      """
      SELECT sku FROM products WHERE sku > ? AND sku >= ? AND sku < ? ORDER BY sku LIMIT ?
      """;

  private static final String CREATE =
      """
      INSERT INTO products (
        name, reservation_time_ms, reservation_time_max_ms, extensions_max, max_per_order,
        max_per_customer, low_stock, recovered_stock, back_in_stock, new_reservations_max,
        new_reservations_time_ms, strategy, sku)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (sku) DO NOTHING
      """;

  /** The strategy whose products are sold by the unit. */
  private static final String BY_UNIT = "postgres-skip-locked";

  /** Stock that outlived its product stays as it is. */
  private static final String CREATE_STOCK =
      """
      INSERT INTO stock (sku, by_unit, on_sale)
      SELECT sku, strategy = '%s', ? FROM products WHERE sku = ?
      ON CONFLICT (sku) DO NOTHING
      """
          .formatted(BY_UNIT);

  private static final String BOUND =
      """
      SELECT strategy, revision, name, reservation_time_ms, reservation_time_max_ms,
        extensions_max, max_per_order, max_per_customer, low_stock, recovered_stock, back_in_stock,
        new_reservations_max, new_reservations_time_ms
      FROM products WHERE sku = ? FOR NO KEY UPDATE
      """;

  /**
   * The next epoch rejects takes of the strategy that was bound before. A take has the row locked,
   * so this waits for it and then judges what it left.
   */
  private static final String SWITCH =
      """
      UPDATE stock SET epoch = epoch + 1, version = version + 1, by_unit = ? = '%s'
      WHERE sku = ? AND supplied = 0 AND available = 0 AND reserved = 0 AND sold = 0
        AND sold_forgotten = 0 AND NOT EXISTS (SELECT FROM units WHERE units.sku = stock.sku)
        AND NOT EXISTS (SELECT FROM reservations WHERE reservations.sku = stock.sku)
      """
          .formatted(BY_UNIT);

  private static final String SALE =
      """
      SELECT on_sale, sale_from, sale_until FROM stock WHERE sku = ? FOR NO KEY UPDATE
      """;

  /**
   * The next epoch rejects takes that were bound before: they wait for the row's lock, or this
   * waits for theirs. No column of it is indexed.
   */
  private static final String CHANGE_SALE =
      """
      UPDATE stock
      SET on_sale = ?, sale_from = ?, sale_until = ?, epoch = epoch + 1, version = version + 1
      WHERE sku = ?
      """;

  private static final String CHANGE =
      """
      UPDATE products
      SET name = ?, reservation_time_ms = ?, reservation_time_max_ms = ?, extensions_max = ?,
        max_per_order = ?, max_per_customer = ?, low_stock = ?, recovered_stock = ?,
        back_in_stock = ?, new_reservations_max = ?, new_reservations_time_ms = ?, strategy = ?,
        revision = revision + 1
      WHERE sku = ?
      """;

  private final Transactions transactions;

  public ProductTable(Transactions transactions) {
    this.transactions = transactions;
  }

  /** The products among these SKUs that are registered. */
  public Map<Sku, Product> find(Collection<Sku> skus) {
    return transactions.read(reading -> find(reading, skus));
  }

  /** The same within a transaction. */
  public static Map<Sku, Product> find(Transaction transaction, Collection<Sku> skus) {
    var found = new LinkedHashMap<Sku, Product>();
    transaction
        .list(FIND, (row, i) -> product(row), (Object) values(skus))
        .forEach(product -> found.put(product.sku(), product));
    return found;
  }

  private static Product product(ResultSet row) throws SQLException {
    return new Product(
        new Sku(row.getString("sku")),
        row.getString("strategy"),
        row.getLong("epoch"),
        row.getLong("revision"),
        terms(row),
        sale(row),
        row.getBoolean("is_on_sale"));
  }

  private static Product.Terms terms(ResultSet row) throws SQLException {
    Long reservationTimeMax = row.getObject("reservation_time_max_ms", Long.class);
    return new Product.Terms(
        row.getString("name"),
        Duration.ofMillis(row.getLong("reservation_time_ms")),
        new Product.ExtensionLimits(
            reservationTimeMax == null ? null : Duration.ofMillis(reservationTimeMax),
            row.getObject("extensions_max", Integer.class)),
        new PurchaseLimits(
            row.getObject("max_per_order", Integer.class),
            row.getObject("max_per_customer", Integer.class),
            rate(row)),
        thresholds(row));
  }

  private static @Nullable Rate rate(ResultSet row) throws SQLException {
    Integer max = row.getObject("new_reservations_max", Integer.class);
    return max == null
        ? null
        : new Rate(max, Duration.ofMillis(row.getLong("new_reservations_time_ms")));
  }

  private static @Nullable Thresholds thresholds(ResultSet row) throws SQLException {
    Integer low = row.getObject("low_stock", Integer.class);
    return low == null
        ? null
        : new Thresholds(low, row.getInt("recovered_stock"), row.getInt("back_in_stock"));
  }

  private static Sale sale(ResultSet row) throws SQLException {
    OffsetDateTime from = row.getObject("sale_from", OffsetDateTime.class);
    OffsetDateTime until = row.getObject("sale_until", OffsetDateTime.class);
    return new Sale(
        row.getBoolean("on_sale"),
        from == null ? Instant.MIN : from.toInstant(),
        until == null ? Instant.MAX : until.toInstant());
  }

  /** SKUs as a parameter. */
  public static String[] values(Collection<Sku> skus) {
    return skus.stream().map(Sku::value).toArray(String[]::new);
  }

  /** A page of registered SKUs that begin with a prefix, in SKU order, after the given one. */
  public Skus page(String prefix, @Nullable Sku after, int limit) {
    // One more than asked for tells whether there is a next page.
    List<Sku> skus =
        transactions.read(reading ->
            reading.list(
                PAGE,
                (row, i) -> new Sku(row.getString("sku")),
                after == null ? "" : after.value(),
                prefix,
                Sku.endOf(prefix),
                limit + 1));
    return skus.size() > limit
        ? new Skus(skus.subList(0, limit), Optional.of(skus.get(limit - 1)))
        : new Skus(skus, Optional.empty());
  }

  /**
   * Registers a product, or changes it. Its stock is never touched.
   *
   * @param defaultStrategy what a new product is bound to that names no strategy
   */
  public RegisterResult register(Registration product, String defaultStrategy) {
    return transactions.run(transaction -> register(transaction, product, defaultStrategy));
  }

  private static RegisterResult register(
      Transaction transaction, Registration product, String defaultStrategy) {
    String wanted = product.strategy();
    if (product.revisions() == null) {
      String strategy = wanted == null ? defaultStrategy : wanted;
      if (transaction.update(CREATE, values(product, strategy)) == 1) {
        transaction.update(CREATE_STOCK, true, product.sku().value());
        return changeSale(transaction, product) == null
            ? transaction.rollingBack(RegisterResult.SALE_TIMES)
            : RegisterResult.CREATED;
      }
    }
    Described now =
        transaction.first(
            BOUND,
            (row, i) ->
                new Described(row.getString("strategy"), row.getLong("revision"), terms(row)),
            product.sku().value());
    if (now == null) {
      return RegisterResult.CHANGED;
    }
    String strategy = wanted == null ? now.strategy() : wanted;
    if (product.revisions() != null && !product.revisions().contains(now.revision())) {
      return RegisterResult.CHANGED;
    }
    boolean isSame = now.terms().equals(product.terms()) && now.strategy().equals(strategy);
    if (!now.strategy().equals(strategy)) {
      StrategyChangeLocks.lock(transaction, product.sku().value());
      if (transaction.update(SWITCH, strategy, product.sku().value()) == 0) {
        return transaction.rollingBack(RegisterResult.STRATEGY_IN_USE);
      }
    }
    Boolean isSold = changeSale(transaction, product);
    if (isSold == null) {
      return transaction.rollingBack(RegisterResult.SALE_TIMES);
    }
    if (isSame && !isSold) {
      transaction.acknowledge();
      return RegisterResult.UPDATED;
    }
    transaction.update(CHANGE, values(product, strategy));
    return RegisterResult.UPDATED;
  }

  /**
   * Changes when a product is sold. Takes under way are waited for: once this is committed, none of
   * them is committed that was bound before. Units have no row of their stock's to lock.
   *
   * @return whether it is another sale; null when it would end before it begins
   */
  private static @Nullable Boolean changeSale(Transaction transaction, Registration product) {
    if (product.sale().equals(Sale.Change.NONE)) {
      return false;
    }
    String sku = product.sku().value();
    StrategyChangeLocks.lock(transaction, sku);
    Sale before = transaction.first(SALE, (row, i) -> sale(row), sku);
    if (before == null) {
      throw new StockDamagedException("the stock of " + sku + " is gone");
    }
    Sale after = product.sale().of(before).orElse(null);
    if (after == null) {
      return null;
    }
    if (!after.equals(before)) {
      transaction.update(CHANGE_SALE, after.on(), time(after.from()), time(after.until()), sku);
      // Those that wait for what is not on sale any more are refused.
      StockChannel.signal(transaction);
    }
    return !after.equals(before);
  }

  private static SqlParameterValue time(Instant time) {
    boolean isNone = time.equals(Instant.MIN) || time.equals(Instant.MAX);
    return new SqlParameterValue(
        Types.TIMESTAMP_WITH_TIMEZONE, isNone ? null : time.atOffset(ZoneOffset.UTC));
  }

  /** A product's row, locked. */
  private record Described(String strategy, long revision, Product.Terms terms) {}

  /** The parameters of {@link #CREATE} and {@link #CHANGE}. */
  private static Object[] values(Registration product, String strategy) {
    Product.Terms terms = product.terms();
    Thresholds thresholds = terms.thresholds();
    Rate rate = terms.limits().rate();
    return new Object[] {
      terms.name(),
      terms.reservationTime().toMillis(),
      limit(terms.extensions().reservationTimeMax()),
      limit(terms.extensions().extensionsMax()),
      limit(terms.limits().perOrder()),
      limit(terms.limits().perCustomer()),
      limit(thresholds == null ? null : thresholds.low()),
      limit(thresholds == null ? null : thresholds.recovered()),
      limit(thresholds == null ? null : thresholds.backInStock()),
      limit(rate == null ? null : rate.max()),
      new SqlParameterValue(Types.BIGINT, rate == null ? null : rate.time().toMillis()),
      strategy,
      product.sku().value()
    };
  }

  /**
   * Creates the stock of a registered product where it was lost; returns whether it was. Whether
   * the product was on sale is lost with it, so its sale is stopped.
   */
  public static boolean recreateStock(Transaction transaction, Sku sku) {
    return transaction.update(CREATE_STOCK, false, sku.value()) == 1;
  }

  private static SqlParameterValue limit(@Nullable Duration limit) {
    return new SqlParameterValue(Types.BIGINT, limit == null ? null : limit.toMillis());
  }

  /** A number that may be none has to say its type. */
  private static SqlParameterValue limit(@Nullable Integer limit) {
    return new SqlParameterValue(Types.INTEGER, limit);
  }
}
