package dev.holdfast.load.kill;

import dev.holdfast.load.endpoints.HoldfastUnreachableException;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A place where one instance lives after the other, always at the same address. */
final class Slot implements AutoCloseable {
  /** The exit code of a process that SIGKILL ended, or that the lab let die. */
  private static final int KILLED = 137;

  /** The exit code of a service that says why it does not start. */
  private static final int START_REFUSED = 1;

  /** How often a refused start is tried: on a busy machine the store may answer too late. */
  private static final int START_TRIES_MAX = 3;

  /** Its connections may be gone a moment before the process is. */
  private static final Duration DYING_MAX = Duration.ofSeconds(2);

  private static final Duration END_MAX = Duration.ofSeconds(20);

  private final ProcessSupervisor supervisor;
  private final ServiceInstance.Settings settings;
  private final Semaphore starting;
  private volatile @Nullable ServiceInstance living;
  private volatile boolean struck;
  private volatile boolean spared;

  /**
   * @param starting one is held while an instance starts, so that few cores are not all busy with
   *     that
   */
  Slot(ProcessSupervisor supervisor, ServiceInstance.Settings settings, Semaphore starting) {
    this.supervisor = supervisor;
    this.settings = settings;
    this.starting = starting;
  }

  /** Who lives here, once it was ready. */
  Optional<ServiceInstance> living() {
    return Optional.ofNullable(living);
  }

  /** Where it is, once it was ready. */
  Optional<URI> target() {
    return living().map(instance -> instance.client().target());
  }

  /** Starts an instance that is not killed any more. */
  void startLast() {
    spared = true;
    ServiceInstance instance = begin(Map.of());
    if (living == null) {
      throw new LoadTestException(
          "instance %d died at its start: %s".formatted(settings.number(), instance.lastWords()));
    }
  }

  /** Starts an instance, which lives here once it was ready, unless it died before. */
  private ServiceInstance begin(Map<String, String> more) {
    starting.acquireUninterruptibly();
    try {
      ServiceInstance instance = ServiceInstance.start(supervisor, settings.with(more));
      struck = false;
      boolean ready = becomesReady(instance);
      for (int tries = 1; !ready && isRefused(instance) && tries < START_TRIES_MAX; tries++) {
        // As its supervisor does.
        instance.close();
        instance = ServiceInstance.start(supervisor, settings.with(more));
        ready = becomesReady(instance);
      }
      living = ready ? instance : null;
      return instance;
    } finally {
      starting.release();
    }
  }

  /** An instance may die at its point before it is ready: its sweeper is at work already. */
  private static boolean becomesReady(ServiceInstance instance) {
    try {
      instance.awaitReady();
      return true;
    } catch (LoadTestException | HoldfastUnreachableException e) {
      if (instance.awaitEnd(DYING_MAX).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isRefused(ServiceInstance instance) {
    OptionalInt code = instance.awaitEnd(DYING_MAX);
    return code.isPresent() && code.getAsInt() == START_REFUSED;
  }

  /** Starts an instance and lets it die so; tells what it died of. */
  Kill liveAndDie(Death death) {
    long start = System.nanoTime();
    ServiceInstance instance = begin(death.properties());
    Duration starting = since(start);
    OptionalInt exit = instance.awaitEnd(death.after());
    living = null;
    String point = struck ? Death.WITH_ALL_OTHERS : death.point();
    int code = exit.orElseGet(() -> instance.kill().exitCode());
    instance.close();
    return new Kill(
        settings.number(),
        exit.isPresent() ? point : Death.ANY_MOMENT,
        code == KILLED,
        starting,
        since(start).minus(starting));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** Kills who lives here, unless it is the last one, as all die at once with their machine. */
  void strike() {
    living()
        .filter(_ -> !spared)
        .ifPresent(instance -> {
          struck = true;
          instance.kill();
        });
  }

  /** Asks who lives here to end, and waits for that. */
  @Override
  public void close() {
    living().ifPresent(instance -> instance.terminate(END_MAX));
  }

  /**
   * An instance that died; {@code asMeant} unless it died of something else.
   *
   * @param starting how long it took to be ready, waiting for its turn to start included
   * @param living how long it lived then
   */
  record Kill(int instance, String point, boolean asMeant, Duration starting, Duration living) {}
}
