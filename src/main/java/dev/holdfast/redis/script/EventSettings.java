package dev.holdfast.redis.script;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many events are kept, and for how long. Instances on one store must agree.
 *
 * @param maxLength how many of its last events each partition of orders keeps, and on Redis at most
 *     a hundred more; 0 writes none
 * @param maxAge how long an event is kept, and on Redis at most a hundred older ones of each
 *     partition
 */
@ConfigurationProperties("holdfast.events")
public record EventSettings(
    @DefaultValue("100000") long maxLength, @DefaultValue("30d") Duration maxAge) {
  public EventSettings {
    Setting.of("holdfast.events.max-length", maxLength).between(0, 10_000_000);
    Setting.of("holdfast.events.max-age", maxAge).between("1m", "3650d");
  }
}
