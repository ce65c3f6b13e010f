package dev.holdfast.load.journal;

import dev.holdfast.load.endpoints.Event;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares the files of a journal with the events that the store has. */
final class JournalJudge {
  /** So many of a kind are said one by one. */
  private static final int SAID_MAX = 5;

  private final Set<Event> missing;
  private final int events;
  private final Set<Event> found = new HashSet<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();

  private JournalJudge(List<Event> events) {
    this.missing = new HashSet<>(events);
    this.events = missing.size();
  }

  /**
   * What is wrong; empty when each event is one whole line, once, and the files are as large as
   * they may be, and several.
   *
   * @param files the oldest first
   */
  static List<String> wrong(List<Path> files, long sizeMax, List<Event> events) {
    var judge = new JournalJudge(events);
    for (Path file : files) {
      if (WrittenFiles.size(file) > sizeMax) {
        judge.wrong.add(file + " is larger than it may be");
      }
      judge.read(file);
    }
    if (files.size() < 2) {
      judge.wrong.add("the journal was not rotated");
    }
    if (judge.events == 0) {
      judge.wrong.add("there are no events");
    }
    judge.missing.stream().limit(SAID_MAX).forEach(event -> judge.wrong.add("missing: " + event));
    if (judge.missing.size() > SAID_MAX) {
      judge.wrong.add("missing: %d of %d".formatted(judge.missing.size(), judge.events));
    }
    return judge.wrong;
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
    if (!found.add(event)) {
      wrong.add("%s repeats %s".formatted(file, event));
      return;
    }
    if (!missing.remove(event)) {
      wrong.add("%s has what is no event: %s".formatted(file, event));
    }
    Long before = versions.put(event.orderId(), event.version());
    if (before != null && before >= event.version()) {
      wrong.add("%s has version %d before %s".formatted(file, before, event));
    }
  }
}
