package dev.holdfast.load.restart;

import dev.holdfast.load.config.HostAndPort;
import dev.holdfast.load.config.RestartOptions;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.process.ManagedProcess;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The instances, each of which keeps its address when it is restarted. */
final class Fleet implements AutoCloseable {
  static final int SIZE = 3;

  /** How long an instance that is asked to end may take: what the service itself allows. */
  static final Duration GRACE = Duration.ofSeconds(20);

  private final ProcessSupervisor supervisor;
  private final Versions versions;
  private final List<ServiceInstance.Settings> settings = new ArrayList<>();
  private final List<ServiceInstance> instances = new ArrayList<>();

  private Fleet(ProcessSupervisor supervisor, Versions versions) {
    this.supervisor = supervisor;
    this.versions = versions;
  }

  /** Starts all instances and waits until they are ready. */
  static Fleet start(
      ProcessSupervisor supervisor,
      Versions versions,
      HostAndPort redis,
      RestartOptions options,
      Path logs) {
    Fleet fleet = new Fleet(supervisor, versions);
    try {
      ServiceInstance.Settings common =
          ServiceInstance.Settings.of(versions.first(), RedisLocation.at(redis), logs)
              .with(options.jvmOptions())
              .with(options.with());
      for (int i = 0; i < SIZE; i++) {
        fleet.settings.add(common.numbered(i + 1, Ports.freeToKeep()));
        fleet.instances.add(ServiceInstance.start(supervisor, fleet.settings.get(i)));
      }
      fleet.instances.forEach(ServiceInstance::awaitReady);
      return fleet;
    } catch (RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  List<HoldfastClient> clients() {
    return instances.stream().map(ServiceInstance::client).toList();
  }

  List<URI> targets() {
    return clients().stream().map(HoldfastClient::target).toList();
  }

  /** Refuses to go on when an instance is gone that was not stopped. */
  void requireAlive() {
    instances.forEach(ServiceInstance::requireAlive);
  }

  /** Has every instance run the first version, before a strategy's load begins. */
  void begin() {
    for (int i = 0; i < SIZE; i++) {
      if (!settings.get(i).jar().equals(versions.first())) {
        instances.get(i).terminate(GRACE);
        replace(i, versions.first());
      }
    }
  }

  /** What is done to the instances, in this order. */
  List<Stage> stages() {
    return versions.stages();
  }

  /** Ends one, starts it again at once as the stage's version, and waits until it is ready. */
  Restart restart(int index, Stage how) {
    requireAlive();
    ServiceInstance old = instances.get(index);
    ManagedProcess.End end =
        switch (how) {
          case SIGTERM, ROLLBACK -> old.terminate(GRACE);
          case SIGKILL -> old.kill();
          case UNDISTURBED -> throw new IllegalArgumentException("nothing is to be restarted");
        };
    Duration ready = replace(index, versions.after(how));
    return new Restart(
        index + 1, how, seconds(end.took()), end.exitCode(), end.byItself(), seconds(ready), 0);
  }

  private Duration replace(int index, Path jar) {
    instances.get(index).close();
    settings.set(index, settings.get(index).of(jar));
    long start = System.nanoTime();
    ServiceInstance fresh = ServiceInstance.start(supervisor, settings.get(index));
    instances.set(index, fresh);
    fresh.awaitReady();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    instances.forEach(ServiceInstance::close);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
