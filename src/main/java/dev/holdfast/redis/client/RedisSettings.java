package dev.holdfast.redis.client;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Holdfast talks to Redis. Where Redis is, is configured by {@code spring.data.redis.*}.
 *
 * @param commandTimeout how long one command may take before its outcome counts as unknown
 * @param requestQueueMax how many commands may wait for an answer at once; more are refused at once
 * @param reconnectDelay how long to wait after the first try to connect again that failed; it
 *     doubles up to four times that, and each wait is shortened by up to a half at random
 * @param silenceMax how long a connection may owe answers and bring none before it is replaced
 * @param dedicatedMax how many connections of their own compare-and-set may use; this bounds its
 *     contenders per instance
 * @param dedicatedWait how long an order waits for one of those connections
 * @param connectTimeout how long connecting may take
 */
@ConfigurationProperties("holdfast.redis")
public record RedisSettings(
    @DefaultValue("500ms") Duration commandTimeout,
    @DefaultValue("20000") int requestQueueMax,
    @DefaultValue("250ms") Duration reconnectDelay,
    @DefaultValue("1s") Duration silenceMax,
    @DefaultValue("8") int dedicatedMax,
    @DefaultValue("500ms") Duration dedicatedWait,
    @DefaultValue("1s") Duration connectTimeout) {
  public RedisSettings {
    Setting.of("holdfast.redis.command-timeout", commandTimeout).between("10ms", "1m");
    Setting.of("holdfast.redis.request-queue-max", requestQueueMax).between(1, 1_000_000);
    Setting.of("holdfast.redis.reconnect-delay", reconnectDelay).between("1ms", "1m");
    Setting.of("holdfast.redis.silence-max", silenceMax).between("100ms", "5m");
    Setting.of("holdfast.redis.dedicated-max", dedicatedMax).between(1, 1_000);
    Setting.of("holdfast.redis.dedicated-wait", dedicatedWait).between("1ms", "1m");
    Setting.of("holdfast.redis.connect-timeout", connectTimeout).between("10ms", "1m");
  }
}
