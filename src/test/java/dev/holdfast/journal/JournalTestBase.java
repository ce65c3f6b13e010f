package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal of a few events, of which a test makes what it needs. */
abstract class JournalTestBase {
  static final int SIZE_MAX = 65_536;
  static final int KEEP = 3;

  @TempDir Path folder;

  final NumberedEvents events = new NumberedEvents(0);
  SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<Journal> open = new ArrayList<>();
  Path path;
  WrittenJournal written;
  Journal journal;

  @BeforeEach
  void start() {
    path = folder.resolve("orders.jsonl");
    written = new WrittenJournal(path);
    journal = journal(FileChannel::write);
  }

  @AfterEach
  void stop() throws IOException {
    for (Journal each : open) {
      each.close();
    }
  }

  Journal journal(JournalFile.Appender appender) {
    return journal(appender, KEEP, meters);
  }

  /** The writer ends, and another one takes its place. */
  void restart(JournalFile.Appender appender, int keep) throws IOException {
    journal.close();
    meters = new SimpleMeterRegistry();
    journal = journal(appender, keep, meters);
  }

  void restart() throws IOException {
    restart(FileChannel::write, KEEP);
  }

  Journal journal(JournalFile.Appender appender, int keep, SimpleMeterRegistry registry) {
    var usual = Defaults.of(JournalSettings.class);
    var settings =
        new JournalSettings(path.toString(), SIZE_MAX, keep, usual.interval(), 100, usual.sync());
    var made = new Journal(events, settings, Duration.ZERO, appender, registry);
    open.add(made);
    return made;
  }

  double count(String name) {
    return meters.get(name).counters().stream().mapToDouble(counter -> counter.count()).sum();
  }

  double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  double behind() {
    return meters.get("holdfast.journal.behind").timeGauge().value();
  }

  void copy(long end) {
    events.growTo(end);
    journal.run();
  }

  void fails(Journal failing, String message) {
    assertThatThrownBy(failing::run)
        .isInstanceOf(JournalFaultException.class)
        .hasMessageContaining(message);
  }

  static int partly(FileChannel file, ByteBuffer bytes, int max) throws IOException {
    int limit = bytes.limit();
    bytes.limit(Math.min(limit, bytes.position() + max));
    int count = file.write(bytes);
    bytes.limit(limit);
    return count;
  }

  /** A disk that takes so many bytes. */
  static final class SmallDisk implements JournalFile.Appender {
    long left;

    @Override
    public int write(FileChannel file, ByteBuffer bytes) throws IOException {
      if (left == 0) {
        throw new IOException("No space left on device");
      }
      int count = partly(file, bytes, (int) Math.min(left, Integer.MAX_VALUE));
      left -= count;
      return count;
    }
  }
}
