package dev.holdfast.api.console;

import dev.holdfast.stock.Inventory.StockedProduct;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.watch.StockWatch;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a page of the console shows of products, and a summary. Immutable.
 *
 * @param at when it was made, by the instance's clock
 * @param totals absent before the stock watch has looked at all stock
 * @param attention products that do not add up by the stock watch, 20 at most
 * @param items those of the products asked for that there are, in SKU order
 * @param unknown SKUs asked for that are not known, or whose stock cannot be read
 * @param waiting how many orders wait for stock in this instance
 */
record ConsolePicture(
    Instant at,
    StoreState store,
    @Nullable Totals totals,
    List<String> attention,
    List<Item> items,
    List<String> unknown,
    InstanceViews.@Nullable InstancesView instances,
    int waiting) {
  static final int ATTENTION_MAX = 20;

  /**
   * The store.
   *
   * @param reachable whether it answered; otherwise the items are those of the last answer
   */
  record StoreState(String kind, boolean reachable) {}

  /** What the stock watch counted at its last full inspection. */
  record Totals(int products, int unconserved, long oversold, long shortfall, long ageMs) {
    static Totals of(StockWatch.Totals totals) {
      return new Totals(
          totals.products(),
          totals.unconserved().size(),
          totals.oversold(),
          totals.shortfall(),
          totals.ageMillis());
    }
  }

  /**
   * A product.
   *
   * @param conserved false when its stock does not add up and orders on their way cannot explain it
   */
  record Item(
      String sku,
      String name,
      String strategy,
      boolean onSale,
      boolean onSaleNow,
      Stock stock,
      long oversold,
      long discrepancy,
      boolean conserved) {
    static Item of(StockedProduct stocked, Set<Sku> unconserved) {
      Product product = stocked.product();
      StockLevel level = stocked.level();
      return new Item(
          product.sku().value(),
          product.terms().name(),
          product.strategy(),
          product.sale().on(),
          product.isOnSale(),
          new Stock(
              level.supplied(),
              level.available(),
              level.reserved(),
              level.sold(),
              level.shortfall()),
          level.oversold(),
          level.discrepancy(),
          level.isConserved()
              || (!unconserved.contains(product.sku())
                  && StockWatch.mayBeUnderWay(level, product)));
    }
  }

  /** Where each supplied unit of a product is. */
  record Stock(long supplied, long available, long reserved, long sold, long shortfall) {}
}
