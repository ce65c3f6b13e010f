package dev.holdfast.api.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.product.StockCountApi.StockCountRequest;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StockCountControllerTest {
  private static final Sku CRATE = new Sku("crate");

  /** Its level can be read, and the orders that it concerns cannot. */
  private static final Inventory COUNTED =
      (Inventory)
          Proxy.newProxyInstance(
              Inventory.class.getClassLoader(),
              new Class<?>[] {Inventory.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "count" -> new StockCountResult.Counted(false);
                    case "stocked" ->
                        List.of(
                            new Inventory.StockedProduct(
                                new Product(
                                    CRATE,
                                    "postgres-row-lock",
                                    1,
                                    1,
                                    Product.Terms.of("a crate", Duration.ofMinutes(15)),
                                    Product.Sale.ALWAYS,
                                    true),
                                new StockLevel(CRATE, 1, 0, 2, 0, 1)));
                    default -> throw new StoreUnavailableException(method.getName(), null);
                  });

  /** A repeat could not read them either, so its client would never know that it is booked. */
  @Test
  void aCountIsAnswered_whereTheOrdersThatItConcernsCannotBeRead() {
    var answer =
        new StockCountController(COUNTED)
            .count(
                CRATE.value(),
                new IdempotencyKey("0123456789abcdef"),
                new StockCountRequest(2L, 1L, "a test"));
    assertThat(answer.getStatusCode().value()).isEqualTo(201);
    assertThat(answer.getBody())
        .isNotNull()
        .satisfies(view -> {
          assertThat(view.orders()).isEmpty();
          assertThat(view.complete()).isFalse();
        });
  }
}
