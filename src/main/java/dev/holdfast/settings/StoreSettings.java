package dev.holdfast.settings;

import dev.holdfast.stock.StoreKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What keeps stock and orders.
 *
 * @param store {@code redis} or {@code postgres}; by default {@code postgres} where {@code
 *     spring.datasource.url} is set and no Redis is, else {@code redis}. Where both are set it must
 *     be set too
 */
@ConfigurationProperties("holdfast")
public record StoreSettings(@Nullable StoreKind store) {
  private static final String REDIS = "spring.data.redis.";

  /** Whatever says where Redis is. */
  private static final List<String> PLACES_OF_REDIS =
      List.of(
          "host",
          "port",
          "url",
          "sentinel.master",
          "cluster.nodes",
          "cluster.nodes[0]",
          "masterreplica.nodes");

  /** What says where PostgreSQL is. */
  public static final String PLACE_OF_POSTGRES = "spring.datasource.url";

  /** The store that the configuration chooses, by name or by saying where one is. */
  public static StoreKind chosen(Environment environment) {
    return Binder.get(environment)
        .bind("holdfast.store", StoreKind.class)
        .orElseGet(() ->
            isPostgresPlaced(environment) && !isRedisPlaced(environment)
                ? StoreKind.POSTGRES
                : StoreKind.REDIS);
  }

  /** Whether two stores are configured, and which one to use is not. */
  public static boolean isAmbiguous(Environment environment) {
    return isPostgresPlaced(environment)
        && isRedisPlaced(environment)
        && !Binder.get(environment).bind("holdfast.store", StoreKind.class).isBound();
  }

  /** Whether a property says where Redis is. */
  public static boolean isRedisPlaced(Environment environment) {
    return PLACES_OF_REDIS.stream().anyMatch(place -> environment.containsProperty(REDIS + place));
  }

  private static boolean isPostgresPlaced(Environment environment) {
    return environment.containsProperty(PLACE_OF_POSTGRES);
  }
}
