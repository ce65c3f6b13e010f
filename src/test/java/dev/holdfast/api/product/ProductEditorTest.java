package dev.holdfast.api.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.RegisterResult;
import dev.holdfast.stock.Inventory.Registration;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import jakarta.validation.Validation;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ProductEditorTest {
  private static final Sku CRATE = new Sku("crate");

  /** One product, which another call gives a limit between the first read and the first write. */
  private static final class Edited {
    private Product.Terms terms = Product.Terms.of("a crate", Duration.ofMinutes(15));
    private long revision = 1;

    Inventory inventory() {
      return (Inventory)
          Proxy.newProxyInstance(
              Inventory.class.getClassLoader(),
              new Class<?>[] {Inventory.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "defaultStrategy" -> "redis-script";
                    case "reservationTimeDefault" -> Duration.ofMinutes(15);
                    case "reservationTimeMax" -> Duration.ofHours(24);
                    case "products" ->
                        Map.of(
                            CRATE,
                            new Product(
                                CRATE,
                                "redis-script",
                                1,
                                revision,
                                terms,
                                Product.Sale.ALWAYS,
                                true));
                    case "register" -> register((Registration) arguments[0]);
                    default -> throw new AssertionError(method.getName());
                  });
    }

    private RegisterResult register(Registration wanted) {
      if (revision == 1) {
        terms = terms.with(new PurchaseLimits(7, null));
        revision++;
      }
      if (wanted.revisions() != null && !wanted.revisions().contains(revision)) {
        return RegisterResult.CHANGED;
      }
      terms = wanted.terms();
      revision++;
      return RegisterResult.UPDATED;
    }
  }

  @Test
  void aPatchIsMadeAnew_onWhatAnotherCallChangedMeanwhile() {
    var edited = new Edited();
    var json = JsonMapper.builder().build();
    try (var validators = Validation.buildDefaultValidatorFactory()) {
      new ProductEditor(edited.inventory(), json, validators.getValidator())
          .patch(CRATE, VersionCondition.NONE, json.createObjectNode().put("name", "another name"));
    }
    assertThat(edited.terms.name()).isEqualTo("another name");
    assertThat(edited.terms.limits().perOrder()).isEqualTo(7);
    assertThat(edited.revision).isEqualTo(3);
  }
}
