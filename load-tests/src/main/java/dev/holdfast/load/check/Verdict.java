package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.List;

/** What was seen, in one sentence, and whether it is what the strategy declares. */
public record Verdict(Kind kind, String text, boolean agrees, String why, List<String> notes) {

  /** The gravest thing that was seen. */
  public enum Kind {
    EXACT,
    OVERSOLD,
    UNDERSOLD,
    FAULTY,
    UNDECIDED
  }

  /** With more unknown outcomes than this share of the orders, nothing is said to be exact. */
  static final double UNKNOWN_SHARE_MAX = 0.01;

  public Verdict {
    notes = List.copyOf(notes);
  }

  /** Judges a report by the guarantee that the strategy declares. */
  public static Verdict of(CheckReport report, Guarantee declared, int instances) {
    Kind kind = kind(report, declared);
    boolean exactPromised = declared.scope().promisesExactOn(instances);
    boolean agrees = exactPromised ? kind == Kind.EXACT : onlyOversold(report, declared);
    return new Verdict(
        kind,
        text(kind, report, declared),
        agrees,
        why(kind, exactPromised, agrees),
        notes(report, declared));
  }

  /**
   * Whatever writes a counter over loses what others give back as well as what they take. Where a
   * strategy without protection was seen to do the one, the other is no fault besides: neither
   * units that are gone nor a refusal for want of them.
   */
  private static boolean isFault(FindingKind kind, CheckReport report, Guarantee declared) {
    boolean isOverwritten =
        declared.scope() == Scope.NONE && report.count(FindingKind.OVERWRITTEN) > 0;
    return switch (kind) {
      case UNDERSOLD, STOCK_DOES_NOT_ADD_UP, FALSE_REFUSAL, TRANSIENT_REFUSAL ->
          !isOverwritten && kind.isFaultOf(declared);
      default -> kind.isFaultOf(declared);
    };
  }

  private static Kind kind(CheckReport report, Guarantee declared) {
    if (report.count(FindingKind.OVERSOLD) > 0) {
      return Kind.OVERSOLD;
    }
    if (report.count(FindingKind.UNDERSOLD) > 0) {
      return Kind.UNDERSOLD;
    }
    if (report.findings().stream().anyMatch(f -> isFault(f.kind(), report, declared))) {
      return Kind.FAULTY;
    }
    return undecided(report.counts()).isEmpty() ? Kind.EXACT : Kind.UNDECIDED;
  }

  private static String text(Kind kind, CheckReport report, Guarantee declared) {
    if (kind == Kind.EXACT) {
      return "exact";
    }
    if (kind == Kind.UNDECIDED) {
      return "undecided: " + undecided(report.counts());
    }
    List<String> parts = new ArrayList<>();
    for (FindingKind found : FindingKind.values()) {
      if (isFault(found, report, declared) && report.count(found) > 0) {
        parts.add(part(found, report));
      }
    }
    return String.join("; ", parts);
  }

  private static String part(FindingKind kind, CheckReport report) {
    return switch (kind) {
      case OVERSOLD, UNDERSOLD ->
          "%s by %d in %d of %d products"
              .formatted(
                  kind == FindingKind.OVERSOLD ? "oversold" : "undersold",
                  report.count(kind),
                  report.subjects(kind),
                  report.counts().products());
      default -> report.count(kind) + " " + kind.plural();
    };
  }

  /** Why a history without a fault still proves nothing, or nothing when it does. */
  private static String undecided(CheckReport.Counts counts) {
    if (counts.accepted() == 0) {
      return "no order was accepted";
    }
    if (counts.soldOut() == 0) {
      return "no order was refused for lack of stock";
    }
    if (counts.unknown() > counts.orders() * UNKNOWN_SHARE_MAX) {
      return "%d of %d outcomes unknown".formatted(counts.unknown(), counts.orders());
    }
    if (counts.productsSoldOut() < counts.products()) {
      return "%d of %d products were not brought to their last unit"
          .formatted(counts.products() - counts.productsSoldOut(), counts.products());
    }
    return "";
  }

  private static boolean onlyOversold(CheckReport report, Guarantee declared) {
    return report.count(FindingKind.OVERSOLD) > 0
        && report.findings().stream()
            .map(Finding::kind)
            .allMatch(k -> k == FindingKind.OVERSOLD || !isFault(k, report, declared));
  }

  private static String why(Kind kind, boolean exactPromised, boolean agrees) {
    if (agrees) {
      return exactPromised ? "exact, as declared" : "oversells here, as declared";
    }
    if (exactPromised) {
      return "declared exact here, and was not seen to be";
    }
    return kind == Kind.OVERSOLD
        ? "oversells here, as declared, but has other faults too"
        : "was not seen to oversell, though it has no protection here: this load proves nothing";
  }

  private static List<String> notes(CheckReport report, Guarantee declared) {
    List<String> notes = new ArrayList<>();
    for (FindingKind kind : FindingKind.values()) {
      if (!isFault(kind, report, declared) && report.count(kind) > 0) {
        notes.add(report.count(kind) + " " + kind.plural());
      }
    }
    return notes;
  }
}
