package dev.holdfast.boot;

import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.redis.client.RedisAccess;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.server.RedisFacts;
import dev.holdfast.redis.server.RedisFacts.Keeping;
import dev.holdfast.strategy.Strategies;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Refuses what is configured wrongly before the first request is taken, as far as only Redis itself
 * can tell; {@link ConfigurationChecks} has refused the rest.
 */
@Component
class StartupChecks implements SmartInitializingSingleton {
  private static final Logger log = LoggerFactory.getLogger(StartupChecks.class);

  private final Environment environment;
  private final Strategies strategies;
  private final ProductSettings products;
  private final ProductionSettings production;
  private final Supplier<RedisFacts> redis;
  private final RedisGateway gateway;

  StartupChecks(
      Environment environment,
      Strategies strategies,
      ProductSettings products,
      ProductionSettings production,
      Supplier<RedisFacts> redis,
      RedisGateway gateway) {
    this.environment = environment;
    this.strategies = strategies;
    this.products = products;
    this.production = production;
    this.redis = redis;
    this.gateway = gateway;
  }

  @Override
  public void afterSingletonsInstantiated() {
    // First, since a server that is too old does not run what is tried next.
    var facts = redis.get();
    StartRefusedException.unlessEmpty(facts.unusable());
    RedisAccess.denied(gateway)
        .ifPresent(what -> {
          throw StartRefusedException.because(
              "The Redis user may not "
                  + what
                  + ": give it the rights that docs/operations/security.md lists.");
        });
    var strategy = products.defaultStrategy();
    strategies
        .whyNeverAllowed(strategy)
        .ifPresent(why -> {
          throw new InvalidConfigurationPropertyValueException(
              "holdfast.products.default-strategy", strategy.id(), why);
        });
    if (environment.acceptsProfiles(Profiles.of("production"))) {
      StartRefusedException.unlessEmpty(wrong(facts));
      warn(facts);
    }
  }

  private List<String> wrong(RedisFacts facts) {
    List<String> wrong = new ArrayList<>();
    if (facts.evicts() && !production.acceptEviction()) {
      wrong.add(
          ("Redis has maxmemory-policy '%s': in the production profile it must be noeviction, or"
                  + " stock and orders may be evicted, unless"
                  + " holdfast.production.accept-eviction=true.")
              .formatted(facts.evictionPolicy().orElseThrow()));
    }
    if (facts.keeping() == Keeping.NOTHING && !production.acceptDataLoss()) {
      wrong.add(
          "Redis keeps nothing on disk, with appendonly 'no' and no save points: in the production"
              + " profile it must, or its restart loses all stock and every order, unless"
              + " holdfast.production.accept-data-loss=true.");
    }
    return wrong;
  }

  /** Logs what was accepted, and what Redis does not disclose, as a managed Redis does not. */
  private static void warn(RedisFacts facts) {
    switch (facts.keeping()) {
      case NOTHING ->
          log.warn("Redis keeps nothing on disk: its restart loses all stock and orders");
      case UNKNOWN ->
          log.warn(
              "Redis does not answer CONFIG GET: make sure that it keeps its data, in an"
                  + " append-only file or otherwise");
      case APPEND_ONLY_FILE, SNAPSHOTS, EMBEDDED -> {}
    }
    if (facts.evictionPolicy().isEmpty()) {
      log.warn("Redis does not disclose its maxmemory-policy: make sure that it is noeviction");
    }
  }
}
