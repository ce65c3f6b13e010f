package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Judges a history. It never blames a service that places each order at one moment between its
 * first request and its answer, and it asks the service for nothing: everything it knows is in the
 * history.
 */
public final class Checker {
  private Checker() {}

  /** Everything that can be shown from this history, the same for the same history. */
  public static CheckReport check(History history) {
    Evidence evidence = new Evidence(history);
    List<Finding> findings = new ArrayList<>();
    int soldOut = 0;
    for (String sku : history.supplied().keySet().stream().sorted().toList()) {
      ProductCheck product = new ProductCheck(sku, evidence);
      findings.addAll(product.findings());
      soldOut += product.soldOut() ? 1 : 0;
    }
    findings.addAll(new OrderCheck(evidence).findings());
    findings.addAll(new AnswerCheck(evidence).findings());
    return new CheckReport(findings, counts(evidence, soldOut));
  }

  private static CheckReport.Counts counts(Evidence evidence, int soldOut) {
    History history = evidence.history();
    return new CheckReport.Counts(
        history.supplied().size(),
        soldOut,
        history.supplied().values().stream().mapToLong(Long::longValue).sum(),
        evidence.operations().size(),
        operations(evidence, Operation::accepted),
        operations(evidence, o -> o.cancelled() != null),
        operations(evidence, o -> ended(o, Outcome.SoldOut.class)),
        operations(evidence, o -> ended(o, Outcome.Busy.class)),
        operations(evidence, o -> ended(o, Outcome.Unknown.class)),
        operations(evidence, o -> ended(o, Outcome.Unexpected.class)));
  }

  private static long operations(Evidence evidence, Predicate<Operation> which) {
    return evidence.operations().stream().filter(which).count();
  }

  /** An order that was never accepted counts as what its last attempt was answered. */
  private static boolean ended(Operation operation, Class<? extends Outcome> how) {
    return !operation.accepted() && how.isInstance(operation.attempts().getLast().outcome());
  }
}
