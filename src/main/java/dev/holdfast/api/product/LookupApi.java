package dev.holdfast.api.product;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the API's description says of looking up where a product's units are. */
@Tag(name = "Products")
interface LookupApi {
  @Operation(
      summary = "List the movements of a product's stock",
      description =
          "What changed the stock besides orders, the latest first, a page at a time. The last"
              + " movements of a product are kept: holdfast.movements.max-length of them, for"
              + " holdfast.movements.max-age. A movement that comes while pages are read is on none"
              + " of them.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.STOCK_DAMAGED,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(
      responseCode = "200",
      description = "A page of movements.",
      useReturnTypeSchema = true)
  MovementsView movements(
      @Described.SkuInPath String sku,
      @Parameter(
              description = "The nextCursor of the page before; left out for the first page.",
              example = "1795428000000-0")
          @Nullable String cursor,
      @Described.Limit int limit);

  @Operation(
      summary = "List what orders hold of a product",
      description =
          "The orders that have reserved or bought units of it, a page at a time, in no order that"
              + " means anything. Each page is of one moment. An order that holds units from the"
              + " first page to the last is on one of them at least. A page may have fewer than"
              + " `limit`, or none: the last one is the one without `nextCursor`.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.STOCK_DAMAGED,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(
      responseCode = "200",
      description = "A page of reservations.",
      useReturnTypeSchema = true)
  ReservationsView reservations(
      @Described.SkuInPath String sku,
      @Parameter(
              description = "The nextCursor of the page before; left out for the first page.",
              example = "0-5o3hjhi7vsfe5kz2qkprkqcsgq")
          @Nullable String cursor,
      @Described.Limit int limit);
}
