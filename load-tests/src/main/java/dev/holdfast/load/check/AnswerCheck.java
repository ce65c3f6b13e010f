package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges each answer by itself: is it one that a client can act upon, and does it fit what was
 * ordered?
 */
final class AnswerCheck {
  private static final String CONTENDED = "contended";

  private final Evidence evidence;
  private final List<Finding> findings = new ArrayList<>();

  AnswerCheck(Evidence evidence) {
    this.evidence = evidence;
  }

  List<Finding> findings() {
    findings.clear();
    evidence.history().receipts().forEach(this::answer);
    for (Cancellation c : evidence.history().cancellations()) {
      if (c.result() == Cancellation.Result.UNEXPECTED) {
        find(
            FindingKind.UNEXPECTED_ANSWER,
            c.orderId(),
            "its cancellation was answered " + c.detail());
      }
    }
    evidence.operations().stream()
        .filter(Operation::unknown)
        .filter(
            o -> o.attempts().stream().noneMatch(a -> a.outcome() instanceof Outcome.Unexpected))
        .forEach(o ->
            find(FindingKind.OUTCOME_UNKNOWN, o.key(), "it is not known whether it was placed"));
    return List.copyOf(findings);
  }

  private void answer(Receipt receipt) {
    switch (receipt.outcome()) {
      case Outcome.Unexpected(int status, String what) ->
          find(
              FindingKind.UNEXPECTED_ANSWER,
              receipt.key(),
              "was answered %d %s".formatted(status, what));
      case Outcome.Accepted(_, _, List<Line> lines) -> {
        if (!OrderCheck.sameLines(lines, receipt.lines())) {
          find(
              FindingKind.ANSWER_CONTRADICTS,
              receipt.key(),
              "ordered %s, but %s were accepted".formatted(receipt.lines(), lines));
        }
      }
      case Outcome.SoldOut(List<Shortage> shortages) -> refusal(receipt, shortages);
      case Outcome.Busy(String code) -> {
        if (code.equals(CONTENDED)) {
          find(FindingKind.CONTENDED, receipt.key(), "was refused for contention");
        }
      }
      case Outcome.Unknown _ -> {}
    }
  }

  private void refusal(Receipt receipt, List<Shortage> shortages) {
    if (shortages.isEmpty()) {
      find(
          FindingKind.ANSWER_CONTRADICTS,
          receipt.key(),
          "was refused for lack of stock, of which nothing is said");
    }
    for (Shortage shortage : shortages) {
      long ordered = receipt.quantityOf(shortage.sku());
      if (ordered != shortage.requested() || shortage.available() >= shortage.requested()) {
        find(
            FindingKind.ANSWER_CONTRADICTS,
            receipt.key(),
            "ordered %d of %s, and was refused with %s"
                .formatted(ordered, shortage.sku(), shortage));
      }
    }
  }

  private void find(FindingKind kind, String subject, String text) {
    findings.add(new Finding(kind, subject, 1, subject + " " + text));
  }
}
