package dev.holdfast.waiting;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of waiting for stock.
 *
 * @param timeMax how long an order may wait for its units; load balancers must let a response take
 *     longer than that
 * @param max how many orders may wait at once in this instance; the others are refused at once, as
 *     if they did not wait
 * @param maxPerSku how many of them may wait for the same SKU
 * @param recheck how long an instance waits for a signal before it reads a level again that orders
 *     wait for, so that a lost signal delays and no more; shortened by up to a quarter at random
 * @param holdBackMax how long an order that is too large for what is available holds smaller ones
 *     back that came after it
 * @param wakesMax how many orders that have waited may be in progress at once beside {@code
 *     holdfast.orders.in-progress-max}
 */
@ConfigurationProperties("holdfast.waiting")
public record WaitingSettings(
    @DefaultValue("20s") Duration timeMax,
    @DefaultValue("200") int max,
    @DefaultValue("100") int maxPerSku,
    @DefaultValue("1s") Duration recheck,
    @DefaultValue("1s") Duration holdBackMax,
    @DefaultValue("32") int wakesMax) {
  public WaitingSettings {
    Setting.of("holdfast.waiting.time-max", timeMax).between("1s", "5m");
    Setting.of("holdfast.waiting.max", max).between(0, 10_000);
    Setting.of("holdfast.waiting.max-per-sku", maxPerSku).between(1, 10_000);
    Setting.of("holdfast.waiting.recheck", recheck).between("100ms", "2s");
    Setting.of("holdfast.waiting.hold-back-max", holdBackMax).between("0s", "10s");
    Setting.of("holdfast.waiting.wakes-max", wakesMax).between(1, 10_000);
  }
}
