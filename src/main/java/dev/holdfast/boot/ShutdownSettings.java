package dev.holdfast.boot;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How an instance shuts down. The sum of the times has to fit into the grace period of the
 * platform.
 *
 * @param readinessLead how long an instance still serves after its readiness has fallen, so that a
 *     balancer can notice
 * @param inFlightMax how long requests that are in progress may take to end
 * @param refusing how long new requests are still refused with a problem after the last of them,
 *     before the listener closes
 */
@ConfigurationProperties("holdfast.shutdown")
public record ShutdownSettings(
    @DefaultValue("0s") Duration readinessLead,
    @DefaultValue("8s") Duration inFlightMax,
    @DefaultValue("500ms") Duration refusing) {
  public ShutdownSettings {
    Setting.of("holdfast.shutdown.readiness-lead", readinessLead).between("0s", "5m");
    Setting.of("holdfast.shutdown.in-flight-max", inFlightMax).between("0s", "5m");
    Setting.of("holdfast.shutdown.refusing", refusing).between("0s", "5m");
  }
}
