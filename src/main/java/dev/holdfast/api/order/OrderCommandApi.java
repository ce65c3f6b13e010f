package dev.holdfast.api.order;

import dev.holdfast.api.http.OpenToCustomers;
import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.order.VersionCondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;

/** What the API's description says of decisions on reserved orders. */
@Tag(name = "Orders", description = "Place, read, confirm, cancel and extend orders.")
interface OrderCommandApi {
  @Operation(
      summary = "Confirm an order",
      description =
          "Sells the lines of a reserved order for good. Repeating it changes nothing. An order"
              + " that is EXPIRED is reserved again first, as far as its units are still there;"
              + " `reReserve: false` leaves it EXPIRED.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.INSUFFICIENT_STOCK,
    ProblemCode.NOT_ON_SALE,
    ProblemCode.LIMIT_EXCEEDED,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.UNKNOWN_SKU_IN_BODY,
    ProblemCode.CONTENDED,
    ProblemCode.OVERLOADED,
    ProblemCode.STORE_FULL,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.STRATEGY_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @Described.OrderDecided("Confirmed, now or before.")
  ResponseEntity<OrderView> confirm(
      @Described.OrderInPath String id,
      @Described.Condition VersionCondition condition,
      @Nullable ConfirmRequest request);

  @Operation(
      summary = "Cancel an order",
      description =
          "Cancels an order that is reserved, or still being placed, and gives its lines back."
              + " Repeating it changes nothing.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENDED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @Described.OrderDecided("Cancelled, now or before.")
  ResponseEntity<OrderView> cancel(
      @Described.OrderInPath String id, @Described.Condition VersionCondition condition);

  @Operation(
      summary = "Extend an order",
      description =
          "Keeps a reserved order reserved until a later time, within the longest time that an"
              + " order of its products may stay reserved: look at the answer's `expiresAt`. A time"
              + " that is not later than the order's deadline changes nothing, and does not count"
              + " as an extension.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.EXTENSION_LIMIT,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.CONTENDED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @Described.OrderDecided("Reserved until then, or longer.")
  ResponseEntity<OrderView> extend(
      @Described.OrderInPath String id,
      @Described.Condition VersionCondition condition,
      ExtendRequest request);

  @Operation(
      summary = "Change an order's lines",
      description =
          "Replaces the lines of a reserved order: all of the change or none. It keeps what it has"
              + " until it has the rest, and gives back what it lists no more. Repeating it changes"
              + " nothing, so it needs no key. A product that is new in it may bring `expiresAt`"
              + " forward to its own reservation time, never back.")
  @OpenToCustomers
  @ApiErrors({
    ProblemCode.UNAUTHORIZED,
    ProblemCode.ORDER_NOT_FOUND,
    ProblemCode.ORDER_STATE,
    ProblemCode.ORDER_DAMAGED,
    ProblemCode.INSUFFICIENT_STOCK,
    ProblemCode.IN_PROGRESS,
    ProblemCode.NOT_ON_SALE,
    ProblemCode.LIMIT_EXCEEDED,
    ProblemCode.TOO_MANY_RESERVATIONS,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.UNKNOWN_SKU_IN_BODY,
    ProblemCode.CUSTOMER_REQUIRED,
    ProblemCode.CONTENDED,
    ProblemCode.OVERLOADED,
    ProblemCode.STORE_FULL,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.STRATEGY_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @Described.OrderDecided("The order has these lines, now or before.")
  ResponseEntity<OrderView> change(
      @Described.OrderInPath String id,
      @Described.Condition VersionCondition condition,
      LinesRequest request);
}
