package dev.holdfast.boot;

import dev.holdfast.settings.StoreSettings;
import dev.holdfast.strategy.StrategyType;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** What is another default on another store than Redis. Whatever an operator sets counts. */
final class StoreDefaults {
  private StoreDefaults() {}

  static void add(ConfigurableEnvironment environment) {
    switch (StoreSettings.chosen(environment)) {
      case REDIS -> {}
      case POSTGRES ->
          environment
              .getPropertySources()
              .addLast(
                  new MapPropertySource(
                      "defaults on PostgreSQL",
                      Map.of(
                          "holdfast.products.default-strategy",
                          StrategyType.POSTGRES_CONDITIONAL_UPDATE.id())));
    }
  }
}
