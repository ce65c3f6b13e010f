package dev.holdfast.load.report;

import dev.holdfast.load.scenarios.Measurement;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Times to an answer by strategy on so many instances: from the median to the 99th percentile, and
 * the maximum.
 */
final class LatencyChart {
  private static final double WIDTH = 760;
  private static final double LEFT = 190;
  private static final double RIGHT = WIDTH - 130;
  private static final double TOP = 12;
  private static final double ROW = 38;
  private static final double LANE = 14;
  private static final double LOWEST_MS = 0.01;

  private final Results results;
  private final int instances;
  private final List<String> strategies;
  private final Scale scale;

  LatencyChart(Results results, int instances, List<String> strategies) {
    this.results = results;
    this.instances = instances;
    this.strategies = strategies;
    this.scale = Scale.logarithmic(lowest(results), highest(results), LEFT, RIGHT);
  }

  private static double lowest(Results results) {
    return Math.max(
        LOWEST_MS,
        latencies(results)
            .map(Measurement.Latency::p50Ms)
            .flatMapToDouble(DoubleStream::of)
            .min()
            .orElse(1));
  }

  private static double highest(Results results) {
    return latencies(results)
        .map(Measurement.Latency::maxMs)
        .flatMapToDouble(DoubleStream::of)
        .max()
        .orElse(10);
  }

  private static Stream<Measurement.Latency> latencies(Results results) {
    return results.speed().stream()
        .map(Results.Speed::measured)
        .<Measurement.Latency>mapMulti((measured, add) -> {
          add.accept(measured.accepting().accepted());
          if (measured.refusing() != null) {
            add.accept(measured.refusing().soldOut());
          }
        })
        .filter(l -> l.count() > 0);
  }

  String svg() {
    double bottom = TOP + strategies.size() * ROW;
    Svg svg =
        new Svg(WIDTH, bottom + 24, "Milliseconds to an answer on " + Rows.instances(instances));
    for (double tick : scale.ticks()) {
      svg.line("grid", scale.at(tick), TOP - 4, scale.at(tick), bottom);
      svg.text("axis middle", scale.at(tick), bottom + 16, tick(tick));
    }
    for (int i = 0; i < strategies.size(); i++) {
      row(svg, strategies.get(i), TOP + i * ROW);
    }
    return svg.toString();
  }

  private static String tick(double millis) {
    return millis >= 1_000
        ? Rows.perSecond(millis / 1_000) + " s"
        : (millis < 1 ? Double.toString(millis) : Rows.perSecond(millis)) + " ms";
  }

  private void row(Svg svg, String strategy, double y) {
    Rows.label(svg, results, strategy, instances, LEFT - 10, y + LANE + 4);
    Results.Speed speed = results.speed(strategy, instances);
    if (speed == null) {
      svg.text("axis", LEFT + 6, y + LANE + 4, "not measured");
      return;
    }
    range(svg, "accepted", y + 9, speed.measured().accepting().accepted(), strategy + ", accepted");
    if (speed.measured().refusing() != null) {
      range(
          svg,
          "refused",
          y + 9 + LANE,
          speed.measured().refusing().soldOut(),
          strategy + ", refused");
    }
  }

  private void range(Svg svg, String style, double y, Measurement.Latency l, String what) {
    if (l.count() == 0) {
      return;
    }
    svg.line("thin " + style, scale.at(l.p50Ms()), y, scale.at(l.maxMs()), y);
    svg.line("thick " + style, scale.at(l.p50Ms()), y, scale.at(l.p99Ms()), y);
    dot(svg, style, y, 4.5, l.p50Ms(), what + ": half within ");
    dot(svg, style, y, 3, l.p95Ms(), what + ": 95 % within ");
    dot(svg, style, y, 4.5, l.p99Ms(), what + ": 99 % within ");
    svg.line("tick " + style, scale.at(l.maxMs()), y - 4, scale.at(l.maxMs()), y + 4);
    svg.text(
        "value",
        RIGHT + 10,
        y + 4,
        Rows.millis(l.p50Ms()) + " / " + Rows.millis(l.p99Ms()) + " ms");
  }

  private void dot(Svg svg, String style, double y, double radius, double millis, String hint) {
    svg.dot("dot " + style, scale.at(millis), y, radius, hint + Rows.millis(millis) + " ms");
  }
}
