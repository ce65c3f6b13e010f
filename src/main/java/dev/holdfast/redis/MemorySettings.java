package dev.holdfast.redis;

import java.time.Duration;
import org.hibernate.validator.constraints.Range;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What is kept of Redis's memory for ending orders.
 *
 * @param fullPercent from which share of Redis's {@code maxmemory}, in percent, no order is placed
 *     and no unit added to one
 * @param interval the pause between two looks at the used memory
 * @param expiredMax how many orders of a partition a sweep expires at most from that share on
 */
@Validated
@ConfigurationProperties("holdfast.memory")
public record MemorySettings(
    @DefaultValue("90") @Range(min = 50, max = 99, message = "must be from 50 to 99")
        int fullPercent,
    @DefaultValue("1s")
        @DurationMin(millis = 100, message = "must be at least 100 ms")
        @DurationMax(seconds = 10, message = "must be at most 10 s")
        Duration interval,
    @DefaultValue("2") @Range(min = 1, max = 50, message = "must be from 1 to 50") int expiredMax) {
  /** The defaults. */
  public static MemorySettings defaults() {
    return new MemorySettings(90, Duration.ofSeconds(1), 2);
  }
}
