package dev.holdfast.load.check;

import java.util.List;

/** What the checker found, and how much it looked at. */
public record CheckReport(List<Finding> findings, Counts counts) {

  /** How much evidence there was. Orders are counted by key, whatever the number of attempts. */
  public record Counts(
      int products,
      int productsSoldOut,
      long unitsSupplied,
      long orders,
      long accepted,
      long cancelled,
      long soldOut,
      long busy,
      long unknown,
      long unexpected) {}

  public CheckReport {
    findings = List.copyOf(findings);
  }

  /** The sum of the counts of one kind. */
  public long count(FindingKind kind) {
    return of(kind).stream().mapToLong(Finding::count).sum();
  }

  /** The number of different products, orders or keys that one kind was found on. */
  public long subjects(FindingKind kind) {
    return of(kind).stream().map(Finding::subject).distinct().count();
  }

  private List<Finding> of(FindingKind kind) {
    return findings.stream().filter(f -> f.kind() == kind).toList();
  }
}
