package dev.holdfast.load.report;

import dev.holdfast.load.config.Phase;
import dev.holdfast.load.report.Results.Goal;
import dev.holdfast.load.report.Results.Round;
import dev.holdfast.load.report.Results.Speed;
import dev.holdfast.load.report.Results.Spread;
import dev.holdfast.load.scenarios.StoreSpeeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Holds what was measured of both stores against what is hoped for, by the ratios of single rounds.
 * A goal that is missed is no fault: no verdict depends on how fast a machine is.
 */
public final class StoreGoals {
  private static final double ROW_LOCK_TIMES = 6;
  private static final double ROW_LOCK_TIMES_OVER_MANY = 4;
  private static final double OF_REDIS_ACCEPTED = 0.6;
  private static final double OF_REDIS_REFUSED = 0.9;
  private static final double BESIDE_A_CROWD_MAX = 3;

  private final List<Speed> speeds;
  private final List<Goal> goals = new ArrayList<>();

  private StoreGoals(List<Speed> speeds) {
    this.speeds = speeds;
  }

  /** The goals of everything that was measured on both sides; none where nothing was. */
  public static List<Goal> of(List<Speed> speeds) {
    return new StoreGoals(
            speeds.stream().filter(s -> s.phase().equals(Phase.STORES.label())).toList())
        .goals();
  }

  private List<Goal> goals() {
    String hot = StoreSpeeds.hot(StoreSpeeds.GROUP_COMMIT);
    String many = StoreSpeeds.many(StoreSpeeds.GROUP_COMMIT);
    atLeast("accepted", hot, best(StoreSpeeds.hot(StoreSpeeds.ROW_LOCK)), ROW_LOCK_TIMES);
    atLeast(
        "accepted, over many products",
        many,
        best(StoreSpeeds.many(StoreSpeeds.ROW_LOCK)),
        ROW_LOCK_TIMES_OVER_MANY);
    atLeast(
        "accepted, over many products",
        many,
        speed(StoreSpeeds.many(StoreSpeeds.CONDITIONAL_UPDATE)),
        1);
    atLeast(
        "accepted, against Redis",
        hot,
        speed(StoreSpeeds.hot(StoreSpeeds.REDIS_GROUP_COMMIT)),
        OF_REDIS_ACCEPTED);
    atLeast(
        "refused, against Redis",
        StoreSpeeds.refused(StoreSpeeds.GROUP_COMMIT),
        speed(StoreSpeeds.refused(StoreSpeeds.REDIS_GROUP_COMMIT)),
        OF_REDIS_REFUSED);
    StoreSpeeds.BESIDE_A_CROWD.forEach(this::besideACrowd);
    return List.copyOf(goals);
  }

  private void atLeast(String what, String thing, Optional<Speed> against, double least) {
    compare(
        what,
        speed(thing),
        against,
        Round::throughput,
        "at least " + number(least),
        ratio -> ratio >= least);
  }

  private void besideACrowd(String strategy) {
    Optional<Speed> alone = speed(StoreSpeeds.beside(strategy, 0));
    Optional<Speed> beside =
        speeds.stream()
            .filter(s -> alone.isPresent() && alone.get().thing().equals(s.reference()))
            .findFirst();
    compare(
        "p99 beside a crowd",
        beside,
        alone,
        Round::p99Ms,
        "at most " + number(BESIDE_A_CROWD_MAX),
        ratio -> ratio <= BESIDE_A_CROWD_MAX);
  }

  private void compare(
      String what,
      Optional<Speed> measured,
      Optional<Speed> against,
      ToDoubleFunction<Round> value,
      String wanted,
      Function<Double, Boolean> isMet) {
    if (measured.isEmpty() || against.isEmpty()) {
      return;
    }
    List<Double> ratios = ratios(measured.get(), against.get(), value);
    if (!ratios.isEmpty()) {
      Spread ratio = Spread.of(ratios);
      goals.add(
          new Goal(
              what,
              measured.get().thing(),
              against.get().thing(),
              wanted,
              ratio,
              isMet.apply(ratio.median())));
    }
  }

  /** Of each round that measured both. */
  private static List<Double> ratios(Speed measured, Speed against, ToDoubleFunction<Round> value) {
    Map<Integer, Double> below =
        against.rounds().stream()
            .collect(Collectors.toMap(Round::round, r -> value.applyAsDouble(r)));
    return measured.rounds().stream()
        .filter(r -> below.getOrDefault(r.round(), 0.0) > 0)
        .map(r -> value.applyAsDouble(r) / below.getOrDefault(r.round(), 1.0))
        .toList();
  }

  private Optional<Speed> speed(String thing) {
    return speeds.stream().filter(s -> s.thing().equals(thing)).findFirst();
  }

  /** With the pool that served it best. */
  private Optional<Speed> best(String thing) {
    return StoreSpeeds.POOLS.stream()
        .flatMap(pool -> speed(StoreSpeeds.pooled(thing, pool)).stream())
        .max(Comparator.comparingDouble(s -> s.throughput().median()));
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
