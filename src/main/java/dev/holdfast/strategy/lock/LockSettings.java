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
 * @param shownMax how many locks {@code /actuator/locks} shows
 */
@ConfigurationProperties("holdfast.locks")
public record LockSettings(
    @DefaultValue("800ms") Duration acquireWait,
    @DefaultValue("500ms") Duration doubtMax,
    @DefaultValue("1024") int stripes,
    @DefaultValue("100") int shownMax) {
  private static final int LOOKS_IN_A_WAIT = 8;
  private static final Duration LOOK_INTERVAL_MIN = Duration.ofMillis(10);

  public LockSettings {
    Setting.of("holdfast.locks.acquire-wait", acquireWait).between("1ms", "1m");
    Setting.of("holdfast.locks.doubt-max", doubtMax).between("0s", "1m");
    Setting.of("holdfast.locks.stripes", stripes).between(1, 65_536);
    Setting.of("holdfast.locks.shown-max", shownMax).between(1, 10_000);
  }

  /** How long a lock is held, or waited for, before it is looked at for deadlocks. */
  public Duration old() {
    return acquireWait.dividedBy(2);
  }

  /** The pause between two looks for deadlocks: several fit before the waits end. */
  public Duration lookInterval() {
    Duration pause = acquireWait.dividedBy(LOOKS_IN_A_WAIT);
    return pause.compareTo(LOOK_INTERVAL_MIN) < 0 ? LOOK_INTERVAL_MIN : pause;
  }
}
