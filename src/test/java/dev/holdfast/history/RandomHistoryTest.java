package dev.holdfast.history;

import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** On Redis, with both ways of an order. */
class RandomHistoryTest extends RandomHistories {
  private static final List<TestInstance> nodes = new ArrayList<>();

  RandomHistoryTest() {
    super(StoreKind.REDIS, 500);
  }

  @BeforeAll
  static void start() {
    var redis = RedisUnderTest.shared();
    var setup = InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
    nodes.add(setup.start());
    nodes.add(setup.oneStep(false).start());
    nodes.add(setup.start());
  }

  @AfterAll
  static void stop() {
    nodes.forEach(TestInstance::close);
    nodes.clear();
  }

  @Override
  List<TestInstance> nodes() {
    return nodes;
  }

  @Override
  Map<String, String> customers(Sku sku) {
    return nodes.getFirst().redis.read(commands -> commands.hgetall(Keys.customers(sku)));
  }
}
