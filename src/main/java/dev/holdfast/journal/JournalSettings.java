package dev.holdfast.journal;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The journal of orders, a file that several instances on a host share.
 *
 * @param path the file; its directory must exist. Empty keeps no journal. The instances that share
 *     it must agree on all settings of the journal but {@code sync}
 * @param sizeMax how large the file may become before it is rotated, in bytes
 * @param keep how many rotated files are kept; older ones are deleted
 * @param interval how long an instance pauses between two looks for new events, or for the lock
 * @param batchMax how many events are read from the store at once
 * @param sync how long the answer to a change of an order waits at most until its event is in the
 *     file; 0 waits for none
 */
@ConfigurationProperties("holdfast.journal")
public record JournalSettings(
    @DefaultValue("") String path,
    @DefaultValue("67108864") long sizeMax,
    @DefaultValue("10") int keep,
    @DefaultValue("50ms") Duration interval,
    @DefaultValue("500") int batchMax,
    @DefaultValue("0s") Duration sync) {
  public JournalSettings {
    Setting.of("holdfast.journal.size-max", sizeMax).between(65_536, 1_073_741_824);
    Setting.of("holdfast.journal.keep", keep).between(1, 10_000);
    Setting.of("holdfast.journal.interval", interval).between("1ms", "10s");
    Setting.of("holdfast.journal.batch-max", batchMax).between(1, 10_000);
    Setting.of("holdfast.journal.sync", sync).between("0s", "10s");
  }

  /** Whether a journal is kept. */
  public boolean isOn() {
    return !path.isEmpty();
  }

  /** Whether answers wait for the journal. */
  boolean isSync() {
    return isOn() && !sync.isZero();
  }
}
