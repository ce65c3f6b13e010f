package dev.holdfast.lifecycle;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of placing and ending orders.
 *
 * @param claimHold how long an attempt has for placing before another may take over
 * @param completionGrace how long the instance that decided an order has for its lines before the
 *     sweeper settles them
 * @param inProgressWait how long a request waits for another attempt under the same key
 * @param inProgressPoll the pause between two looks at that attempt
 * @param staleRetriesMax how often an order starts again when a product's binding moved
 * @param productCacheTime how long a product's binding is cached; one that is out of date is
 *     rejected by its epoch
 * @param productCacheMax how many products' bindings are kept
 */
@ConfigurationProperties("holdfast.placing")
public record PlacingSettings(
    @DefaultValue("10s") Duration claimHold,
    @DefaultValue("5s") Duration completionGrace,
    @DefaultValue("1s") Duration inProgressWait,
    @DefaultValue("20ms") Duration inProgressPoll,
    @DefaultValue("3") int staleRetriesMax,
    @DefaultValue("2s") Duration productCacheTime,
    @DefaultValue("10000") int productCacheMax) {
  public PlacingSettings {
    Setting.of("holdfast.placing.claim-hold", claimHold).between("1s", "10m");
    Setting.of("holdfast.placing.completion-grace", completionGrace).between("100ms", "10m");
    Setting.of("holdfast.placing.in-progress-wait", inProgressWait)
        .between("0s", "1m")
        .atMost("holdfast.placing.claim-hold", claimHold);
    Setting.of("holdfast.placing.in-progress-poll", inProgressPoll).between("1ms", "1s");
    Setting.of("holdfast.placing.stale-retries-max", staleRetriesMax).between(1, 100);
    Setting.of("holdfast.placing.product-cache-time", productCacheTime).between("0s", "1m");
    Setting.of("holdfast.placing.product-cache-max", productCacheMax).between(1, 1_000_000);
  }
}
