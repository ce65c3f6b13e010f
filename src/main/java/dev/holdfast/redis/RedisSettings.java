package dev.holdfast.redis;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Holdfast talks to Redis. Where Redis is, is configured by {@code spring.data.redis.*}.
 *
 * @param commandTimeout how long one command may take before its outcome counts as unknown
 * @param requestQueueMax how many commands may wait for an answer at once; more are refused at once
 * @param reconnectDelay how long to wait between two tries to connect again
 * @param silenceMax how long a connection may owe answers and bring none before it is replaced
 * @param dedicatedMax how many connections of their own compare-and-set may use; this bounds its
 *     contenders per instance
 * @param dedicatedWait how long to wait for one of them
 * @param connectTimeout how long connecting may take
 */
@Validated
@ConfigurationProperties("holdfast.redis")
public record RedisSettings(
    @DefaultValue("500ms") @DurationMin(millis = 1, message = POSITIVE) Duration commandTimeout,
    @DefaultValue("20000") @Min(value = 1, message = ONE) int requestQueueMax,
    @DefaultValue("250ms") @DurationMin(millis = 1, message = POSITIVE) Duration reconnectDelay,
    @DefaultValue("1s") @DurationMin(millis = 1, message = POSITIVE) Duration silenceMax,
    @DefaultValue("8") @Min(value = 1, message = ONE) int dedicatedMax,
    @DefaultValue("500ms") @DurationMin(millis = 1, message = POSITIVE) Duration dedicatedWait,
    @DefaultValue("1s") @DurationMin(millis = 1, message = POSITIVE) Duration connectTimeout) {
  private static final String POSITIVE = "must be longer than zero";
  private static final String ONE = "must be at least 1";

  /** The defaults. */
  public static RedisSettings defaults() {
    return new RedisSettings(
        Duration.ofMillis(500),
        20_000,
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        8,
        Duration.ofMillis(500),
        Duration.ofSeconds(1));
  }
}
