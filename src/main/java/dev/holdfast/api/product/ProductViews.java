package dev.holdfast.api.product;

import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.Product.Thresholds;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StockSnapshot;
import dev.holdfast.strategy.RaceWindowPosition;
import dev.holdfast.strategy.StrategyType;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Products, stock and strategies as clients see them. */
final class ProductViews {
  private static final String SHORTFALL =
      "Units promised that a stock count did not find; what comes back or is supplied fills it"
          + " before it can be ordered.";

  private ProductViews() {}

  /** Examples of several, for the API's description. */
  private static final class Examples {
    static final String STOCK =
        "\"supplied\": 60, \"available\": 58, \"reserved\": 2, \"sold\": 0," + " \"shortfall\": 0";
    static final String LEVELS = "[{\"sku\": \"ticket-1\", " + STOCK + "}]";
    static final String PRODUCTS =
        "[{\"sku\": \"ticket-1\", \"name\": \"Front row ticket\", \"strategy\": \"redis-script\", "
            + "\"reservationTime\": \"PT15M\", \"onSale\": true, \"onSaleNow\": true, "
            + "\"stock\": {"
            + STOCK
            + "}}]";
  }

  /** Where each supplied unit is. */
  @Schema(name = "Stock", description = "Where each supplied unit is now.")
  record StockView(
      @Schema(description = "Units supplied in all.", example = "60") long supplied,
      @Schema(
              description =
                  "Units that can be ordered; negative only when an unsafe strategy oversold.",
              example = "58")
          long available,
      @Schema(description = "Units set aside for orders.", example = "2") long reserved,
      @Schema(description = "Units sold for good.", example = "0") long sold,
      @Schema(description = SHORTFALL, example = "0") long shortfall) {
    static StockView of(StockLevel level) {
      return new StockView(
          level.supplied(), level.available(), level.reserved(), level.sold(), level.shortfall());
    }
  }

  /** A product with its stock. */
  @Schema(name = "Product", description = "A product with its stock.")
  record ProductView(
      @Schema(description = "The SKU.", example = "ticket-1") String sku,
      @Schema(description = "The name.", example = "Front row ticket") String name,
      @Schema(description = "The strategy that takes its stock.", example = "redis-script")
          String strategy,
      @Schema(
              description = "How long an order stays reserved, an ISO 8601 duration.",
              type = "string",
              format = "duration",
              example = "PT15M")
          Duration reservationTime,
      @Schema(
              description =
                  "Until how long after it was placed an order may be kept reserved by extending"
                      + " it, if the product says so.",
              type = "string",
              format = "duration",
              example = "PT2H")
          @Nullable Duration reservationTimeMax,
      @Schema(
              description = "How often an order may be extended, if there is a limit.",
              example = "3")
          @Nullable Integer extensionsMax,
      @Schema(
              description = "The most units that one order may have, if there is a limit.",
              example = "4")
          @Nullable Integer maxPerOrder,
      @Schema(
              description = "The most units that one customer may have, if there is a limit.",
              example = "4")
          @Nullable Integer maxPerCustomer,
      @Schema(
              description =
                  "How many new reservations one customer may make in `newReservationsTime`, if"
                      + " there is a limit.",
              example = "3")
          @Nullable Integer newReservationsMax,
      @Schema(
              description = "The time for it, an ISO 8601 duration.",
              type = "string",
              format = "duration",
              example = "PT1H")
          @Nullable Duration newReservationsTime,
      @Schema(
              description = "Stock is low at so many units or fewer, if it is watched.",
              example = "10")
          @Nullable Integer lowStock,
      @Schema(description = "It is low no more at so many units, if it is watched.", example = "20")
          @Nullable Integer recoveredStock,
      @Schema(
              description = "A product sold out is back at so many units, if it is watched.",
              example = "1")
          @Nullable Integer backInStock,
      @Schema(description = "Whether it is sold, within its times.", example = "true")
          boolean onSale,
      @Schema(
              description = "From when it is sold, if that has a time.",
              example = "2026-11-23T09:00:00Z")
          @Nullable Instant saleFrom,
      @Schema(
              description = "When its sale ends, if that has a time.",
              example = "2099-12-24T18:00:00Z")
          @Nullable Instant saleUntil,
      @Schema(description = "Whether it is on sale now, by the store's clock.", example = "true")
          boolean onSaleNow,
      @Schema(description = "Where each supplied unit is now.") StockView stock) {
    static ProductView of(Product product, StockLevel level) {
      Product.Terms terms = product.terms();
      Thresholds thresholds = terms.thresholds();
      Sale sale = product.sale();
      PurchaseLimits.Rate rate = terms.limits().rate();
      return new ProductView(
          product.sku().value(),
          terms.name(),
          product.strategy(),
          terms.reservationTime(),
          terms.extensions().reservationTimeMax(),
          terms.extensions().extensionsMax(),
          terms.limits().perOrder(),
          terms.limits().perCustomer(),
          rate == null ? null : Integer.valueOf(rate.max()),
          rate == null ? null : rate.time(),
          thresholds == null ? null : Integer.valueOf(thresholds.low()),
          thresholds == null ? null : Integer.valueOf(thresholds.recovered()),
          thresholds == null ? null : Integer.valueOf(thresholds.backInStock()),
          sale.on(),
          sale.from().equals(Instant.MIN) ? null : sale.from(),
          sale.until().equals(Instant.MAX) ? null : sale.until(),
          product.isOnSale(),
          StockView.of(level));
    }
  }

