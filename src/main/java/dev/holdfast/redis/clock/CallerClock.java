package dev.holdfast.redis.clock;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This instance's clock, as scripts clamp the store's clock to it, and whether it may be trusted.
 *
 * <p>It is trusted once it has agreed with the store's clock, since of two clocks that never agreed
 * either may be wrong; and for as long as it runs beside the monotonic clock of this machine. A
 * jump takes the trust away, also where the store's clock jumped likewise: on one host the two are
 * one clock. The trust returns when the jump is undone, or with a restart. Safe for use by many
 * threads.
 */
public final class CallerClock {
  private static final long MILLI = 1_000_000;

  private final long differenceMax;
  private final LongSupplier wallMillis;
  private final LongSupplier nanoTime;

  /** How far the clock was ahead of the monotonic one, in ms, when it last agreed. */
  private volatile @Nullable Long anchor;

  /** Whether an instance's clock may decide with the store's. */
  public enum Trust {
    TRUSTED,
    /** It has never agreed with the store's. */
    NEVER_AGREED,
    /** It has jumped against the monotonic clock. */
    JUMPED
  }

  public CallerClock(ClockSettings settings) {
    this(settings, System::currentTimeMillis, System::nanoTime);
  }

  /**
   * @param wallMillis the clock, in ms since 1970
   * @param nanoTime a clock in ns that is never set
   */
  public CallerClock(ClockSettings settings, LongSupplier wallMillis, LongSupplier nanoTime) {
    this.differenceMax = settings.differenceMax().toMillis();
    this.wallMillis = wallMillis;
    this.nanoTime = nanoTime;
  }

  /** The time in ms since 1970, whether it is trusted or not. */
  public long millis() {
    return wallMillis.getAsLong();
  }

  /** What scripts are sent: the time in ms since 1970, or nothing while it is not trusted. */
  public String stamp() {
    long now = millis();
    return trust(now) == Trust.TRUSTED ? Long.toString(now) : "";
  }

  /** Whether the clock is trusted now. */
  public Trust trust() {
    return trust(millis());
  }

  private Trust trust(long now) {
    Long agreed = anchor;
    if (agreed == null) {
      return Trust.NEVER_AGREED;
    }
    return isFar(aheadOfMonotonic(now) - agreed) ? Trust.JUMPED : Trust.TRUSTED;
  }

  /**
   * Compares it with the store's clock.
   *
   * @param storeMillis the store's clock, in ms since 1970
   * @param sentMillis {@link #millis()} when the store was asked
   * @return how far the store's clock is ahead, in ms: between the moment it was asked and now it
   *     is as close as it can be
   */
  public long compare(long storeMillis, long sentMillis) {
    long now = millis();
    long ahead = storeMillis - Math.clamp(storeMillis, sentMillis, Math.max(sentMillis, now));
    // Small steps are an operator's or a time daemon's: they are followed, never summed up.
    if (!isFar(ahead) && trust(now) != Trust.JUMPED) {
      anchor = aheadOfMonotonic(now);
    }
    return ahead;
  }

  /** Whether a difference in ms is larger than is allowed. */
  public boolean isFar(long difference) {
    return Math.abs(difference) > differenceMax;
  }

  private long aheadOfMonotonic(long now) {
    return now - nanoTime.getAsLong() / MILLI;
  }
}
