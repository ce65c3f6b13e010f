package dev.holdfast.alert;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the notifications about stock.
 *
 * @param enabled whether this instance looks for crossings; one of all instances has to
 * @param interval the pause between two samples
 * @param batchMax how many products one call to the store samples
 * @param sampleMax how many products one sample looks at; the next one goes on behind them, so more
 *     watched products than this are found later, and the store's load stays the same
 * @param eventsMax how many events of products are kept; older ones are trimmed
 */
@ConfigurationProperties("holdfast.alerts")
public record AlertSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("1s") Duration interval,
    @DefaultValue("100") int batchMax,
    @DefaultValue("1000") int sampleMax,
    @DefaultValue("100000") long eventsMax) {
  public AlertSettings {
    Setting.of("holdfast.alerts.interval", interval).between("50ms", "1m");
    Setting.of("holdfast.alerts.batch-max", batchMax).between(1, 1_000);
    Setting.of("holdfast.alerts.sample-max", sampleMax).between(batchMax, 1_000_000);
    Setting.of("holdfast.alerts.events-max", eventsMax).between(1_000, 10_000_000);
  }
}
