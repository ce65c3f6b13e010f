package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.contract.LookupsContract;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.MovementSettings;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.redis.script.SearchSettings;
import dev.holdfast.stock.Movement;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisStore;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The look-ups on one Redis server. */
class LookupsContractTest extends LookupsContract {
  LookupsContractTest() {
    super(RedisStore.oneServer());
  }

  private TestInstance redis() {
    return (TestInstance) node();
  }

  private List<Movement> movements(Sku sku) {
    return node().inventory().movements(sku, null, 50).orElseThrow().movements();
  }

  @Test
  void theLedgerKeepsItsLastMovements() {
    var server = RedisUnderTest.shared();
    var few =
        new Scripts(
            Defaults.of(EventSettings.class),
            Defaults.of(RetentionSettings.class),
            new MovementSettings(3, Duration.ofDays(1)),
            Defaults.of(SearchSettings.class),
            Defaults.of(ClockSettings.class));
    try (var forgetful =
        InstanceSetup.on(new ServerAddress(server.host(), server.port())).start(few)) {
      Sku sku = forgetful.product(StrategyType.REDIS_SCRIPT, 1);
      for (int units = 2; units <= 5; units++) {
        forgetful.restock(sku, units);
      }
      assertThat(forgetful.inventory.movements(sku, null, 50).orElseThrow().movements())
          .extracting(Movement::units)
          .containsExactly(5L, 4L, 3L);
    }
  }

  @Test
  void whatIsTooOldIsNotShown_andLeavesWithTheNextMovement() {
    Sku sku = node().product(StrategyType.REDIS_SCRIPT, 0);
    var old = Map.of("kind", "SUPPLY", "units", "1", "id", "old", "at", "5");
    redis()
        .redis
        .<String>write(
            commands -> commands.xadd(Keys.movements(sku), new XAddArgs().id("5-1"), old));
    assertThat(movements(sku)).isEmpty();
    node().restock(sku, 2);
    assertThat(movements(sku)).extracting(Movement::units).containsExactly(2L);
    assertThat(redis().redis.<Long>read(commands -> commands.xlen(Keys.movements(sku))))
        .isEqualTo(1);
  }

  /** The ledger is a report: stock does not depend on it. */
  @Test
  void aDamagedLedgerHoldsNoAdjustmentUp_andIsNamedWhenItIsRead() {
    Sku sku = node().product(StrategyType.REDIS_SCRIPT, 1);
    redis().redis.<Long>write(commands -> commands.del(Keys.movements(sku)));
    redis().redis.<String>write(commands -> commands.set(Keys.movements(sku), "no stream"));
    node().restock(sku, 2);
    assertThat(node().level(sku).supplied()).isEqualTo(3);
    assertThatThrownBy(() -> movements(sku))
        .isInstanceOf(StockDamagedException.class)
        .hasMessageContaining(sku.value());
  }

  @Test
  void whatHoldsNothingIsPassedOver_andNoHashIsNamed() {
    Sku sku = node().product(StrategyType.REDIS_SCRIPT, 9);
    for (String damagedOrTombstone : List.of("R:many", "L:0:1", "L:3:1", "X:3:1", "S:0:1")) {
      redis()
          .redis
          .<Boolean>write(commands ->
              commands.hset(
                  Keys.reservations(sku), TestInstance.newOrder().value(), damagedOrTombstone));
    }
    redis()
        .redis
        .<Boolean>write(commands -> commands.hset(Keys.reservations(sku), "no order", "R:1:1"));
    assertThat(node().inventory().held(sku, null, 5).orElseThrow().held()).isEmpty();
    redis().redis.<Long>write(commands -> commands.del(Keys.reservations(sku)));
    redis().redis.<String>write(commands -> commands.set(Keys.reservations(sku), "no hash"));
    assertThatThrownBy(() -> node().inventory().held(sku, null, 5))
        .isInstanceOf(StockDamagedException.class);
  }
}
