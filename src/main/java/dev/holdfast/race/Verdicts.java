package dev.holdfast.race;

import dev.holdfast.race.Lane.Outcome;
import dev.holdfast.race.LaneView.VerdictView;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.strategy.RaceWindowPosition;
import dev.holdfast.strategy.StrategyType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Judges a lane from its customers' receipts, by the rules of the load campaign ({@code
 * docs/measuring.md}). What the store's counter says decides nothing.
 */
final class Verdicts {
  /** With more unknown outcomes than this share of the orders, nothing is said to be exact. */
  static final double UNKNOWN_SHARE_MAX = 0.01;

  private Verdicts() {}

  /** The gravest thing that was seen. */
  enum Kind {
    EXACT,
    OVERSOLD,
    UNDERSOLD,
    FAULTY,
    UNDECIDED
  }

  /**
   * What was seen once all was quiet.
   *
   * @param oversold units in receipts, those of the last two orders included, beyond those supplied
   * @param restAccepted whether an order of all that must have been left was accepted; true where
   *     nothing was left
   * @param oneMoreRefused whether an order of one unit more was refused for want of units
   */
  record Evidence(long oversold, boolean restAccepted, boolean oneMoreRefused) {}

  /** Judges a lane that has ended, by what its strategy declares. */
  static VerdictView of(Lane lane, Evidence seen, Fault fault, int instances) {
    StrategyType strategy = lane.strategy();
    Guarantee declared = strategy.guarantee();
    Kind kind = kind(lane, seen);
    boolean exactPromised = promisesExact(declared, fault, instances);
    boolean asDeclared =
        exactPromised
            ? kind == Kind.EXACT || (kind == Kind.UNDERSOLD && mayLeak(declared, fault))
            : kind == Kind.OVERSOLD;
    return new VerdictView(
        kind.name(),
        asDeclared,
        seen.oversold(),
        sentence(lane, seen, kind, exactPromised, fault, instances),
        Mechanisms.anchor(strategy));
  }

  /** What all lanes show together. A lane without a verdict, or with one that proves nothing, shows nothing. */
  static String sentence(List<LaneView> lanes, int units) {
    String oversold =
        lanes.stream()
            .filter(lane -> lane.verdict() != null && lane.verdict().oversoldUnits() > 0)
            .map(
                lane ->
                    "%s sold %d of %d units twice"
                        .formatted(lane.strategy(), lane.verdict().oversoldUnits(), units))
            .collect(Collectors.joining(", "));
    String undecided =
        lanes.stream()
            .filter(
                lane ->
                    lane.verdict() == null || lane.verdict().name().equals(Kind.UNDECIDED.name()))
            .map(LaneView::strategy)
            .collect(Collectors.joining(", "));
    String seen = oversold.isEmpty() ? "No unit was seen to be sold twice" : oversold;
    return undecided.isEmpty() ? seen + "." : "%s; nothing is proven of %s.".formatted(seen, undecided);
  }

  /** Whether a strategy declares that no unit is sold twice under this fault. */
  static boolean promisesExact(Guarantee declared, Fault fault, int instances) {
    boolean pauseOversells =
        fault == Fault.PAUSED_HOLDER && declared.underPauses() == Guarantee.Worst.OVERSELLS;
    return declared.scope().covers(instances) && !pauseOversells;
  }

  private static boolean mayLeak(Guarantee declared, Fault fault) {
    return declared.leaks() && (fault == Fault.CUT_CONNECTION || fault == Fault.PAUSED_HOLDER);
  }

  private static Kind kind(Lane lane, Evidence seen) {
    if (seen.oversold() > 0) {
      return Kind.OVERSOLD;
    }
    if (!seen.restAccepted() && lane.count(Outcome.UNKNOWN) == 0) {
      return Kind.UNDERSOLD;
    }
    if (isFaulty(lane)) {
      return Kind.FAULTY;
    }
    return undecided(lane, seen).isEmpty() ? Kind.EXACT : Kind.UNDECIDED;
  }

  private static boolean isFaulty(Lane lane) {
    return lane.count(Outcome.CONTENDED) > 0 && !lane.strategy().guarantee().contends();
  }

  /** Why a lane without a fault still proves nothing; empty when it does. */
  private static String undecided(Lane lane, Evidence seen) {
    if (lane.count(Outcome.ACCEPTED) == 0) {
      return "no order was accepted";
    }
    if (lane.count(Outcome.UNKNOWN) > lane.answered() * UNKNOWN_SHARE_MAX) {
      return "%d of %d outcomes are unknown"
          .formatted(lane.count(Outcome.UNKNOWN), lane.answered());
    }
    if (!seen.restAccepted() || !seen.oneMoreRefused()) {
      return "the units were not brought to the last one";
    }
    return "";
  }

  private static String sentence(
      Lane lane, Evidence seen, Kind kind, boolean exactPromised, Fault fault, int instances) {
    return switch (kind) {
      case OVERSOLD ->
          "%d %s sold twice%s"
              .formatted(
                  seen.oversold(),
                  seen.oversold() == 1 ? "unit was" : "units were",
                  exactPromised
                      ? ", although the strategy declares that none is."
                      : ": " + whyOversold(lane.strategy(), fault, instances));
      case UNDERSOLD ->
          "Units that no receipt has could not be ordered: they leaked between two steps.";
      case FAULTY ->
          "%d orders were answered contended, which the strategy does not declare."
              .formatted(lane.count(Outcome.CONTENDED));
      case UNDECIDED -> "This lane proves nothing: " + undecided(lane, seen) + ".";
      case EXACT ->
          exactPromised
              ? "Each unit was sold once: " + whyExact(lane.strategy(), fault)
              : "No unit was sold twice, though nothing prevents it here: this lane proves nothing."
                  + " A longer race window or more customers show it.";
    };
  }

  private static String whyOversold(StrategyType strategy, Fault fault, int instances) {
    if (strategy.guarantee().scope() == Guarantee.Scope.NONE) {
      return "orders read the same number, and each of them took.";
    }
    return fault == Fault.PAUSED_HOLDER && instances > 1
        ? "the holder of the lock paused past its lease, the lock went to another order, and both"
            + " took."
        : "each instance has a lock of its own, and neither waits for the other's.";
  }

  /** Why no unit was sold twice. */
  static String whyExact(StrategyType strategy, Fault fault) {
    if (strategy == StrategyType.REDISSON_FENCED_LOCK && fault == Fault.PAUSED_HOLDER) {
      return "the store rejected the paused holder, whose token was older than the next one's.";
    }
    RaceWindowPosition window = strategy.raceWindow().orElse(null);
    if (window == null) {
      return "check and take are one step of the store, so no order comes in between.";
    }
    return switch (window) {
      case UNDER_THE_LOCK -> "one order at a time was between its check and its take.";
      case BETWEEN_READ_AND_TAKE, BETWEEN_READ_AND_EXEC ->
          "a take is refused by the store when the number has changed since it was read.";
      case HOLDING_UNITS -> "each unit is a row, and other orders skip the rows that are taken.";
      case BETWEEN_PERMITS_AND_RECORD, BETWEEN_DECREMENT_AND_RECORD ->
          "the store takes first, and only what is there.";
    };
  }
}
