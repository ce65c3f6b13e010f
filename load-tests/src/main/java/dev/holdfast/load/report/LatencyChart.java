package dev.holdfast.load.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Times to an answer: from the median to the 99th percentile, each the median of the rounds; the
 * thin line goes to the 99th percentile of the worst round.
 */
final class LatencyChart {
  private static final double WIDTH = 860;
  private static final double LEFT = 270;
  private static final double RIGHT = WIDTH - 150;
  private static final double TOP = 12;
  private static final double ROW = 38;
  private static final double LANE = 14;
  private static final double LOWEST_MS = 0.01;

  private final List<ChartRow> rows;
  private final Scale scale;

  LatencyChart(List<ChartRow> rows) {
    this.rows = rows;
    double lowest = all().mapToDouble(s -> s.p50Ms().median()).min().orElse(1);
    double highest = all().mapToDouble(s -> s.p99Ms().high()).max().orElse(10);
    this.scale = Scale.logarithmic(Math.max(LOWEST_MS, lowest), highest, LEFT, RIGHT);
  }

  private Stream<Results.Speed> all() {
    return rows.stream()
        .flatMap(
            r -> Stream.of(Optional.ofNullable(r.accepted()), Optional.ofNullable(r.refused())))
        .flatMap(Optional::stream);
  }

  String svg() {
    double bottom = TOP + rows.size() * ROW;
    Svg svg = new Svg(WIDTH, bottom + 24, "Milliseconds to an answer");
    for (double tick : scale.ticks()) {
      svg.line("grid", scale.at(tick), TOP - 4, scale.at(tick), bottom);
      svg.text("axis middle", scale.at(tick), bottom + 16, tick(tick));
    }
    for (int i = 0; i < rows.size(); i++) {
      ChartRow row = rows.get(i);
      double y = TOP + i * ROW;
      row.draw(svg, LEFT - 10, y + LANE + 4);
      range(svg, "accepted", y + 9, row.accepted());
      range(svg, "refused", y + 9 + LANE, row.refused());
    }
    return svg.toString();
  }

  private static String tick(double millis) {
    return millis >= 1_000
        ? Rows.perSecond(millis / 1_000) + " s"
        : (millis < 1 ? Double.toString(millis) : Rows.perSecond(millis)) + " ms";
  }

  private void range(Svg svg, String style, double y, Results.@Nullable Speed speed) {
    if (speed == null) {
      return;
    }
    double median = speed.p50Ms().median();
    double p99 = speed.p99Ms().median();
    double worst = speed.p99Ms().high();
    svg.line("thin " + style, scale.at(median), y, scale.at(worst), y);
    svg.line("thick " + style, scale.at(median), y, scale.at(p99), y);
    dot(svg, style, y, median, speed.thing() + ": half within ");
    dot(svg, style, y, p99, speed.thing() + ": 99 % within ");
    svg.line("tick " + style, scale.at(worst), y - 4, scale.at(worst), y + 4);
    svg.text("value", RIGHT + 10, y + 4, Rows.millis(median) + " / " + Rows.millis(p99) + " ms");
  }

  private void dot(Svg svg, String style, double y, double millis, String hint) {
    svg.dot("dot " + style, scale.at(millis), y, 4.5, hint + Rows.millis(millis) + " ms");
  }
}
