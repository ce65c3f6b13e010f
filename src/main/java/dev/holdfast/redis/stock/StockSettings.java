package dev.holdfast.redis.stock;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of stock adjustments.
 *
 * @param adjustmentRetention how long the id of an applied adjustment is remembered, and with it
 *     its Idempotency-Key: a repeat that comes later is booked again
 */
@ConfigurationProperties("holdfast.stock")
public record StockSettings(@DefaultValue("30d") Duration adjustmentRetention) {
  public StockSettings {
    Setting.of("holdfast.stock.adjustment-retention", adjustmentRetention).between("1h", "3650d");
  }
}
