package dev.holdfast.redis.script;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what has ended is remembered, by Redis's clock. Instances on one Redis must agree.
 *
 * @param reservations how long the reservations of an order stay after they were sold or given
 *     back: longer than any command of the order can be late
 * @param orders how long the record of an ended order stays after its last change, and with it its
 *     Idempotency-Key
 */
@ConfigurationProperties("holdfast.retention")
public record RetentionSettings(
    @DefaultValue("1h") Duration reservations, @DefaultValue("90d") Duration orders) {
  public RetentionSettings {
    Setting.of("holdfast.retention.reservations", reservations).between("1m", "30d");
    Setting.of("holdfast.retention.orders", orders)
        .between("1h", "3650d")
        .longerThan("holdfast.retention.reservations", reservations);
  }
}