  /** A page of products. */
  @Schema(name = "Products", description = "A page of products in SKU order.")
  record ProductsView(
      @Schema(description = "The products.", example = Examples.PRODUCTS) List<ProductView> items,
      @Schema(description = "Where the next page begins; absent on the last.", example = "ticket-1")
          @Nullable String nextCursor) {}

  /** The level of one of several SKUs. */
  @Schema(name = "StockLevel", description = "The stock of one SKU.")
  record LevelView(
      @Schema(description = "The SKU.", example = "ticket-1") String sku,
      @Schema(description = "Units supplied in all.", example = "60") long supplied,
      @Schema(description = "Units that can be ordered.", example = "58") long available,
      @Schema(description = "Units set aside for orders.", example = "2") long reserved,
      @Schema(description = "Units sold for good.", example = "0") long sold,
      @Schema(description = SHORTFALL, example = "0") long shortfall) {}

  /** The levels of several SKUs. */
  @Schema(name = "StockLevels", description = "The stock of several SKUs.")
  record LevelsView(
      @Schema(description = "The levels, in SKU order.", example = Examples.LEVELS)
          List<LevelView> items,
      @Schema(description = "SKUs asked for that are not known.", example = "[\"tikcet-1\"]")
          List<String> unknown) {
    static LevelsView of(StockSnapshot snapshot, List<String> unknown) {
      var items =
          snapshot.levels().values().stream()
              .map(l ->
                  new LevelView(
                      l.sku().value(),
                      l.supplied(),
                      l.available(),
                      l.reserved(),
                      l.sold(),
                      l.shortfall()))
              .toList();
      return new LevelsView(items, unknown);
    }
  }

  /** An adjustment that was applied. */
  @Schema(
      name = "StockAdjustment",
      description = "An adjustment that was applied, with the stock after it.")
  record AdjustmentView(
      @Schema(description = "The adjustment's id.", example = "hyr2qpmdkvx5l7uwbzta3jn6ce")
          String id,
      @Schema(description = "The SKU.", example = "ticket-1") String sku,
      @Schema(description = "Units added, or withdrawn when negative.", example = "60") long delta,
      @Schema(description = "Why.", example = "delivery 2026-11-23") String reason,
      @Schema(description = "Where each supplied unit is now.") StockView stock) {}

  /** What an audit found. */
  @Schema(name = "Audit", description = "Whether the stock of a SKU adds up.")
  record AuditView(
      @Schema(description = "The SKU.", example = "ticket-1") String sku,
      @Schema(description = "The strategy that takes its stock.", example = "redis-script")
          String strategy,
      @Schema(description = "Units supplied in all.", example = "60") long supplied,
      @Schema(description = "Units that can be ordered.", example = "58") long available,
      @Schema(description = "Units set aside for orders.", example = "2") long reserved,
      @Schema(description = "Units sold for good.", example = "0") long sold,
      @Schema(description = SHORTFALL, example = "0") long shortfall,
      @Schema(
              description = "Units promised twice: max(0, reserved + sold - supplied - shortfall).",
              example = "0")
          long oversold,
      @Schema(
              description =
                  "supplied + shortfall - available - reserved - sold: positive is leaked stock,"
                      + " negative is phantom stock.",
              example = "0")
          long discrepancy,
      @Schema(description = "Whether everything adds up.", example = "true") boolean conserved,
      @Schema(description = "Whether every reservation and order was inspected.", example = "false")
          boolean deep,
      @Schema(
              description =
                  "Whether the stock changed during a deep audit, so that its findings may be"
                      + " of two moments.",
              example = "false")
          boolean inconclusive,
      @Schema(description = "How many reservations a deep audit inspected.", example = "1")
          long reservations,
      @Schema(description = "What does not add up, one for each kind.", example = "[]")
          List<FindingView> findings) {
    static AuditView of(String strategy, Audit audit) {
      StockLevel level = audit.level();
      return new AuditView(
          level.sku().value(),
          strategy,
          level.supplied(),
          level.available(),
          level.reserved(),
          level.sold(),
          level.shortfall(),
          level.oversold(),
          level.discrepancy(),
          audit.isConserved(),
          audit.deep(),
          audit.inconclusive(),
          audit.reservations(),
          audit.findings().stream().map(FindingView::of).toList());
    }
  }

