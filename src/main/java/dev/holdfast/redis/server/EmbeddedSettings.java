package dev.holdfast.redis.server;

import dev.holdfast.settings.Setting;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which server is started when no {@code spring.data.redis.*} says where Redis is.
 *
 * @param server {@code auto}: a valkey-server or redis-server of the {@code PATH} that is new
 *     enough, else the bundled one; {@code bundled}; or the path of an executable
 */
@ConfigurationProperties("holdfast.embedded-redis")
public record EmbeddedSettings(@DefaultValue(AUTO) String server) {
  /** The name of {@link #server()}. */
  static final String SERVER = "holdfast.embedded-redis.server";

  static final String AUTO = "auto";
  static final String BUNDLED = "bundled";

  private static final Pattern NOT_BLANK = Pattern.compile("(?s).*\\S.*");

  public EmbeddedSettings {
    Setting.of(SERVER, server).matching(NOT_BLANK, "auto, bundled or the path of an executable");
  }
}
