package dev.holdfast.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
  private static final CheckReport.Counts ENOUGH =
      new CheckReport.Counts(200, 200, 1_000, 3_000, 1_000, 10, 2_000, 0, 0, 0);

  private static final Guarantee EVERYWHERE = new Guarantee(Scope.ALL_INSTANCES, true, true);
  private static final Guarantee NOWHERE = new Guarantee(Scope.NONE, true, true);

  @ParameterizedTest
  @CsvSource({
    "NONE, 1, false", "NONE, 2, false",
    "ONE_INSTANCE, 1, true", "ONE_INSTANCE, 2, false",
    "ALL_INSTANCES, 1, true", "ALL_INSTANCES, 2, true"
  })
  void anExactRunAgreesOnlyWithAPromiseToBeExact(Scope scope, int instances, boolean agrees) {
    Verdict verdict =
        Verdict.of(new CheckReport(List.of(), ENOUGH), new Guarantee(scope, true, true), instances);
    assertThat(verdict.text()).isEqualTo("exact");
    assertThat(verdict.agrees()).isEqualTo(agrees);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 1, true", "NONE, 2, true",
    "ONE_INSTANCE, 1, false", "ONE_INSTANCE, 2, true",
    "ALL_INSTANCES, 1, false", "ALL_INSTANCES, 2, false"
  })
  void anOversaleAgreesOnlyWhereNothingIsPromised(Scope scope, int instances, boolean agrees) {
    Verdict verdict =
        Verdict.of(
            report(oversold("A", 3), oversold("B", 4)),
            new Guarantee(scope, true, true),
            instances);
    assertThat(verdict.text()).isEqualTo("oversold by 7 in 2 of 200 products");
    assertThat(verdict.agrees()).isEqualTo(agrees);
  }

  @Test
  void aNegativeControlThatSoldExactlyProvesThatTheLoadIsTooWeak() {
    Verdict verdict = Verdict.of(new CheckReport(List.of(), ENOUGH), NOWHERE, 1);
    assertThat(verdict.why()).contains("this load proves nothing");
  }

  @Test
  void aNegativeControlWithOtherFaultsDoesNotAgree() {
    var lost = new Finding(FindingKind.RECEIPT_WITHOUT_ORDER, "id", 1, "");
    Verdict verdict = Verdict.of(report(oversold("A", 3), lost), NOWHERE, 1);
    assertThat(verdict.agrees()).isFalse();
    assertThat(verdict.text())
        .isEqualTo("oversold by 3 in 1 of 200 products; 1 receipts without an order");
  }

  @Test
  void aNegativeControlWhoseCounterIsWrittenOverIsJudgedByItsReceipts() {
    var overwritten = new Finding(FindingKind.OVERWRITTEN, "A", 3, "");
    var lost = new Finding(FindingKind.UNDERSOLD, "B", 1, "");
    var astray = new Finding(FindingKind.STOCK_DOES_NOT_ADD_UP, "B", 1, "");
    var refused = new Finding(FindingKind.FALSE_REFUSAL, "B", 1, "");
    var inFlight = new Finding(FindingKind.TRANSIENT_REFUSAL, "B", 1, "");
    CheckReport report = report(oversold("A", 3), overwritten, lost, astray, refused, inFlight);
    Verdict control = Verdict.of(report, new Guarantee(Scope.NONE, false, true), 1);
    assertThat(control.agrees()).isTrue();
    assertThat(control.text()).isEqualTo("oversold by 3 in 1 of 200 products");
    assertThat(control.notes()).hasSize(5);
    assertThat(Verdict.of(report, EVERYWHERE, 1).text())
        .contains("undersold by 1", "1 audits that do not add up", "3 units oversold that the");
    assertThat(Verdict.of(report(oversold("A", 3), lost), NOWHERE, 1).agrees()).isFalse();
    assertThat(Verdict.of(report(oversold("A", 3), astray), NOWHERE, 1).agrees()).isFalse();
    assertThat(Verdict.of(report(oversold("A", 3), refused), NOWHERE, 1).agrees()).isFalse();
  }

  @Test
  void aFaultWithoutAnOversaleIsFaulty() {
    var lost = new Finding(FindingKind.RECEIPT_WITHOUT_ORDER, "id", 1, "");
    assertThat(Verdict.of(report(lost), EVERYWHERE, 1).kind()).isEqualTo(Verdict.Kind.FAULTY);
  }

  @Test
  void aNoteIsToldAndNotBlamed() {
    var waited = new Finding(FindingKind.TRANSIENT_REFUSAL, "A", 1, "");
    Verdict verdict = Verdict.of(report(waited), EVERYWHERE, 2);
    assertThat(verdict.agrees()).isTrue();
    assertThat(verdict.notes())
        .containsExactly("1 refusals explained only by other orders in flight");
  }

  @ParameterizedTest
  @EnumSource(names = {"TRANSIENT_REFUSAL", "CONTENDED"})
  void whatAStrategyDoesNotDeclareIsItsFault(FindingKind kind) {
    CheckReport report = report(new Finding(kind, "A", 1, ""));
    Verdict strict = Verdict.of(report, new Guarantee(Scope.ALL_INSTANCES, false, false), 2);
    assertThat(strict.kind()).isEqualTo(Verdict.Kind.FAULTY);
    assertThat(strict.agrees()).isFalse();
    assertThat(Verdict.of(report, EVERYWHERE, 2).agrees()).isTrue();
  }

  @Test
  void aLoadThatSoldNothingDecidesNothing() {
    assertUndecided(
        new CheckReport.Counts(200, 200, 1_000, 3_000, 0, 0, 3_000, 0, 0, 0),
        "no order was accepted");
  }

  @Test
  void aLoadThatNeverRanOutOfStockDecidesNothing() {
    assertUndecided(
        new CheckReport.Counts(200, 200, 1_000, 1_000, 1_000, 0, 0, 0, 0, 0),
        "no order was refused for lack of stock");
  }

  @Test
  void productsThatWereNeverSoldOutDecideNothing() {
    assertUndecided(
        new CheckReport.Counts(200, 150, 1_000, 3_000, 900, 0, 2_000, 100, 0, 0),
        "50 of 200 products were not brought to their last unit");
  }

  @Test
  void manyUnknownOutcomesDecideNothing() {
    assertUndecided(
        new CheckReport.Counts(200, 200, 1_000, 3_000, 900, 0, 2_000, 0, 100, 0),
        "100 of 3000 outcomes unknown");
  }

  private static void assertUndecided(CheckReport.Counts counts, String why) {
    Verdict verdict = Verdict.of(new CheckReport(List.of(), counts), EVERYWHERE, 1);
    assertThat(verdict.kind()).isEqualTo(Verdict.Kind.UNDECIDED);
    assertThat(verdict.agrees()).isFalse();
    assertThat(verdict.text()).isEqualTo("undecided: " + why);
  }

  private static CheckReport report(Finding... findings) {
    return new CheckReport(List.of(findings), ENOUGH);
  }

  private static Finding oversold(String sku, long units) {
    return new Finding(FindingKind.OVERSOLD, sku, units, "");
  }
}
