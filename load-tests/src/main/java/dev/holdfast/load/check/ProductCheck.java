package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges one product. Two sums of what orders held at each moment bound the truth. Units are held
 * for certain from the order's answer to the sending of its cancellation. They may be held from the
 * sending of the order to the answer of its cancellation. More than the stock held for certain is
 * oversold; a refusal while even what may have been held left enough was false.
 */
final class ProductCheck {
  private final String sku;
  private final long supplied;
  private final List<Operation> operations;
  private final List<Audit> audits;
  private final Timeline certain = new Timeline();
  private final Timeline maybe = new Timeline();
  private final Timeline maybeInFlight = new Timeline();
  private final List<Finding> findings = new ArrayList<>();
  private long heldAtLeast;

  ProductCheck(String sku, Evidence evidence) {
    this.sku = sku;
    this.supplied = evidence.history().supplied().getOrDefault(sku, 0L);
    this.operations = evidence.operationsOf(sku);
    this.audits = evidence.history().audits().stream().filter(a -> a.sku().equals(sku)).toList();
    operations.forEach(this::place);
  }

  List<Finding> findings() {
    findings.clear();
    oversold();
    refusals();
    undersold();
    audits.forEach(this::audit);
    if (audits.isEmpty()) {
      find(FindingKind.AUDIT_MISSING, 1, "no audit was read");
    }
    return List.copyOf(findings);
  }

  /** Whether orders came to hold every unit, so that the last unit was fought for. */
  boolean soldOut() {
    return maybe.last() >= supplied;
  }

  private void place(Operation operation) {
    long units = operation.quantityOf(sku);
    if (operation.accepted()) {
      certain.add(operation.takenForCertain(), operation.heldForCertainUntil(), units);
      heldAtLeast += operation.cancelled() == null ? units : 0;
    }
    if (operation.accepted() || operation.unknown()) {
      maybe.add(operation.takenAtTheEarliest(), operation.maybeHeldUntil(), units);
      maybeInFlight.add(operation.takenAtTheEarliest(), operation.maybeHeldUntil(), units);
    }
    for (Receipt attempt : operation.attempts()) {
      if (operation.attempts().size() > 1 || !operation.accepted()) {
        maybeInFlight.add(attempt.startNanos(), attempt.endNanos() + 1, units);
      }
    }
  }

  private void oversold() {
    long held = Math.max(certain.max(), audits.stream().mapToLong(Audit::held).max().orElse(0));
    if (held > supplied) {
      long units = held - supplied;
      find(FindingKind.OVERSOLD, units, "orders held %d units of %d".formatted(held, supplied));
    }
  }

  private void refusals() {
    for (Operation operation : operations) {
      for (Receipt attempt : operation.attempts()) {
        if (attempt.outcome() instanceof Outcome.SoldOut(List<Shortage> shortages)
            && shortages.stream().anyMatch(s -> s.sku().equals(sku))) {
          refusal(attempt);
        }
      }
    }
  }

  private void refusal(Receipt refused) {
    long left = leftAtLeast(refused);
    long wanted = refused.quantityOf(sku);
    if (left < wanted) {
      return;
    }
    var kind = isFalse(refused) ? FindingKind.FALSE_REFUSAL : FindingKind.TRANSIENT_REFUSAL;
    find(kind, 1, "%s was refused %d while %d were left".formatted(refused.key(), wanted, left));
  }

  /** The fewest units that can have been left at any moment of this refusal. */
  private long leftAtLeast(Receipt refused) {
    return supplied - maybe.maxBetween(refused.startNanos(), refused.endNanos());
  }

  /** Whether there was enough even if every other attempt in flight took its units for a moment. */
  private boolean isFalse(Receipt refused) {
    long wanted = refused.quantityOf(sku);
    long others = maybeInFlight.maxBetween(refused.startNanos(), refused.endNanos()) - wanted;
    return supplied - others >= wanted;
  }

