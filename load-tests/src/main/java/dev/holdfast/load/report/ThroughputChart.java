package dev.holdfast.load.report;

import dev.holdfast.load.scenarios.Measurement;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Answers per second by strategy on so many instances: accepted and refused, beside the reference.
 */
final class ThroughputChart {
  private static final double WIDTH = 760;
  private static final double LEFT = 190;
  private static final double RIGHT = WIDTH - 130;
  private static final double TOP = 26;
  private static final double ROW = 38;
  private static final double BAR = 12;

  private final Results results;
  private final int instances;
  private final List<String> strategies;
  private final Scale scale;

  ThroughputChart(Results results, int instances, List<String> strategies) {
    this.results = results;
    this.instances = instances;
    this.strategies = strategies;
    this.scale = Scale.linear(highest(results), LEFT, RIGHT);
  }

  /** The highest throughput of all set-ups, so that their charts can be compared by eye. */
  private static double highest(Results results) {
    return results.speed().stream()
        .mapToDouble(s -> Math.max(s.measured().accepting().throughput(), refused(s)))
        .max()
        .orElse(1);
  }

  static double refused(Results.Speed speed) {
    Measurement.Part refusing = speed.measured().refusing();
    return refusing == null ? 0 : refusing.throughput();
  }

  String svg() {
    double bottom = TOP + strategies.size() * ROW;
    Svg svg = new Svg(WIDTH, bottom + 24, "Answers per second on " + Rows.instances(instances));
    for (double tick : scale.ticks()) {
      svg.line("grid", scale.at(tick), TOP - 4, scale.at(tick), bottom);
      svg.text("axis middle", scale.at(tick), bottom + 16, Rows.perSecond(tick));
    }
    OptionalDouble reference = References.mean(results.speed(), instances);
    if (reference.isPresent()) {
      double x = scale.at(reference.getAsDouble());
      svg.line("reference", x, TOP - 8, x, bottom);
      svg.text(
          "axis middle", x, TOP - 13, "doing nothing: " + Rows.perSecond(reference.getAsDouble()));
    }
    for (int i = 0; i < strategies.size(); i++) {
      row(svg, strategies.get(i), TOP + i * ROW);
    }
    return svg.toString();
  }

  private void row(Svg svg, String strategy, double y) {
    Rows.label(svg, results, strategy, instances, LEFT - 10, y + BAR + 5);
    Results.Speed speed = results.speed(strategy, instances);
    if (speed == null) {
      svg.text("axis", LEFT + 6, y + BAR + 5, "not measured");
      return;
    }
    bar(
        svg,
        "accepted",
        y + 2,
        speed.measured().accepting().throughput(),
        speed.acceptedRatio(),
        strategy + ", accepted");
    if (speed.measured().refusing() != null) {
      bar(
          svg,
          "refused",
          y + BAR + 4,
          refused(speed),
          speed.refusedRatio(),
          strategy + ", refused");
    }
  }

  private void bar(
      Svg svg, String style, double y, double value, @Nullable Double ratio, String what) {
    String share = ratio == null ? "" : " (" + Rows.ratio(ratio) + ")";
    double end = scale.at(value);
    svg.bar(
        style,
        LEFT,
        y,
        end - LEFT,
        BAR,
        what + ": " + Rows.perSecond(value) + " per second" + share);
    svg.text("value", end + 5, y + BAR - 2, Rows.perSecond(value) + share);
  }
}
