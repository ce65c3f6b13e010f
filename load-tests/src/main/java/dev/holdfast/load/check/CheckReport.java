package dev.holdfast.load.check;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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

  /** So many of each kind at most, where all would be too many to look at. */
  public List<Finding> firstOfEachKind(int max) {
    Map<FindingKind, Integer> kept = new EnumMap<>(FindingKind.class);
    return findings.stream()
        .filter(finding -> kept.merge(finding.kind(), 1, Integer::sum) <= max)
        .toList();
  }

  private List<Finding> of(FindingKind kind) {
    return findings.stream().filter(f -> f.kind() == kind).toList();
  }
}
