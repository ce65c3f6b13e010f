package dev.holdfast.redis.clock;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How far two clocks may differ before one of them is taken to be wrong.
 *
 * @param differenceMax how far the store's clock may be from an instance's: times are clamped to
 *     this, and a larger difference is logged. Instances on one Redis must agree
 * @param interval the pause between two comparisons of the clocks
 */
@ConfigurationProperties("holdfast.clock")
public record ClockSettings(
    @DefaultValue("30s") Duration differenceMax, @DefaultValue("1s") Duration interval) {
  public ClockSettings {
    Setting.of("holdfast.clock.difference-max", differenceMax).between("1s", "10m");
    Setting.of("holdfast.clock.interval", interval).between("100ms", "1m");
  }
}
