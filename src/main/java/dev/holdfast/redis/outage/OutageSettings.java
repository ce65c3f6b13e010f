package dev.holdfast.redis.outage;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How time during which the store refused decisions is kept from counting against deadlines.
 * Instances on one Redis must agree.
 *
 * @param heartbeat the pause between two heartbeats of each partition
 * @param min from which length on a time without heartbeats is an outage; at least three heartbeats
 * @param grace the time after an outage for a deadline that passed during it, or within the same
 *     time after it
 * @param extensionMax by how much a deadline is moved at most; at least the grace
 */
@ConfigurationProperties("holdfast.outage")
public record OutageSettings(
    @DefaultValue("1s") Duration heartbeat,
    @DefaultValue("5s") Duration min,
    @DefaultValue("60s") Duration grace,
    @DefaultValue("15m") Duration extensionMax) {
  /** So that two that are late by chance are no outage. */
  private static final int HEARTBEATS_MIN = 3;

  public OutageSettings {
    Setting.of("holdfast.outage.heartbeat", heartbeat).between("100ms", "10s");
    Setting.of("holdfast.outage.min", min)
        .between("1s", "1m")
        .atLeast("three times holdfast.outage.heartbeat", heartbeat.multipliedBy(HEARTBEATS_MIN));
    Setting.of("holdfast.outage.grace", grace).between("0s", "1h");
    Setting.of("holdfast.outage.extension-max", extensionMax)
        .between("0s", "24h")
        .atLeast("holdfast.outage.grace", grace);
  }
}
