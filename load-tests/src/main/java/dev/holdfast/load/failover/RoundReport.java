package dev.holdfast.load.failover;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One judged round. All times are seconds from the moment when the failover was asked for.
 *
 * @param promotedAt when another server was a master
 * @param demotedAt when the old master was a replica; null when it was not seen to be one
 * @param lostFrom when the first order that is lost was acknowledged; null when none is lost
 * @param lostUntil when the last one was
 * @param promisedTwice units that customers of scarce products were promised beyond what there was
 * @param answers how often each answer was given, those of acknowledged orders aside
 * @param unreadySeconds about how long each instance was not ready
 * @param failures which bounds were missed, in words
 */
record RoundReport(
    String round,
    String setup,
    String failover,
    double promotedAt,
    @Nullable Double demotedAt,
    long acknowledged,
    long lost,
    @Nullable Double lostFrom,
    @Nullable Double lostUntil,
    double withoutSale,
    long promisedTwice,
    long leaked,
    Map<String, Long> answers,
    List<Double> unreadySeconds,
    List<ByStrategy> strategies,
    List<String> failures) {

  /**
   * The same of one strategy.
   *
   * @param withoutSale the longest time without an acknowledged order, in seconds
   * @param astray units by kind of finding of a deep audit
   */
  record ByStrategy(
      String strategy,
      long acknowledged,
      long lost,
      double withoutSale,
      long promisedTwice,
      Map<String, Long> astray) {
    ByStrategy {
      astray = new TreeMap<>(astray);
    }
  }

  RoundReport {
    answers = new TreeMap<>(answers);
    unreadySeconds = List.copyOf(unreadySeconds);
    strategies = List.copyOf(strategies);
    failures = List.copyOf(failures);
  }

  boolean passed() {
    return failures.isEmpty();
  }
}
