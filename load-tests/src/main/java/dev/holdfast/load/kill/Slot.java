package dev.holdfast.load.kill;

import dev.holdfast.load.endpoints.HoldfastUnreachableException;
import dev.holdfast.load.harness.CampaignException;
import dev.holdfast.load.harness.Lifeline;
import dev.holdfast.load.harness.ServiceInstance;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** A place where one instance lives after the other, always at the same address. */
final class Slot implements AutoCloseable {
  /** The exit code of a process that SIGKILL ended, or that the lab let die. */
  private static final int KILLED = 137;

  /** Its connections may be gone a moment before the process is. */
  private static final Duration DYING_MAX = Duration.ofSeconds(2);

  private static final Duration END_MAX = Duration.ofSeconds(20);

  private final Lifeline lifeline;
  private final ServiceInstance.Settings settings;
  private final Lock starting;
  private volatile @Nullable ServiceInstance living;

  /**
   * @param starting held while an instance starts, so that few cores are not all busy with that
   */
  Slot(Lifeline lifeline, ServiceInstance.Settings settings, Lock starting) {
    this.lifeline = lifeline;
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

  /** Starts an instance that lives until it is killed from outside. */
  void start(Map<String, String> more) {
    ServiceInstance instance = begin(more);
    if (living == null) {
      throw new CampaignException(
          "instance %d died at its start: %s".formatted(settings.number(), instance.lastWords()));
    }
  }

  /** Starts an instance, which lives here once it was ready, unless it died before. */
  private ServiceInstance begin(Map<String, String> more) {
    starting.lock();
    try {
      Map<String, String> properties = new HashMap<>(settings.properties());
      properties.putAll(more);
      ServiceInstance instance =
          ServiceInstance.start(
              lifeline,
              new ServiceInstance.Settings(
                  settings.number(),
                  settings.jar(),
                  settings.port(),
                  settings.redis(),
                  settings.jvmOptions(),
                  properties,
                  settings.logs()));
      living = becomesReady(instance) ? instance : null;
      return instance;
    } finally {
      starting.unlock();
    }
  }

  /** An instance may die at its point before it is ready: its sweeper is at work already. */
  private static boolean becomesReady(ServiceInstance instance) {
    try {
      instance.awaitReady();
      return true;
    } catch (CampaignException | HoldfastUnreachableException e) {
      if (instance.awaitEnd(DYING_MAX).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  /** Starts an instance and lets it die so; tells what it died of. */
  Kill liveAndDie(Death death) {
    ServiceInstance instance = begin(death.properties());
    OptionalInt exit = instance.awaitEnd(death.after());
    living = null;
    if (exit.isPresent()) {
      instance.close();
      return new Kill(settings.number(), death.point(), exit.getAsInt() == KILLED);
    }
    boolean killed = instance.kill().exitCode() == KILLED;
    instance.close();
    return new Kill(settings.number(), Death.ANY_MOMENT, killed);
  }

  /** Asks who lives here to end, and waits for that. */
  @Override
  public void close() {
    living().ifPresent(instance -> instance.terminate(END_MAX));
  }

  /** An instance that died; {@code asMeant} unless it died of something else. */
  record Kill(int instance, String point, boolean asMeant) {}
}
