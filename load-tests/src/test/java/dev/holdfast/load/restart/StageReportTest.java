package dev.holdfast.load.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageReportTest {
  private static final List<Line> ONE = List.of(new Line("p", 1));
  private static final long SECOND = 1_000_000_000;

  @Test
  void stagesAreCountedApartAndAnOrderTakesAsLongAsAllItsAttempts() {
    Outcome accepted = new Outcome.Accepted("o", false, ONE);
    List<OrderTimeline> timelines =
        List.of(
            new OrderTimeline(
                "a",
                Stage.SIGTERM,
                List.of(
                    receipt(0, 1, new Outcome.Busy("shutting-down")),
                    receipt(2, 3, new Outcome.Unknown("no answer: refused", null)),
                    receipt(4, 5, accepted)),
                List.of()),
            new OrderTimeline("b", Stage.SIGTERM, List.of(receipt(7, 8, accepted)), List.of()),
            new OrderTimeline(
                "c",
                Stage.SIGKILL,
                List.of(receipt(7, 9, new Outcome.Busy("shutting-down"))),
                List.of()));
    assertThat(StageReport.of(Stage.SIGTERM, timelines))
        .isEqualTo(
            new StageReport(
                Stage.SIGTERM, 2, 2, 0, 0, 1, 3, 5, Map.of("shutting-down", 1L, "no answer", 1L)));
    assertThat(StageReport.of(Stage.SIGKILL, timelines))
        .isEqualTo(
            new StageReport(Stage.SIGKILL, 1, 0, 0, 1, 0, 1, 2, Map.of("shutting-down", 1L)));
    assertThat(StageReport.of(Stage.UNDISTURBED, timelines).orders()).isZero();
  }

  private static Receipt receipt(long from, long to, Outcome outcome) {
    return new Receipt("k", 0, ONE, from * SECOND, to * SECOND, outcome);
  }
}
