package dev.holdfast.strategy.cas;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of compare-and-set.
 *
 * @param attemptsMax how many times an order tries before it is answered {@code contended}
 * @param timeMax how long it tries at most
 * @param pauseMax the longest random pause between two tries
 */
@ConfigurationProperties("holdfast.cas")
public record CasSettings(
    @DefaultValue("50") int attemptsMax,
    @DefaultValue("800ms") Duration timeMax,
    @DefaultValue("8ms") Duration pauseMax) {
  public CasSettings {
    Setting.of("holdfast.cas.attempts-max", attemptsMax).between(1, 10_000);
    Setting.of("holdfast.cas.time-max", timeMax).between("1ms", "1m");
    Setting.of("holdfast.cas.pause-max", pauseMax).between("0s", "1s");
  }
}
