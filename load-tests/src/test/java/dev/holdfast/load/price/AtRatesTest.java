package dev.holdfast.load.price;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The reference at the rate of a strategy: when it is measured, how, and what it is for. */
class AtRatesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Figures figures = new Figures();

  private static Turn turn(PriceCase one, double perSecond, double together, double service) {
    return new Turn(one.option(), PriceRun.NEW, 1, 1, perSecond, together, service, 0, 0, 0, 0);
  }

  @Test
  void itComesRightBehindTheCaseWhoseRateItHas() {
    Chosen all = Chosen.of(List.of());
    for (int seed = 0; seed < 20; seed++) {
      List<PriceCase> drawn = all.drawn(new Random(seed));

      assertThat(drawn).containsExactlyInAnyOrderElementsOf(all.cases());
      int at = drawn.indexOf(PriceCase.SCRIPT);
      assertThat(drawn.subList(at + 1, at + 3))
          .containsExactlyInAnyOrder(
              PriceCase.REFERENCE_AT_SCRIPT, PriceCase.REFERENCE_LIKE_SCRIPT);
    }
  }

  @Test
  void whereItIsChosenSoIsTheCaseWhoseRateItHas() {
    assertThat(Chosen.of(List.of("reference-like-refused")).cases())
        .containsExactly(PriceCase.REFUSED, PriceCase.REFERENCE_LIKE_REFUSED);
  }

  @Test
  void itHasTheRateOfATurnAndItsGroupsOnlyWhereItIsToHaveThem() {
    Turn turn = turn(PriceCase.GROUP_COMMIT, 14_960.4, 3.4, 50);

    assertThat(turn.asPace(false, SECOND)).isEqualTo(new Pace.Fixed(14_960, 1, SECOND));
    assertThat(turn.asPace(true, SECOND)).isEqualTo(new Pace.Fixed(14_960, 3.4, SECOND));
    assertThat(turn(PriceCase.GROUP_COMMIT, 0.2, 0, 0).asPace(true, SECOND))
        .isEqualTo(new Pace.Fixed(1, 1, SECOND));
  }

  @Test
  void itsRequestsAreDueAtEqualIntervalsOneByOneOrInGroups() {
    assertThat(millisDue(new Pace.Fixed(1_000, 1, SECOND))).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(millisDue(new Pace.Fixed(1_000, 3, SECOND))).containsExactly(0, 0, 0, 3, 3, 3, 6);
    assertThat(new Pace.Fixed(1_000, 3, SECOND).count()).isEqualTo(1_000);
  }

  @Test
  void groupsAreOfTheirSizeOnAverageWhereItIsNoWholeNumber() {
    Pace.Fixed pace = new Pace.Fixed(1_000, 1.5, SECOND);

    assertThat(LongStream.range(0, 7).map(pace::dueNanos))
        .containsExactly(0L, 0L, 1_500_000L, 3_000_000L, 3_000_000L, 4_500_000L, 6_000_000L);
  }

  private static long[] millisDue(Pace.Fixed pace) {
    return LongStream.range(0, 7)
        .map(number -> TimeUnit.NANOSECONDS.toMillis(pace.dueNanos(number)))
        .toArray();
  }

  @Test
  void whatIsBeyondItIsShownBesideTheGoalsAndDecidesNone() {
    figures.add(turn(PriceCase.REFERENCE, 40_000, 3, 30));
    figures.add(turn(PriceCase.SCRIPT, 12_000, 2, 64));
    List<Goal> without = Goals.of(figures);
    figures.add(turn(PriceCase.REFERENCE_AT_SCRIPT, 12_000, 1, 50));
    figures.add(turn(PriceCase.REFERENCE_LIKE_SCRIPT, 12_000, 2, 46));

    assertThat(Goals.of(figures)).isEqualTo(without);
    assertThat(PriceTable.atRates(figures))
        .isEqualTo(
            """
            | service µs beyond the reference, for information | that at full rate | at the same rate, one by one | at the same rate, in groups |
            | --- | --- | --- | --- |
            | `redis-script` | 34.0 (34.0-34.0) | 14.0 (14.0-14.0) | 18.0 (18.0-18.0) |
            """);
  }

  @Test
  void whereItWasNotMeasuredNothingIsShown() {
    figures.add(turn(PriceCase.SCRIPT, 12_000, 2, 64));

    assertThat(PriceTable.atRates(figures)).isEmpty();
  }

  @Test
  void aRunTellsHowLongItTakes() {
    Chosen chosen = Chosen.of(List.of("script", "reference-at-script"));
    Duration turn = Duration.ofSeconds(3);

    assertThat(chosen.sum(2, 10, turn, Duration.ofSeconds(12)))
        .isEqualTo(Duration.ofSeconds(2 * 12 + 10 * (2 + 1) * 3));
    assertThat(Progress.text("round", 2, 10, Duration.ofSeconds(31)))
        .isEqualTo("round 2 of 10, 2:04 left");
    assertThat(Progress.text("round", 10, 10, Duration.ofSeconds(31)))
        .isEqualTo("round 10 of 10, 0:00 left");
  }
}
