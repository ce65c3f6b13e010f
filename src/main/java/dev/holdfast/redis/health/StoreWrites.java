package dev.holdfast.redis.health;

import dev.holdfast.redis.client.WriteProbe.Written;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store takes writes, by a real write into each partition: a store that answers PING,
 * or renews a lease, may still refuse orders. Says so once when partitions stop or begin to take
 * them.
 *
 * <p>One thread looks; the numbers may be read by any.
 */
public final class StoreWrites {
  private static final Logger log = LoggerFactory.getLogger(StoreWrites.class);

  private final Supplier<List<Written>> writing;
  private final LongSupplier nanoTime;
  private volatile List<Written> last = List.of();
  private volatile @Nullable Long readOnlySince;

  /**
   * @param writing writes into each partition
   * @param nanoTime a clock in ns that never goes back
   */
  public StoreWrites(Supplier<List<Written>> writing, LongSupplier nanoTime) {
    this.writing = writing;
    this.nanoTime = nanoTime;
  }

  /**
   * Publishes one number for each partition: 1 when the last write was taken, 0 when it was not,
   * NaN before the first.
   */
  public void bindTo(MeterRegistry meters, int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      int index = partition;
      Gauge.builder("holdfast.store.writable", this, writes -> writes.writable(index))
          .tag("partition", Integer.toString(partition))
          .description("Whether the store took the last write into this partition of orders")
          .strongReference(true)
          .register(meters);
    }
  }

  private double writable(int partition) {
    List<Written> known = last;
    return known.isEmpty() ? Double.NaN : known.get(partition) == Written.WRITTEN ? 1 : 0;
  }

  /** Writes once into each partition, and takes down what became of it. */
  public void check() {
    List<Written> now = writing.get();
    if (now.contains(Written.READ_ONLY)) {
      Long since = readOnlySince;
      readOnlySince = since == null ? Long.valueOf(nanoTime.getAsLong()) : since;
    } else if (now.stream().anyMatch(w -> w == Written.WRITTEN || w == Written.REFUSED)) {
      // A server that does not answer, or whose connection was given up, has not become a master.
      readOnlySince = null;
    }
    report(last, now);
    last = now;
  }

  /** Whether the store has answered READONLY for longer than this, without taking a write since. */
  public boolean isReadOnlyFor(Duration time) {
    Long since = readOnlySince;
    return since != null && nanoTime.getAsLong() - since >= time.toNanos();
  }

  private static void report(List<Written> before, List<Written> now) {
    long refused = notWritten(now);
    if (notWritten(before) == refused) {
      return;
    }
    if (refused == 0) {
      log.info("Redis takes writes again in all partitions");
    } else {
      log.error(
          "Redis takes no writes in {} of {} partitions: {}",
          refused,
          now.size(),
          now.stream().filter(w -> w != Written.WRITTEN).distinct().toList());
    }
  }

  private static long notWritten(List<Written> answers) {
    return answers.stream().filter(w -> w != Written.WRITTEN).count();
  }
}
