package dev.holdfast.redis.outage;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of times in which decisions could not be written, from its last
 * heartbeats. One partition's time counts for the deadlines of all. Safe for use by many threads.
 */
public final class Outages {
  private final OutageSettings settings;
  private final LongSupplier nanoTime;
  private final long created;
  private volatile @Nullable Known known;

  /**
   * What the heartbeat of a partition says, in ms of the clock that decides.
   *
   * @param at when it was written
   * @param from when the last time without heartbeats began; 0 where none is known
   * @param to when it ended
   */
  public record Heartbeat(long at, long from, long to) {}

  /**
   * @param at the oldest heartbeat
   * @param from 0 where no outage counts any more
   * @param nanos when the oldest answer was asked for
   */
  private record Known(long at, long from, long to, long nanos) {}

  /** Knows nothing yet: until it does, no deadline of a reserved order has passed for good. */
  public Outages(OutageSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.created = nanoTime.getAsLong();
  }

  /** Whether heartbeats have not been written for so long that it is an outage. */
  public boolean isGoingOn() {
    Known last = known;
    long since = last == null ? created : last.nanos();
    return nanoTime.getAsLong() - since > settings.min().toNanos();
  }

  /** Time in ns as {@link #heard} takes it. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /**
   * Every partition has answered its heartbeat.
   *
   * @param asked {@link #nanoTime()} before they were asked
   */
  public void heard(List<Heartbeat> heartbeats, long asked) {
    long at = heartbeats.stream().mapToLong(Heartbeat::at).min().orElseThrow();
    var counting =
        heartbeats.stream()
            .filter(beat -> beat.from() > 0 && beat.to() + settings.grace().toMillis() >= at)
            .toList();
    known =
        new Known(
            at,
            counting.stream().mapToLong(Heartbeat::from).min().orElse(0),
            counting.stream().mapToLong(Heartbeat::to).max().orElse(0),
            asked);
  }

  /** What timed scripts are sent of it, as {@code lib/clock.lua} takes it. */
  public String stamp() {
    Known last = known;
    long extensionMax = settings.extensionMax().toMillis();
    if (last == null) {
      return extensionMax + ";0;0;;;";
    }
    long graceEnd = last.to() + settings.grace().toMillis();
    long start = last.from() > 0 && last.at() <= graceEnd ? last.from() : last.at();
    String stamp = extensionMax + ";" + start + ";" + (isGoingOn() ? start : "");
    return last.from() > 0
        ? stamp + ";" + last.from() + ";" + last.to() + ";" + graceEnd
        : stamp + ";;;";
  }
}
