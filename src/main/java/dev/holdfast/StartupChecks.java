package dev.holdfast;

import dev.holdfast.product.ProductSettings;
import dev.holdfast.redis.RedisFacts;
import dev.holdfast.stock.strategy.Strategies;
import java.util.function.Supplier;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Refuses what is configured wrongly before the first request is taken. */
@Component
class StartupChecks implements SmartInitializingSingleton {
  private final Environment environment;
  private final Strategies strategies;
  private final ProductSettings products;
  private final Supplier<RedisFacts> redis;

  StartupChecks(
      Environment environment,
      Strategies strategies,
      ProductSettings products,
      Supplier<RedisFacts> redis) {
    this.environment = environment;
    this.strategies = strategies;
    this.products = products;
    this.redis = redis;
  }

  @Override
  public void afterSingletonsInstantiated() {
    var strategy = products.defaultStrategy();
    strategies
        .whyNeverAllowed(strategy)
        .ifPresent(why -> {
          throw new InvalidConfigurationPropertyValueException(
              "holdfast.products.default-strategy", strategy.id(), why);
        });
    if (environment.acceptsProfiles(Profiles.of("production")) && redis.get().evicts()) {
      throw new InvalidConfigurationPropertyValueException(
          "maxmemory-policy of Redis",
          redis.get().evictionPolicy().orElseThrow(),
          "in the production profile it must be noeviction, or stock and orders may be evicted");
    }
  }
}
