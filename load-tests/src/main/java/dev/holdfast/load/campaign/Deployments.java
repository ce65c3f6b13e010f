package dev.holdfast.load.campaign;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.StoreSpeeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives every phase its instances: fresh ones for each, and for each number of them in the
 * correctness phase. Where something is measured there is no race window.
 */
final class Deployments implements AutoCloseable {
  private record Wanted(Store store, Phase phase, int instances) {}

  private static final Deployment.Other BARE_LOCK =
      new Deployment.Other(
          Measurand.BARE_LOCK, null, Map.of("holdfast.lab.bare-redisson-lock", "true"));

  private final CampaignOptions options;
  private final @Nullable Path jar;
  private final RunContext context;
  private @Nullable Deployment current;
  private @Nullable Wanted currentFor;
  private @Nullable PostgresBinaries binaries;

  /** {@code jar} is what to start, and null when the instances are given. */
  Deployments(CampaignOptions options, @Nullable Path jar, RunContext context) {
    this.options = options;
    this.jar = jar;
    this.context = context;
  }

  /** Instances for a cell; those of the cell before are stopped unless they will do. */
  Deployment open(Store store, Phase phase, int instances) {
    Wanted wanted = new Wanted(store, phase, instances);
    Deployment open = current;
    if (open != null && wanted.equals(currentFor)) {
      return open;
    }
    close();
    Deployment next =
        jar == null
            ? Deployment.given(options.targets().subList(0, instances))
            : start(jar, wanted);
    current = next;
    currentFor = wanted;
    return next;
  }

  private Deployment start(Path service, Wanted wanted) {
    List<StoreServer> stores = new ArrayList<>();
    try {
      List<Deployment.Other> others = new ArrayList<>();
      if (wanted.phase() == Phase.STORES) {
        stores.add(PostgresStore.startCounting(supervisor(), binaries(service), context.logs()));
        stores.add(RedisStore.of(RedisServerProcess.startDurable(supervisor(), context.logs())));
        others.add(new Deployment.Other(StoreSpeeds.REDIS, stores.getLast(), Map.of()));
        StoreSpeeds.POOLS.forEach(pool -> others.add(pooled(pool)));
      } else {
        stores.add(server(service, wanted.store()));
        if (wanted.phase() == Phase.SCALING && wanted.store() == Store.REDIS) {
          others.add(BARE_LOCK);
        }
      }
      var settings =
          new Deployment.Settings(service, options.ports(), window(wanted), context.logs());
      return Deployment.start(supervisor(), settings, stores, wanted.instances(), others);
    } catch (RuntimeException e) {
      stores.forEach(StoreServer::close);
      throw e;
    }
  }

  private Map<String, String> window(Wanted wanted) {
    return wanted.phase() == Phase.CORRECTNESS
        ? Map.of("holdfast.lab.race-window", options.raceWindow().toMillis() + "ms")
        : Map.of();
  }

  private StoreServer server(Path service, Store store) {
    return switch (store) {
      case REDIS -> {
        HostAndPort given = options.redis();
        yield given == null
            ? RedisStore.of(RedisServerProcess.start(supervisor(), context.logs()))
            : RedisStore.given(given);
      }
      case POSTGRES -> PostgresStore.start(supervisor(), binaries(service), context.logs());
    };
  }

  /**
   * An instance on the ordinary store whose pool is of that size, and one more that takes nothing,
   * which the service insists on. No customer waits for a permit of its product. What an instance
   * does beside orders is left to the ordinary one: done six times it would be measured with them.
   */
  private static Deployment.Other pooled(int connections) {
    String number = Integer.toString(connections);
    return new Deployment.Other(
        StoreSpeeds.pool(connections),
        null,
        Map.of(
            "holdfast.postgres.pool-max",
            Integer.toString(connections + 1),
            "holdfast.transactions.takes-max",
            number,
            "holdfast.transactions.takes-per-sku-max",
            number,
            "holdfast.stock.watch.enabled",
            "false",
            "holdfast.sweeper.enabled",
            "false",
            "holdfast.events.sequencer.interval",
            "1m"));
  }

  private PostgresBinaries binaries(Path service) {
    PostgresBinaries unpacked = binaries;
    if (unpacked == null) {
      unpacked = PostgresBinaries.of(supervisor(), service, context.logs());
      binaries = unpacked;
    }
    return unpacked;
  }

  private ProcessSupervisor supervisor() {
    return context.supervisor();
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
