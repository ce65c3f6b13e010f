package dev.holdfast.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves out what Boot configures for a store that this deployment does not use: its clients, its
 * health, its meters.
 */
final class StoreAutoConfigurations implements AutoConfigurationImportFilter {
  @Override
  public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
    boolean[] wanted = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      String name = classes[i];
      wanted[i] =
          name == null
              || !(name.startsWith("org.springframework.boot.jdbc.")
                  || name.startsWith("org.springframework.boot.flyway."));
    }
    return wanted;
  }
}
