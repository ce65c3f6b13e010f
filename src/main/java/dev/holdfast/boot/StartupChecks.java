package dev.holdfast.boot;

import dev.holdfast.lifecycle.ProductSettings;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Refuses what is configured wrongly before the first request is taken, as far as only the store
 * itself can tell; {@link ConfigurationChecks} has refused the rest.
 */
@Component
class StartupChecks implements SmartInitializingSingleton {
  private final Environment environment;
  private final ProductSettings products;
  private final StoreStartup store;

  StartupChecks(Environment environment, ProductSettings products, StoreStartup store) {
    this.environment = environment;
    this.products = products;
    this.store = store;
  }

  @Override
  public void afterSingletonsInstantiated() {
    store.check();
    var strategy = products.defaultStrategy();
    store
        .whyNeverAllowed(strategy)
        .ifPresent(why -> {
          throw new InvalidConfigurationPropertyValueException(
              "holdfast.products.default-strategy", strategy.id(), why);
        });
    if (environment.acceptsProfiles(Profiles.of("production"))) {
      StartRefusedException.unlessEmpty(store.refusedInProduction());
      store.warnInProduction();
    }
  }
}
