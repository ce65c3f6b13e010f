package dev.holdfast.postgres.alert;

import dev.holdfast.alert.ProductEvent;
import dev.holdfast.alert.StockBand;
import dev.holdfast.alert.StockBands.Sampled;
import dev.holdfast.stock.Product.Thresholds;
import dev.holdfast.stock.Sku;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The stock of a watched product beside the band that is stored, as one statement read both.
 *
 * @param thresholds null when the product has none
 * @param sequence the number of its last crossing
 */
record WatchedStock(
    Sku sku,
    long available,
    long shortfall,
    @Nullable Thresholds thresholds,
    StockBand band,
    boolean wasShort,
    long sequence) {
  /** The columns, from products, stock and product_bands. */
  static final String COLUMNS =
      """
      stock.sku, stock.shortfall,
      CASE WHEN stock.by_unit THEN (SELECT count(*) FROM units WHERE units.sku = stock.sku)
        ELSE stock.available END AS available,
      products.low_stock, products.recovered_stock, products.back_in_stock,
      coalesce(product_bands.band, 'IN_STOCK') AS band,
      coalesce(product_bands.short, false) AS short,
      coalesce(product_bands.sequence, 0) AS sequence
      FROM stock JOIN products USING (sku) LEFT JOIN product_bands USING (sku)
      """;

  static WatchedStock of(ResultSet row) throws SQLException {
    Integer low = row.getObject("low_stock", Integer.class);
    return new WatchedStock(
        new Sku(row.getString("sku")),
        row.getLong("available"),
        row.getLong("shortfall"),
        low == null
            ? null
            : new Thresholds(low, row.getInt("recovered_stock"), row.getInt("back_in_stock")),
        StockBand.valueOf(row.getString("band")),
        row.getBoolean("short"),
        row.getLong("sequence"));
  }

  boolean isShort() {
    return shortfall > 0;
  }

  /** Thresholds that it gets later begin anew. */
  private StockBand bandNow() {
    return thresholds == null ? StockBand.IN_STOCK : band.after(available, thresholds);
  }

  /** Whether what is stored of it has to change. */
  boolean moved() {
    return wasShort != isShort() || band != bandNow();
  }

  /** The type of its next crossing; null when it has none. A shortfall comes before its band. */
  @Nullable String crossing() {
    if (wasShort != isShort()) {
      return isShort() ? ProductEvent.SHORTFALL : ProductEvent.SHORTFALL_FILLED;
    }
    return thresholds == null || band == bandNow() ? null : band.crossing(bandNow());
  }

  /** The band after that crossing: one at a time. */
  StockBand bandAfter() {
    return wasShort != isShort() ? band : bandNow();
  }

  Sampled sampled() {
    return new Sampled(sku, thresholds == null ? null : bandNow(), isShort());
  }
}
