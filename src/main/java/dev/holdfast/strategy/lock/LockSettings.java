package dev.holdfast.strategy.lock;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the lock strategies.
 *
 * @param acquireWait how long an order waits for its locks before it is contended
 * @param doubtMax how long a lock stays held while its take is in doubt
 * @param stripes how many locks the per-SKU locks of an instance have
 */
@ConfigurationProperties("holdfast.locks")
public record LockSettings(
    @DefaultValue("800ms") Duration acquireWait,
    @DefaultValue("500ms") Duration doubtMax,
    @DefaultValue("1024") int stripes) {
  public LockSettings {
    Setting.of("holdfast.locks.acquire-wait", acquireWait).between("1ms", "1m");
    Setting.of("holdfast.locks.doubt-max", doubtMax).between("0s", "1m");
    Setting.of("holdfast.locks.stripes", stripes).between(1, 65_536);
  }
}
