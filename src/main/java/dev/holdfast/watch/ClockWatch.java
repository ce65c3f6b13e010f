package dev.holdfast.watch;

import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.clock.CallerClock.Trust;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the store's clock with this instance's, and this instance's with its monotonic one. A
 * difference that clamps times, and its end, are logged once each.
 *
 * <p>One thread compares; any thread may read the numbers.
 */
public final class ClockWatch {
  private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);
  private static final double MILLIS = 1000;

  private final LongSupplier comparison;
  private final CallerClock clock;
  private final Counter storeJumps;
  private final Counter instanceJumps;
  private boolean far;
  private Trust trust = Trust.TRUSTED;
  private volatile double aheadSeconds = Double.NaN;

  /**
   * @param comparison compares the clocks: how far the store's is ahead, in ms
   * @param meters where the difference and the jumps are published
   */
  public ClockWatch(LongSupplier comparison, CallerClock clock, MeterRegistry meters) {
    this.comparison = comparison;
    this.clock = clock;
    TimeGauge.builder(
            "holdfast.store.clock.difference", this, TimeUnit.SECONDS, watch -> watch.aheadSeconds)
        .description(
            "How far the store's clock is ahead of this instance's; NaN before it is known")
        .strongReference(true)
        .register(meters);
    Gauge.builder("holdfast.clock.trusted", clock, c -> c.trust() == Trust.TRUSTED ? 1 : 0)
        .description("Whether this instance trusts its own clock, and so expires and forgets")
        .strongReference(true)
        .register(meters);
    storeJumps = jumps(meters, "store");
    instanceJumps = jumps(meters, "instance");
  }

  private static Counter jumps(MeterRegistry meters, String which) {
    return Counter.builder("holdfast.clock.jumps")
        .tag("clock", which)
        .description("How often the clock was found to have gone wrong")
        .register(meters);
  }

  /**
   * Compares once.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException when the store does not answer; this
   *     instance's own clock was checked all the same
   */
  public void compare() {
    try {
      reportDifference(comparison.getAsLong());
    } finally {
      reportTrust(clock.trust());
    }
  }

  private void reportDifference(long ahead) {
    aheadSeconds = ahead / MILLIS;
    boolean now = clock.isFar(ahead);
    if (now && !far) {
      storeJumps.increment();
      log.error(
          "the clock of Redis is {} {} this instance's: times are clamped, and what only one of the"
              + " clocks says is over neither expires nor is forgotten",
          Duration.ofSeconds(Math.round(Math.abs(aheadSeconds))),
          ahead > 0 ? "ahead of" : "behind");
    } else if (!now && far) {
      log.info("the clocks of Redis and of this instance agree again");
    }
    far = now;
  }

  private void reportTrust(Trust now) {
    if (now == trust) {
      return;
    }
    switch (now) {
      case JUMPED -> {
        instanceJumps.increment();
        log.error(
            "this instance's clock has jumped: it expires and forgets nothing until the clock is"
                + " set right; restart it when it is right now");
      }
      case NEVER_AGREED ->
          log.error(
              "this instance's clock has not agreed with Redis's yet: it expires and forgets"
                  + " nothing until it does");
      case TRUSTED -> log.info("this instance's clock is trusted again");
    }
    trust = now;
  }
}
