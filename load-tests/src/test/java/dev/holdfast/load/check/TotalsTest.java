package dev.holdfast.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TotalsTest {
  @Test
  void accountsThatAddUpAreFound() {
    assertThat(Totals.check(audit(1_000, 0, 1_000), 1_000, 1_000, 0)).isEmpty();
    assertThat(Totals.check(audit(1_000, 300, 700), 1_000, 690, 10)).isEmpty();
  }

  @Test
  void oneUnitMoreThanWasAcceptedIsFound() {
    assertThat(kinds(audit(1_000, 299, 701), 700, 0)).contains(FindingKind.UNITS_WITHOUT_RECEIPT);
  }

  @Test
  void oneUnitLessThanWasAcceptedIsFound() {
    assertThat(kinds(audit(1_000, 301, 699), 700, 0)).contains(FindingKind.RECEIPT_WITHOUT_UNITS);
  }

  @Test
  void anOversaleIsFound() {
    assertThat(kinds(audit(1_000, -1, 1_001), 1_001, 0)).contains(FindingKind.OVERSOLD);
  }

  @Test
  void aLeakIsFound() {
    assertThat(kinds(audit(1_000, 299, 700), 700, 0))
        .contains(FindingKind.UNDERSOLD, FindingKind.STOCK_DOES_NOT_ADD_UP);
  }

  private static List<FindingKind> kinds(Audit audit, long accepted, long unknown) {
    return Totals.check(audit, 1_000, accepted, unknown).stream().map(Finding::kind).toList();
  }

  private static Audit audit(long supplied, long available, long held) {
    long gap = supplied - available - held;
    return new Audit(
        "A",
        supplied,
        available,
        held,
        0,
        Math.max(0, held - supplied),
        gap,
        gap == 0 && available >= 0);
  }
}
