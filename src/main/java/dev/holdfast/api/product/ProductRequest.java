package dev.holdfast.api.product;

import dev.holdfast.api.json.PlainText;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Thresholds;
import dev.holdfast.stock.PurchaseLimits;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** A product as a client registers it. */
@Schema(
    description =
        "A product. What is left out returns to its default, except the strategy, which stays as it"
            + " is bound, and its sale.")
record ProductRequest(
    @Schema(
            maxLength = 200,
            description = "The product's name, 1 to 200 characters.",
            example = "Front row ticket")
        @NotBlank(message = "is required")
        @CodePointLength(max = 200, message = "must have at most 200 characters")
        @Pattern(regexp = PlainText.PATTERN, message = PlainText.MESSAGE)
        String name,
    @Schema(
            maxLength = 64,
            description =
                "The strategy that takes its stock, one of GET /api/v1/strategies. Once the product"
                    + " has stock, a strategy change is the way to another one.",
            example = "redis-script")
        @CodePointLength(max = 64, message = "must have at most 64 characters")
        @Nullable String strategy,
    @Schema(
            description =
                "How long an order stays reserved, as an ISO 8601 duration from one second to 24"
                    + " hours.",
            type = "string",
            format = "duration",
            example = "PT15M")
        @Nullable Duration reservationTime,
    @Schema(
            description =
                "Until how long after it was placed an order may be kept reserved by extending it:"
                    + " from `reservationTime` to 24 hours, which it is when left out. An order of"
                    + " several products has the shortest.",
            type = "string",
            format = "duration",
            example = "PT2H")
        @Nullable Duration reservationTimeMax,
    @Schema(
            description =
                "How often an order may be extended, from 0; any number of times when left out."
                    + " Only what moves its deadline counts. An order of several products has the"
                    + " least.",
            example = "3")
        @Min(value = 0, message = "must be at least 0")
        @Max(value = ProductRequest.EXTENSIONS_MAX, message = "must be at most 1000000")
        @Nullable Integer extensionsMax,
    @Schema(
            description = "The most units that one order may have, from 1; no limit when left out.",
            example = "4")
        @Min(value = 1, message = "must be at least 1")
        @Max(value = Line.QUANTITY_MAX, message = "must be at most 1000000")
        @Nullable Integer maxPerOrder,
    @Schema(
            description =
                "The most units that one customer may have, in all orders that are reserved or"
                    + " confirmed, from 1; no limit when left out. Orders must name their customer"
                    + " then. Those taken before there was such a limit do not count.",
            example = "4")
        @Min(value = 1, message = "must be at least 1")
        @Max(value = Line.QUANTITY_MAX, message = "must be at most 1000000")
        @Nullable Integer maxPerCustomer,
    @Schema(
            description =
                "How many new reservations of the product one customer may make in"
                    + " `newReservationsTime`, 1 to 100; no limit when left out. Orders must name"
                    + " their customer then. Cancelled ones count.",
            example = "3")
        @Min(value = 1, message = "must be at least 1")
        @Max(value = PurchaseLimits.Rate.MAX, message = "must be at most 100")
        @Nullable Integer newReservationsMax,
    @Schema(
            description =
                "The time for `newReservationsMax`, as an ISO 8601 duration from one second to 24"
                    + " hours; one hour when left out.",
            type = "string",
            format = "duration",
            example = "PT1H")
        @Nullable Duration newReservationsTime,
    @Schema(
            description =
                "Stock is low at so many available units or fewer, from 0. With it the product has"
                    + " events; none when left out.",
            example = "10")
        @Min(value = 0, message = "must be at least 0")
        @Max(value = Thresholds.MAX - 1, message = "must be at most 999999998")
        @Nullable Integer lowStock,
    @Schema(
            description =
                "Stock is low no more at so many units or more: more than `lowStock`, and one more"
                    + " when left out.",
            example = "20")
        @Max(value = Thresholds.MAX, message = "must be at most 999999999")
        @Nullable Integer recoveredStock,
    @Schema(
            description =
                "A product that was sold out is back at so many units or more, from 1, which it is"
                    + " when left out, to `recoveredStock`.",
            example = "1")
        @Min(value = 1, message = "must be at least 1")
        @Nullable Integer backInStock,
    @Schema(
            description =
                "Whether it is sold. While it is not, it is in no new order, and in no more units"
                    + " of one; what is paid or reserved stays. Left out, it stays as it is: true"
                    + " for a new product.",
            example = "true")
        @Nullable Boolean onSale,
    @Schema(
            description =
                "From when it is sold, if it is at all: a time by the store's clock. Left out, it"
                    + " stays as it is.",
            example = "2026-11-23T09:00:00Z")
        @Nullable Instant saleFrom,
    @Schema(
            description = "When its sale ends, after saleFrom. Left out, it stays as it is.",
            example = "2099-12-24T18:00:00Z")
        @Nullable Instant saleUntil) {
  private static final Duration RATE_TIME_DEFAULT = Duration.ofHours(1);
  private static final int EXTENSIONS_MAX = 1_000_000;

  /** What registers a product as it is, under the strategy that it has; its sale stays. */
  static ProductRequest of(Product.Terms terms) {
    Integer low = null;
    Integer recovered = null;
    Integer back = null;
    Thresholds thresholds = terms.thresholds();
    if (thresholds != null) {
      low = thresholds.low();
      // What follows from others is left out, so that it goes with them when these are edited.
      recovered = thresholds.recovered() == low + 1 ? null : thresholds.recovered();
      back = thresholds.backInStock() == 1 ? null : thresholds.backInStock();
    }
    PurchaseLimits.Rate rate = terms.limits().rate();
    return new ProductRequest(
        terms.name(),
        null,
        terms.reservationTime(),
        terms.extensions().reservationTimeMax(),
        terms.extensions().extensionsMax(),
        terms.limits().perOrder(),
        terms.limits().perCustomer(),
        rate == null ? null : rate.max(),
        rate == null || rate.time().equals(RATE_TIME_DEFAULT) ? null : rate.time(),
        low,
        recovered,
        back,
        null,
        null,
        null);
  }

  /**
   * The limits.
   *
   * @throws Problem when they do not fit together
   */
  PurchaseLimits limits() {
    return new PurchaseLimits(maxPerOrder, maxPerCustomer, rate());
  }

  private PurchaseLimits.@Nullable Rate rate() {
    if (newReservationsMax == null) {
      if (newReservationsTime != null) {
        throw Problem.invalid("newReservationsTime", "needs newReservationsMax");
      }
      return null;
    }
    Duration time = newReservationsTime == null ? RATE_TIME_DEFAULT : newReservationsTime;
    if (time.compareTo(PurchaseLimits.Rate.TIME_MIN) < 0
        || time.compareTo(PurchaseLimits.Rate.TIME_MAX) > 0) {
      throw Problem.invalid("newReservationsTime", "must be from PT1S to PT24H");
    }
    // What the stores keep.
    return new PurchaseLimits.Rate(newReservationsMax, time.truncatedTo(ChronoUnit.MILLIS));
  }

  /**
   * The thresholds; null when the product is to have none.
   *
   * @throws Problem when they do not fit together
   */
  @Nullable Thresholds thresholds() {
    if (lowStock == null) {
      if (recoveredStock != null || backInStock != null) {
        throw Problem.invalid(
            recoveredStock != null ? "recoveredStock" : "backInStock", "needs lowStock");
      }
      return null;
    }
    int recovered = recoveredStock == null ? lowStock + 1 : recoveredStock;
    if (recovered <= lowStock) {
      throw Problem.invalid("recoveredStock", "must be more than lowStock");
    }
    int back = backInStock == null ? 1 : backInStock;
    if (back > recovered) {
      throw Problem.invalid("backInStock", "must be at most recoveredStock, which is " + recovered);
    }
    return new Thresholds(lowStock, recovered, back);
  }
}
