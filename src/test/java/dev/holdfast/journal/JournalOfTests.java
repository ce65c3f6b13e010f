package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.EventLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A journal of a store, which instances write in turn. */
public final class JournalOfTests {
  private static final int SIZE_MAX = 65_536;
  private static final int KEEP = 1_000;

  private final Path path;

  /**
   * @param path where no file is yet
   * @param from the position that it begins at
   */
  public JournalOfTests(Path path, String from) {
    this.path = path;
    try {
      Files.write(path, JournalLine.gap(null, from).bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An instance writes what is new, a few events at a time, and ends. */
  public void writeBy(EventLog events) {
    var settings =
        new JournalSettings(
            path.toString(), SIZE_MAX, KEEP, Duration.ofMillis(1), 7, Duration.ZERO);
    try (var journal =
        new Journal(
            events, settings, Duration.ZERO, FileChannel::write, new SimpleMeterRegistry())) {
      journal.run();
    }
  }

  /**
   * An instance writes all that is new, and ends: a run has a bound.
   *
   * @throws AssertionError when the last line is written again, or it would never end
   */
  public void writeAllBy(EventLog events) {
    int before = -1;
    for (var lines = lines(); lines.size() > before; lines = lines()) {
      before = lines.size();
      writeBy(events);
      assertThat(lines().stream().skip(before)).doesNotContain(lines.getLast());
    }
  }

  private List<JournalLine> lines() {
    return new WrittenJournal(path).lines();
  }

  /** The versions and types of an order, in the order of the lines. */
  public List<String> changesOf(String order) {
    return new WrittenJournal(path)
        .lines().stream()
            .filter(line -> order.equals(line.orderId()))
            .map(line -> line.version() + " " + line.type())
            .toList();
  }

  /** The types of all lines, after the line that it began with. */
  public List<String> types() {
    return new WrittenJournal(path).lines().stream().skip(1).map(JournalLine::type).toList();
  }

  /** How many gaps it has, after the line that it began with. */
  public long gaps() {
    return new WrittenJournal(path)
        .lines().stream().skip(1).filter(line -> line.type().equals(JournalLine.GAP)).count();
  }
}
