package dev.holdfast.load.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.endpoints.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted as wrong in a journal. */
class JournalJudgeTest {
  private static final long SIZE_MAX = 1_000;
  private static final Event PLACED = new Event("a", 2, "RESERVED", "2026-11-30T08:00:00.000Z");
  private static final Event CANCELLED = new Event("a", 3, "CANCELLED", "2026-11-30T08:00:01.000Z");
  private static final Event OTHER = new Event("b", 2, "RESERVED", "2026-11-30T08:00:00.000Z");

  @TempDir Path folder;

  private WrittenFiles files;

  @BeforeEach
  void name() {
    files = new WrittenFiles(folder.resolve("orders.jsonl"));
  }

  private static Acknowledged all() {
    var all = new Acknowledged();
    all.answered("a", "RESERVED");
    all.answered("a", "CANCELLED");
    all.answered("b", "RESERVED");
    return all;
  }

  private static String line(Event event) {
    return "{\"orderId\":\"%s\",\"version\":%d,\"type\":\"%s\",\"occurredAt\":\"%s\",\"next\":\"n\"}%n"
        .formatted(event.orderId(), event.version(), event.type(), event.occurredAt());
  }

  private List<String> wrong(String rotated, String active) throws IOException {
    Files.writeString(folder.resolve("orders.jsonl.00000001"), rotated);
    Files.writeString(files.active(), active);
    return JournalJudge.wrong(files.all(), SIZE_MAX, List.of(PLACED, CANCELLED, OTHER), all());
  }

  @Test
  void eachEventIsOneWholeLine() throws IOException {
    assertThat(wrong(line(PLACED) + line(OTHER), line(CANCELLED))).isEmpty();
    assertThat(wrong(line(PLACED) + line(OTHER), ""))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("missing: Event[orderId=a, version=3");
    assertThat(wrong(line(PLACED) + line(OTHER), line(CANCELLED) + line(OTHER)))
        .singleElement()
        .asString()
        .contains("repeats Event[orderId=b");
    assertThat(wrong(line(PLACED) + line(OTHER), line(CANCELLED).stripTrailing()))
        .singleElement()
        .asString()
        .endsWith("ends within a line");
    assertThat(wrong(line(PLACED) + "{\"orderId\n" + line(OTHER), line(CANCELLED)))
        .singleElement()
        .asString()
        .contains("a line that is none");
    assertThat(
            wrong(line(PLACED) + line(OTHER), line(CANCELLED) + line(new Event("c", 1, "X", ""))))
        .singleElement()
        .asString()
        .contains("what is no event");
  }

  @Test
  void thoseOfAnOrderComeInTheOrderOfItsVersions() throws IOException {
    assertThat(wrong(line(CANCELLED) + line(OTHER), line(PLACED)))
        .singleElement()
        .asString()
        .contains("has version 3 before");
  }

  @Test
  void noNoteIsExpected() throws IOException {
    String note = "{\"type\":\"GAP\",\"occurredAt\":\"\",\"next\":\"n\"}\n";
    assertThat(wrong(line(PLACED) + line(OTHER), note + line(CANCELLED)))
        .singleElement()
        .asString()
        .endsWith("the note GAP");
  }

  @Test
  void filesAreRotatedBeforeTheyAreTooLarge() throws IOException {
    Files.writeString(files.active(), line(PLACED) + line(CANCELLED) + line(OTHER));
    var events = List.of(PLACED, CANCELLED, OTHER);
    assertThat(JournalJudge.wrong(files.all(), SIZE_MAX, events, all())).hasSize(1);
    assertThat(JournalJudge.wrong(files.all(), 10, events, all())).hasSize(2);
    assertThat(JournalJudge.wrong(List.of(), SIZE_MAX, List.of(), new Acknowledged())).hasSize(2);
  }

  @Test
  void theStoreHasWhatItAcknowledged() throws IOException {
    Files.writeString(folder.resolve("orders.jsonl.00000001"), line(PLACED));
    Files.writeString(files.active(), line(OTHER));
    assertThat(JournalJudge.wrong(files.all(), SIZE_MAX, List.of(PLACED, OTHER), all()))
        .containsExactly("the store lacks 1 of 3 events that it acknowledged");
  }

  /** Events that the store wrote and did not answer do not stand in for those that it lost. */
  @Test
  void whatItWroteUnansweredMakesUpForNothing() throws IOException {
    var more = new Event(EventFeed.orderOf(51), EventFeed.versionOf(51), "EXTENDED", "");
    var lost = all();
    lost.fed(50);
    Files.writeString(folder.resolve("orders.jsonl.00000001"), line(PLACED) + line(OTHER));
    Files.writeString(files.active(), line(CANCELLED) + line(more));
    var events = List.of(PLACED, CANCELLED, OTHER, more);
    assertThat(JournalJudge.wrong(files.all(), SIZE_MAX, events, lost))
        .containsExactly("the store lacks 1 of 4 events that it acknowledged");
    var kept = all();
    kept.fed(51);
    assertThat(JournalJudge.wrong(files.all(), SIZE_MAX, events, kept)).isEmpty();
  }
}
