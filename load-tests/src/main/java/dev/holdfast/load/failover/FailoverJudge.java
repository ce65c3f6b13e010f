package dev.holdfast.load.failover;

import dev.holdfast.load.failover.Attempt.Answer;
import dev.holdfast.load.failover.Evidence.Fate;
import dev.holdfast.load.failover.Evidence.Stock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Judges a round from its evidence alone. */
final class FailoverJudge {
  /** In so long a time before the end, each instance sells by each strategy. */
  private static final double SELLS_AGAIN_WITHIN = 4;

  private static final double NANOS = 1e9;

  /** The findings of an audit that are units which no order has: leaked, not invented. */
  private static final Set<String> LEAKS =
      Set.of("counters-disagree", "reservation-without-order", "sale-without-order");

  private static final int NAMED_MAX = 5;

  private final Evidence evidence;
  private final Scenario.Bounds bounds;
  private final List<String> failures = new ArrayList<>();

  private FailoverJudge(Evidence evidence) {
    this.evidence = evidence;
    this.bounds = evidence.scenario().bounds();
  }

  static RoundReport judge(Evidence evidence) {
    return new FailoverJudge(evidence).report();
  }

  private RoundReport report() {
    List<Attempt> lost = acknowledged().filter(a -> is(a, Fate.LOST)).toList();
    List<Double> lostAt =
        lost.stream().map(a -> evidence.failover().secondsTo(a.endNanos())).sorted().toList();
    List<RoundReport.ByStrategy> strategies = strategies();
    lost(lostAt);
    unreadable();
    strategies.forEach(this::sales);
    evidence.stock().forEach(this::stock);
    refusals();
    answers();
    Long demoted = evidence.demotedNanos();
    return new RoundReport(
        evidence.scenario().label(),
        evidence.scenario().setup().title(),
        evidence.scenario().title(),
        evidence.failover().secondsTo(evidence.failover().promotedNanos()),
        demoted == null ? null : evidence.failover().secondsTo(demoted),
        acknowledged().count(),
        lost.size(),
        lostAt.isEmpty() ? null : lostAt.getFirst(),
        lostAt.isEmpty() ? null : lostAt.getLast(),
        strategies.stream().mapToDouble(RoundReport.ByStrategy::withoutSale).max().orElse(0),
        strategies.stream().mapToLong(RoundReport.ByStrategy::promisedTwice).sum(),
        evidence.stock().stream().mapToLong(FailoverJudge::leaked).sum(),
        counts(),
        evidence.unreadySeconds(),
        strategies,
        failures);
  }

  /** None, or no more than are acknowledged within the bound, and all of those within it. */
  private void lost(List<Double> at) {
    double seconds = bounds.lostFor().toMillis() / 1_000.0;
    double rate =
        evidence.attempts().size()
            * NANOS
            / Math.max(1, evidence.loadEndNanos() - firstStartNanos());
    if (at.isEmpty()) {
      if (bounds.losesSome()) {
        find("no acknowledged order is lost: the replica was not behind, which proves nothing");
      }
      return;
    }
    if (seconds == 0) {
      find(
          "%d acknowledged orders are lost, and none may be; acknowledged from %+.2f to %+.2f s",
          at.size(), at.getFirst(), at.getLast());
    } else if (at.getLast() - at.getFirst() > seconds || at.size() > rate * seconds) {
      find(
          "%d acknowledged orders are lost, acknowledged from %+.2f to %+.2f s; at most %.1f s"
              + " of %.0f orders/s may be",
          at.size(), at.getFirst(), at.getLast(), seconds, rate);
    }
  }

  private long firstStartNanos() {
    return evidence.attempts().stream().mapToLong(Attempt::startNanos).min().orElse(0);
  }

  private void unreadable() {
    long count = acknowledged().filter(a -> is(a, Fate.UNREADABLE)).count();
    if (count > 0) {
      find("%d acknowledged orders could not be read", count);
    }
  }

  private List<RoundReport.ByStrategy> strategies() {
    return evidence.stock().stream()
        .map(stock -> stock.offer().strategy())
        .distinct()
        .map(this::strategy)
        .toList();
  }

  private RoundReport.ByStrategy strategy(String strategy) {
    List<Attempt> own = acknowledged().filter(a -> a.strategy().equals(strategy)).toList();
    Map<String, Long> astray = new TreeMap<>();
    long promisedTwice = 0;
    for (Stock stock : evidence.stock()) {
      if (stock.offer().strategy().equals(strategy)) {
        stock.astray().forEach((kind, units) -> astray.merge(kind, units, Long::sum));
        long promised = own.stream().filter(a -> a.offer().equals(stock.offer())).count();
        promisedTwice += Math.max(0, promised - stock.offer().supplied());
      }
    }
    return new RoundReport.ByStrategy(
        strategy,
        own.size(),
        own.stream().filter(a -> is(a, Fate.LOST)).count(),
        withoutSale(own),
        promisedTwice,
        astray);
  }

