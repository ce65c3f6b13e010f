package dev.holdfast.api.order;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.json.PlainText;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** An order as a client asks for it. */
@Schema(description = "An order: all of its lines are reserved, or none.")
public record OrderRequest(
    @Schema(
            description = "1 to 50 lines. Equal SKUs are merged.",
            example = "[{\"sku\": \"ticket-1\", \"quantity\": 2}]")
        @NotNull(message = "is required")
        @Size(min = 1, max = Basket.LINES_MAX, message = "must have 1 to 50 lines")
        List<@NotNull(message = "must not be null") @Valid LineRequest> lines,
    @Schema(
            maxLength = 100,
            description = "The caller's own reference, at most 100 characters.",
            example = "cart-4711")
        @CodePointLength(max = 100, message = "must have at most 100 characters")
        @Pattern(regexp = PlainText.PATTERN, message = PlainText.MESSAGE)
        @Nullable String reference,
    @Schema(
            description =
                "Who buys: 1 to 128 visible ASCII characters. Needed where a product limits what a"
                    + " customer may have; it is stored as a digest only.",
            example = "c-20817")
        @Size(min = 1, max = 128, message = "must have 1 to 128 characters")
        @Pattern(regexp = CUSTOMER, message = "must be of visible ASCII characters")
        @Nullable String customerId,
    @Schema(
            description =
                "How long the lines stay reserved, as an ISO 8601 duration of at least one second."
                    + " It can only shorten what the products allow.",
            type = "string",
            format = "duration",
            example = "PT5M")
        @Nullable Duration reservationTime,
    @Schema(
            description =
                "Whether the order is CONFIRMED at once, its lines sold: for a shop that has been"
                    + " paid already. False by default.",
            example = "false")
        @Nullable Boolean confirm,
    @Schema(
            description =
                "How long the request may wait for units that are short, as an ISO 8601 duration"
                    + " of at most holdfast.waiting.time-max, 20 seconds by default. Nothing is"
                    + " reserved while it waits. Not together with confirm.",
            type = "string",
            format = "duration",
            example = "PT10S")
        @Nullable Duration waitForStock) {

  static final String CUSTOMER = "^[\\x21-\\x7e]*$";

  /** One line. */
  @Schema(name = "LineRequest", description = "So many units of one SKU.")
  public record LineRequest(
      @Schema(description = "The product's SKU.", example = "ticket-1")
          @NotNull(message = "is required")
          @Pattern(regexp = "^" + Sku.PATTERN + "$", message = "must match " + Sku.PATTERN)
          String sku,
      @Schema(description = "Units, from 1 to 1,000,000.", example = "2")
          @NotNull(message = "is required")
          @Min(value = 1, message = "must be at least 1")
          @Max(value = Line.QUANTITY_MAX, message = "must be at most 1000000")
          Integer quantity) {
    Line toLine() {
      return new Line(new Sku(sku), quantity);
    }
  }

  /**
   * The order that is asked for under a key.
   *
   * @throws dev.holdfast.api.problem.Problem when its parts do not go together
   */
  public PlaceOrder order(IdempotencyKey key) {
    return PlaceOrder.of(
        key.order(),
        OrderController.basket(this),
        reference == null ? "" : reference,
        customer(customerId),
        reservationTime,
        Boolean.TRUE.equals(confirm));
  }

  /** Stands for a customer. What one is called may be personal: it goes no further than here. */
  static String customer(@Nullable String customerId) {
    return customerId == null ? "" : OpaqueId.of("customer", customerId);
  }
}
