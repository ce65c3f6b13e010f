package dev.holdfast.testing;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.MovementSettings;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.redis.script.SearchSettings;
import io.lettuce.core.AbstractRedisClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;

/** Settings as they are where nothing is configured, and what is made with them. */
public final class Defaults {
  private static final Map<Class<?>, Object> BOUND = new ConcurrentHashMap<>();

  private Defaults() {}

  /** A settings record, bound to an environment without properties. */
  public static <T> T of(Class<T> settings) {
    return settings.cast(BOUND.computeIfAbsent(settings, Defaults::bind));
  }

  private static Object bind(Class<?> settings) {
    String prefix = settings.getAnnotation(ConfigurationProperties.class).value();
    return new Binder().bindOrCreate(prefix, settings);
  }

  /** Loaded only where they are used. */
  private static final class Loaded {
    static final Scripts SCRIPTS =
        new Scripts(
            of(EventSettings.class),
            of(RetentionSettings.class),
            of(MovementSettings.class),
            of(SearchSettings.class),
            of(ClockSettings.class));
  }

  /** The scripts with default settings, loaded once. */
  public static Scripts scripts() {
    return Loaded.SCRIPTS;
  }

  /** A gateway with default scripts and clocks. */
  public static RedisGateway gateway(AbstractRedisClient client, RedisSettings settings) {
    return new RedisGateway(client, settings, scripts(), new CallerClock(of(ClockSettings.class)));
  }
}