  /**
   * Units that no order holds and that none can have: refused when all was quiet, or gone from the
   * counter.
   */
  private void undersold() {
    long free = supplied - maybe.last();
    if (free <= 0) {
      return;
    }
    long refused = falselyRefusedWhenQuiet() ? free : 0;
    long gone = audits.stream().mapToLong(a -> free - Math.max(0, a.available())).max().orElse(0);
    if (Math.max(refused, gone) > 0) {
      String text =
          "%d units are held by no order and cannot be had".formatted(Math.max(refused, gone));
      find(FindingKind.UNDERSOLD, Math.max(refused, gone), text);
    }
  }

  private boolean falselyRefusedWhenQuiet() {
    List<Receipt> attempts = operations.stream().flatMap(o -> o.attempts().stream()).toList();
    long lastCancelled =
        operations.stream()
            .map(Operation::cancelled)
            .mapToLong(c -> c == null ? Long.MIN_VALUE : c.endNanos())
            .max()
            .orElse(Long.MIN_VALUE);
    return attempts.stream()
        .filter(r ->
            r.outcome() instanceof Outcome.SoldOut(List<Shortage> shortages)
                && shortages.stream().anyMatch(s -> s.sku().equals(sku)))
        .filter(r -> lastCancelled < r.startNanos())
        .filter(r -> attempts.stream().allMatch(a -> a == r || a.endNanos() < r.startNanos()))
        .anyMatch(r -> leftAtLeast(r) >= r.quantityOf(sku));
  }

  private void audit(Audit audit) {
    long gap = audit.supplied() - audit.available() - audit.held();
    long over = Math.max(0, audit.held() - audit.supplied());
    boolean conserved = gap == 0 && audit.available() >= 0;
    if (audit.supplied() != supplied) {
      doesNotAddUp("%d supplied, but the load supplied %d".formatted(audit.supplied(), supplied));
    }
    gap(audit, gap, over);
    if (audit.discrepancy() != gap || audit.oversold() != over || audit.conserved() != conserved) {
      doesNotAddUp(
          "it says oversold %d, discrepancy %d, conserved %s; its numbers say %d, %d, %s"
              .formatted(
                  audit.oversold(), audit.discrepancy(), audit.conserved(), over, gap, conserved));
    }
    if (audit.held() > maybe.last()) {
      find(
          FindingKind.UNITS_WITHOUT_RECEIPT,
          audit.held() - maybe.last(),
          "%d units held, receipts account for %d".formatted(audit.held(), maybe.last()));
    }
    if (audit.held() < heldAtLeast) {
      find(
          FindingKind.RECEIPT_WITHOUT_UNITS,
          heldAtLeast - audit.held(),
          "%d units held, receipts promise %d".formatted(audit.held(), heldAtLeast));
    }
  }

  /** What the counter says beside what is held; an unknown outcome that explains it is no fault. */
  private void gap(Audit audit, long gap, long over) {
    String numbers =
        "supplied %d, available %d, held %d"
            .formatted(audit.supplied(), audit.available(), audit.held());
    if (gap > 0 && gap <= unitsInDoubt()) {
      find(FindingKind.UNITS_IN_DOUBT, gap, "the audit: " + numbers);
    } else if (gap < 0 && over > 0 && audit.available() >= 0) {
      find(FindingKind.OVERWRITTEN, Math.min(over, -gap), "the audit: " + numbers);
    } else if (gap != 0) {
      doesNotAddUp(numbers);
    }
  }

  /**
   * Units that may be neither for sale nor held, since it is not known how a request ended that
   * takes or gives back.
   */
  private long unitsInDoubt() {
    return operations.stream().mapToLong(o -> o.requestsInDoubt() * o.quantityOf(sku)).sum();
  }

  private void doesNotAddUp(String text) {
    find(FindingKind.STOCK_DOES_NOT_ADD_UP, 1, "the audit: " + text);
  }

  private void find(FindingKind kind, long count, String text) {
    findings.add(new Finding(kind, sku, count, sku + ": " + text));
  }
}
