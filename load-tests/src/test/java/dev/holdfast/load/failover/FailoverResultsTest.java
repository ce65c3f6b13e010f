package dev.holdfast.load.failover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.load.report.Browser;
import dev.holdfast.load.report.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailoverResultsTest {
  private static final RoundReport KEPT =
      new RoundReport(
          "sentinel-planned",
          "Sentinel, 1 replica",
          "SENTINEL FAILOVER",
          0.24,
          11.28,
          1_799,
          59,
          -0.22,
          1.21,
          0.5,
          6,
          0,
          Map.of("insufficient-stock", 98L, "store-unavailable", 9L),
          List.of(0.0, 1.25),
          List.of(
              new RoundReport.ByStrategy(
                  "redis-script", 1_799, 59, 0.5, 6, Map.of("units-without-order", 2L))),
          List.of());

  private static final RoundReport MISSED =
      new RoundReport(
          "cluster-killed",
          "Cluster, 3 masters",
          "a master killed",
          2.5,
          null,
          600,
          0,
          null,
          null,
          12,
          0,
          0,
          Map.of(),
          List.of(0.0, 0.0),
          List.of(),
          List.of("12.0 s without a sale, 10.0 s are allowed <b>"));

  @TempDir Path directory;

  @Test
  void theTablesHaveEveryRoundEveryStrategyAndEveryMissedBound() throws IOException {
    results(true, KEPT, MISSED).write(directory);
    assertThat(directory.resolve("table.md"))
        .content()
        .startsWith("Bounds are missed: 60 orders/s on 2 instances, seed 7, from ")
        .contains(
            "| Sentinel, 1 replica | SENTINEL FAILOVER | 1799 | 59 | -0.2 to +1.2 s | 0.5 | 6 | 0"
                + " | 98 insufficient-stock, 9 store-unavailable | 0.0, 1.3 | yes |",
            "| Cluster, 3 masters | a master killed | 600 | 0 |  | 12.0 |",
            "| sentinel-planned | redis-script | 1799 | 59 | 0.5 | 6 | 2 units-without-order |",
            "| cluster-killed | 12.0 s without a sale, 10.0 s are allowed <b> |");
  }

  @Test
  void aRunWhoseBoundsAreKeptNamesNoneThatIsMissed() throws IOException {
    results(true, KEPT).write(directory);
    assertThat(directory.resolve("table.md"))
        .content()
        .startsWith("Every bound is kept: ")
        .doesNotContain("missed");
  }

  @Test
  void thePageShowsTheSame() throws Exception {
    assertThat(Browser.shown(results(true, KEPT, MISSED), "failover"))
        .contains("<b>Bounds are missed</b>: 60 orders/s on 2 instances, seed 7, from ")
        .contains("<td>-0.2 to +1.2 s</td>", "<td>98 insufficient-stock, 9 store-unavailable</td>")
        .contains("<td>1,799</td>", "<b class=\"bad\">NO</b>", "<td>2 units-without-order</td>")
        .contains("12.0 s without a sale, 10.0 s are allowed &lt;b&gt;");
  }

  private static FailoverResults results(boolean complete, RoundReport... rounds) {
    return new FailoverResults(
        FailoverResults.FORMAT_VERSION,
        complete,
        complete && List.of(rounds).stream().allMatch(RoundReport::passed),
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:06:05Z",
        "--short",
        7,
        60,
        2,
        new Results.Machine("Linux (amd64)", "A processor", 2, 24_000, 0.3),
        Map.of("redis_version", "7.0.15"),
        List.of(rounds));
  }
}
