package dev.holdfast.api.order;

import dev.holdfast.settings.Setting;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of taking orders.
 *
 * @param inProgressMax how many orders may be in progress at once in this instance; more are
 *     answered 503 {@code overloaded}
 * @param lookUpsMax how many requests that are not admitted may be looked up at once, so that a
 *     repeat is answered with its order; the others are answered 503
 * @param searchedMax how many orders a search looks at, the latest with the reference or of the
 *     customer
 */
@ConfigurationProperties("holdfast.orders")
public record OrderSettings(
    @DefaultValue("1024") int inProgressMax,
    @DefaultValue("16") int lookUpsMax,
    @DefaultValue("100") int searchedMax) {
  public OrderSettings {
    Setting.of("holdfast.orders.in-progress-max", inProgressMax).between(1, 100_000);
    Setting.of("holdfast.orders.look-ups-max", lookUpsMax).between(1, 10_000);
    Setting.of("holdfast.orders.searched-max", searchedMax).between(1, 1_000);
  }
}
