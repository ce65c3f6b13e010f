package dev.holdfast.placing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the sweeper.
 *
 * @param enabled whether this instance sweeps
 * @param interval the pause between two sweeps
 * @param batchMax how many orders of a partition are looked at in one step
 * @param timeMax how long one sweep may take before it pauses
 * @param putOff how long an order that was handed out stays with whoever got it
 */
@ConfigurationProperties("holdfast.sweeper")
public record SweeperSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("1s") Duration interval,
    @DefaultValue("100") int batchMax,
    @DefaultValue("5s") Duration timeMax,
    @DefaultValue("5s") Duration putOff) {

  /** The defaults. */
  public static SweeperSettings defaults() {
    return new SweeperSettings(
        true, Duration.ofSeconds(1), 100, Duration.ofSeconds(5), Duration.ofSeconds(5));
  }
}
