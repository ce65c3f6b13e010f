package dev.holdfast.lifecycle;

import dev.holdfast.settings.Setting;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Defaults and bounds of products.
 *
 * @param defaultStrategy what a product is bound to when its registration names no strategy
 * @param reservationTime how long orders stay reserved when a product says nothing else
 * @param reservationTimeMax the longest that a product may say
 */
@ConfigurationProperties("holdfast.products")
public record ProductSettings(
    @DefaultValue("redis-script") StrategyType defaultStrategy,
    @DefaultValue("15m") Duration reservationTime,
    @DefaultValue("24h") Duration reservationTimeMax) {
  public ProductSettings {
    Setting.of("holdfast.products.reservation-time-max", reservationTimeMax).between("1s", "365d");
    Setting.of("holdfast.products.reservation-time", reservationTime)
        .between("1s", "365d")
        .atMost("holdfast.products.reservation-time-max", reservationTimeMax);
  }
}
