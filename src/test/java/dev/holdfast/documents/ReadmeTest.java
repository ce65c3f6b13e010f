package dev.holdfast.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The README can be read in a few minutes: it is short, and its tables have no holes. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final int LINES_MAX = 150;

  @Test
  void itIsShort() {
    assertThat(Fence.lines(README)).hasSizeLessThanOrEqualTo(LINES_MAX);
  }

  @Test
  void noCellOfItsTablesIsEmpty() {
    List<String> prose = Markdown.of(README).prose();
    var rows =
        IntStream.range(0, prose.size()).filter(i -> prose.get(i).startsWith("|")).boxed().toList();
    assertThat(rows).hasSizeGreaterThan(20);
    assertThat(rows.stream().filter(i -> hasEmptyCell(prose.get(i))).map(i -> i + 1))
        .as("the lines with an empty cell")
        .isEmpty();
  }

  private static boolean hasEmptyCell(String row) {
    String[] cells = row.strip().split("\\|", -1);
    return Arrays.stream(cells, 1, cells.length - 1).anyMatch(String::isBlank);
  }
}
