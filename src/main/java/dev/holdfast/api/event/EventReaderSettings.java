package dev.holdfast.api.event;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of reading events over HTTP.
 *
 * @param waitMax how long a reader may wait for the next event, in whole seconds; 0 lets none wait
 * @param waitingMax how many readers may wait at once in this instance; more are answered 503
 *     {@code too-many-readers}
 * @param interval how long this instance pauses between two looks for new events, which it takes
 *     for all of its waiting readers together, and only while there are any
 */
@ConfigurationProperties("holdfast.events.readers")
public record EventReaderSettings(
    @DefaultValue("30s") Duration waitMax,
    @DefaultValue("64") int waitingMax,
    @DefaultValue("50ms") Duration interval) {
  public EventReaderSettings {
    Setting.of("holdfast.events.readers.wait-max", waitMax).between("0s", "5m");
    Setting.of("holdfast.events.readers.waiting-max", waitingMax).between(1, 10_000);
    Setting.of("holdfast.events.readers.interval", interval).between("5ms", "10s");
  }
}
