package dev.holdfast.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.EventLog;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.testing.Defaults;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a journal says of events that it cannot have. */
class JournalGapsTest extends JournalTestBase {
  @Test
  void trimmedEventsAreAGapThatIsReported() {
    copy(100);
    events.trim(150);
    copy(200);
    var lines = written.lines();
    assertThat(lines.subList(0, 100)).isEqualTo(NumberedEvents.lines(0, 100));
    var gap = lines.get(100);
    assertThat(gap.type()).isEqualTo(JournalLine.GAP);
    assertThat(gap.after()).isEqualTo(NumberedEvents.position(100));
    assertThat(gap.next()).isEqualTo(NumberedEvents.position(150));
    assertThat(lines.subList(101, lines.size())).isEqualTo(NumberedEvents.lines(150, 200));
    assertThat(meters.get("holdfast.journal.gaps").tag("cause", "trimmed").counter().count())
        .isEqualTo(1);
  }

  /** It has lost nothing: what was trimmed was never its own. */
  @Test
  void aNewJournalOfATrimmedLogBeginsWithAGap() {
    events.trim(50);
    copy(100);
    var lines = written.lines();
    var gap = lines.getFirst();
    assertThat(gap.type()).isEqualTo(JournalLine.GAP);
    assertThat(gap.after()).isNull();
    assertThat(gap.next()).isEqualTo(NumberedEvents.position(50));
    assertThat(lines.subList(1, lines.size())).isEqualTo(NumberedEvents.lines(50, 100));
    assertThat(meters.get("holdfast.journal.gaps").counters())
        .allMatch(counter -> counter.count() == 0);
  }

  /** What another program wrote into a stream is no fault for ever. */
  @Test
  void anEventThatIsTooLongForALineIsAGap() {
    var log =
        new EventLog() {
          @Override
          public String end() {
            return "n-1";
          }

          @Override
          public String beginning() {
            return "n-0";
          }

          @Override
          public ReadResult read(@Nullable String after, int limit) {
            var event = new OrderEvent("x".repeat(300_000), 1, "RESERVED", Instant.EPOCH, end());
            return new ReadResult.Page(
                beginning().equals(after) ? List.of(event) : List.of(), end());
          }

          @Override
          public String afterGap(String after) {
            return end();
          }
        };
    var usual = Defaults.of(JournalSettings.class);
    var settings =
        new JournalSettings(path.toString(), SIZE_MAX, KEEP, usual.interval(), 100, usual.sync());
    var copying = new Journal(log, settings, Duration.ZERO, FileChannel::write, meters);
    open.add(copying);
    copying.run();
    assertThat(written.lines())
        .singleElement()
        .matches(line -> line.type().equals(JournalLine.GAP) && line.next().equals("n-1"));
  }
}
