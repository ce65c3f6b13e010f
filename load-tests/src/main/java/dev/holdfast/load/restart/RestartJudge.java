package dev.holdfast.load.restart;

import dev.holdfast.load.check.CheckReport;
import dev.holdfast.load.check.Checker;
import dev.holdfast.load.check.Finding;
import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.History;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Receipt;
import dev.holdfast.load.check.Verdict;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Judges a rolling restart. What was sold and what is left is the checker's part. Here is what it
 * cannot know: whether customers were answered within their attempts, whether one wish became two
 * orders, and whether instances ended as they should.
 */
final class RestartJudge {
  /** A JVM that ended because of SIGTERM says so; some programs end as if nothing had happened. */
  private static final Set<Integer> CLEAN_EXITS = Set.of(0, 143);

  private static final int KILLED = 137;
  private static final int FINDINGS_KEPT_PER_KIND = 20;

  private final List<String> failures = new ArrayList<>();

  private RestartJudge() {}

  /**
   * The whole judgement of one strategy, the checker's in it; {@code stages} are those that had to
   * be gone through.
   */
  static RestartResults.Round judge(
      DeclaredStrategy strategy,
      History history,
      List<Stage> stages,
      List<OrderTimeline> timelines,
      List<Restart> restarts,
      Duration took) {
    CheckReport report = Checker.check(history);
    Guarantee declared = strategy.guarantee();
    List<Finding> faults =
        report.firstOfEachKind(FINDINGS_KEPT_PER_KIND).stream()
            .filter(finding -> finding.kind().isFaultOf(declared))
            .toList();
    return new RestartResults.Round(
        strategy.name(),
        Verdict.of(report, declared, Fleet.SIZE),
        report.counts(),
        faults,
        failures(stages, timelines, restarts, history.receipts()),
        Stream.concat(Stream.of(Stage.UNDISTURBED), stages.stream())
            .map(stage -> StageReport.of(stage, timelines))
            .toList(),
        restarts,
        took.toMillis() / 1_000.0);
  }

  /** What was wrong, in words; nothing when all was right. {@code receipts} are all there are. */
  private static List<String> failures(
      List<Stage> stages,
      List<OrderTimeline> timelines,
      List<Restart> restarts,
      List<Receipt> receipts) {
    RestartJudge judge = new RestartJudge();
    restarts.forEach(judge::ending);
    timelines.forEach(judge::answer);
    judge.doubles(timelines, receipts);
    judge.replays(timelines);
    for (Stage stage : stages) {
      judge.evidence(stage, timelines, restarts);
    }
    return List.copyOf(judge.failures);
  }

  private void ending(Restart restart) {
    switch (restart.stage()) {
      case SIGTERM, ROLLBACK -> {
        if (!restart.byItself()) {
          find(
              "instance %d did not end by itself after SIGTERM and had to be killed after %.1f s",
              restart.instance(), restart.stopSeconds());
        } else if (!CLEAN_EXITS.contains(restart.exitCode())) {
          find(
              "instance %d ended with exit code %d after SIGTERM",
              restart.instance(), restart.exitCode());
        }
        if (restart.brokenOff() > 0) {
          find(
              "instance %d broke off %d requests after SIGTERM",
              restart.instance(), restart.brokenOff());
        }
      }
      case SIGKILL -> {
        if (restart.exitCode() != KILLED) {
          find(
              "instance %d was not ended by SIGKILL but had exit code %d",
              restart.instance(), restart.exitCode());
        }
      }
      case UNDISTURBED -> {}
    }
  }

  /**
   * Only a killed instance excuses an order that went unanswered for as long as its customer asked.
   */
  private void answer(OrderTimeline timeline) {
    if (!timeline.answered() && timeline.stage() != Stage.SIGKILL) {
      find(
          "order %s (%s) was not answered within %d attempts and %.1f s; the last it was told: %s",
          timeline.wish(),
          timeline.stage().title(),
          timeline.attempts().size() + timeline.cancellations().size(),
          timeline.took().toMillis() / 1_000.0,
          Answers.label(timeline.last()));
    }
  }

  /**
   * One wish, one order. An order that was placed only when all was over, in settling what became
   * of an earlier key, is not the customer's second.
   */
  private void doubles(List<OrderTimeline> timelines, List<Receipt> receipts) {
    Map<String, String> wishOfKey = new HashMap<>();
    Set<Receipt> ofCustomers = new HashSet<>();
    for (OrderTimeline timeline : timelines) {
      timeline.attempts().forEach(a -> wishOfKey.put(a.key(), timeline.wish()));
      ofCustomers.addAll(timeline.attempts());
    }
    Map<String, Set<String>> ordersOfWish = new TreeMap<>();
    for (Receipt receipt : receipts) {
      String wish = wishOfKey.get(receipt.key());
      if (wish != null
          && receipt.outcome() instanceof Outcome.Accepted accepted
          && (accepted.replayed() || ofCustomers.contains(receipt))) {
        ordersOfWish.computeIfAbsent(wish, _ -> new TreeSet<>()).add(accepted.orderId());
      }
    }
    ordersOfWish.forEach((wish, ids) -> {
      if (ids.size() > 1) {
        find("order %s was placed %d times: %s", wish, ids.size(), String.join(", ", ids));
      }
    });
  }

  /**
   * Without an answer that was lost after its order was placed, no customer tried to place one
   * twice.
   */
  private void replays(List<OrderTimeline> timelines) {
    boolean seen =
        timelines.stream()
            .filter(OrderTimeline::neededRetry)
            .anyMatch(s -> s.last() instanceof Outcome.Accepted accepted && accepted.replayed());
    if (!seen) {
      find("no repeated request found its order placed already: that proves nothing of doubles");
    }
  }

  /** Restarts during which nothing was sold and nothing refused show nothing. */
  private void evidence(Stage stage, List<OrderTimeline> timelines, List<Restart> restarts) {
    List<OrderTimeline> during = timelines.stream().filter(s -> s.stage() == stage).toList();
    boolean accepted = during.stream().anyMatch(s -> s.last() instanceof Outcome.Accepted);
    boolean refused = during.stream().anyMatch(s -> s.last() instanceof Outcome.SoldOut);
    if (!accepted || !refused) {
      find(
          "during %s no order was %s: that proves nothing",
          stage.title(), accepted ? "refused for lack of stock" : "accepted");
    }
    if (restarts.stream().noneMatch(r -> r.stage() == stage)) {
      find("no instance was restarted by %s: that proves nothing", stage.title());
    }
  }

  private void find(String text, Object... values) {
    failures.add(String.format(Locale.ROOT, text, values));
  }
}
