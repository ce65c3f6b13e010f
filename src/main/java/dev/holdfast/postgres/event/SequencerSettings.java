package dev.holdfast.postgres.event;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of giving events their positions on PostgreSQL.
 *
 * @param interval how long an instance pauses between two looks for events without a position
 * @param batchMax how many events get their positions in one transaction
 */
@ConfigurationProperties("holdfast.events.sequencer")
public record SequencerSettings(
    @DefaultValue("25ms") Duration interval, @DefaultValue("1000") int batchMax) {
  public SequencerSettings {
    Setting.of("holdfast.events.sequencer.interval", interval).between("1ms", "1m");
    Setting.of("holdfast.events.sequencer.batch-max", batchMax).between(1, 10_000);
  }
}
