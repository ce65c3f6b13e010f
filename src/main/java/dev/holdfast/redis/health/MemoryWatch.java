package dev.holdfast.redis.health;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of its memory limit Redis uses, on a Cluster the master that uses most of its own: an
 * order's record may live on any of them. It is sampled in the background, never by an order. Safe
 * for use by many threads.
 */
public final class MemoryWatch {
  /** After so many looks that failed nothing is known any more, and nothing is refused for it. */
  private static final int MISSED_MAX = 5;

  /** What Redis's own comparison with its limit leaves out, such as buffers of replicas. */
  private static final String NOT_COUNTED = "mem_not_counted_for_evict";

  private final RedisGateway redis;
  private final MemorySettings settings;
  private final LongSupplier nanoTime;
  private volatile Sample last = new Sample(Double.NaN, 0);

  private record Sample(double share, long at) {}

  /** Knows nothing until its first {@link #look}. */
  public MemoryWatch(RedisGateway redis, MemorySettings settings) {
    this(redis, settings, System::nanoTime);
  }

  MemoryWatch(RedisGateway redis, MemorySettings settings, LongSupplier nanoTime) {
    this.redis = redis;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /**
   * Looks at the used memory.
   *
   * @throws StoreUnavailableException when Redis does not report it
   */
  public void check() {
    OptionalDouble most =
        redis.infoOfMasters("memory").stream().mapToDouble(MemoryWatch::share).max();
    last =
        new Sample(
            most.orElseThrow(() -> new StoreUnavailableException("no master answers", null)),
            nanoTime.getAsLong());
  }

  /** The share of the limit that is used; 0 where there is no limit, NaN while it is not known. */
  public double share() {
    Sample sample = last;
    boolean old =
        nanoTime.getAsLong() - sample.at() > settings.interval().multipliedBy(MISSED_MAX).toNanos();
    return old ? Double.NaN : sample.share();
  }

  /** Whether what is left is kept for ending orders. */
  public boolean isFull() {
    return share() * 100 >= settings.fullPercent();
  }

  /** How many orders of a partition a sweep may expire while it is full; empty otherwise. */
  public OptionalInt expiredMax() {
    return isFull() ? OptionalInt.of(settings.expiredMax()) : OptionalInt.empty();
  }

  private static double share(String info) {
    long limit = number(info, "maxmemory");
    return limit == 0
        ? 0
        : (double) Math.max(0, number(info, "used_memory") - number(info, NOT_COUNTED)) / limit;
  }

  private static long number(String info, String field) {
    Matcher found = Pattern.compile("(?m)^" + field + ":(\\d{1,18})\\s*$").matcher(info);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
