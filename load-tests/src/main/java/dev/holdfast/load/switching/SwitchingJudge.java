package dev.holdfast.load.switching;

import dev.holdfast.load.check.Audit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Judges what customers and the service say in the end. */
final class SwitchingJudge {
  private SwitchingJudge() {}

  /**
   * What is wrong; empty when nothing is.
   *
   * @param stock units that were supplied
   * @param audit of the product, once nothing moves any more
   * @param findings of its deep audit
   */
  static List<String> wrong(Ledger ledger, long stock, Audit audit, Map<String, Long> findings) {
    List<String> wrong = new ArrayList<>(ledger.failures());
    compare(wrong, "supplied", stock, audit.supplied());
    compare(wrong, "reserved", ledger.reserved(), audit.reserved());
    compare(wrong, "sold", ledger.sold(), audit.sold());
    compare(wrong, "available", stock - ledger.reserved() - ledger.sold(), audit.available());
    findings.forEach((kind, units) -> wrong.add("the audit finds %s: %d".formatted(kind, units)));
    if (ledger.attempts().stream().noneMatch(attempt -> attempt.came().equals("placed"))) {
      wrong.add("no order was placed");
    }
    return wrong;
  }

  private static void compare(List<String> wrong, String what, long expected, long found) {
    if (expected != found) {
      wrong.add(
          "%s: customers know of %d units, the service of %d".formatted(what, expected, found));
    }
  }
}
