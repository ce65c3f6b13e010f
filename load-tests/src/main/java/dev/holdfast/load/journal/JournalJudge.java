package dev.holdfast.load.journal;

import dev.holdfast.load.endpoints.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the files of a journal with the events that the store has. */
final class JournalJudge {
  /** So many of a kind are said one by one. */
  private static final int SAID_MAX = 5;

  /** Each event, and whether a line of it was found; a million of them are read. */
  private final Map<Event, Boolean> found = new HashMap<>();

  private final Map<String, Long> versions = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();

  private JournalJudge(List<Event> events) {
    events.forEach(event -> found.put(event, false));
  }

  /**
   * What is wrong; empty when each event is one whole line, once, and the files are as large as
   * they may be, and several.
   *
   * @param files the oldest first
   * @param acknowledged the events that the store must have; it may have others, which it wrote and
   *     did not answer
   */
  static List<String> wrong(
      List<Path> files, long sizeMax, List<Event> events, Acknowledged acknowledged) {
    var judge = new JournalJudge(events);
    int distinct = judge.found.size();
    long missing = acknowledged.missingIn(judge.found.keySet());
    if (missing > 0 || acknowledged.size() == 0) {
      judge.wrong.add(
          "the store lacks %d of %d events that it acknowledged"
              .formatted(missing, acknowledged.size()));
    }
    for (Path file : files) {
      if (WrittenFiles.size(file) > sizeMax) {
        judge.wrong.add(file + " is larger than it may be");
      }
      judge.read(file);
    }
    if (files.size() < 2) {
      judge.wrong.add("the journal was not rotated");
    }
    judge.sayMissing(distinct);
    return judge.wrong;
  }

  private void sayMissing(int events) {
    List<Event> missing =
        found.entrySet().stream().filter(one -> !one.getValue()).map(Map.Entry::getKey).toList();
    missing.stream().limit(SAID_MAX).forEach(event -> wrong.add("missing: " + event));
    if (missing.size() > SAID_MAX) {
      wrong.add("missing: %d of %d".formatted(missing.size(), events));
    }
  }

  private void read(Path file) {
    String text = WrittenFiles.text(file);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      wrong.add(file + " ends within a line");
    }
    text.lines()
        .forEach(line -> {
          Optional<WrittenLine> written = WrittenLine.parse(line);
          if (written.isEmpty()) {
            wrong.add("%s has a line that is none: %s".formatted(file, line));
          } else if (written.get().event().isEmpty()) {
            wrong.add("%s has the note %s".formatted(file, written.get().type()));
          } else {
            take(file, written.get().event().get());
          }
        });
  }

  private void take(Path file, Event event) {
    Boolean before = found.put(event, true);
    if (before == null) {
      wrong.add("%s has what is no event: %s".formatted(file, event));
    } else if (before) {
      wrong.add("%s repeats %s".formatted(file, event));
      return;
    }
    Long version = versions.put(event.orderId(), event.version());
    if (version != null && version >= event.version()) {
      wrong.add("%s has version %d before %s".formatted(file, version, event));
    }
  }
}
