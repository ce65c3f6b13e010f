package dev.holdfast.load.journal;

import dev.holdfast.load.endpoints.HoldfastUnreachableException;
import dev.holdfast.load.endpoints.Meters;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Instances that share a journal, of which the one that writes it is killed now and then. */
final class Instances implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final String HOLDER = "holdfast_journal_holder";
  private static final String BEHIND = "holdfast_journal_behind_seconds";

  private final ProcessSupervisor supervisor;
  private final List<ServiceInstance.Settings> settings = new ArrayList<>();
  private final List<ServiceInstance> running = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();

  private Instances(ProcessSupervisor supervisor) {
    this.supervisor = supervisor;
  }

  /** Starts so many at once, and waits until all are ready. */
  static Instances start(
      ProcessSupervisor supervisor, ServiceInstance.Settings settings, int count) {
    Instances instances = new Instances(supervisor);
    try {
      for (int i = 1; i <= count; i++) {
        instances.settings.add(settings.numbered(i, Ports.freeToKeep()));
      }
      instances.settings.forEach(instances::startOne);
      instances.running.forEach(ServiceInstance::awaitReady);
      return instances;
    } catch (LoadTestException | HoldfastUnreachableException e) {
      instances.close();
      throw e;
    }
  }

  private ServiceInstance startOne(ServiceInstance.Settings its) {
    ServiceInstance instance = ServiceInstance.start(supervisor, its);
    running.add(instance);
    return instance;
  }

  /** The instances that run, in turn; empty while none does. */
  Optional<URI> next() {
    List<ServiceInstance> now = List.copyOf(running);
    if (now.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        now.get(Math.floorMod(turn.getAndIncrement(), now.size())).client().target());
  }

  /** One that runs. */
  ServiceInstance any() {
    return running.getFirst();
  }

  /** The one that writes the journal; empty while none says so. */
  Optional<ServiceInstance> writer() {
    return running.stream()
        .filter(instance -> Meters.value(instance.meters(), HOLDER).orElse(0) == 1)
        .findFirst();
  }

  /** Whether the writer says that the file has all events. */
  static boolean hasWrittenAll(ServiceInstance writer) {
    return Meters.value(writer.meters(), BEHIND).orElse(1) == 0;
  }

  /** Kills one. */
  void kill(ServiceInstance instance) {
    running.remove(instance);
    instance.kill();
    instance.close();
  }

  /** Kills all of them at the same time. */
  void killAll() {
    List<ServiceInstance> all = List.copyOf(running);
    running.clear();
    all.parallelStream().forEach(ServiceInstance::kill);
    all.forEach(ServiceInstance::close);
  }

  /** Starts those again that do not run, and waits until they are ready. */
  void revive() {
    List<ServiceInstance> started = new ArrayList<>();
    for (ServiceInstance.Settings its : settings) {
      URI target = URI.create("http://127.0.0.1:" + its.port());
      if (running.stream().noneMatch(one -> one.client().target().equals(target))) {
        started.add(ServiceInstance.start(supervisor, its));
      }
    }
    started.forEach(ServiceInstance::awaitReady);
    running.addAll(started);
  }

  @Override
  public void close() {
    running.parallelStream().forEach(instance -> instance.terminate(GRACE));
    running.forEach(ServiceInstance::close);
  }
}
