package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.stock.Sku;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A fixed number of locks of this JVM for any number of SKUs: a SKU always has the same one, and
 * several SKUs may share one. A single stripe is one lock for all.
 */
public final class StripedLocks<T> {
  private final List<T> stripes;

  /**
   * @param count how many locks there are; at least one
   */
  public StripedLocks(int count, Supplier<T> stripe) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be a lock");
    }
    this.stripes = Stream.generate(stripe).limit(count).toList();
  }

  /**
   * The stripes of some SKUs in the order of the stripes, each once, which is what keeps two
   * baskets from deadlocking; the order of the SKUs would not, since it says nothing about stripes.
   */
  public List<T> of(Collection<Sku> skus) {
    return skus.stream()
        .flatMapToInt(sku -> IntStream.of(Math.floorMod(spread(sku.hashCode()), stripes.size())))
        .distinct()
        .sorted()
        .mapToObj(stripes::get)
        .toList();
  }

  /** SKUs often differ in their last characters only: mix, so that they do not share low bits. */
  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }
}
