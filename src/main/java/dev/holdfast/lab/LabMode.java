package dev.holdfast.lab;

import java.net.InetAddress;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Whether the lab is open: said by configuration, else where the service binds to loopback only,
 * except in production.
 */
@Component
public class LabMode {
  private final boolean open;
  private final LabSettings settings;

  /**
   * @throws InvalidConfigurationPropertyValueException when an experiment is configured while the
   *     lab is closed
   */
  LabMode(LabSettings settings, Environment environment) {
    this.settings = settings;
    this.open = isOpen(environment);
    if (!open && !settings.raceWindow().isZero()) {
      throw new InvalidConfigurationPropertyValueException(
          "holdfast.lab.race-window",
          settings.raceWindow(),
          "only in lab mode may it be other than zero");
    }
    if (!open && settings.bareRedissonLock()) {
      throw new InvalidConfigurationPropertyValueException(
          "holdfast.lab.bare-redisson-lock", true, "only in lab mode may it be true");
    }
    if (!open && settings.unorderedLocks()) {
      throw new InvalidConfigurationPropertyValueException(
          "holdfast.lab.unordered-locks", true, "only in lab mode may it be true");
    }
  }

  /** Whether unsafe strategies and experiments are allowed. */
  public boolean isOpen() {
    return open;
  }

  /** Whether the lab is open, and what it does to orders, in words. */
  public String describe() {
    if (!open) {
      return "off";
    }
    String window =
        settings.raceWindow().isZero()
            ? ""
            : ", and orders are held for %d ms between their check and their take"
                .formatted(settings.raceWindow().toMillis());
    String bare =
        settings.bareRedissonLock() ? ", and redisson-lock has no mutex in front of it" : "";
    String unordered =
        settings.unorderedLocks() ? ", and baskets are locked in the order given" : "";
    return "on: strategies that oversell may be used" + window + bare + unordered;
  }

  /** Whether an environment opens the lab; components are wired by it before there are beans. */
  static boolean isOpen(Environment environment) {
    var binder = Binder.get(environment);
    return binder
        .bind("holdfast.lab.enabled", Boolean.class)
        .orElseGet(() ->
            binder
                    .bind("server.address", InetAddress.class)
                    .map(InetAddress::isLoopbackAddress)
                    .orElse(false)
                && !environment.acceptsProfiles(Profiles.of("production")));
  }
}
