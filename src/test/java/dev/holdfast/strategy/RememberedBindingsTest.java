package dev.holdfast.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered of bindings, and when it is read again. */
class RememberedBindingsTest {
  private static final Sku SKU = new Sku("a");
  private static final List<Sku> SKUS = List.of(SKU);

  private final List<Runnable> whileReading = new ArrayList<>();
  private long epoch = 1;
  private int reads;
  private final RememberedBindings bindings =
      new RememberedBindings(skus -> read(), 10, Duration.ofHours(1));

  private Map<Sku, Product> read() {
    reads++;
    whileReading.forEach(Runnable::run);
    return Map.of(
        SKU,
        new Product(
            SKU, "redis-script", epoch, 1, Product.Terms.of("a product", Duration.ofMinutes(1))));
  }

  @Test
  void aBindingIsReadOnce_untilItIsForgotten() {
    bindings.find(SKUS);
    bindings.find(SKUS);
    assertThat(reads).isEqualTo(1);
    bindings.forgetAll();
    assertThat(bindings.remembered(SKUS)).isEmpty();
    bindings.find(SKUS);
    assertThat(reads).isEqualTo(2);
  }

  /** It was sent to the master before, and answered after the next one was known. */
  @Test
  void aBindingThatWasReadWhileAllWereForgotten_isNotRemembered() {
    whileReading.add(bindings::forgetAll);
    bindings.find(SKUS);
    assertThat(bindings.remembered(SKUS)).isEmpty();
  }

  @Test
  void aPausedProduct_isReadAgain() {
    epoch = Product.PAUSED;
    bindings.find(SKUS);
    assertThat(bindings.remembered(SKUS)).isEmpty();
  }

  @Test
  void aBindingHasMoved_onceItsEpochIsAnother() {
    bindings.find(SKUS);
    var before = bindings.remembered(SKUS);
    assertThat(bindings.moved(before)).isFalse();
    epoch = 2;
    bindings.forget(SKUS);
    assertThat(bindings.moved(before)).isTrue();
  }
}
