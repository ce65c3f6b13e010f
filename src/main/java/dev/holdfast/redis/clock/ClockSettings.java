package dev.holdfast.redis.clock;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How far two clocks may differ before one of them is taken to be wrong.
 *
 * @param differenceMax how far the store's clock may be from an instance's: times are clamped to
 *     this, and a larger difference is logged. Instances on one Redis must agree
 * @param interval the pause between two comparisons of the clocks
 */
@Validated
@ConfigurationProperties("holdfast.clock")
public record ClockSettings(
    @DefaultValue("30s")
        @DurationMin(seconds = 1, message = "must be at least a second")
        @DurationMax(minutes = 10, message = "must be at most ten minutes")
        Duration differenceMax,
    @DefaultValue("1s")
        @DurationMin(millis = 100, message = "must be at least 100 ms")
        @DurationMax(minutes = 1, message = "must be at most a minute")
        Duration interval) {

  /** The defaults. */
  public static ClockSettings defaults() {
    return new ClockSettings(Duration.ofSeconds(30), Duration.ofSeconds(1));
  }
}
