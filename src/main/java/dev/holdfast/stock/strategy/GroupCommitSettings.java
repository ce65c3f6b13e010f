package dev.holdfast.stock.strategy;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of group commit.
 *
 * @param batchMax the most orders in one call
 * @param queueMax how many orders of one SKU may wait for the next call; more are contended
 * @param waitMax how long an order waits in all, for its call and for its answer
 * @param gateTime how long what is sold out is refused without asking again; zero asks each time
 */
@Validated
@ConfigurationProperties("holdfast.group-commit")
public record GroupCommitSettings(
    @DefaultValue("128") @Min(1) @Max(1000) int batchMax,
    @DefaultValue("1024") @Min(1) @Max(100_000) int queueMax,
    @DefaultValue("1s") @DurationMin(millis = 1, message = "must be longer than zero")
        Duration waitMax,
    @DefaultValue("100ms")
        @DurationMin(message = "must not be negative")
        @DurationMax(seconds = 1, message = "must be at most a second")
        Duration gateTime) {

  /** The defaults. */
  public static GroupCommitSettings defaults() {
    return new GroupCommitSettings(128, 1024, Duration.ofSeconds(1), Duration.ofMillis(100));
  }
}
