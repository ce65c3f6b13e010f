package dev.holdfast.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void resultsSurviveBeingWrittenAndRead() throws IOException {
    Results results = SampleResults.agreeing();
    ReportFiles.write(results, directory);
    assertThat(ResultsFile.read(directory.resolve("results.json"))).isEqualTo(results);
  }

  @Test
  void anotherFormatVersionIsRefused() throws IOException {
    Path file = directory.resolve("results.json");
    Files.writeString(file, "{\"formatVersion\": 99}");
    assertThatThrownBy(() -> ResultsFile.read(file)).hasMessage("format version 99 is not 2");
  }

  @Test
  void thePageNeedsNothingFromElsewhere() {
    String html = new HtmlReport(SampleResults.agreeing()).html();
    assertThat(html).doesNotContain("http://", "https://", "<script", "<link", "@import", "url(");
  }

  @Test
  void thePageShowsEveryVerdict() {
    String html = new HtmlReport(SampleResults.agreeing()).html();
    assertThat(html).contains("All 14 verdicts agree");
    assertThat(html.split("<b class=\"exact\">exact</b>", -1)).hasSize(11);
    assertThat(html.split("oversold by 7 in 1 of 240 products</b>", -1)).hasSize(5);
  }

  @Test
  void aStrategyThatBrokeItsPromiseIsShownFirstOfAll() {
    String html = new HtmlReport(SampleResults.disagreeing()).html();
    assertThat(html)
        .contains("<b>2 of 14 verdicts do not agree</b>")
        .contains("declared exact here, and was not seen to be")
        .doesNotContain("All 14");
  }

  @Test
  void whatCameFromElsewhereIsNotMarkup() {
    String html = new HtmlReport(SampleResults.disagreeing()).html();
    assertThat(html).contains("units of 5 &lt;b&gt;", "--strategies=&lt;all&gt; &amp; more");
    assertThat(html).doesNotContain("<all>");
  }

  @Test
  void chartsAreWellFormedAndShowEveryStrategy() throws Exception {
    var charts = SVG.matcher(new HtmlReport(SampleResults.agreeing()).html()).results().toList();
    assertThat(charts).hasSize(4);
    for (var chart : charts) {
      byte[] xml = chart.group().getBytes(StandardCharsets.UTF_8);
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(xml));
      assertThat(chart.group()).contains(">redis-script<", ">does nothing<");
    }
    assertThat(charts.subList(0, 2)).allMatch(c -> c.group().contains(">unguarded<"));
  }

  @Test
  void everythingMeasuredStandsBesideItsReferenceAndItsSpread() {
    String html = new HtmlReport(SampleResults.agreeing()).html();
    assertThat(html)
        .contains("redis-script accepted, 10,000 products", "bare RLock accepted, 128 connections")
        .contains("8,040<br><span class=\"muted\">7,370 to 8,710</span>")
        .contains("<th>lock wait ms</th>", "<td>23.1</td>");
  }

  @Test
  void theTablesHaveARowForEachStrategyAndForEverythingMeasured() {
    assertThat(MarkdownTable.of(SampleResults.agreeing()).lines())
        .hasSize(2 + 7 + 1 + 2 + 16 + 10)
        .contains(
            "| `redis-script` | everywhere | exact | exact | 8,040 | 0.67 (0.67-0.67) | 6.37 / 25.5"
                + " | 10,920 | 0.91 (0.91-0.91) | 4.69 / 18.8 |")
        .contains(
            "| reference | plain-servlet | 12,000 (11,000-13,000) | 0.71 (0.71-0.71) | 4.27 / 17.1"
                + " | 1.40 (1.40-1.40) |");
  }

  @Test
  void aSampleIsLeftToBeLookedAt() throws IOException {
    Path sample = Files.createDirectories(Path.of("target", "sample-report"));
    ReportFiles.write(SampleResults.disagreeing(), sample);
    assertThat(sample.resolve("index.html")).isNotEmptyFile();
  }
}
