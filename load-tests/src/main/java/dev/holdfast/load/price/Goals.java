package dev.holdfast.load.price;

import static dev.holdfast.load.price.Figures.P99;
import static dev.holdfast.load.price.Figures.PER_SECOND;
import static dev.holdfast.load.price.Figures.STORE;

import java.util.ArrayList;
import java.util.List;

/** The goals of which something was measured. */
final class Goals {
  private static final String NEW = PriceRun.NEW;
  private static final String OLD = PriceRun.OLD;

  private final Figures figures;
  private final List<Goal> goals = new ArrayList<>();

  private Goals(Figures figures) {
    this.figures = figures;
  }

  static List<Goal> of(Figures figures) {
    Goals goals = new Goals(figures);
    goals.processorTime();
    goals.throughput();
    goals.alone();
    return goals.goals;
  }

  private void processorTime() {
    beyond(PriceCase.GROUP_COMMIT, PriceCase.REFERENCE, 12);
    beyond(PriceCase.SCRIPT, PriceCase.REFERENCE, 20);
    beyond(PriceCase.DECRBY, PriceCase.REFERENCE, 55);
    store(PriceCase.GROUP_COMMIT, 20);
    store(PriceCase.SCRIPT, 33);
    store(PriceCase.DECRBY, 60);
    beyond(PriceCase.REFUSED, PriceCase.REFERENCE, 10);
    store(PriceCase.REFUSED, 3);
    beyond(PriceCase.REFERENCE, PriceCase.PLAIN, 13);
  }

  private void throughput() {
    againstBefore("a second, against before: ", PriceCase.GROUP_COMMIT, PER_SECOND, 1.5, false);
    againstBefore("a second, against before: ", PriceCase.SCRIPT, PER_SECOND, 1.4, false);
    againstBefore("a second, against before: ", PriceCase.REFERENCE, PER_SECOND, 1.3, false);
    ratio(PriceCase.SCRIPT, PriceCase.SECOND_REFERENCE, 0.8);
    ratio(PriceCase.MANY_GROUP_COMMIT, PriceCase.GROUP_COMMIT, 0.8);
    ratio(PriceCase.MANY_GROUP_COMMIT, PriceCase.MANY_SCRIPT, 1);
    againstBefore("p99 against before: ", PriceCase.HALF, P99, 1, true);
  }

  private void alone() {
    atMost("Redis's calls until a confirmation is answered", Extra.CONFIRM.figure(), 2);
    atMost("bytes an order in Redis", Extra.BYTES.figure(), 450);
    ratioOfStarts("from start to the first 201, against before", Extra.STARTS.figure());
    ratioOfStarts("the same with an ahead-of-time cache", Extra.STARTS.figure() + Extra.WITH_CACHE);
  }

  private void beyond(PriceCase one, PriceCase base, double wanted) {
    add(
        "service µs beyond the %s: %s".formatted(base.label(), one.label()),
        figures.beyond(OLD, one, base),
        figures.beyond(NEW, one, base),
        wanted,
        true);
  }

  private void store(PriceCase one, double wanted) {
    add("Redis µs: " + one.label(), of(OLD, one, STORE), of(NEW, one, STORE), wanted, true);
  }

  private void againstBefore(
      String what, PriceCase one, String figure, double wanted, boolean atMost) {
    List<Double> ratios = Figures.each(of(NEW, one, figure), of(OLD, one, figure), (a, b) -> a / b);
    add(what + one.label(), List.of(), ratios, wanted, atMost);
  }

  private void ratio(PriceCase one, PriceCase base, double wanted) {
    add(
        "a second, %s against %s".formatted(one.label(), base.label()),
        ratio(OLD, one, base),
        ratio(NEW, one, base),
        wanted,
        false);
  }

  private List<Double> ratio(String side, PriceCase one, PriceCase base) {
    return Figures.each(of(side, one, PER_SECOND), of(side, base, PER_SECOND), (a, b) -> a / b);
  }

  private void atMost(String what, String figure, double wanted) {
    add(what, figures.of(OLD, figure), figures.of(NEW, figure), wanted, true);
  }

  private void ratioOfStarts(String what, String figure) {
    List<Double> ratios =
        Figures.each(figures.of(NEW, figure), figures.of(OLD, figure), (a, b) -> a / b);
    add(what, List.of(), ratios, 0.7, true);
  }

  private List<Double> of(String side, PriceCase one, String figure) {
    return figures.of(side, one.option() + figure);
  }

  private void add(
      String what, List<Double> before, List<Double> now, double wanted, boolean atMost) {
    if (!now.isEmpty()) {
      goals.add(Goal.of(what, before, now, wanted, atMost));
    }
  }
}
