package dev.holdfast.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stops of a sale, in the order that hurts most. */
class SaleScheduleTest extends TwoInstances {
  private static PlaceResult refused(Sku sku) {
    return new PlaceResult.Refused(new Refusal.NotOnSale(List.of(sku)));
  }

  private void stop(Sku sku) {
    assertThat(node.sell(sku, Sale.Change.of(false))).isEqualTo(RegisterResult.UPDATED);
  }

  private String stored(String key) {
    return node.redis.read(commands -> commands.hget(key, "sale"));
  }

  private void store(Sku sku, String sale) {
    node.redis.<Boolean>write(commands -> commands.hset(Keys.totals(sku), "sale", sale));
  }

  private Product product(Sku sku) {
    return node.inventory.products(List.of(sku)).get(sku);
  }

  @ParameterizedTest
  @MethodSource("withGap")
  void anOrderBetweenItsCheckAndItsTake_isRefused(StrategyType type) {
    Sku sku = node.product(type, 5);
    var gate = new Breakpoint();
    TestInstance pausing = start(setup().window(gate));
    var order =
        ConcurrentClients.start(() -> pausing.place(TestInstance.newOrder(), Basket.of(sku, 2)));
    gate.awaitArrival();
    stop(sku);
    gate.letGo();
    assertThat(order.join()).isEqualTo(refused(sku));
    var audit = node.audit(sku);
    assertThat(audit.findings()).isEmpty();
    assertThat(audit.level().available()).isEqualTo(5);
  }

  /** The stored form, which other versions read. */
  @Test
  void aSale_isAFieldOfTheTotals_andCopiedToTheProduct() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    assertThat(stored(Keys.totals(sku))).isNull();
    Instant from = Instant.ofEpochMilli(1_700_000_000_000L);
    Instant until = Instant.ofEpochMilli(4_000_000_000_123L);
    node.sell(sku, new Sale.Change(null, from, until));
    stop(sku);
    for (String key : List.of(Keys.totals(sku), Keys.product(sku))) {
      assertThat(stored(key)).isEqualTo("0:1700000000000:4000000000123");
    }
    node.sell(sku, new Sale.Change(true, Instant.MIN, Instant.MAX));
    assertThat(stored(Keys.totals(sku))).isEqualTo("1::");
  }

  @Test
  void totalsThatWereLost_doNotPutAProductOnSale() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    placed(Basket.of(sku, 1));
    stop(sku);
    node.redis.<Long>write(commands -> commands.del(Keys.totals(sku)));
    node.inventory.reconcile(sku, "they were lost");
    assertThat(product(sku).isOnSale()).isFalse();
    assertThat(node.place(TestInstance.newOrder(), Basket.of(sku, 1))).isEqualTo(refused(sku));
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  @Test
  void aSaleThatCannotBeRead_sellsNothing_untilItIsSet() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    assertThat(other.place(TestInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Placed.class);
    for (String damaged : List.of("1", "2::", "1:x:", "1::-5", "yes")) {
      store(sku, damaged);
      assertThat(product(sku).isOnSale()).as(damaged).isFalse();
      assertThat(product(sku).sale().on()).as(damaged).isFalse();
      assertThat(other.place(TestInstance.newOrder(), Basket.of(sku, 1))).isEqualTo(refused(sku));
    }
    node.sell(sku, Sale.Change.of(true));
    assertThat(product(sku).sale()).isEqualTo(Sale.ALWAYS);
    placed(Basket.of(sku, 1));
  }
}
