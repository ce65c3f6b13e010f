package dev.holdfast.lab;

import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Whether the lab is open: said by configuration, else where the service binds to loopback only,
 * except in production.
 */
@Component
public class LabMode {
  private final boolean open;

  /**
   * @throws InvalidConfigurationPropertyValueException when an experiment is configured while the
   *     lab is closed
   */
  LabMode(LabSettings settings, ServerProperties server, Environment environment) {
    Boolean said = settings.enabled();
    InetAddress address = server.getAddress();
    this.open = said != null ? said : bindsToLoopback(address) && !isProduction(environment);
    if (!open && !settings.raceWindow().isZero()) {
      throw new InvalidConfigurationPropertyValueException(
          "holdfast.lab.race-window",
          settings.raceWindow(),
          "only in lab mode may it be other than zero");
    }
  }

  /** Whether unsafe strategies and experiments are allowed. */
  public boolean isOpen() {
    return open;
  }

  private static boolean bindsToLoopback(@Nullable InetAddress address) {
    return address != null && address.isLoopbackAddress();
  }

  private static boolean isProduction(Environment environment) {
    return Arrays.asList(environment.getActiveProfiles()).contains("production");
  }
}
