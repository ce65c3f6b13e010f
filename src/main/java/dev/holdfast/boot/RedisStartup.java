package dev.holdfast.boot;

import dev.holdfast.redis.client.RedisAccess;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.server.RedisFacts;
import dev.holdfast.redis.server.RedisFacts.Keeping;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.Strategies;
import dev.holdfast.strategy.StrategyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What the start asks of Redis. */
@Component
@ConditionalOnStore(StoreKind.REDIS)
final class RedisStartup implements StoreStartup {
  private static final Logger log = LoggerFactory.getLogger(RedisStartup.class);

  private final Supplier<RedisFacts> redis;
  private final RedisGateway gateway;
  private final Strategies strategies;
  private final ProductionSettings production;

  RedisStartup(
      Supplier<RedisFacts> redis,
      RedisGateway gateway,
      Strategies strategies,
      ProductionSettings production) {
    this.redis = redis;
    this.gateway = gateway;
    this.strategies = strategies;
    this.production = production;
  }

  @Override
  public void check() {
    // First, since a server that is too old does not run what is tried next.
    StartRefusedException.unlessEmpty(redis.get().unusable());
    RedisAccess.denied(gateway)
        .ifPresent(what -> {
          throw StartRefusedException.because(
              "The Redis user may not "
                  + what
                  + ": give it the rights that docs/operations/security.md lists.");
        });
  }

  @Override
  public Optional<String> whyNeverAllowed(StrategyType strategy) {
    return strategies.whyNeverAllowed(strategy);
  }

  @Override
  public List<String> refusedInProduction() {
    var facts = redis.get();
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

  /** And what Redis does not disclose, as a managed Redis does not. */
  @Override
  public void warnInProduction() {
    var facts = redis.get();
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

  @Override
  public Optional<String> advice() {
    RedisFacts facts = redis.get();
    return facts.evicts()
        ? Optional.of(
            ("Redis has maxmemory-policy %s: it may evict stock and orders when its memory is full;"
                    + " set it to noeviction")
                .formatted(facts.evictionPolicy().orElseThrow()))
        : Optional.empty();
  }

  @Override
  public String server() {
    return redis.get().where();
  }

  @Override
  public List<Fact> durability() {
    RedisFacts facts = redis.get();
    return List.of(
        new Fact(
            "persistence",
            facts.keeping().toString(),
            facts.keeping() == Keeping.APPEND_ONLY_FILE,
            null),
        new Fact(
            "maxmemory-policy",
            facts.evictionPolicy().orElse("not disclosed"),
            !facts.evicts(),
            advice().orElse(null)));
  }

  @Override
  public String report() {
    RedisFacts facts = redis.get();
    return "Redis: %s, %s".formatted(facts.where(), facts.keeping());
  }
}
