package dev.holdfast.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.stock.Sku;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Whether what is stored is what a sequential model says. */
public final class Agreement {
  private Agreement() {}

  public static void ofLevels(SequentialModel model, StoreInstance node, String history) {
    var levels = node.inventory().levels(model.stocks().keySet()).levels();
    model
        .stocks()
        .forEach((sku, stock) -> {
          var level = levels.get(sku);
          assertThat(level).isNotNull();
          assertThat(
                  "available %d, reserved %d, sold %d, shortfall %d"
                      .formatted(
                          level.available(), level.reserved(), level.sold(), level.shortfall()))
              .as("%s: %s", history, sku)
              .isEqualTo(stock.toString());
          assertThat(level.discrepancy()).as("%s: %s", history, sku).isZero();
        });
  }

  /**
   * What customers have is always the sum of their orders.
   *
   * @param stored what is stored of a product's customers
   */
  public static void ofCustomers(
      SequentialModel model, Function<Sku, Map<String, String>> stored, String history) {
    for (Sku sku : model.stocks().keySet()) {
      var expected = new TreeMap<String, String>();
      model.counted(sku).forEach((customer, units) -> expected.put(customer, units.toString()));
      assertThat(new TreeMap<>(stored.apply(sku)))
          .as("%s: customers of %s", history, sku)
          .isEqualTo(expected);
    }
  }
}
