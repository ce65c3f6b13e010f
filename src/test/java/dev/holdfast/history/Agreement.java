package dev.holdfast.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Sku;
import dev.holdfast.testing.TestInstance;
import java.util.Map;
import java.util.TreeMap;

/** Whether what is stored is what a sequential model says. */
public final class Agreement {
  private Agreement() {}

  public static void ofLevels(SequentialModel model, TestInstance node, String history) {
    var levels = node.store.levels(model.stocks().keySet()).levels();
    model
        .stocks()
        .forEach((sku, stock) -> {
          var level = levels.get(sku);
          assertThat(level).isNotNull();
          assertThat(
                  "available %d, reserved %d, sold %d"
                      .formatted(level.available(), level.reserved(), level.sold()))
              .as("%s: %s", history, sku)
              .isEqualTo(stock.toString());
        });
  }

  /** What customers have is always the sum of their orders. */
  public static void ofCustomers(SequentialModel model, TestInstance node, String history) {
    for (Sku sku : model.stocks().keySet()) {
      var expected = new TreeMap<String, String>();
      model.counted(sku).forEach((customer, units) -> expected.put(customer, units.toString()));
      Map<String, String> counted =
          node.redis.read(commands -> commands.hgetall(Keys.customers(sku)));
      assertThat(new TreeMap<>(counted))
          .as("%s: customers of %s", history, sku)
          .isEqualTo(expected);
    }
  }
}
