package dev.holdfast.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.StoreKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the documents say of strategies is what these declare, row by row. */
class DocumentedGuaranteesTest {
  private static final Path README = Path.of("README.md");
  private static final Path MECHANISMS = Path.of("docs/mechanisms.md");

  /** The rows of the first table below a heading that begin with a strategy's name. */
  private static List<String> rows(Path document, String heading) throws IOException {
    return Files.readAllLines(document).stream()
        .dropWhile(line -> !line.equals(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .toList();
  }

  private static List<String> names(List<String> rows) {
    return rows.stream().map(row -> row.split("`", -1)[1]).toList();
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String scope(Guarantee.Scope scope) {
    return scope == Guarantee.Scope.NONE ? "nothing" : words(scope);
  }

  @Test
  void theTablesListEveryStrategyOnceInOrder() throws IOException {
    assertThat(names(rows(README, "## Strategies"))).isEqualTo(ids(StoreKind.REDIS));
    assertThat(names(rows(MECHANISMS, "## On PostgreSQL"))).isEqualTo(ids(StoreKind.POSTGRES));
    assertThat(names(rows(MECHANISMS, "## What each declares")))
        .isEqualTo(Arrays.stream(StrategyType.values()).map(StrategyType::id).toList());
  }

  private static List<String> ids(StoreKind store) {
    return StrategyType.of(store).stream().map(StrategyType::id).toList();
  }

  /** Where a strategy is listed with what it does at worst. */
  private static List<String> table(StrategyType type) throws IOException {
    return type.store() == StoreKind.REDIS
        ? rows(README, "## Strategies")
        : rows(MECHANISMS, "## On PostgreSQL");
  }

  @ParameterizedTest
  @EnumSource
  void aTableSaysAcrossWhatItDoesNotOversellAndWhatItDoesAtWorst(StrategyType type)
      throws IOException {
    var row =
        table(type).stream()
            .filter(line -> line.startsWith("| `" + type.id() + "`"))
            .findFirst()
            .orElseThrow();
    assertThat(row.replace("`contended`", "contended"))
        .contains(
            "| %s | %s |"
                .formatted(scope(type.guarantee().scope()), type.guarantee().failureMode()));
  }

  @ParameterizedTest
  @EnumSource
  void theMechanismsSayWhatHappensUnderEachDisturbance(StrategyType type) throws IOException {
    Guarantee guarantee = type.guarantee();
    assertThat(rows(MECHANISMS, "## What each declares"))
        .contains(
            "| `%s` | %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                    type.id(),
                    words(guarantee.underDuplicates()),
                    words(guarantee.onResentCommand()),
                    words(guarantee.underPauses()),
                    words(guarantee.afterCrash()),
                    words(guarantee.falseRefusals()),
                    guarantee.contends() ? "yes" : "no",
                    guarantee.consistentReads() ? "yes" : "no"));
  }

  @ParameterizedTest
  @EnumSource
  void theMechanismsHaveASectionForIt(StrategyType type) throws IOException {
    assertThat(Files.readAllLines(MECHANISMS))
        .anyMatch(line ->
            line.contains("`" + type.id() + "`")
                && (line.startsWith("## ") || type == StrategyType.UNGUARDED));
  }
}
