package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is in the files of a journal, as a reader finds it. */
final class WrittenJournal {
  private final JournalFiles files;

  WrittenJournal(Path path) {
    files = new JournalFiles(path);
  }

  /** All files, the oldest first. */
  List<Path> all() {
    try {
      var all = new ArrayList<>(files.rotated());
      if (Files.exists(files.active())) {
        all.add(files.active());
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every line of all files, each of which must be a whole line of a journal. */
  List<JournalLine> lines() {
    return all().stream().flatMap(file -> lines(file).stream()).toList();
  }

  static List<JournalLine> lines(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      var lines = new ArrayList<JournalLine>();
      int start = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == JournalLine.END) {
          lines.add(JournalLine.parse(bytes, start, i).orElseThrow(() -> torn(file)));
          start = i + 1;
        }
      }
      assertThat(start).as("the end of the last line of %s", file).isEqualTo(bytes.length);
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AssertionError torn(Path file) {
    return new AssertionError(file + " has a line that is none");
  }

  /** Checks that the files have the first so many events of {@link NumberedEvents}, each once. */
  void assertHasAll(long count) {
    long next = 0;
    for (Path file : all()) {
      for (JournalLine line : lines(file)) {
        if (!line.equals(JournalLine.of(NumberedEvents.event(next)))) {
          throw new AssertionError(file + " has " + line + " instead of event " + next);
        }
        next++;
      }
    }
    assertThat(next).as("events in the journal").isEqualTo(count);
  }
}
