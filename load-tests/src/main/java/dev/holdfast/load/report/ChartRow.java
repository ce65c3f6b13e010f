package dev.holdfast.load.report;

import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.Measurand.Wanted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of a chart: what was accepted, what was refused, or both. */
record ChartRow(
    String label,
    boolean oversells,
    Results.@Nullable Speed accepted,
    Results.@Nullable Speed refused) {
  /**
   * The strategies of the speed phase, the fastest first, below the endpoints that place nothing.
   */
  static List<ChartRow> strategies(Results results) {
    List<Results.Speed> all = results.speed(Phase.SPEED);
    List<ChartRow> rows = new ArrayList<>();
    all.stream()
        .filter(s -> s.wanted().equals(Wanted.ACCEPTED.label()))
        .sorted(Comparator.comparingDouble(ChartRow::median).reversed())
        .forEach(accepted ->
            rows.add(
                new ChartRow(
                    label(accepted),
                    oversells(results, accepted),
                    accepted,
                    refused(all, accepted.subject()))));
    return rows;
  }

  /** Everything of the scaling phase, in the catalogue's order. */
  static List<ChartRow> scaling(Results results) {
    return results.speed(Phase.SCALING).stream()
        .map(s -> new ChartRow(label(s), false, s, null))
        .toList();
  }

  private static String label(Results.Speed speed) {
    if (speed.doesNothing()) {
      return "does nothing";
    }
    return speed.subject().equals(Measurand.PLAIN_SERVLET) || isOrdinary(speed)
        ? speed.subject()
        : speed.thing().replace(" " + speed.wanted(), "");
  }

  private static boolean isOrdinary(Results.Speed speed) {
    return speed.thing().equals(speed.subject() + " " + speed.wanted());
  }

  private static double median(Results.Speed speed) {
    return speed.throughput().median();
  }

  private static Results.@Nullable Speed refused(List<Results.Speed> all, String subject) {
    return all.stream()
        .filter(s -> s.subject().equals(subject) && s.wanted().equals(Wanted.REFUSED.label()))
        .findFirst()
        .orElse(null);
  }

  /** Speed that comes of overselling is labelled as such. */
  private static boolean oversells(Results results, Results.Speed speed) {
    Results.Correctness seen = results.correctness(speed.subject(), speed.instances());
    return seen != null && seen.verdict().kind() == Verdict.Kind.OVERSOLD;
  }

  /** The name beside the row's marks. */
  void draw(Svg svg, double x, double y) {
    svg.text("label end", x, oversells ? y - 5 : y, label);
    if (oversells) {
      svg.text("oversells end", x, y + 9, "oversells");
    }
  }
}
