package dev.holdfast.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As a browser finds it: the first {@code </script} ends the element, whatever it is part of. */
  private static final Pattern EMBEDDED =
      Pattern.compile(
          "<script type=\"application/json\" id=\"results\">(.*?)</script", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void resultsSurviveBeingWrittenAndRead() throws IOException {
    Results results = SampleResults.agreeing();
    ReportFiles.writeResults(results, directory);
    assertThat(ReportFiles.read(directory)).isEqualTo(results);
  }

  @Test
  void anotherFormatVersionIsRefused() throws IOException {
    Files.writeString(directory.resolve(ReportFiles.RESULTS), "{\"formatVersion\": 99}");
    assertThatThrownBy(() -> ReportFiles.read(directory)).hasMessage("format version 99 is not 3");
  }

  @Test
  void thePageHoldsAllResults() throws IOException {
    String page = page(SampleResults.disagreeing());
    assertThat(JSON.readTree(embedded(page)))
        .isEqualTo(JSON.readTree(directory.resolve(ReportFiles.RESULTS).toFile()));
  }

  @Test
  void textThatLooksLikeMarkupStaysText() throws IOException {
    List<String> planted =
        List.of(
            "</script><img src=x>",
            "<!--<script>",
            "${uPlot.js}",
            "${results}",
            "\u2028</SCRIPT >");
    String page = page(planted);
    assertThat(embedded(page)).doesNotContain("<");
    assertThat(JSON.readTree(embedded(page))).isEqualTo(JSON.valueToTree(planted));
    assertThat(page).doesNotContain("<img");
  }

  @Test
  void thePageNeedsNothingFromElsewhere() throws IOException {
    String page = page(SampleResults.agreeing());
    assertThat(page)
        .contains("default-src 'none'", "uPlot=function", ".u-wrap")
        .doesNotContain("${uPlot.js}", "${uPlot.css}", "${results}")
        .doesNotContain("@import", "url(", "<link", "src=", "import(", "fetch(", "XMLHttpRequest")
        .doesNotContainPattern("https?://(?!github\\.com/leeoniya/uPlot)");
    // Its own files, which lie beside it.
    assertThat(Pattern.compile("href=\"(.*?)\"").matcher(page).results())
        .extracting(link -> link.group(1))
        .containsOnly(ReportFiles.RESULTS, "table.md");
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
  void bothStoresStandInOneTableEachRowWithItsStore() {
    assertThat(MarkdownTable.of(SampleResults.ofBothStores()).lines())
        .contains(
            "| store | strategy | exact, it declares | 1 instance | 2 instances | accepted/s |"
                + " ratio | p50 / p99 ms | refused/s | ratio | p50 / p99 ms |")
        .anyMatch(l -> l.startsWith("| redis | `unguarded` | nowhere | oversold by 7 in 1 of"))
        .anyMatch(l -> l.startsWith("| postgres | `postgres-unguarded` | nowhere | oversold by"))
        .anyMatch(l -> l.startsWith("| postgres | `postgres-row-lock` | everywhere | exact"));
  }

  @Test
  void theStoresBesideEachOtherHaveTheirGoalsPoolsAndCosts() {
    assertThat(MarkdownTable.of(SampleResults.ofBothStores()).lines())
        .contains(
            "| accepted, against Redis | postgres-group-commit accepted | redis-group-commit"
                + " accepted | at least 0.6 | 0.50 (0.50-0.50) | no |",
            "| accepted | postgres-group-commit accepted | postgres-row-lock accepted, pool of 4 |"
                + " at least 6 | 9.00 (9.00-9.00) | yes |",
            "| 8 | 600 (550-650) | 85.3 / 341 | 600 (550-650) | 85.3 / 341 |",
            "| postgres-group-commit accepted | 5,400 (4,950-5,850) | 9.48 / 37.9 | 1.25 |  | 1,013"
                + " |  |  |");
  }

  @Test
  void costsStandInTheOrderOfTheCatalogue() {
    assertThat(
            MarkdownTable.of(SampleResults.ofBothStores()).lines().filter(l -> l.contains("1,013")))
        .startsWith(
            "| postgres-group-commit accepted | 5,400 (4,950-5,850) | 9.48 / 37.9 | 1.25 |  | 1,013"
                + " |  |  |",
            "| redis-group-commit accepted | 10,800 (9,900-11,700) | 4.74 / 19.0 | 1.25 |  | 1,013"
                + " |  |  |");
  }

  private String page(Object results) throws IOException {
    ReportFiles.write(results, "", directory);
    return Files.readString(directory.resolve(ReportFiles.PAGE));
  }

  private static String embedded(String page) {
    return EMBEDDED
        .matcher(page)
        .results()
        .map(element -> element.group(1))
        .findFirst()
        .orElseThrow();
  }
}
