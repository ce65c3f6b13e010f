package dev.holdfast.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Holdfast talks to Redis. Where Redis is, is configured by {@code spring.data.redis.*}.
 *
 * @param commandTimeout how long one command may take before its outcome counts as unknown
 * @param requestQueueMax how many commands may wait for an answer at once; more are refused at once
 * @param reconnectDelay how long to wait between two tries to connect again
 * @param dedicatedMax how many connections of their own compare-and-set may use; this bounds its
 *     contenders per instance
 * @param dedicatedWait how long to wait for one of them
 * @param connectTimeout how long connecting may take
 */
@ConfigurationProperties("holdfast.redis")
public record RedisSettings(
    @DefaultValue("500ms") Duration commandTimeout,
    @DefaultValue("20000") int requestQueueMax,
    @DefaultValue("250ms") Duration reconnectDelay,
    @DefaultValue("8") int dedicatedMax,
    @DefaultValue("500ms") Duration dedicatedWait,
    @DefaultValue("2s") Duration connectTimeout) {

  /** The defaults. */
  public static RedisSettings defaults() {
    return new RedisSettings(
        Duration.ofMillis(500),
        20_000,
        Duration.ofMillis(250),
        8,
        Duration.ofMillis(500),
        Duration.ofSeconds(2));
  }
}
