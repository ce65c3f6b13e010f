package dev.holdfast.redis.script;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many movements of a product's stock are kept, and for how long. Instances on one store must
 * agree.
 *
 * @param maxLength how many of its last movements each product keeps
 * @param maxAge how long a movement is kept; on Redis an older one is shown no more, and leaves
 *     with the product's next movement
 */
@ConfigurationProperties("holdfast.movements")
public record MovementSettings(
    @DefaultValue("1000") int maxLength, @DefaultValue("365d") Duration maxAge) {
  public MovementSettings {
    Setting.of("holdfast.movements.max-length", maxLength).between(1, 100_000);
    Setting.of("holdfast.movements.max-age", maxAge).between("1h", "3650d");
  }
}
