package dev.holdfast.load.report;

import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.Phase;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the tables list: the strategies, weakest promise first, and the set-ups. */
final class Rows {
  private Rows() {}

  /** The strategies that were run, by declared scope and then by name. */
  static List<String> strategies(Results results) {
    return Stream.concat(
            results.correctness().stream().map(Results.Correctness::strategy),
            results.speed(Phase.SPEED).stream()
                .map(Results.Speed::subject)
                .filter(results.strategies()::containsKey))
        .distinct()
        .sorted(
            Comparator.<String, Scope>comparing(s -> declared(results, s))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** The numbers of instances on which strategies were judged. */
  static List<Integer> judgedInstances(Results results) {
    return results.correctness().stream()
        .map(Results.Correctness::instances)
        .distinct()
        .sorted()
        .toList();
  }

  static Scope declared(Results results, String strategy) {
    Guarantee declared = results.strategies().get(strategy);
    return declared == null ? Scope.NONE : declared.scope();
  }

  static String scope(Scope scope) {
    return switch (scope) {
      case NONE -> "nowhere";
      case ONE_INSTANCE -> "on one instance";
      case ALL_INSTANCES -> "everywhere";
    };
  }

  static String instances(int instances) {
    return instances == 1 ? "1 instance" : instances + " instances";
  }

  static String perSecond(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String ratio(@Nullable Double ratio) {
    return ratio == null ? "" : String.format(Locale.ROOT, "%.2f", ratio);
  }

  static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }
}
