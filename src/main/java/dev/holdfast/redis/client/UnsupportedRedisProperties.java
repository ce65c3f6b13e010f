package dev.holdfast.redis.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The {@code spring.data.redis.*} properties that would not take effect, or on one of the two
 * clients only. A property that is read and then ignored is worse than one that is refused: an
 * operator who set a pool or a time limit believes in it.
 */
public final class UnsupportedRedisProperties {
  private static final String PREFIX = "spring.data.redis.";

  /** Each with what to do instead. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "timeout",
          "holdfast.redis.command-timeout bounds every command",
          "connect-timeout",
          "holdfast.redis.connect-timeout bounds every connection",
          "client-type",
          "Holdfast uses Lettuce, and Redisson for its locks",
          "jedis",
          "Holdfast uses Lettuce, and Redisson for its locks",
          "lettuce.pool",
          "orders share one connection; holdfast.redis.dedicated-max bounds the others",
          "lettuce.read-from",
          "everything is read from the master, since a replica may lag behind",
          "masterreplica",
          "it finds no new master after a failover; use sentinel, cluster, or the one address of a"
              + " managed Redis",
          "cluster.max-redirects",
          "both clients bound them by themselves");

  private UnsupportedRedisProperties() {}

  /** One sentence for each property that is set and would not take effect. */
  public static List<String> faults(Environment environment) {
    var binder = Binder.get(environment);
    List<String> faults = new ArrayList<>();
    INSTEAD.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .filter(entry -> isSet(binder, PREFIX + entry.getKey()))
        .forEach(entry ->
            faults.add(
                "%s%s cannot be used: %s.".formatted(PREFIX, entry.getKey(), entry.getValue())));
    return faults;
  }

  /** Whether a property, or one below it, is set in any of the forms that Spring takes. */
  private static boolean isSet(Binder binder, String name) {
    return binder.bind(name, Bindable.of(Object.class)).isBound()
        || binder.bind(name, Bindable.mapOf(String.class, Object.class)).isBound();
  }
}
