package dev.holdfast.redis;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The stream of events.
 *
 * @param maxLength how many of its last events each partition of orders keeps, and at most a
 *     hundred more; 0 writes none. Instances on one Redis must agree
 */
@Validated
@ConfigurationProperties("holdfast.events")
public record EventSettings(
    @DefaultValue("100000")
        @Min(value = 0, message = "must be at least 0")
        @Max(value = 10_000_000, message = "must be at most 10000000")
        long maxLength) {

  /** The defaults. */
  public static EventSettings defaults() {
    return new EventSettings(100_000);
  }
}
