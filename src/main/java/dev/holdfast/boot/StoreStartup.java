package dev.holdfast.boot;

import dev.holdfast.api.console.StoreReport;
import dev.holdfast.strategy.StrategyType;
import java.util.List;
import java.util.Optional;

/** What the start asks of the store, whichever it is. */
interface StoreStartup extends StoreReport {
  /**
   * Refuses a store, or rights in it, that the service cannot work with.
   *
   * @throws StartRefusedException when it cannot
   */
  void check();

  /** What the production profile refuses, a sentence each. */
  List<String> refusedInProduction();

  /** Logs what the production profile accepts only because a setting says so. */
  void warnInProduction();

  /** Why a strategy may not be used as this instance is configured; empty when it may. */
  Optional<String> whyNeverAllowed(StrategyType strategy);

  /** What an operator should change although the service runs; empty when nothing. */
  Optional<String> advice();

  /** Which store it is, and what it keeps, in one line. */
  String report();
}