  /** The longest time without a sale that ended after the failover began, or did not end. */
  private double withoutSale(List<Attempt> own) {
    long last = Long.MIN_VALUE;
    long longest = 0;
    for (long at :
        Stream.concat(
                own.stream().filter(a -> !a.offer().scarce()).map(Attempt::endNanos),
                Stream.of(evidence.loadEndNanos()))
            .sorted()
            .toList()) {
      long from = last == Long.MIN_VALUE ? firstStartNanos() : last;
      if (at >= evidence.failover().startNanos()) {
        longest = Math.max(longest, at - from);
      }
      last = at;
    }
    return longest / NANOS;
  }

  private void sales(RoundReport.ByStrategy strategy) {
    double max = bounds.withoutSale().toMillis() / 1_000.0;
    if (strategy.withoutSale() > max) {
      find(
          "%s sold nothing for %.1f s, and may for %.1f s",
          strategy.strategy(), strategy.withoutSale(), max);
    }
    List<Attempt> sold =
        acknowledged()
            .filter(a -> a.strategy().equals(strategy.strategy()) && !a.offer().scarce())
            .toList();
    if (sold.stream().noneMatch(a -> a.endNanos() < evidence.failover().startNanos())) {
      find("%s sold nothing before the failover: that proves nothing", strategy.strategy());
    }
    for (int instance = 1; instance <= evidence.instances(); instance++) {
      int number = instance;
      Predicate<Attempt> late =
          a ->
              a.instance() == number
                  && evidence.loadEndNanos() - a.endNanos() < SELLS_AGAIN_WITHIN * NANOS;
      if (sold.stream().noneMatch(late)) {
        find("instance %d does not sell again by %s", instance, strategy.strategy());
      }
    }
  }

  /** No unit is in two orders that are left, each is counted, and none is astray. */
  private void stock(Stock stock) {
    Offer offer = stock.offer();
    long survivors =
        acknowledged().filter(a -> a.offer().equals(offer) && is(a, Fate.HELD)).count();
    if (survivors > offer.supplied()) {
      find(
          "%s: orders that are left hold %d units of %d: some were sold twice",
          offer.sku(), survivors, offer.supplied());
    }
    if (stock.held() < survivors) {
      find(
          "%s: orders that are left hold %d units, and the stock counts %d",
          offer.sku(), survivors, stock.held());
    }
    stock
        .astray()
        .forEach((kind, units) -> {
          if (!LEAKS.contains(kind)) {
            find("%s: %d units: %s", offer.sku(), units, kind);
          }
        });
    if (leaked(stock) > (stock.mayLeak() ? inDoubt(offer) : 0)) {
      find(
          "%s: %d units are held without an order; %d answers left it in doubt",
          offer.sku(), leaked(stock), inDoubt(offer));
    }
  }

  private static long leaked(Stock stock) {
    return stock.astray().entrySet().stream()
        .filter(finding -> LEAKS.contains(finding.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Answers after which a strategy that may leak may have: unknown ones, and what was lost. */
  private long inDoubt(Offer offer) {
    return evidence.attempts().stream()
        .filter(a -> a.offer().equals(offer))
        .filter(a -> a.answer() instanceof Answer.Unknown || is(a, Fate.LOST))
        .count();
  }

  private void refusals() {
    if (!evidence.executed().isEmpty()) {
      find(
          "%d orders were placed although they were refused: %s",
          evidence.executed().size(),
          String.join(", ", evidence.executed().stream().limit(NAMED_MAX).toList()));
    }
  }

  private void answers() {
    Set<String> unexpected = new TreeSet<>();
    for (Attempt attempt : evidence.attempts()) {
      if (attempt.answer() instanceof Answer.Unexpected(var what)) {
        unexpected.add(what);
      }
    }
    unexpected.forEach(what -> find("an order was answered: %s", what));
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    for (Attempt attempt : evidence.attempts()) {
      String label =
          switch (attempt.answer()) {
            case Answer.Acknowledged _ -> "";
            case Answer.SoldOut() -> "insufficient-stock";
            case Answer.Refused(var code) -> code;
            case Answer.Unknown(var code) -> code;
            case Answer.Unexpected(var what) -> what;
          };
      if (!label.isEmpty()) {
        counts.merge(label, 1L, Long::sum);
      }
    }
    return counts;
  }

  private Stream<Attempt> acknowledged() {
    return evidence.attempts().stream().filter(Attempt::isAcknowledged);
  }

  private boolean is(Attempt attempt, Fate fate) {
    return attempt.answer() instanceof Answer.Acknowledged(var id)
        && evidence.fates().getOrDefault(id, Fate.UNREADABLE) == fate;
  }

  private void find(String text, Object... values) {
    failures.add(String.format(Locale.ROOT, text, values));
  }
}
