package dev.holdfast.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Units that an order of unknown outcome may have taken are neither for sale nor held; on a loaded
 * machine no strategy is at fault for them, as long as they are not more.
 */
class UnitsInDoubtTest {
  private static final int UNITS = 2;
  private static final Outcome UNKNOWN = new Outcome.Unknown("outcome-unknown", "doubtful");

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatOneUnknownOutcomeExplainsIsNoFault(long seed) {
    Doctored history = new Doctored(SimpleHistory.of(seed));
    history.answered("doubtful", UNITS, UNKNOWN);
    // As its customer asks again: the units are gone, so nothing is left for it.
    history.refuse("doubtful", UNITS);
    history.auditOf(history.audit().available() - UNITS, history.audit().held());
    assertInDoubt(history);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void anAttemptBeforeTheOneThatWasAcceptedMayHaveTakenUnitsOfItsOwn(long seed) {
    Doctored history = new Doctored(SimpleHistory.of(seed));
    Receipt accepted = history.plainlyAccepted();
    String sku = accepted.lines().getFirst().sku();
    history.receipts.add(
        new Receipt(
            accepted.key(),
            0,
            accepted.lines(),
            accepted.startNanos(),
            accepted.endNanos(),
            UNKNOWN));
    history.audits.replaceAll(a -> a.sku().equals(sku) ? without(a, accepted.quantityOf(sku)) : a);
    assertInDoubt(history);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theAttemptThatMadeTheOrderIsNotInDoubt(long seed) {
    Doctored history = new Doctored(SimpleHistory.of(seed));
    Receipt accepted = history.plainlyAccepted();
    String sku = accepted.lines().getFirst().sku();
    history.outcome(accepted, UNKNOWN);
    history.receipts.add(
        new Receipt(
            accepted.key(),
            0,
            accepted.lines(),
            accepted.startNanos(),
            accepted.endNanos(),
            new Outcome.Accepted(Doctored.idOf(accepted), true, accepted.lines())));
    history.audits.replaceAll(a -> a.sku().equals(sku) ? without(a, 1) : a);
    assertThat(kinds(history)).contains(FindingKind.STOCK_DOES_NOT_ADD_UP);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aCancellationOfUnknownOutcomeMayNotHaveGivenBackYet(long seed) {
    Doctored history = new Doctored(SimpleHistory.of(seed));
    Receipt accepted = history.plainlyAccepted();
    String id = Doctored.idOf(accepted);
    String sku = accepted.lines().getFirst().sku();
    history.cancellations.add(
        new Cancellation(id, Doctored.QUIET, Doctored.QUIET + 1, Cancellation.Result.UNKNOWN, ""));
    history.order(id, o -> new OrderRead(id, true, "CANCELLED", o.lines()));
    long units = accepted.quantityOf(sku);
    history.audits.replaceAll(
        a -> a.sku().equals(sku) ? audit(a, a.available(), a.reserved() - units) : a);
    assertThat(kinds(history)).contains(FindingKind.UNITS_IN_DOUBT);
    assertThat(kinds(history)).doesNotContain(FindingKind.STOCK_DOES_NOT_ADD_UP);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void oneUnitMoreIsAFault(long seed) {
    Doctored history = new Doctored(SimpleHistory.of(seed));
    history.answered("doubtful", UNITS, UNKNOWN);
    history.refuse("doubtful", UNITS);
    history.auditOf(history.audit().available() - UNITS - 1, history.audit().held());
    assertThat(kinds(history)).contains(FindingKind.STOCK_DOES_NOT_ADD_UP);
  }

  private static void assertInDoubt(Doctored history) {
    CheckReport report = Checker.check(history.history());
    assertThat(kinds(history))
        .isSubsetOf(FindingKind.UNITS_IN_DOUBT, FindingKind.OUTCOME_UNKNOWN)
        .contains(FindingKind.UNITS_IN_DOUBT);
    Verdict verdict = Verdict.of(report, new Guarantee(Scope.ALL_INSTANCES, false, false), 2);
    assertThat(verdict.kind()).as("%s", verdict).isEqualTo(Verdict.Kind.EXACT);
  }

  private static List<FindingKind> kinds(Doctored history) {
    return Checker.check(history.history()).findings().stream().map(Finding::kind).toList();
  }

  private static Audit without(Audit a, long units) {
    return audit(a, a.available() - units, a.reserved());
  }

  private static Audit audit(Audit a, long available, long reserved) {
    long gap = a.supplied() - available - reserved - a.sold();
    return new Audit(
        a.sku(), a.supplied(), available, reserved, a.sold(), 0, gap, gap == 0 && available >= 0);
  }
}
