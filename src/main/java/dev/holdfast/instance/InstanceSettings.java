package dev.holdfast.instance;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How instances know of each other.
 *
 * @param lease how long an instance is taken to live after it was last heard of; it is renewed
 *     three times as often
 * @param margin how much sooner than Redis an instance takes its own lease to have ended, and its
 *     takes are turned away: the clocks of a Cluster's nodes may differ by as much. It is at most a
 *     third of the lease, so that one renewal may fail
 */
@Validated
@ConfigurationProperties("holdfast.instance")
public record InstanceSettings(
    @DefaultValue("10s")
        @DurationMin(seconds = 1, message = "must be at least a second")
        @DurationMax(minutes = 5, message = "must be at most five minutes")
        Duration lease,
    @DefaultValue("1s") @DurationMin(millis = 1, message = "must be longer than zero")
        Duration margin) {
  private static final int RENEWALS = 3;

  public InstanceSettings {
    if (margin.multipliedBy(RENEWALS).compareTo(lease) > 0) {
      throw new IllegalArgumentException("margin must be at most a third of the lease");
    }
  }

  /** The pause between two renewals. */
  public Duration renewal() {
    return lease.dividedBy(RENEWALS);
  }
}
