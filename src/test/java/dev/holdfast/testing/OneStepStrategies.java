package dev.holdfast.testing;

import dev.holdfast.stock.StoreKind;
import dev.holdfast.store.OneStepStrategy;
import dev.holdfast.strategy.StrategyType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The strategies that can do all of an order in one step, as their implementations say. */
public final class OneStepStrategies {
  private static final Set<StrategyType> ALL = find();

  private OneStepStrategies() {}

  public static Set<StrategyType> all() {
    return ALL;
  }

  private static Set<StrategyType> find() {
    var redis = RedisUnderTest.shared();
    var found = EnumSet.noneOf(StrategyType.class);
    try (TestInstance node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start()) {
      StrategyType.of(StoreKind.REDIS).stream()
          .filter(type -> node.strategies.get(type) instanceof OneStepStrategy)
          .forEach(found::add);
    }
    if (found.isEmpty()) {
      throw new IllegalStateException("no strategy does all of an order in one step");
    }
    return Collections.unmodifiableSet(found);
  }
}
