package dev.holdfast.api.order;

import dev.holdfast.api.json.StrictInstants;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.stock.OrderId;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The orders of all customers, for a back office. */
@Tag(name = "Orders", description = "Place, read, confirm, cancel and extend orders.")
@RestController
@RequestMapping(path = "/api/v1/orders", produces = MediaType.APPLICATION_JSON_VALUE)
class OrderListController {
  private static final int PAGE_MAX = 500;

  /** Those that an order may be seen in. */
  private static final List<OrderStatus> STATUSES =
      List.of(
          OrderStatus.PLACING,
          OrderStatus.RESERVED,
          OrderStatus.CONFIRMED,
          OrderStatus.CANCELLED,
          OrderStatus.EXPIRED);

  private static final Pattern CURSOR = Pattern.compile("([0-9]{1,15})-([a-z2-7]{26})");
  private static final Position BEGINNING = new Position(Instant.EPOCH, "");

  private final OrderService orders;

  OrderListController(OrderService orders) {
    this.orders = orders;
  }

  @Operation(
      summary = "List orders",
      description =
          "The orders of all customers by the time of their last change, a page at a time. Going on"
              + " from page to page, an order that does not change meanwhile comes exactly once;"
              + " one that changes moves to the end. A page may have fewer orders than `limit`, or"
              + " none: the last one is the one without `nextCursor`.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNAUTHORIZED, ProblemCode.STORE_UNAVAILABLE})
  @ApiResponse(responseCode = "200", description = "A page of orders.", useReturnTypeSchema = true)
  @GetMapping
  OrdersView list(
      @Parameter(
              description = "Only orders of this status.",
              schema =
                  @Schema(
                      type = "string",
                      allowableValues = {
                        "PLACING",
                        "RESERVED",
                        "CONFIRMED",
                        "CANCELLED",
                        "EXPIRED"
                      }),
              example = "CONFIRMED")
          @RequestParam(required = false)
          @Nullable String status,
      @Parameter(
              description = "Only orders that changed at this time or later, RFC 3339.",
              schema = @Schema(type = "string", format = "date-time"),
              example = "2026-11-23T10:00:00Z")
          @RequestParam(required = false)
          @Nullable String updatedSince,
      @Parameter(
              description =
                  "The nextCursor of the page before, with the same status; left out for the first"
                      + " page.",
              example = "1795428000000-5o3hjhi7vsfe5kz2qkprkqcsgq")
          @RequestParam(required = false)
          @Nullable String cursor,
      @Parameter(
              description = "How many at most, from 1 to 500.",
              schema =
                  @Schema(
                      type = "integer",
                      format = "int32",
                      minimum = "1",
                      maximum = "500",
                      defaultValue = "50"),
              example = "50")
          @RequestParam(defaultValue = "50")
          int limit) {
    if (limit < 1 || limit > PAGE_MAX) {
      throw Problem.invalid("limit", "must be from 1 to " + PAGE_MAX);
    }
    Position since = updatedSince == null ? BEGINNING : since(updatedSince);
    Position after = cursor == null ? BEGINNING : position(cursor);
    var page =
        orders.list(
            status == null ? null : status(status),
            since.compareTo(after) > 0 ? since : after,
            limit);
    return new OrdersView(
        page.orders().stream().map(OrderView::of).toList(),
        page.next().map(OrderListController::cursor).orElse(null));
  }

  private static OrderStatus status(String text) {
    return STATUSES.stream()
        .filter(status -> status.name().equals(text))
        .findFirst()
        .orElseThrow(() -> Problem.invalid("status", "must be one of " + STATUSES));
  }

  private static Position since(String text) {
    Optional<Instant> time = StrictInstants.parse(text);
    Instant since =
        time.orElseThrow(() -> Problem.invalid("updatedSince", "must be an RFC 3339 time"));
    return since.isBefore(Instant.EPOCH) ? BEGINNING : new Position(since, "");
  }

  private static Position position(String cursor) {
    var matcher = CURSOR.matcher(cursor);
    if (!matcher.matches()) {
      throw Problem.invalid("cursor", "is not one that a page gave");
    }
    return new Position(
        Instant.ofEpochMilli(Long.parseLong(matcher.group(1))),
        new OrderId(matcher.group(2)).value());
  }

  private static String cursor(Position position) {
    return position.time().toEpochMilli() + "-" + position.order();
  }
}
