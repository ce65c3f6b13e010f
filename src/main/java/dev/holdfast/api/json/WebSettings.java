package dev.holdfast.api.json;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of HTTP requests.
 *
 * @param bodyBytesMax the largest body, in bytes
 * @param jsonDepthMax how deep JSON may be nested
 * @param headTimeMax how long the head of a request may take in all; a wait for more of it is
 *     bounded by {@code server.tomcat.connection-timeout}
 * @param bodyTimeMax how long the body of a request may take in all; a wait for more of it is
 *     bounded likewise
 */
@ConfigurationProperties("holdfast.web")
public record WebSettings(
    @DefaultValue("65536") int bodyBytesMax,
    @DefaultValue("16") int jsonDepthMax,
    @DefaultValue("10s") Duration headTimeMax,
    @DefaultValue("10s") Duration bodyTimeMax) {
  public WebSettings {
    Setting.of("holdfast.web.body-bytes-max", bodyBytesMax).between(1_024, 10_485_760);
    Setting.of("holdfast.web.json-depth-max", jsonDepthMax).between(3, 1_000);
    Setting.of("holdfast.web.head-time-max", headTimeMax).between("100ms", "2m");
    Setting.of("holdfast.web.body-time-max", bodyTimeMax).between("100ms", "2m");
  }
}
