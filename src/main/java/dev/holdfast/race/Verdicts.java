package dev.holdfast.race;

import dev.holdfast.race.Lane.Outcome;
import dev.holdfast.race.LaneView.VerdictView;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.strategy.RaceWindowPosition;
import dev.holdfast.strategy.StrategyType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * @param unknown whether one of these orders may have units that no receipt names
   */
  record Evidence(long oversold, boolean restAccepted, boolean oneMoreRefused, boolean unknown) {}

  /**
   * Under what a lane ran.
   *
   * @param planned the fault that was to happen
   * @param happened whether it did
   * @param instances how many instances sold
   */
  record Conditions(Fault planned, boolean happened, int instances) {
    /** The fault that happened. */
    Fault fault() {
      return happened ? planned : Fault.NONE;
    }
  }

  /** Judges a lane that has ended, by what its strategy declares. */
  static VerdictView of(Lane lane, Evidence seen, Conditions conditions) {
    StrategyType strategy = lane.strategy();
    Kind kind = kind(lane, seen, conditions);
    boolean exactPromised =
        promisesExact(strategy.guarantee(), conditions.fault(), conditions.instances());
    return new VerdictView(
        kind.name(),
        asDeclared(strategy.guarantee(), kind, exactPromised, conditions.fault()),
        seen.oversold(),
        sentence(lane, seen, kind, exactPromised, conditions),
        Mechanisms.anchor(strategy));
  }

  /** Null where nothing is proven. */
  private static @Nullable Boolean asDeclared(
      Guarantee declared, Kind kind, boolean exactPromised, Fault fault) {
    return switch (kind) {
      case UNDECIDED -> null;
      case EXACT -> exactPromised ? true : null;
      case OVERSOLD -> !exactPromised;
      case UNDERSOLD -> exactPromised && mayLeak(declared, fault);
      case FAULTY -> false;
    };
  }

  /**
   * What all lanes show together. A lane without a verdict, or with one that proves nothing, shows
   * nothing.
   */
  static String sentence(List<LaneView> lanes, int units) {
    var oversold = new ArrayList<String>();
    var unproven = new ArrayList<String>();
    for (LaneView lane : lanes) {
      VerdictView verdict = lane.verdict();
      if (verdict == null || verdict.asDeclared() == null) {
        unproven.add(lane.strategy());
      } else if (verdict.oversoldUnits() > 0) {
        oversold.add(
            "%s sold %d of %d units twice"
                .formatted(lane.strategy(), verdict.oversoldUnits(), units));
      }
    }
    String seen =
        oversold.isEmpty() ? "No unit was seen to be sold twice" : String.join(", ", oversold);
    return unproven.isEmpty()
        ? seen + "."
        : "%s; nothing is proven of %s.".formatted(seen, String.join(", ", unproven));
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

  private static Kind kind(Lane lane, Evidence seen, Conditions conditions) {
    if (seen.oversold() > 0) {
      return Kind.OVERSOLD;
    }
    if (!seen.restAccepted() && !seen.unknown() && lane.doubtful() == 0) {
      return Kind.UNDERSOLD;
    }
    if (isContendedUndeclared(lane) || isFailed(lane, conditions)) {
      return Kind.FAULTY;
    }
    return undecided(lane, seen, conditions).isEmpty() ? Kind.EXACT : Kind.UNDECIDED;
  }

  /** Answers that are neither acceptance, refusal nor 503 are a fault, unless a cut caused them. */
  private static boolean isFailed(Lane lane, Conditions conditions) {
    return lane.count(Outcome.FAILED) > 0 && conditions.fault() != Fault.CUT_CONNECTION;
  }

  private static boolean isContendedUndeclared(Lane lane) {
    return lane.count(Outcome.CONTENDED) > 0 && !lane.strategy().guarantee().contends();
  }

  /** Why a lane without a fault still proves nothing; empty when it does. */
  private static String undecided(Lane lane, Evidence seen, Conditions conditions) {
    if (!conditions.happened()) {
      return "the fault did not happen";
    }
    if (lane.count(Outcome.ACCEPTED) == 0) {
      return "no order was accepted";
    }
    if (lane.count(Outcome.UNKNOWN) > lane.answered() * UNKNOWN_SHARE_MAX) {
      return "%d of %d outcomes are unknown"
          .formatted(lane.count(Outcome.UNKNOWN), lane.answered());
    }
    if (seen.unknown()) {
      return "the outcome of a last order is unknown";
    }
    if (!seen.restAccepted() && lane.doubtful() > 0) {
      return "orders that were not answered at first may have the units that are gone";
    }
    if (!seen.restAccepted() || !seen.oneMoreRefused()) {
      return "the units were not brought to the last one";
    }
    return "";
  }

  private static String sentence(
      Lane lane, Evidence seen, Kind kind, boolean exactPromised, Conditions conditions) {
    return switch (kind) {
      case OVERSOLD ->
          "%d %s sold twice%s"
              .formatted(
                  seen.oversold(),
                  seen.oversold() == 1 ? "unit was" : "units were",
                  exactPromised
                      ? ", although the strategy declares that none is."
                      : ": " + whyOversold(lane.strategy(), conditions));
      case UNDERSOLD ->
          "Units that no receipt has could not be ordered: they leaked between two steps.";
      case FAULTY ->
          isFailed(lane, conditions)
              ? "%d orders were answered in a way that is neither acceptance nor refusal."
                  .formatted(lane.count(Outcome.FAILED))
              : "%d orders were answered contended, which the strategy does not declare."
                  .formatted(lane.count(Outcome.CONTENDED));
      case UNDECIDED -> "This lane proves nothing: " + undecided(lane, seen, conditions) + ".";
      case EXACT ->
          exactPromised
              ? "Each unit was sold once: "
                  + whyExact(lane.strategy(), conditions.fault(), conditions.instances())
              : "No unit was sold twice, though nothing prevents it here: this lane proves nothing."
                  + " A longer race window or more customers show it.";
    };
  }

  private static String whyOversold(StrategyType strategy, Conditions conditions) {
    if (strategy.guarantee().scope() == Guarantee.Scope.NONE) {
      return "orders read the same number, and each of them took.";
    }
    return conditions.fault() == Fault.PAUSED_HOLDER && conditions.instances() > 1
        ? "the holder of the lock paused past its lease, the lock went to another order, and both"
            + " took."
        : "each instance has a lock of its own, and neither waits for the other's.";
  }

  /** Why no unit was sold twice. */
  static String whyExact(StrategyType strategy, Fault fault, int instances) {
    if (fault == Fault.SECOND_INSTANCE && instances > 1) {
      return "both instances sold, and what keeps an order apart from another is in the store they"
          + " share.";
    }
    if (strategy == StrategyType.REDISSON_FENCED_LOCK && fault == Fault.PAUSED_HOLDER) {
      return "the store rejected the paused holder, whose token was older than the next one's.";
    }
    RaceWindowPosition window = strategy.raceWindow().orElse(null);
    if (window == null) {
      return fault == Fault.PAUSED_HOLDER
          ? "check and take are one step of the store, so no order can be held in between."
          : "check and take are one step of the store, so no order comes in between.";
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
