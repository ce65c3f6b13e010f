package dev.holdfast.load.report;

import dev.holdfast.load.config.Phase;
import dev.holdfast.load.endpoints.Costs;
import dev.holdfast.load.report.Results.Goal;
import dev.holdfast.load.report.Results.Speed;
import dev.holdfast.load.scenarios.Measurand;
import dev.holdfast.load.scenarios.StoreSpeeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What both stores did beside each other as Markdown tables, for a document. */
final class StoresTable {
  /** Each with its digits, and its words. */
  private record Cost(String meter, String words, int digits) {
    String of(Speed speed) {
      Double each = speed.meters().get(meter);
      return each == null ? "" : String.format(Locale.ROOT, "%,." + digits + "f", each);
    }
  }

  private static final List<Cost> COSTS =
      List.of(
          new Cost(Costs.STATEMENTS, "statements", 2),
          new Cost(Costs.ROWS, "rows changed", 2),
          new Cost(Costs.WAL_BYTES, "WAL bytes", 0),
          new Cost(Costs.STORE_CPU, "store's CPU µs", 0),
          new Cost(Costs.SERVICE_CPU, "service's CPU µs", 0));

  private final Results results;

  private StoresTable(Results results) {
    this.results = results;
  }

  /** Nothing where the stores were not compared. */
  static String of(Results results) {
    StoresTable table = new StoresTable(results);
    return results.speed(Phase.STORES).isEmpty()
        ? ""
        : String.join("\n", table.goals(), table.pools(), table.costs());
  }

  private String goals() {
    return MarkdownTable.of(
        List.of("what", "measured", "against", "wanted", "ratio", "met"),
        results.goals().stream().map(StoresTable::goal).toList());
  }

  private static List<String> goal(Goal goal) {
    return List.of(
        goal.what(),
        goal.measured(),
        goal.against(),
        goal.wanted(),
        MarkdownTable.spread(goal.ratio(), MarkdownTable::ratio),
        goal.isMet() ? "yes" : "no");
  }

  /** A row lock by the size of its pool. */
  private String pools() {
    List<List<String>> rows = new ArrayList<>();
    for (int pool : StoreSpeeds.POOLS) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(pool)));
      for (String thing :
          List.of(StoreSpeeds.hot(StoreSpeeds.ROW_LOCK), StoreSpeeds.many(StoreSpeeds.ROW_LOCK))) {
        Speed speed = results.speed(Phase.STORES, StoreSpeeds.pooled(thing, pool));
        row.add(
            speed == null
                ? ""
                : MarkdownTable.spread(speed.throughput(), MarkdownTable::perSecond));
        row.add(speed == null ? "" : MarkdownTable.latency(speed));
      }
      rows.add(row);
    }
    return MarkdownTable.of(
        List.of(
            "connections that take",
            "one product, accepted/s",
            "p50 / p99 ms",
            "10,000 products, accepted/s",
            "p50 / p99 ms"),
        rows);
  }

  /** What each order costs, and how many were answered, in the order of the catalogue. */
  private String costs() {
    List<String> ids =
        StoreSpeeds.things(results.settings().users()).stream().map(Measurand::id).toList();
    List<String> head = new ArrayList<>(List.of("each order of", "per second", "p50 / p99 ms"));
    COSTS.forEach(cost -> head.add(cost.words()));
    return MarkdownTable.of(
        head,
        results.speed(Phase.STORES).stream()
            .sorted(Comparator.comparingInt(speed -> ids.indexOf(speed.thing())))
            .map(speed ->
                Stream.concat(
                        Stream.of(
                            MarkdownTable.named(speed),
                            MarkdownTable.spread(speed.throughput(), MarkdownTable::perSecond),
                            MarkdownTable.latency(speed)),
                        COSTS.stream().map(cost -> cost.of(speed)))
                    .toList())
            .toList());
  }
}
