package dev.holdfast.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.Measurand.Wanted;
import dev.holdfast.load.scenarios.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReferencesTest {
  private static final Measurand NOTHING = thing(Measurand.DO_NOTHING, "plain-servlet");
  private static final Measurand PLAIN = thing(Measurand.PLAIN_SERVLET, "reference");
  private static final Measurand SCRIPT = thing("script", "reference");
  private static final Measurand CROWD = thing("crowd", "script");

  private final List<Measurement> measurements = new ArrayList<>();

  @Test
  void theReferenceNextToItCountsAndNotThatOfAnotherTimeOrRound() {
    // A machine that becomes twice as fast: every ratio to what was far away would be wrong.
    round(1, NOTHING, 1_000, SCRIPT, 500, NOTHING, 1_000, CROWD, 1, NOTHING, 2_000);
    round(2, NOTHING, 2_000, SCRIPT, 1_000, NOTHING, 2_000, CROWD, 1, NOTHING, 2_000);
    Results.Speed script = compared(SCRIPT);
    assertThat(script.ratio()).isEqualTo(new Results.Spread(0.5, 0.5, 0.5));
    assertThat(script.throughput()).isEqualTo(new Results.Spread(750, 500, 1_000));
  }

  @Test
  void whatWasMeasuredSeveralTimesIsComparedAroundItsSingleReference() {
    round(1, NOTHING, 9, NOTHING, 600, PLAIN, 1_000, NOTHING, 800, NOTHING, 9);
    assertThat(compared(NOTHING).ratio().median()).isCloseTo(0.7, within(1e-9));
    assertThat(compared(PLAIN).ratio().median()).isCloseTo(1_000 / 700.0, within(1e-9));
  }

  @Test
  void oneThingCanBeComparedWithAnother() {
    round(1, SCRIPT, 500, CROWD, 450);
    assertThat(compared(CROWD).ratio().median()).isEqualTo(0.9);
    assertThat(compared(CROWD).p99Ratio().median()).isCloseTo(500 / 450.0, within(1e-9));
  }

  @Test
  void theMedianIsOfTheRoundsAndTheWarmUpIsNotOneOfThem() {
    round(0, NOTHING, 1, SCRIPT, 1);
    round(1, NOTHING, 100, SCRIPT, 10);
    round(2, NOTHING, 100, SCRIPT, 90);
    round(3, NOTHING, 100, SCRIPT, 50);
    assertThat(compared(SCRIPT).ratio()).isEqualTo(new Results.Spread(0.5, 0.1, 0.9));
    assertThat(compared(SCRIPT).rounds()).hasSize(3);
  }

  @Test
  void withoutItsReferenceThereIsNoRatio() {
    round(1, SCRIPT, 10);
    assertThat(compared(SCRIPT).ratio()).isNull();
    assertThat(new References(Store.REDIS, Phase.SPEED, 1, measurements).noise()).isEmpty();
  }

  private Results.Speed compared(Measurand thing) {
    return new References(Store.REDIS, Phase.SPEED, 1, measurements)
        .compare(List.of(thing), Map.of())
        .getFirst();
  }

  private void round(int round, Object... turns) {
    for (int i = 0; i < turns.length; i += 2) {
      double throughput = ((Number) turns[i + 1]).doubleValue();
      var latency = new Measurement.Latency(1, 1, 1, 1, 1_000 / throughput, 1);
      var none = new Measurement.Latency(0, 0, 0, 0, 0, 0);
      var part = new Measurement.Part(1, throughput, List.of(), latency, none, 0, 0, 0);
      measurements.add(
          new Measurement(
              measurements.size(),
              round,
              ((Measurand) turns[i]).id(),
              part,
              1,
              0,
              Map.of(),
              Map.of()));
    }
  }

  private static Measurand thing(String id, String reference) {
    return new Measurand(id, id, Wanted.ACCEPTED, 64, 1, Measurand.ORDINARY, 0, reference);
  }
}
