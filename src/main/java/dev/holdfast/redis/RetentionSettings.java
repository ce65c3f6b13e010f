package dev.holdfast.redis;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long what has ended is remembered, by Redis's clock. Instances on one Redis must agree.
 *
 * @param reservations how long the reservations of an order stay after they were sold or given
 *     back: longer than any command of the order can be late
 * @param orders how long the record of an ended order stays after its last change, and with it its
 *     Idempotency-Key
 */
@Validated
@ConfigurationProperties("holdfast.retention")
public record RetentionSettings(
    @DefaultValue("1h")
        @DurationMin(minutes = 1, message = "must be at least a minute")
        @DurationMax(days = 30, message = "must be at most 30 days")
        Duration reservations,
    @DefaultValue("90d")
        @DurationMin(hours = 1, message = "must be at least an hour")
        @DurationMax(days = 3650, message = "must be at most ten years")
        Duration orders) {
  public RetentionSettings {
    if (orders.compareTo(reservations) <= 0) {
      throw new IllegalArgumentException("orders must be kept longer than their reservations");
    }
  }

  /** The defaults. */
  public static RetentionSettings defaults() {
    return new RetentionSettings(Duration.ofHours(1), Duration.ofDays(90));
  }
}
