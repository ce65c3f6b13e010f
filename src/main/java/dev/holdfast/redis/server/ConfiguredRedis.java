package dev.holdfast.redis.server;

import dev.holdfast.settings.StoreSettings;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** What the configuration says of Redis, before a client connects to it. */
public enum ConfiguredRedis {
  /** Nothing says where it is: an embedded one is started. */
  EMBEDDED,
  /** It is named, and nothing says its password. */
  WITHOUT_PASSWORD,
  /** It is named by a URL without a password; another property's would not be used. */
  URL_WITHOUT_PASSWORD,
  /** It is named, and so is its password. */
  WITH_PASSWORD;

  private static final String PREFIX = "spring.data.redis.";

  /**
   * Reads the configuration. With Sentinel the password is the master's; the Sentinels' own
   * protects no data.
   */
  public static ConfiguredRedis of(Environment properties) {
    if (!StoreSettings.isRedisPlaced(properties)) {
      return EMBEDDED;
    }
    String url = properties.getProperty(PREFIX + "url");
    if (url != null) {
      return hasPassword(url) ? WITH_PASSWORD : URL_WITHOUT_PASSWORD;
    }
    return StringUtils.hasText(properties.getProperty(PREFIX + "password"))
        ? WITH_PASSWORD
        : WITHOUT_PASSWORD;
  }

  /** A user's name alone is no password; a text without a colon is one, as clients read it. */
  private static boolean hasPassword(String url) {
    String user = userInfo(url);
    return user != null && !user.substring(user.indexOf(':') + 1).isEmpty();
  }

  private static @Nullable String userInfo(String url) {
    try {
      return URI.create(url).getRawUserInfo();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
