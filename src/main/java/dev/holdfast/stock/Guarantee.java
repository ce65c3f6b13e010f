package dev.holdfast.stock;

import java.util.List;

/**
 * What a strategy promises, as data. Tests derive their expectations from it, the API and the
 * documentation show it.
 *
 * @param scope across which instances no unit is sold twice
 * @param leaks whether a crash, a pause or a repeated command can take units that no order holds;
 *     they are never sold twice, and the audit finds them
 * @param refusesFalsely whether an order may be refused for stock although enough is there, while
 *     another is under way
 * @param contends whether it may answer "contended" under load, so that the caller has to try again
 * @param heldOneMoment whether conservation holds at every observation, not only when no order is
 *     in progress
 * @param exposedTo what can break the promise, in words; empty when nothing that the store survives
 *     can
 */
public record Guarantee(
    Scope scope,
    boolean leaks,
    boolean refusesFalsely,
    boolean contends,
    boolean heldOneMoment,
    List<String> exposedTo) {
  public Guarantee {
    exposedTo = List.copyOf(exposedTo);
  }

  /** Across which instances a strategy is exact. */
  public enum Scope {
    /** Nowhere: it oversells even on one instance. */
    NONE,
    /**
     * Among the threads of one instance. Outside lab mode such a strategy is refused while another
     * instance lives, as far as leases tell.
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
