package dev.holdfast.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportInBrowserTest {
  @Test
  void everyVerdictEveryNumberAndEveryChartIsShown() throws Exception {
    assertThat(Browser.shown(SampleResults.agreeing(), "agreeing"))
        .contains("All 14 verdicts agree")
        .contains(">1,700 of 5,100 orders accepted, 3,380 sold out, 20 answered busy<")
        .contains("redis-script accepted, 10,000 products", "bare RLock accepted, 128 connections")
        .contains("8,040<span class=\"muted\">7,370 to 8,710</span>")
        .contains("<th>lock wait ms</th>", "<td>23.1</td>")
        .contains("a spread of 17 %", "How to read it", "redis_version 7.0.15, save none")
        .satisfies(page -> {
          assertThat(page.split("<b class=\"exact\">exact</b>", -1)).hasSize(1 + 10);
          assertThat(page.split(">oversold by 7 in 1 of 240 products</b>", -1)).hasSize(1 + 4);
          assertThat(page.split("<canvas", -1)).hasSize(1 + 4);
        });
  }

  @Test
  void bothStoresAreShownInOneTableAndBesideEachOther() throws Exception {
    assertThat(Browser.shown(SampleResults.ofBothStores(), "both"))
        .contains("<td>PostgreSQL</td><td><code>postgres-unguarded</code></td>")
        .contains("The stores beside each other", "<td>at least 0.6</td>")
        .contains("How fast on one hot product, on Redis")
        .contains("<th>cost wal bytes</th>");
  }

  @Test
  void aStrategyThatBrokeItsPromiseIsShownFirstAndTextIsNoMarkup() throws Exception {
    assertThat(Browser.shown(SampleResults.disagreeing(), "disagreeing"))
        .contains("<b>2 of 14 verdicts do not agree</b>")
        .contains("declared exact here, and was not seen to be")
        .contains("--strategies=&lt;all&gt; &amp; more", "units of 5 &lt;b&gt;")
        .doesNotContain("All 14");
  }
}
