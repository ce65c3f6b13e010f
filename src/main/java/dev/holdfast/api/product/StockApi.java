package dev.holdfast.api.product;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.product.ProductViews.LevelsView;
import dev.holdfast.api.product.ProductViews.StrategyView;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;

/** What the API's description says of the stock of several products, and of the strategies. */
@Tag(
    name = "Stock",
    description = "The stock of several products, and the strategies that take it.")
interface StockApi {
  @Operation(
      summary = "Read the stock of several products",
      description =
          "Through their strategies: as of one moment as far as the strategy's guarantee goes.")
  @ApiErrors({
    ProblemCode.INVALID_REQUEST,
    ProblemCode.STORE_UNAVAILABLE,
    ProblemCode.STRATEGY_UNAVAILABLE
  })
  @ApiResponse(
      responseCode = "200",
      description = "The levels, and which SKUs are not known.",
      useReturnTypeSchema = true)
  LevelsView levels(
      @Parameter(description = "The SKUs, 1 to 100.", example = "[\"ticket-1\"]") List<String> sku);

  @Operation(
      summary = "List the strategies",
      description = "With what each of them promises, and whether this instance may use it now.")
  @ApiErrors({})
  @ApiResponse(
      responseCode = "200",
      description = "The catalogue, in the order in which a mixed basket is reserved.",
      useReturnTypeSchema = true)
  List<StrategyView> strategies();
}
