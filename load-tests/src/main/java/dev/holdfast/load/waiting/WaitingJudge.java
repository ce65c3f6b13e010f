package dev.holdfast.load.waiting;

import dev.holdfast.load.check.Audit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Judges what orders that waited and the service say in the end. */
final class WaitingJudge {
  private WaitingJudge() {}

  /**
   * What is wrong; empty when nothing is.
   *
   * @param cameBack how many units did, while at least as many orders waited
   * @param audit of the product, once nothing moves any more
   * @param findings of its deep audit
   */
  static List<String> wrong(
      Collection<Waited> waited, long cameBack, Audit audit, Map<String, Long> findings) {
    List<String> wrong = new ArrayList<>();
    List<String> orders = waited.stream().filter(Waited::isPlaced).map(Waited::order).toList();
    compare(wrong, "orders that waited and were placed", cameBack, orders.size());
    compare(
        wrong, "different orders among them", orders.size(), orders.stream().distinct().count());
    compare(wrong, "units reserved", cameBack, audit.reserved());
    compare(wrong, "units available", 0, audit.available());
    compare(wrong, "units sold that do not exist", 0, audit.oversold());
    waited.stream()
        .filter(order -> !order.isPlaced() && !order.came().equals(Waited.SOLD_OUT))
        .forEach(order -> wrong.add("an order that waited was answered " + order.came()));
    findings.forEach((kind, units) -> wrong.add("the audit finds %s: %d".formatted(kind, units)));
    return wrong;
  }

  private static void compare(List<String> wrong, String what, long expected, long found) {
    if (expected != found) {
      wrong.add("%s: %d instead of %d".formatted(what, found, expected));
    }
  }
}
