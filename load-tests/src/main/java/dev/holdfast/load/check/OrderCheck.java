package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges order ids, and holds the receipts against the orders that were read back. */
final class OrderCheck {
  private final Evidence evidence;
  private final List<Finding> findings = new ArrayList<>();

  OrderCheck(Evidence evidence) {
    this.evidence = evidence;
  }

  List<Finding> findings() {
    findings.clear();
    Map<String, List<Operation>> byId = new HashMap<>();
    for (Operation operation : evidence.operations()) {
      acceptedTwice(operation);
      operation
          .acceptances()
          .map(Outcome.Accepted::orderId)
          .distinct()
          .forEach(id -> byId.computeIfAbsent(id, _ -> new ArrayList<>()).add(operation));
    }
    byId.forEach((id, operations) -> {
      if (operations.size() > 1) {
        String keys = operations.stream().map(Operation::key).collect(Collectors.joining(", "));
        find(FindingKind.ACCEPTED_TWICE, id, "was given to the keys " + keys);
      }
    });
    receiptsWithoutOrders(byId);
    ordersWithoutReceipts(byId.keySet());
    return List.copyOf(findings);
  }

  private void acceptedTwice(Operation operation) {
    Set<String> ids =
        operation.acceptances().map(Outcome.Accepted::orderId).collect(Collectors.toSet());
    long fresh = operation.acceptances().filter(a -> !a.replayed()).count();
    if (ids.size() > 1) {
      find(FindingKind.ACCEPTED_TWICE, operation.key(), "was answered with the orders " + ids);
    } else if (fresh > 1) {
      find(FindingKind.ACCEPTED_TWICE, operation.key(), "was accepted as new " + fresh + " times");
    }
  }

  private void receiptsWithoutOrders(Map<String, List<Operation>> byId) {
    Map<String, OrderRead> reads = new HashMap<>();
    evidence
        .history()
        .orders()
        .forEach(o -> reads.merge(o.orderId(), o, (a, b) -> a.found() ? a : b));
    byId.forEach((id, operations) -> {
      OrderRead read = reads.get(id);
      if (read == null || !read.found()) {
        find(FindingKind.RECEIPT_WITHOUT_ORDER, id, "was accepted, but is not there");
      } else {
        operations.forEach(operation -> compare(operation, read));
      }
    });
  }

  private void compare(Operation operation, OrderRead read) {
    if (!sameLines(operation.lines(), read.lines())) {
      find(
          FindingKind.ORDER_DIFFERS,
          read.orderId(),
          "holds %s where %s were ordered".formatted(read.lines(), operation.lines()));
    }
    boolean mayHold = operation.cancelled() == null || !operation.cancelled().certain();
    boolean mayBeCancelled = operation.cancelled() != null;
    boolean fits =
        (mayHold && read.holdsUnits()) || (mayBeCancelled && read.status().equals("CANCELLED"));
    if (!fits) {
      find(
          FindingKind.ORDER_DIFFERS,
          read.orderId(),
          "is "
              + read.status()
              + (mayBeCancelled ? " after its cancellation" : " though no customer cancelled it"));
    }
  }

  /**
   * Orders that no answer named; as many as there are unknown outcomes of the same lines are no
   * finding.
   */
  private void ordersWithoutReceipts(Set<String> known) {
    Set<String> doubtful = new HashSet<>();
    List<Operation> nameless = new ArrayList<>();
    for (Operation operation : evidence.operations()) {
      if (operation.unknown()) {
        List<String> ids = operation.doubtfulOrderIds().toList();
        doubtful.addAll(ids);
        if (ids.isEmpty()) {
          nameless.add(operation);
        }
      }
    }
    for (OrderRead read : evidence.history().orders()) {
      if (!read.holdsUnits()
          || known.contains(read.orderId())
          || doubtful.contains(read.orderId())) {
        continue;
      }
      var match = nameless.stream().filter(o -> sameLines(o.lines(), read.lines())).findFirst();
      if (match.isPresent()) {
        nameless.remove(match.get());
      } else {
        find(
            FindingKind.ORDER_WITHOUT_RECEIPT,
            read.orderId(),
            "is " + read.status() + ", but no answer named it");
      }
    }
  }

  static boolean sameLines(List<Line> a, List<Line> b) {
    return bySku(a).equals(bySku(b));
  }

  private static Map<String, Long> bySku(List<Line> lines) {
    return lines.stream().collect(Collectors.toMap(Line::sku, Line::quantity, Long::sum));
  }

  private void find(FindingKind kind, String subject, String text) {
    findings.add(new Finding(kind, subject, 1, subject + " " + text));
  }
}
