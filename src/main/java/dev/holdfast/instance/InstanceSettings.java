package dev.holdfast.instance;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How instances detect each other.
 *
 * @param lease how long an instance counts as alive after its last renewal; it renews three times
 *     as often
 * @param margin how much sooner than Redis an instance considers its own lease ended, and Redis
 *     rejects its takes: the clocks of a Cluster's nodes may differ by as much. It is at most a
 *     third of the lease, so that one renewal may fail
 */
@ConfigurationProperties("holdfast.instance")
public record InstanceSettings(
    @DefaultValue("10s") Duration lease, @DefaultValue("1s") Duration margin) {
  private static final int RENEWALS = 3;

  public InstanceSettings {
    Setting.of("holdfast.instance.lease", lease).between("200ms", "5m");
    Setting.of("holdfast.instance.margin", margin)
        .between("1ms", "5m")
        .atMost("a third of holdfast.instance.lease", lease.dividedBy(RENEWALS));
  }

  /** The pause between two renewals. */
  public Duration renewal() {
    return lease.dividedBy(RENEWALS);
  }
}
