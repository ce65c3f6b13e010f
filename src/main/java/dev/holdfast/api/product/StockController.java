package dev.holdfast.api.product;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.product.ProductViews.LevelsView;
import dev.holdfast.api.product.ProductViews.StrategyView;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
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
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class StockController implements StockApi {
  private static final int SKUS_MAX = 100;

  private final Inventory inventory;

  StockController(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  @GetMapping("/stock")
  public LevelsView levels(@RequestParam("sku") List<String> sku) {
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

  @Override
  @GetMapping("/strategies")
  public List<StrategyView> strategies() {
    return StrategyType.of(inventory.storeKind()).stream()
        .map(type -> StrategyView.of(type, inventory.whyNotUsable(type.id()).orElse(null)))
        .toList();
  }
}