  /** One thing that does not add up. */
  @Schema(name = "Finding", description = "One thing that does not add up.")
  record FindingView(
      @Schema(description = "The kind of damage.", example = "reservation-without-order")
          String kind,
      @Schema(description = "How many units it is about, 0 where that is not known.", example = "2")
          long units,
      @Schema(
              description = "What was found.",
              example = "2 units for order 5o3hjhi7vsfe5kz2qkprkqcsgq, whose status is none")
          String detail,
      @Schema(
              description = "The orders it is about, 10 at most.",
              example = "[\"5o3hjhi7vsfe5kz2qkprkqcsgq\"]")
          List<String> orders) {
    static FindingView of(Audit.Finding finding) {
      return new FindingView(
          finding.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          finding.units(),
          finding.detail(),
          finding.orders());
    }
  }

  /** A strategy and what it promises. */
  @Schema(name = "Strategy", description = "A strategy and what it promises.")
  record StrategyView(
      @Schema(description = "The name that products are bound to.", example = "redis-script")
          String name,
      @Schema(description = "How it works.", example = "one atomic script") String summary,
      @Schema(
              description = "Across which instances no unit is sold twice.",
              example = "ALL_INSTANCES")
          Guarantee.Scope scope,
      @Schema(
              description =
                  "Whether a crash, a pause or a repeated command can take units that no order"
                      + " holds.",
              example = "false")
          boolean leaks,
      @Schema(
              description = "Whether an order may be refused although enough is there.",
              example = "false")
          boolean refusesFalsely,
      @Schema(description = "Whether it may answer `contended` under load.", example = "false")
          boolean contends,
      @Schema(
              description =
                  "Whether the stock adds up at every moment, not only when no order is in"
                      + " progress.",
              example = "true")
          boolean heldOneMoment,
      @Schema(
              description = "What becomes of units at worst when an order is placed twice at once.",
              example = "EXACT")
          Guarantee.Worst underDuplicates,
      @Schema(
              description = "What becomes of units at worst when its commands are sent twice.",
              example = "EXACT")
          Guarantee.Worst underResends,
      @Schema(
              description =
                  "What becomes of units at worst when a process pauses between two steps.",
              example = "EXACT")
          Guarantee.Worst underPauses,
      @Schema(
              description = "What becomes of units at worst when a process dies between two steps.",
              example = "EXACT")
          Guarantee.Worst afterCrash,
      @Schema(
              description = "When an order may be refused although enough is there.",
              example = "NEVER")
          Guarantee.FalseRefusals falseRefusals,
      @Schema(
              description =
                  "Whether the levels of several products are read as of one moment on a Redis"
                      + " Cluster too.",
              example = "false")
          boolean readsWholeOrders,
      @Schema(description = "All that in a few words.", example = "fails only with Redis itself")
          String atWorst,
      @Schema(description = "What can break the promise.", example = "[]") List<String> exposedTo,
      @Schema(
              description = "Where the lab's race window holds it.",
              example = "none: nothing comes between check and take")
          String gap,
      @Schema(description = "Whether this instance may use it now.", example = "true")
          boolean usable,
      @Schema(
              description = "Why it may not be used now; absent when it may.",
              example = "unguarded oversells and is for lab mode only")
          @Nullable String whyNotUsable) {
    static StrategyView of(StrategyType type, @Nullable String whyNotUsable) {
      Guarantee guarantee = type.guarantee();
      return new StrategyView(
          type.id(),
          type.summary(),
          guarantee.scope(),
          guarantee.leaks(),
          guarantee.refusesFalsely(),
          guarantee.contends(),
          guarantee.conservedAtEveryMoment(),
          guarantee.underDuplicates(),
          guarantee.onResentCommand(),
          guarantee.underPauses(),
          guarantee.afterCrash(),
          guarantee.falseRefusals(),
          guarantee.consistentReads(),
          guarantee.failureMode(),
          guarantee.exposedTo(),
          type.raceWindow()
              .map(RaceWindowPosition::description)
              .orElse("none: nothing comes between check and take"),
          whyNotUsable == null,
          whyNotUsable);
    }
  }
}
