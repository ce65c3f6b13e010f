package dev.holdfast.api.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.PurchaseLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProductRequestTest {
  /** Or a product that is registered as it is would differ from the stored one. */
  @Test
  void theTimeOfARateIsWhatTheStoresKeep() {
    var request =
        new ProductRequest(
            "a product",
            null,
            null,
            null,
            null,
            null,
            null,
            3,
            Duration.ofNanos(2_000_500_000),
            null,
            null,
            null,
            null,
            null,
            null);
    assertThat(request.limits().rate())
        .isEqualTo(new PurchaseLimits.Rate(3, Duration.ofSeconds(2)));
  }
}
