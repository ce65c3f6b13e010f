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
import org.jspecify.annotations.Nullable;

/**
 * The instances that one or more cells run on: given ones, or fresh ones of the campaign's own, on
 * a Redis of their own unless one was given.
 */
final class Deployment implements AutoCloseable {
  private static final Map<String, String> BARE_LOCK =
      Map.of("holdfast.lab.bare-redisson-lock", "true");

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

  private final List<HoldfastClient> clients = new ArrayList<>();

  /** None where instances were given: their operator looks after them and stops them. */
  private final List<ServiceInstance> started = new ArrayList<>();

  private @Nullable ServiceInstance bare;
  private @Nullable RedisServerProcess redis;
  private Map<String, String> redisSettings = Map.of("unknown", "the instances were given");

  private Deployment() {}

  /** Instances that run already. */
  static Deployment given(List<URI> targets) {
    Deployment deployment = new Deployment();
    targets.forEach(target -> deployment.clients.add(new HoldfastClient(target)));
    return deployment;
  }

  /** Starts instances, and waits until they are ready. */
  static Deployment start(ProcessSupervisor supervisor, Settings settings, int instances) {
    Deployment deployment = new Deployment();
    try {
      HostAndPort redis = deployment.redis(supervisor, settings);
      deployment.startInstances(supervisor, settings, redis, instances);
      return deployment;
    } catch (RuntimeException e) {
      deployment.close();
      throw e;
    }
  }

  private HostAndPort redis(ProcessSupervisor supervisor, Settings settings) {
    HostAndPort address = settings.redis();
    if (address == null) {
      redis = RedisServerProcess.start(supervisor, settings.logs());
      address = redis.address();
    }
    if (!RedisInfo.answers(address)) {
      throw new LoadTestException("no Redis answers at " + address);
    }
    redisSettings = RedisInfo.settings(address);
    return address;
  }

  private void startInstances(
      ProcessSupervisor supervisor, Settings settings, HostAndPort redis, int count) {
    var common =
        ServiceInstance.Settings.of(settings.jar(), RedisLocation.at(redis), settings.logs());
    var window =
        common.with(Map.of("holdfast.lab.race-window", settings.raceWindow().toMillis() + "ms"));
    for (int i = 0; i < count; i++) {
      int port = settings.ports().isEmpty() ? Ports.free() : settings.ports().get(i);
      started.add(ServiceInstance.start(supervisor, window.numbered(i + 1, port)));
      clients.add(started.getLast().client());
    }
    if (settings.withBareLock()) {
      bare =
          ServiceInstance.start(
              supervisor, common.with(BARE_LOCK).numbered(count + 1, Ports.free()));
      started.add(bare);
    }
    started.forEach(ServiceInstance::awaitReady);
  }

  /** One client for each instance; the load goes round robin to their addresses. */
  List<HoldfastClient> clients() {
    return clients;
  }

  List<URI> targets() {
    return clients.stream().map(HoldfastClient::target).toList();
  }

  /** The instance whose {@code redisson-lock} has no mutex in front, if there is one. */
  List<URI> bareTargets() {
    return bare == null ? List.of() : List.of(bare.client().target());
  }

  /** Where the instances' own metrics are read, as far as that is known. */
  List<URI> meterTargets() {
    return started.stream().map(ServiceInstance::meters).toList();
  }

  /** The settings of the Redis below, as far as they can be known. */
  Map<String, String> redisSettings() {
    return redisSettings;
  }

  /**
   * Refuses to go on when something that was started is no longer there. What given instances no
   * longer answer shows in the receipts.
   */
  void requireAlive() {
    started.forEach(ServiceInstance::requireAlive);
    if (redis != null) {
      redis.requireAlive();
    }
  }

  @Override
  public void close() {
    started.forEach(ServiceInstance::close);
    if (redis != null) {
      redis.close();
    }
  }
}
