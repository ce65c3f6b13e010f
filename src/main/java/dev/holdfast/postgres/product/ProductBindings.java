package dev.holdfast.postgres.product;

import dev.holdfast.postgres.transaction.ContendedException;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.RememberedBindings;
import dev.holdfast.strategy.script.GroupCommitQueue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The bindings of products, remembered for a short time so that an order need not read them. A take
 * names the epoch of its binding, so one that moved meanwhile is rejected: its caller forgets it
 * and starts again. Safe for use by many threads.
 *
 * <p>Orders of many products find few of them remembered. Those that come while products are read
 * share the next read: with 10,000 products it would otherwise be one statement an order.
 */
public final class ProductBindings {
  /** All reads are one group. */
  private static final String ALL = "all";

  /** The most orders whose products one statement reads; each has at most 50. */
  private static final int BATCH_MAX = 64;

  /** How many orders may wait for the next read. */
  private static final int QUEUE_MAX = 4_096;

  /** How long an order waits for its read at most. The time left to its request is shorter. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  private final ProductTable products;
  private final RememberedBindings remembered;
  private final GroupCommitQueue<String, Set<? extends Sku>, Map<Sku, Product>> reads;

  /**
   * @param cacheMax how many products' bindings are kept
   * @param cacheTime for how long
   */
  public ProductBindings(
      ProductTable products, int cacheMax, Duration cacheTime, MeterRegistry meters) {
    this.products = products;
    this.remembered = new RememberedBindings(this::ask, cacheMax, cacheTime);
    this.reads =
        new GroupCommitQueue<>(
            BATCH_MAX, QUEUE_MAX, WAIT_MAX, this::read, Thread::startVirtualThread);
    Gauge.builder("holdfast.products.queue", reads, GroupCommitQueue::waiting)
        .description("Orders that wait to read their products")
        .register(meters);
  }

  /**
   * Those among these SKUs that are registered. An unknown one is asked for again each time, and so
   * is one that is not on sale: its sale may begin at any time.
   *
   * @throws StoreUnavailableException when they cannot be read
   * @throws ContendedException when too many wait to read already
   */
  public Map<Sku, Product> find(Collection<Sku> skus) {
    return remembered.find(skus);
  }

  private Map<Sku, Product> ask(Set<? extends Sku> missing) {
    try {
      return reads
          .ask(ALL, missing)
          .orElseThrow(() -> new ContendedException("too many orders read their products", null));
    } catch (StoreUnavailableException e) {
      throw e.getCause() instanceof ContendedException contended
          ? new ContendedException("the products could not be read", contended)
          : e;
    } catch (OutcomeUnknownException e) {
      throw new StoreUnavailableException("the products could not be read", e);
    }
  }

  private void read(
      String all, List<Set<? extends Sku>> asked, GroupCommitQueue.Answers<Map<Sku, Product>> to) {
    to.from(() -> {
      try {
        Set<Sku> skus = asked.stream().flatMap(Set::stream).collect(Collectors.toSet());
        to.come(Collections.nCopies(asked.size(), products.find(skus)), null);
      } catch (RuntimeException e) {
        to.come(null, e);
      }
    });
  }

  /** What is remembered of these SKUs now, for {@link #moved}. */
  public Map<Sku, Product> remembered(Collection<Sku> skus) {
    return remembered.remembered(skus);
  }

  /** As {@link RememberedBindings#moved}. */
  public boolean moved(Map<Sku, Product> before) {
    return remembered.moved(before);
  }

  /** Forgets what is remembered of these SKUs. */
  public void forget(Collection<Sku> skus) {
    remembered.forget(skus);
  }
}
