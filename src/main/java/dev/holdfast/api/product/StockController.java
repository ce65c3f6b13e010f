package dev.holdfast.api.product;

import dev.holdfast.api.openapi.ApiErrors;
import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.product.ProductViews.LevelsView;
import dev.holdfast.api.product.ProductViews.StrategyView;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP interface to the stock of several products, and to the catalogue of strategies. */
@Tag(
    name = "Stock",
    description = "The stock of several products, and the strategies that take it.")
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class StockController {
  private static final int SKUS_MAX = 100;

  private final Inventory inventory;

  StockController(Inventory inventory) {
    this.inventory = inventory;
  }

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
  @GetMapping("/stock")
  LevelsView levels(
      @Parameter(description = "The SKUs, 1 to 100.", example = "[\"ticket-1\"]")
          @RequestParam("sku")
          List<String> sku) {
    if (sku.isEmpty() || sku.size() > SKUS_MAX) {
      throw Problem.invalid("sku", "1 to " + SKUS_MAX + " are expected");
    }
    Set<Sku> skus =
        sku.stream().map(ProductController::parse).collect(Collectors.toCollection(TreeSet::new));
    var snapshot = inventory.levels(skus);
    var unknown =
        skus.stream().filter(s -> !snapshot.levels().containsKey(s)).map(Sku::value).toList();
    return LevelsView.of(snapshot, unknown);
  }

  @Operation(
      summary = "List the strategies",
      description = "With what each of them promises, and whether this instance may use it now.")
  @ApiErrors({})
  @ApiResponse(
      responseCode = "200",
      description = "The catalogue, in the order in which a mixed basket is reserved.",
      useReturnTypeSchema = true)
  @GetMapping("/strategies")
  List<StrategyView> strategies() {
    return StrategyType.of(inventory.storeKind()).stream()
        .map(type -> StrategyView.of(type, inventory.whyNotUsable(type.id()).orElse(null)))
        .toList();
  }
}
