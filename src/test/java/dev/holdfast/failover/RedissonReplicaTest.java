package dev.holdfast.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServers;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replica that hangs holds no order up. */
class RedissonReplicaTest {
  private RedisServers servers;
  private TestInstance node;

  @BeforeEach
  void start() {
    servers = new RedisServers();
    node = InstanceSetup.on(new ServerAddress("127.0.0.1", servers.first())).start();
  }

  @AfterEach
  void stop() {
    node.close();
    servers.close();
  }

  @Test
  void anOrderWithALockOfRedissons_waitsForNoReplica() {
    servers.on(servers.first(), RedisCommands::configResetstat);
    for (StrategyType type : StrategyType.of(StoreKind.REDIS)) {
      if (type.usesRedisson()) {
        Sku sku = node.product(type, 1);
        assertThat(node.place(TestInstance.newOrder(), Basket.of(sku, 1)))
            .as(type.id())
            .isInstanceOf(PlaceResult.Placed.class);
      }
    }
    String calls = servers.on(servers.first(), redis -> redis.info("commandstats"));
    assertThat(calls).contains("cmdstat_evalsha:").doesNotContain("cmdstat_wait:");
  }
}
