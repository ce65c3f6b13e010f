package dev.holdfast.load.campaign;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisInfo;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The instances that one or more cells run on. */
interface Deployment extends AutoCloseable {
  /** One client for each instance; the load goes round robin to their addresses. */
  List<HoldfastClient> clients();

  /** Refuses to go on when something that was started is no longer there. */
  void requireAlive();

  /** The settings of the Redis below, as far as they can be known. */
  Map<String, String> redisSettings();

  /** The instance whose {@code redisson-lock} has no mutex in front, if there is one. */
  default List<URI> bareTargets() {
    return List.of();
  }

  /** Where the instances' own metrics are read, as far as that is known. */
  default List<URI> meterTargets() {
    return List.of();
  }

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
      // Their operator looks after them; what they no longer answer shows in the receipts.
    }

    @Override
    public Map<String, String> redisSettings() {
      return Map.of("unknown", "the instances were given");
    }

    @Override
    public void close() {
      // Their operator stops them.
    }
  }

  /** Instances of the campaign's own, fresh, on a Redis of their own unless one was given. */
  final class Started implements Deployment {
    private static final Map<String, String> BARE_LOCK =
        Map.of("holdfast.lab.bare-redisson-lock", "true");

    private final @Nullable RedisServerProcess redis;
    private final HostAndPort redisAddress;
    private final List<ServiceInstance> instances = new ArrayList<>();
    private @Nullable ServiceInstance bare;

    /**
     * What to start. An empty {@code ports} means free ones; {@code withBareLock} that one more
     * instance is started, whose {@code redisson-lock} has no mutex in front.
     */
    record Settings(
        Path jar,
        @Nullable HostAndPort redis,
        List<Integer> ports,
        Duration raceWindow,
        boolean withBareLock,
        Path logs) {}

    private Started(@Nullable RedisServerProcess redis, HostAndPort redisAddress) {
      this.redis = redis;
      this.redisAddress = redisAddress;
    }

    static Started start(ProcessSupervisor supervisor, Settings settings, int instances) {
      Started deployment = onRedis(supervisor, settings);
      try {
        if (!RedisInfo.answers(deployment.redisAddress)) {
          throw new LoadTestException("no Redis answers at " + deployment.redisAddress);
        }
        deployment.startInstances(supervisor, settings, instances);
        return deployment;
      } catch (RuntimeException e) {
        deployment.close();
        throw e;
      }
    }

    private static Started onRedis(ProcessSupervisor supervisor, Settings settings) {
      if (settings.redis() != null) {
        return new Started(null, settings.redis());
      }
      RedisServerProcess redis = RedisServerProcess.start(supervisor, settings.logs());
      return new Started(redis, redis.address());
    }

    private void startInstances(ProcessSupervisor supervisor, Settings settings, int count) {
      Map<String, String> window =
          Map.of("holdfast.lab.race-window", settings.raceWindow().toMillis() + "ms");
      for (int i = 0; i < count; i++) {
        int port = settings.ports().isEmpty() ? Ports.free() : settings.ports().get(i);
        instances.add(start(supervisor, settings, i + 1, port, window));
      }
      if (settings.withBareLock()) {
        bare = start(supervisor, settings, count + 1, Ports.free(), BARE_LOCK);
      }
      started().forEach(ServiceInstance::awaitReady);
    }

    private ServiceInstance start(
        ProcessSupervisor supervisor,
        Settings settings,
        int number,
        int port,
        Map<String, String> properties) {
      return ServiceInstance.start(
          supervisor,
          new ServiceInstance.Settings(
              number,
              settings.jar(),
              port,
              RedisLocation.at(redisAddress),
              List.of(),
              properties,
              settings.logs()));
    }

    private List<ServiceInstance> started() {
      return bare == null ? instances : Stream.concat(instances.stream(), Stream.of(bare)).toList();
    }

    @Override
    public List<HoldfastClient> clients() {
      return instances.stream().map(ServiceInstance::client).toList();
    }

    @Override
    public List<URI> bareTargets() {
      return bare == null ? List.of() : List.of(bare.client().target());
    }

    @Override
    public List<URI> meterTargets() {
      return started().stream().map(ServiceInstance::meters).toList();
    }

    @Override
    public void requireAlive() {
      started().forEach(ServiceInstance::requireAlive);
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
      started().forEach(ServiceInstance::close);
      if (redis != null) {
        redis.close();
      }
    }
  }
}
