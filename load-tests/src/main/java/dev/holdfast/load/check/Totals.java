package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Judges a run of which only sums were kept: its accounts must add up like those of any other. */
public final class Totals {
  private Totals() {}

  /**
   * What one product's audit shows against the units that were supplied, accepted and left in
   * doubt.
   */
  public static List<Finding> check(Audit audit, long supplied, long accepted, long unknown) {
    String sku = audit.sku();
    List<Receipt> receipts = new ArrayList<>();
    if (accepted > 0) {
      List<Line> lines = List.of(new Line(sku, accepted));
      receipts.add(
          new Receipt("all accepted", 0, lines, 0, 1, new Outcome.Accepted("all", false, lines)));
    }
    if (unknown > 0) {
      List<Line> lines = List.of(new Line(sku, unknown));
      receipts.add(new Receipt("all in doubt", 0, lines, 0, 1, new Outcome.Unknown("", null)));
    }
    History history =
        new History(Map.of(sku, supplied), receipts, List.of(), List.of(), List.of(audit));
    return new ProductCheck(sku, new Evidence(history))
        .findings().stream().filter(f -> f.kind() != FindingKind.UNITS_IN_DOUBT).toList();
  }
}
