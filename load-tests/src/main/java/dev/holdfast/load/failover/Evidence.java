package dev.holdfast.load.failover;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a round, for the judge.
 *
 * @param demotedNanos when the old master was seen to be a replica; null when it was not
 * @param loadEndNanos when the last order was sent
 * @param fates what became of each acknowledged order, by its id
 * @param stock every product, after all had settled
 * @param executed keys of orders that were placed although they were refused
 * @param unreadySeconds about how long each instance was not ready
 */
record Evidence(
    Scenario scenario,
    int instances,
    Switch failover,
    @Nullable Long demotedNanos,
    long loadEndNanos,
    List<Attempt> attempts,
    Map<String, Fate> fates,
    List<Stock> stock,
    List<String> executed,
    List<Double> unreadySeconds) {

  /** What an order that was acknowledged is found as. */
  enum Fate {
    /** It has its units. */
    HELD,
    /** It is unknown, or its units are no longer its own. */
    LOST,
    /** There was no answer to this question. */
    UNREADABLE
  }

  /**
   * One product at the end.
   *
   * @param mayLeak whether its strategy declares that units can be left without an order
   * @param held units that the stock counts as reserved or sold
   * @param astray units by kind of finding of a deep audit
   */
  record Stock(Offer offer, boolean mayLeak, long held, Map<String, Long> astray) {
    Stock {
      astray = new TreeMap<>(astray);
    }
  }

  Evidence {
    attempts = List.copyOf(attempts);
    fates = Map.copyOf(fates);
    stock = List.copyOf(stock);
    executed = List.copyOf(executed);
    unreadySeconds = List.copyOf(unreadySeconds);
  }
}
