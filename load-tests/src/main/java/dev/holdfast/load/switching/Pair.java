package dev.holdfast.load.switching;

import dev.holdfast.load.endpoints.HoldfastUnreachableException;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Two instances, of which the second one dies within a take and, unless it is to stay dead, is
 * started again.
 */
final class Pair implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final ProcessSupervisor supervisor;
  private final ServiceInstance.Settings secondSettings;
  private final ServiceInstance first;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile @Nullable ServiceInstance second;
  private volatile ServiceInstance dying;

  private Pair(
      ProcessSupervisor supervisor, ServiceInstance.Settings settings, Map<String, String> death) {
    this.supervisor = supervisor;
    this.secondSettings = settings.numbered(2, Ports.freeToKeep());
    this.first = ServiceInstance.start(supervisor, settings);
    this.dying = ServiceInstance.start(supervisor, secondSettings.with(death));
    this.second = dying;
  }

  /**
   * Starts both, and waits until they are ready.
   *
   * @param death properties that let the second one die; without any it waits to be killed
   */
  static Pair start(
      ProcessSupervisor supervisor, ServiceInstance.Settings settings, Map<String, String> death) {
    Pair pair = new Pair(supervisor, settings, death);
    try {
      pair.first.awaitReady();
      pair.dying.awaitReady();
      return pair;
    } catch (LoadTestException | HoldfastUnreachableException e) {
      pair.close();
      throw e;
    }
  }

  ServiceInstance first() {
    return first;
  }

  /** The instances that live, in turn. */
  URI next() {
    ServiceInstance other = second;
    ServiceInstance chosen = other == null || turn.getAndIncrement() % 2 == 0 ? first : other;
    return chosen.client().target();
  }

  /**
   * Waits for the death of the second one, and kills it where it does not come.
   *
   * @return what it died of
   */
  String awaitDeath(Duration max) {
    boolean byItself = dying.awaitEnd(max).isPresent();
    if (!byItself) {
      dying.kill();
    }
    second = null;
    dying.close();
    return byItself ? "within a take" : "at any moment";
  }

  /** Starts the second one again, to live on. */
  void revive() {
    dying = ServiceInstance.start(supervisor, secondSettings);
    dying.awaitReady();
    second = dying;
  }

  @Override
  public void close() {
    for (ServiceInstance instance : List.of(first, dying)) {
      instance.terminate(GRACE);
    }
  }
}
