package dev.holdfast.api.console;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The operators' console.
 *
 * @param enabled whether there is a console at {@code /console}; not in the profile {@code
 *     production} unless it is switched on there
 * @param viewersMax how many pages may read its live picture at once; more are answered 503 {@code
 *     too-many-viewers}
 * @param interval the pause between two pictures; all pages that show the same products share one
 * @param samplesMax how many products one picture round reads from the store; pages that show more
 *     than that together take turns
 */
@ConfigurationProperties("holdfast.console")
public record ConsoleSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("200") int viewersMax,
    @DefaultValue("1s") Duration interval,
    @DefaultValue("1000") int samplesMax) {
  public ConsoleSettings {
    Setting.of("holdfast.console.viewers-max", viewersMax).between(1, 900);
    Setting.of("holdfast.console.interval", interval).between("100ms", "1m");
    Setting.of("holdfast.console.samples-max", samplesMax).between(100, 100_000);
  }
}
