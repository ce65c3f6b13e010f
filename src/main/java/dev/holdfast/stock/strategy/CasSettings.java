package dev.holdfast.stock.strategy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of compare-and-set.
 *
 * @param attemptsMax how many times an order tries before it is contended
 * @param timeMax how long it tries at most
 * @param pauseMax the longest random pause between two tries
 */
@ConfigurationProperties("holdfast.cas")
public record CasSettings(
    @DefaultValue("50") int attemptsMax,
    @DefaultValue("800ms") Duration timeMax,
    @DefaultValue("8ms") Duration pauseMax) {

  /** The defaults. */
  public static CasSettings defaults() {
    return new CasSettings(50, Duration.ofMillis(800), Duration.ofMillis(8));
  }
}
