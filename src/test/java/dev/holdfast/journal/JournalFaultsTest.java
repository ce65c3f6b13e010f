package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a journal has after faults of its disk, its store and its writer. */
class JournalFaultsTest extends JournalTestBase {
  /** As at a limit of the file's size: the first part is written, and no error is raised. */
  @Test
  void whatIsWrittenInPartsIsWrittenInAll() throws IOException {
    restart((file, bytes) -> partly(file, bytes, 100), KEEP);
    copy(1_000);
    written.assertHasAll(1_000);
  }

  @Test
  void aFullDiskIsReported_andTheCopyGoesOnOnceThereIsRoom() throws IOException {
    var disk = new SmallDisk();
    restart(disk, 100);
    events.growTo(3_000);
    for (int i = 1; i <= 20; i++) {
      disk.left = 5_000;
      fails(journal, "orders.jsonl cannot be written: No space left on device");
      assertThat(count("holdfast.journal.failures")).isEqualTo(i);
      assertThat(behind()).isNotNaN().isPositive();
    }
    disk.left = Long.MAX_VALUE;
    journal.run();
    assertThat(behind()).isZero();
    written.assertHasAll(3_000);
    assertThat(written.all()).as("torn in files that were just begun, too").hasSizeGreaterThan(3);
  }

  @Test
  void aWriterThatCannotWriteLeavesTheLockToAnother() throws IOException {
    copy(100);
    journal.close();
    var disk = new SmallDisk();
    disk.left = 50;
    Journal failing = journal(disk, KEEP, new SimpleMeterRegistry());
    events.growTo(200);
    fails(failing, "No space left on device");
    journal = journal(FileChannel::write);
    copy(300);
    written.assertHasAll(300);
    fails(failing, "No space left on device");
    assertThat(gauge("holdfast.journal.holder")).isEqualTo(1);
  }

  @Test
  void aStoreThatIsAwayIsReported_andNothingIsMissedAfterwards() {
    copy(100);
    events.away(true);
    events.growTo(200);
    fails(journal, "the store is away");
    assertThat(behind()).isNotNaN().isPositive();
    events.away(false);
    journal.run();
    assertThat(behind()).isZero();
    written.assertHasAll(200);
  }

  /** As of a class that is not found, or of memory that is short for a moment. */
  @Test
  void anErrorIsAFault_whichLeavesTheLockToAnother() {
    copy(100);
    events.atNextRead(() -> {
      throw new NoClassDefFoundError("missing");
    });
    events.growTo(200);
    fails(journal, "missing");
    assertThat(behind()).isNotNaN().isPositive();
    Journal other = journal(FileChannel::write, KEEP, new SimpleMeterRegistry());
    other.run();
    written.assertHasAll(200);
  }

  @Test
  void aFaultStandsUntilTheNextTry() throws IOException {
    journal.close();
    meters = new SimpleMeterRegistry();
    var usual = Defaults.of(JournalSettings.class);
    var settings =
        new JournalSettings(path.toString(), SIZE_MAX, KEEP, usual.interval(), 100, usual.sync());
    var patient = new Journal(events, settings, Duration.ofHours(1), FileChannel::write, meters);
    open.add(patient);
    events.away(true);
    fails(patient, "the store is away");
    events.away(false);
    fails(patient, "the store is away");
    assertThat(count("holdfast.journal.failures")).isEqualTo(1);
  }
}
