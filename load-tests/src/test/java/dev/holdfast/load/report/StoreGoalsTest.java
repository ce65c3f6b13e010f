package dev.holdfast.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.load.config.Phase;
import dev.holdfast.load.config.Store;
import dev.holdfast.load.report.Results.Goal;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.Measurement;
import dev.holdfast.load.scenarios.StoreSpeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreGoalsTest {
  private static final List<Measurand> THINGS = StoreSpeeds.things(64);
  private static final String HOT = StoreSpeeds.hot(StoreSpeeds.GROUP_COMMIT);
  private static final String LOCK = StoreSpeeds.hot(StoreSpeeds.ROW_LOCK);

  private final List<Measurement> measurements = new ArrayList<>();

  @Test
  void aRowLockCountsWithThePoolThatServesItBest() {
    measured(1, HOT, 700, 1);
    measured(1, StoreSpeeds.pooled(LOCK, 4), 50, 1);
    measured(1, StoreSpeeds.pooled(LOCK, 8), 100, 1);
    measured(1, StoreSpeeds.pooled(LOCK, 64), 20, 1);
    assertThat(goals())
        .containsExactly(
            new Goal(
                "accepted",
                HOT,
                StoreSpeeds.pooled(LOCK, 8),
                "at least 6",
                new Results.Spread(7, 7, 7),
                true));
  }

  @Test
  void ratiosAreOfSingleRoundsAndTheirMedianDecides() {
    String redis = StoreSpeeds.hot(StoreSpeeds.REDIS_GROUP_COMMIT);
    // Of the medians of both it would be 0.6.
    measured(1, HOT, 60, 1);
    measured(1, redis, 200, 1);
    measured(2, HOT, 50, 1);
    measured(2, redis, 100, 1);
    measured(3, HOT, 90, 1);
    measured(3, redis, 100, 1);
    Goal goal = goals().getFirst();
    assertThat(goal.ratio()).isEqualTo(new Results.Spread(0.5, 0.3, 0.9));
    assertThat(goal.isMet()).isFalse();
  }

  @Test
  void aCustomerBesideACrowdMayWaitThreeTimesAsLongAsAlone() {
    String strategy = StoreSpeeds.CONDITIONAL_UPDATE;
    measured(1, StoreSpeeds.beside(strategy, 0), 1, 10);
    measured(1, StoreSpeeds.beside(strategy, 64), 1, 31);
    assertThat(goals())
        .extracting(Goal::wanted, Goal::isMet)
        .containsExactly(tuple("at most 3", false));
  }

  @Test
  void whatWasMeasuredOnOneSideOnlyHasNoGoal() {
    measured(1, HOT, 700, 1);
    assertThat(goals()).isEmpty();
  }

  private List<Goal> goals() {
    return StoreGoals.of(
        new References(Store.POSTGRES, Phase.STORES, 1, measurements).compare(THINGS, Map.of()));
  }

  private void measured(int round, String thing, double throughput, double p99Ms) {
    assertThat(THINGS).extracting(Measurand::id).contains(thing);
    var latency = new Measurement.Latency(1, 1, 1, 1, p99Ms, 1);
    var none = new Measurement.Latency(0, 0, 0, 0, 0, 0);
    var part = new Measurement.Part(1, throughput, List.of(), latency, none, 0, 0, 0);
    measurements.add(
        new Measurement(measurements.size(), round, thing, part, 1, 0, Map.of(), Map.of()));
  }
}
