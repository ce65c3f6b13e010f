package dev.holdfast.redis.script;

import dev.holdfast.settings.Setting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The stream of events.
 *
 * @param maxLength how many of its last events each partition of orders keeps, and at most a
 *     hundred more; 0 writes none. Instances on one Redis must agree
 */
@ConfigurationProperties("holdfast.events")
public record EventSettings(@DefaultValue("100000") long maxLength) {
  public EventSettings {
    Setting.of("holdfast.events.max-length", maxLength).between(0, 10_000_000);
  }
}
