package dev.holdfast.load.report;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers per second: the median of the rounds, and in a line over it the lowest and the highest.
 */
final class ThroughputChart {
  private static final double WIDTH = 860;
  private static final double LEFT = 270;
  private static final double RIGHT = WIDTH - 150;
  private static final double TOP = 26;
  private static final double ROW = 38;
  private static final double BAR = 12;

  private final List<ChartRow> rows;
  private final Scale scale;

  ThroughputChart(List<ChartRow> rows) {
    this.rows = rows;
    double highest = all().mapToDouble(s -> s.throughput().high()).max().orElse(1);
    this.scale = Scale.linear(highest, LEFT, RIGHT);
  }

  private Stream<Results.Speed> all() {
    return rows.stream()
        .flatMap(
            r -> Stream.of(Optional.ofNullable(r.accepted()), Optional.ofNullable(r.refused())))
        .flatMap(Optional::stream);
  }

  String svg() {
    double bottom = TOP + rows.size() * ROW;
    Svg svg = new Svg(WIDTH, bottom + 24, "Answers per second");
    for (double tick : scale.ticks()) {
      svg.line("grid", scale.at(tick), TOP - 4, scale.at(tick), bottom);
      svg.text("axis middle", scale.at(tick), bottom + 16, Rows.perSecond(tick));
    }
    all()
        .filter(Results.Speed::doesNothing)
        .findFirst()
        .ifPresent(nothing -> {
          double x = scale.at(nothing.throughput().median());
          svg.line("reference", x, TOP - 8, x, bottom);
          String value = Rows.perSecond(nothing.throughput().median());
          svg.text("axis middle", x, TOP - 13, "doing nothing: " + value);
        });
    for (int i = 0; i < rows.size(); i++) {
      ChartRow row = rows.get(i);
      double y = TOP + i * ROW;
      row.draw(svg, LEFT - 10, y + BAR + 5);
      bar(svg, "accepted", y + 2, row.accepted());
      bar(svg, "refused", y + BAR + 4, row.refused());
    }
    return svg.toString();
  }

  private void bar(Svg svg, String style, double y, Results.@Nullable Speed speed) {
    if (speed == null) {
      return;
    }
    Results.Spread spread = speed.throughput();
    String share =
        speed.ratio() == null
            ? ""
            : " (" + Rows.ratio(Objects.requireNonNull(speed.ratio()).median()) + ")";
    double end = scale.at(spread.median());
    double middle = y + BAR / 2;
    svg.bar(
        style,
        LEFT,
        y,
        end - LEFT,
        BAR,
        "%s: %s per second, %s to %s in single rounds%s"
            .formatted(
                speed.thing(),
                Rows.perSecond(spread.median()),
                Rows.perSecond(spread.low()),
                Rows.perSecond(spread.high()),
                share));
    svg.line("whisker", scale.at(spread.low()), middle, scale.at(spread.high()), middle);
    svg.text(
        "value", scale.at(spread.high()) + 5, y + BAR - 2, Rows.perSecond(spread.median()) + share);
  }
}
