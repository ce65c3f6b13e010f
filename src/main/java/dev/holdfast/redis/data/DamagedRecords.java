package dev.holdfast.redis.data;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.order.OrderDamagedException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts damaged records of orders, and members of the catalogue that are no SKU, each time one is
 * met, and names each in the log, once in a while. Safe for use by many threads.
 */
public final class DamagedRecords {
  private static final Logger log = LoggerFactory.getLogger(DamagedRecords.class);
  private static final Duration NAMED_AGAIN = Duration.ofHours(1);
  private static final int NAMED_MAX = 1_000;

  private final LongAdder met = new LongAdder();
  private final Cache<String, Boolean> named =
      Caffeine.newBuilder().maximumSize(NAMED_MAX).expireAfterWrite(NAMED_AGAIN).build();

  public void meet(String order, String damage) {
    if (isToBeNamed(order)) {
      log.error(
          "the record of order {} is damaged and passed over: {}. Audit its products; their"
              + " reconciliation puts the record aside",
          order,
          damage);
    }
  }

  /** A member of the set of all products that is no SKU. */
  public void meetProduct(String member) {
    if (isToBeNamed(Keys.PRODUCTS + " " + member)) {
      log.error(
          "\"{}\" in {} is no SKU and passed over. Remove it from the set", member, Keys.PRODUCTS);
    }
  }

  private boolean isToBeNamed(String what) {
    met.increment();
    return named.asMap().putIfAbsent(what, true) == null;
  }

  public void meet(OrderDamagedException e) {
    meet(e.order(), e.damage());
  }

  /** How often one was met. */
  long met() {
    return met.sum();
  }

  /** Makes the number visible. */
  public void bindTo(MeterRegistry meters) {
    FunctionCounter.builder("holdfast.orders.damaged", this, DamagedRecords::met)
        .description(
            "How often a damaged record, of an order or of the catalogue, was met and passed over")
        .register(meters);
  }
}
