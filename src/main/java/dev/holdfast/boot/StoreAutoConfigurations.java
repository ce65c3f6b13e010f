package dev.holdfast.boot;

import dev.holdfast.settings.StoreSettings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out what Boot configures for a store that this deployment does not use: its clients, its
 * health, its meters.
 */
final class StoreAutoConfigurations implements AutoConfigurationImportFilter, EnvironmentAware {
  private @Nullable Environment environment;

  @Override
  public void setEnvironment(Environment environment) {
    this.environment = environment;
  }

  @Override
  public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
    String others =
        switch (StoreSettings.chosen(Objects.requireNonNull(environment))) {
          case REDIS -> "org.springframework.boot.jdbc.";
          case POSTGRES -> "org.springframework.boot.data.redis.";
        };
    boolean[] wanted = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      String name = classes[i];
      wanted[i] = name == null || !name.startsWith(others);
    }
    return wanted;
  }
}
