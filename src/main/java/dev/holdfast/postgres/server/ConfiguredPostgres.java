package dev.holdfast.postgres.server;

import dev.holdfast.settings.StoreSettings;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** What is wrong with the configuration of PostgreSQL, before a client connects to it. */
public final class ConfiguredPostgres {
  private ConfiguredPostgres() {}

  /**
   * The faults, a sentence each.
   *
   * @param production whether what only production refuses is one
   */
  public static List<String> faults(Environment environment, boolean production) {
    List<String> wrong = new ArrayList<>();
    if (Binder.get(environment)
        .bind("spring.datasource.hikari", Bindable.mapOf(String.class, Object.class))
        .isBound()) {
      wrong.add(
          "spring.datasource.hikari.* has no effect: holdfast.postgres.* bounds the pool and its"
              + " connections.");
    }
    if (!environment.containsProperty(StoreSettings.PLACE_OF_POSTGRES)) {
      if (production) {
        wrong.add(
            "spring.datasource.url is not set: the production profile does not start on the"
                + " embedded PostgreSQL, whose data is gone when it stops.");
      }
      return wrong;
    }
    PostgresLogin login = PostgresLogin.configured(environment);
    if (login.parsed() == null) {
      wrong.add(
          "spring.datasource.url is not valid: it has the form"
              + " jdbc:postgresql://host:port/database.");
    } else if (production && !login.hasPassword()) {
      wrong.add(
          "spring.datasource.password is not set: in the production profile PostgreSQL must ask for"
              + " one.");
    }
    return wrong;
  }
}
