package dev.holdfast.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.config.CellSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderPlanTest {
  private static final int USERS = 64;

  @Test
  void theSameSettingsGiveTheSamePlanAndAnotherSeedAnother() {
    assertThat(plan("seed", "5")).isEqualTo(plan("seed", "5")).isNotEqualTo(plan("seed", "6"));
  }

  @Test
  void everyProductIsWantedThreeTimesOver() {
    OrderPlan plan = plan();
    Map<String, Long> wanted = new HashMap<>();
    new HashSet<>(plan.orders())
        .forEach(o -> o.lines().forEach(l -> wanted.merge(l.sku(), l.quantity(), Long::sum)));
    assertThat(plan.supplied()).hasSize(200);
    plan.supplied()
        .forEach((sku, stock) -> assertThat(wanted.get(sku)).isBetween(stock * 3, stock * 3 + 2));
  }

  @Test
  void manyUsersAreAtEachProductAtOnce() {
    OrderPlan plan = plan();
    Map<String, Integer> most = new HashMap<>();
    for (int from = 0; from + USERS <= plan.orders().size(); from++) {
      Map<String, Integer> now = new HashMap<>();
      for (PlannedOrder order : plan.orders().subList(from, from + USERS)) {
        order.lines().stream().map(Line::sku).forEach(sku -> now.merge(sku, 1, Integer::sum));
      }
      now.forEach((sku, users) -> most.merge(sku, users, Math::max));
    }
    assertThat(most).hasSize(200);
    assertThat(most.values()).allMatch(users -> users >= 5);
    assertThat(most.values().stream().mapToInt(Integer::intValue).average().orElse(0))
        .isGreaterThan(16);
  }

  @Test
  void theMixDecidesWhichOrdersThereAre() {
    OrderPlan baskets = plan("mix", "baskets:1");
    assertThat(baskets.orders())
        .filteredOn(o -> o.lines().size() > 1)
        .hasSizeGreaterThan(baskets.orders().size() / 2);
    assertThat(plan("mix", "singles:1").orders())
        .allMatch(o -> o.lines().equals(List.of(new Line(o.lines().getFirst().sku(), 1))));
    assertThat(plan("mix", "cancels:1").orders()).allMatch(PlannedOrder::cancelled);
    OrderPlan retries = plan("mix", "retries:1");
    assertThat(new HashSet<>(retries.orders())).hasSize(retries.orders().size() / 2);
  }

  @Test
  void noBasketNamesAProductTwice() {
    assertThat(plan("mix", "baskets:1").orders())
        .allMatch(o -> o.lines().stream().map(Line::sku).distinct().count() == o.lines().size());
  }

  @Test
  void everySkuIsOneThatHoldfastAccepts() {
    assertThat(plan().supplied().keySet())
        .allMatch(sku -> sku.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"));
  }

  private static OrderPlan plan(String... properties) {
    Map<String, String> all = new HashMap<>(Map.of("cell", "c1", "products", "200", "seed", "1"));
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    return OrderPlan.of(CellSettings.fromProperties(all::get));
  }
}
