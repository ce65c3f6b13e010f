package dev.holdfast.stock;

import java.util.List;

/**
 * What a strategy promises, as data. Tests derive their expectations from it and reproduce what it
 * does not promise; the API and the documentation show it.
 *
 * @param scope across which instances no unit is sold twice
 * @param underDuplicates what happens at worst when one order is placed several times at once
 * @param onResentCommand what happens at worst when the commands of an attempt are sent twice
 * @param underPauses what happens at worst when a process pauses between two steps, for longer than
 *     any lease that it holds
 * @param afterCrash what happens at worst when a process dies between two steps
 * @param falseRefusals when an order may be refused for stock although enough is there
 * @param contends whether it may answer "contended" under load, so that the caller has to try again
 * @param conservedAtEveryMoment whether conservation holds at every observation, not only when no
 *     order is in progress
 * @param consistentReads whether levels of several SKUs are read as of one moment on a Redis
 *     Cluster too, as far as the scope goes; on one Redis they always are
 * @param failureMode the worst that can happen in a few words, as the README shows it
 * @param exposedTo what can break the promise, in words; empty when nothing that the store survives
 *     can
 */
public record Guarantee(
    Scope scope,
    Worst underDuplicates,
    Worst onResentCommand,
    Worst underPauses,
    Worst afterCrash,
    FalseRefusals falseRefusals,
    boolean contends,
    boolean conservedAtEveryMoment,
    boolean consistentReads,
    String failureMode,
    List<String> exposedTo) {
  public Guarantee {
    exposedTo = List.copyOf(exposedTo);
  }

  /** What can become of units. */
  public enum Worst {
    /** Each is taken once or not at all, and accounted for. */
    EXACT,
    /** Some are taken that no order holds. They are never sold twice, and the audit finds them. */
    LEAKS,
    /** Some are sold twice. */
    OVERSELLS
  }

  /** When an order is refused for stock although enough is there. */
  public enum FalseRefusals {
    /** On one Redis never; on a Cluster behind a basket that is refused. */
    NEVER,
    /** While a basket that will be refused holds units for a moment. */
    BEHIND_A_BASKET,
    /** While any order that will be refused holds units for a moment. */
    BEHIND_ANY_ORDER,
    /** For a bounded moment after units came back. */
    WHEN_UNITS_COME_BACK
  }

  /** The promise of a strategy that is exact whatever happens within its scope. */
  public static Guarantee exact(Scope scope, String failureMode) {
    return new Guarantee(
        scope,
        Worst.EXACT,
        Worst.EXACT,
        Worst.EXACT,
        Worst.EXACT,
        FalseRefusals.NEVER,
        false,
        true,
        false,
        failureMode,
        List.of());
  }

  /** The same, but it may answer "contended". */
  public Guarantee contending() {
    return contending(consistentReads);
  }

  /** The same, and levels of several SKUs are always read as of one moment. */
  public Guarantee inOneSnapshot() {
    return new Guarantee(
        scope,
        underDuplicates,
        onResentCommand,
        underPauses,
        afterCrash,
        falseRefusals,
        contends,
        conservedAtEveryMoment,
        true,
        failureMode,
        exposedTo);
  }

  /** The same, but it may answer "contended", and readers of a basket wait for orders. */
  public Guarantee locking() {
    return contending(true);
  }

  private Guarantee contending(boolean consistentReads) {
    return new Guarantee(
        scope,
        underDuplicates,
        onResentCommand,
        underPauses,
        afterCrash,
        falseRefusals,
        true,
        conservedAtEveryMoment,
        consistentReads,
        failureMode,
        exposedTo);
  }

  /** The same, but a paused process may have this effect; the words say how. */
  public Guarantee whenPaused(Worst worst, List<String> exposedTo) {
    return new Guarantee(
        scope,
        underDuplicates,
        onResentCommand,
        worst,
        afterCrash,
        falseRefusals,
        contends,
        conservedAtEveryMoment,
        consistentReads,
        failureMode,
        exposedTo);
  }

  /** The same, but what was sold out is believed to be for a bounded moment. */
  public Guarantee remembering() {
    return refusing(FalseRefusals.WHEN_UNITS_COME_BACK);
  }

  /** The same, but it may refuse an order for stock although enough is there. */
  public Guarantee refusing(FalseRefusals falseRefusals) {
    return new Guarantee(
        scope,
        underDuplicates,
        onResentCommand,
        underPauses,
        afterCrash,
        falseRefusals,
        contends,
        conservedAtEveryMoment,
        consistentReads,
        failureMode,
        exposedTo);
  }

  /**
   * The same, but units leak between a first step that takes and a second one that records,
   * whenever the second does not follow upon the first, once; and stock does not add up in between.
   */
  public Guarantee inTwoSteps(FalseRefusals falseRefusals, List<String> exposedTo) {
    return new Guarantee(
        scope,
        underDuplicates,
        Worst.LEAKS,
        Worst.LEAKS,
        Worst.LEAKS,
        falseRefusals,
        contends,
        false,
        consistentReads,
        failureMode,
        exposedTo);
  }

  /** Whether anything can take units that no order holds. */
  public boolean leaks() {
    return underDuplicates == Worst.LEAKS
        || onResentCommand == Worst.LEAKS
        || underPauses == Worst.LEAKS
        || afterCrash == Worst.LEAKS;
  }

  /** Whether an order may ever be refused for stock although enough is there. */
  public boolean refusesFalsely() {
    return falseRefusals != FalseRefusals.NEVER;
  }

  /** Across which instances a strategy is exact. */
  public enum Scope {
    /** Nowhere: it oversells even on one instance. */
    NONE,
    /**
     * Among the threads of one instance. Outside lab mode such a strategy is refused while another
     * instance lives, as far as leases show.
     */
    ONE_INSTANCE,
    /** Among all instances on one store. */
    ALL_INSTANCES;

    /** Whether a strategy of this scope is exact when several instances take at once. */
    public boolean covers(int instances) {
      return this == ALL_INSTANCES || (this == ONE_INSTANCE && instances == 1);
    }
  }
}
