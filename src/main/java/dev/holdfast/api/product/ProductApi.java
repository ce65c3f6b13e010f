package dev.holdfast.api.product;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.openapi.Described;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.product.ProductViews.AuditView;
import dev.holdfast.api.product.ProductViews.ProductView;
import dev.holdfast.api.product.ProductViews.ProductsView;
import dev.holdfast.order.VersionCondition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.node.ObjectNode;

/** What the API's description says of products. */
@Tag(name = "Products", description = "Register products, adjust and audit their stock.")
interface ProductApi {
  /** What a product's entity tag is. */
  String REVISION =
      "The revision of the product's description, for `If-Match`. It is not that of its stock, so"
          + " no answer is 304.";

  @Operation(
      summary = "Register a product",
      description =
          "Creates a product without stock, or replaces its description. Stock is never touched.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.STRATEGY_IN_USE,
    ProblemCode.STOCK_DAMAGED,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.STRATEGY_NOT_ALLOWED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "201",
      description = "Created.",
      headers = {
        @Header(
            name = "Location",
            description = "Where the product can be read.",
            schema =
                @Schema(
                    type = "string",
                    format = "uri-reference",
                    example = "/api/v1/products/ticket-1")),
        @Header(
            name = HttpHeaders.ETAG,
            description = REVISION,
            schema = @Schema(type = "string", example = "\"1\""))
      },
      useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "200",
      description = "Changed, or already so.",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = REVISION,
              schema = @Schema(type = "string", example = "\"2\"")),
      useReturnTypeSchema = true)
  ResponseEntity<ProductView> register(
      @Described.SkuInPath String sku,
      @Described.ProductCondition VersionCondition condition,
      ProductRequest request);

  @Operation(
      summary = "Edit a product",
      description =
          "Changes the members that the body names, and no others: a merge patch (RFC 7396) of what"
              + " `PUT` takes. Null returns a member to its default. Stock is never touched.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.STRATEGY_IN_USE,
    ProblemCode.STOCK_DAMAGED,
    ProblemCode.PRECONDITION_FAILED,
    ProblemCode.CONTENT_TOO_LARGE,
    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
    ProblemCode.STRATEGY_NOT_ALLOWED,
    ProblemCode.CONTENDED,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.OUTCOME_UNKNOWN
  })
  @ApiResponse(
      responseCode = "200",
      description = "Changed, or already so.",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = REVISION,
              schema = @Schema(type = "string", example = "\"2\"")),
      useReturnTypeSchema = true)
  @RequestBody(
      required = true,
      description = "The members that change, as `PUT` has them.",
      content =
          @Content(
              mediaType = MergePatch.MEDIA_TYPE,
              schema =
                  @Schema(
                      type = "object",
                      example = "{\"maxPerOrder\": 4, \"extensionsMax\": null}")))
  ResponseEntity<ProductView> patch(
      @Described.SkuInPath String sku,
      @Described.ProductCondition VersionCondition condition,
      @Parameter(hidden = true) ObjectNode patch);

  @Operation(summary = "Read a product", description = "With its stock as of one moment.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.UNKNOWN_SKU, ProblemCode.STORE_UNAVAILABLE})
  @ApiResponse(
      responseCode = "200",
      description = "The product with its stock.",
      headers =
          @Header(
              name = HttpHeaders.ETAG,
              description = REVISION,
              schema = @Schema(type = "string", example = "\"2\"")),
      useReturnTypeSchema = true)
  ProductView read(@Described.SkuInPath String sku, HttpServletResponse response);

  @Operation(
      summary = "List products",
      description =
          "In SKU order, a page at a time; with `search`, those alone whose SKU begins with it. The"
              + " work is that of the page, however many products there are.")
  @ApiErrors({ProblemCode.INVALID_REQUEST, ProblemCode.STORE_UNAVAILABLE})
  @ApiResponse(
      responseCode = "200",
      description = "A page of products.",
      useReturnTypeSchema = true)
  ProductsView list(
      @Parameter(
              description = "What the SKU begins with, in its case; left out for all.",
              example = "ticket-")
          String search,
      @Parameter(
              description = "The nextCursor of the page before; left out for the first page.",
              example = "ticket-1")
          @Nullable String cursor,
      @Described.Limit int limit);

  @Operation(
      summary = "Audit a product's stock",
      description =
          "Compares the counters. With `deep=true` it also inspects every reservation and order,"
              + " without blocking others.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.UNAUTHORIZED,
    ProblemCode.UNKNOWN_SKU,
    ProblemCode.STORE_UNAVAILABLE
  })
  @ApiResponse(
      responseCode = "200",
      description = "What the audit found.",
      useReturnTypeSchema = true)
  AuditView audit(
      @Described.SkuInPath String sku,
      @Parameter(description = "Whether to inspect every reservation and order.", example = "true")
          boolean deep);
}
