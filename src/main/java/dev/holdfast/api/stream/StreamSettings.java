package dev.holdfast.api.stream;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of streams that open pages read.
 *
 * @param heartbeat how long a stream is silent at most; then it has a comment, by which both sides
 *     see that the other one is there
 * @param writeMax how long one picture may take to be written, beside the {@code
 *     server.tomcat.connection-timeout} that one wait for the client may take; a client that reads
 *     more slowly is disconnected
 * @param timeMax how long a stream stays open; then it ends, and the page opens it anew
 */
@ConfigurationProperties("holdfast.streams")
public record StreamSettings(
    @DefaultValue("10s") Duration heartbeat,
    @DefaultValue("5s") Duration writeMax,
    @DefaultValue("15m") Duration timeMax) {
  public StreamSettings {
    Setting.of("holdfast.streams.heartbeat", heartbeat).between("10ms", "1m");
    Setting.of("holdfast.streams.write-max", writeMax).between("10ms", "1m");
    Setting.of("holdfast.streams.time-max", timeMax).between("100ms", "24h");
  }
}
