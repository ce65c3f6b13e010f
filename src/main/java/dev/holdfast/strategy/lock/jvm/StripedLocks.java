package dev.holdfast.strategy.lock.jvm;

import dev.holdfast.stock.Sku;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A fixed number of locks of this JVM for any number of SKUs: a SKU always has the same one, and
 * several SKUs may share one. A single stripe is one lock for all.
 */
final class StripedLocks<T> {
  private final List<T> stripes;

  /**
   * @param count how many locks there are; at least one
   */
  StripedLocks(int count, Function<Stripe, T> stripe) {
    if (count < 1) {
      throw new IllegalArgumentException("there must be a lock");
    }
    this.stripes =
        IntStream.range(0, count)
            .mapToObj(index -> stripe.apply(new Stripe(index, count)))
            .toList();
  }

  /**
   * The stripes of some SKUs in the order of the stripes, each once, which is what keeps two
   * baskets from deadlocking; the order of the SKUs would not, since it says nothing about stripes.
   *
   * @param ordered false for the order of the SKUs all the same
   */
  List<T> of(Collection<Sku> skus, boolean ordered) {
    IntStream indexes = skus.stream().mapToInt(sku -> Stripe.of(sku, stripes.size())).distinct();
    return (ordered ? indexes.sorted() : indexes).mapToObj(stripes::get).toList();
  }
}
