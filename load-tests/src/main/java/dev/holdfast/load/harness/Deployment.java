package dev.holdfast.load.harness;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.endpoints.HoldfastClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The instances that one or more cells run on. */
interface Deployment extends AutoCloseable {
  /** One client for each instance; the load goes round robin to their addresses. */
  List<HoldfastClient> clients();

  /** Refuses to go on when something that was started is no longer there. */
  void requireAlive();

  /** The settings of the Redis below, as far as they can be known. */
  Map<String, String> redisSettings();

  @Override
  void close();

  default List<URI> targets() {
    return clients().stream().map(HoldfastClient::target).toList();
  }

  /** Instances that run already. */
  record Given(List<HoldfastClient> clients) implements Deployment {
    static Given at(List<URI> targets) {
      return new Given(targets.stream().map(HoldfastClient::new).toList());
    }

    @Override
    public void requireAlive() {
      // Whoever started them looks after them; what they no longer answer shows in the receipts.
    }

    @Override
    public Map<String, String> redisSettings() {
      return Map.of("unknown", "the instances were given");
    }

    @Override
    public void close() {
      // Whoever started them stops them.
    }
  }

  /** Instances of the campaign's own, fresh, on a Redis of their own unless one was given. */
  final class Started implements Deployment {
    private final @Nullable RedisServer redis;
    private final HostAndPort redisAddress;
    private final List<ServiceInstance> instances = new ArrayList<>();

    /** What to start. An empty {@code ports} means free ones. */
    record Settings(
        Path jar,
        @Nullable HostAndPort redis,
        List<Integer> ports,
        Duration raceWindow,
        Path logs) {}

    private Started(@Nullable RedisServer redis, HostAndPort redisAddress) {
      this.redis = redis;
      this.redisAddress = redisAddress;
    }

    static Started start(Lifeline lifeline, Settings settings, int instances) {
      Started deployment = onRedis(lifeline, settings);
      try {
        if (!RedisInfo.answers(deployment.redisAddress)) {
          throw new CampaignException("no Redis answers at " + deployment.redisAddress);
        }
        deployment.startInstances(lifeline, settings, instances);
        return deployment;
      } catch (RuntimeException e) {
        deployment.close();
        throw e;
      }
    }

    private static Started onRedis(Lifeline lifeline, Settings settings) {
      if (settings.redis() != null) {
        return new Started(null, settings.redis());
      }
      RedisServer redis = RedisServer.start(lifeline, settings.logs());
      return new Started(redis, redis.address());
    }

    private void startInstances(Lifeline lifeline, Settings settings, int count) {
      for (int i = 0; i < count; i++) {
        int port = settings.ports().isEmpty() ? Ports.free() : settings.ports().get(i);
        instances.add(
            ServiceInstance.start(
                lifeline,
                new ServiceInstance.Settings(
                    i + 1,
                    settings.jar(),
                    port,
                    redisAddress,
                    List.of(),
                    Map.of("holdfast.lab.race-window", settings.raceWindow().toMillis() + "ms"),
                    settings.logs())));
      }
      instances.forEach(ServiceInstance::awaitReady);
    }

    @Override
    public List<HoldfastClient> clients() {
      return instances.stream().map(ServiceInstance::client).toList();
    }

    @Override
    public void requireAlive() {
      instances.forEach(ServiceInstance::requireAlive);
      if (redis != null) {
        redis.requireAlive();
      }
    }

    @Override
    public Map<String, String> redisSettings() {
      return RedisInfo.settings(redisAddress);
    }

    @Override
    public void close() {
      instances.forEach(ServiceInstance::close);
      if (redis != null) {
        redis.close();
      }
    }
  }
}
