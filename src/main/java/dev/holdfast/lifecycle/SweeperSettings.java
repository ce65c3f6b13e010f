package dev.holdfast.lifecycle;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the sweeper.
 *
 * @param enabled whether this instance sweeps
 * @param interval the pause between two sweeps
 * @param batchMax how many orders of a partition one step looks at, during which Redis executes
 *     nothing else
 * @param timeMax how long one sweep may take before it pauses
 * @param putOff the visibility timeout: how long the sweeper that leased an order owns it
 */
@ConfigurationProperties("holdfast.sweeper")
public record SweeperSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("1s") Duration interval,
    @DefaultValue("50") int batchMax,
    @DefaultValue("5s") Duration timeMax,
    @DefaultValue("5s") Duration putOff) {
  /** A script passes on as many of them in one command. */
  private static final int BATCH_MAX = 1_000;

  public SweeperSettings {
    Setting.of("holdfast.sweeper.interval", interval).between("10ms", "1m");
    Setting.of("holdfast.sweeper.batch-max", batchMax).between(1, BATCH_MAX);
    Setting.of("holdfast.sweeper.time-max", timeMax).between("100ms", "5m");
    Setting.of("holdfast.sweeper.put-off", putOff).between("1ms", "10m");
  }
}
