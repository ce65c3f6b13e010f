package dev.holdfast.api.http;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of answering requests.
 *
 * @param waitMax how long a request may wait for Redis and for locks in all; what it must still
 *     resolve and release afterwards has bounds of its own
 */
@ConfigurationProperties("holdfast.requests")
public record RequestSettings(@DefaultValue("1s") Duration waitMax) {
  public RequestSettings {
    Setting.of("holdfast.requests.wait-max", waitMax).between("100ms", "1m");
  }
}
