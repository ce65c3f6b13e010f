package dev.holdfast.load.restart;

import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What customers who first came during one stage were answered. {@code cameAgain} counts the
 * answers after which they came again, and what they were answered; {@code longestSeconds} is the
 * longest that one order took with all its attempts.
 */
record StageReport(
    Stage stage,
    long orders,
    long accepted,
    long soldOut,
    long unanswered,
    long neededRetry,
    int attemptsMost,
    double longestSeconds,
    Map<String, Long> cameAgain) {
  private static final String CANCELLATION_UNKNOWN = "cancellation in doubt";

  static StageReport of(Stage stage, List<OrderTimeline> all) {
    List<OrderTimeline> timelines = all.stream().filter(s -> s.stage() == stage).toList();
    return new StageReport(
        stage,
        timelines.size(),
        count(timelines, s -> s.last() instanceof Outcome.Accepted),
        count(timelines, s -> s.last() instanceof Outcome.SoldOut),
        count(timelines, s -> !s.answered()),
        count(timelines, OrderTimeline::neededRetry),
        timelines.stream().mapToInt(s -> s.attempts().size()).max().orElse(0),
        timelines.stream().map(OrderTimeline::took).mapToLong(Duration::toMillis).max().orElse(0)
            / 1_000.0,
        cameAgain(timelines));
  }

  private static Map<String, Long> cameAgain(List<OrderTimeline> timelines) {
    Map<String, Long> counts = new TreeMap<>();
    for (OrderTimeline timeline : timelines) {
      timeline.attempts().stream()
          .filter(a -> Answers.asksToComeAgain(a.outcome()))
          .forEach(a -> counts.merge(Answers.label(a.outcome()), 1L, Long::sum));
      timeline.cancellations().stream()
          .filter(c -> c.result() == Cancellation.Result.UNKNOWN)
          .forEach(_ -> counts.merge(CANCELLATION_UNKNOWN, 1L, Long::sum));
    }
    return counts;
  }

  private static long count(List<OrderTimeline> timelines, Predicate<OrderTimeline> which) {
    return timelines.stream().filter(which).count();
  }
}
