package dev.holdfast.redis;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which server is started when no {@code spring.data.redis.*} says where Redis is.
 *
 * @param server {@code auto}: a valkey-server or redis-server of the path that will do, else the
 *     bundled one; {@code bundled}; or the path of an executable
 */
@Validated
@ConfigurationProperties("holdfast.embedded-redis")
public record EmbeddedSettings(
    @DefaultValue(AUTO) @NotBlank(message = "must be auto, bundled or the path of an executable")
        String server) {
  /** The name of {@link #server()}. */
  static final String SERVER = "holdfast.embedded-redis.server";

  static final String AUTO = "auto";
  static final String BUNDLED = "bundled";
}
