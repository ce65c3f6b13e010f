package dev.holdfast.order;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * The events of one order, in the order of its versions.
 *
 * @param steps those that are kept and were found
 * @param complete whether they are all from its placing to the version that it was read at
 */
public record OrderLife(List<Step> steps, boolean complete) {
  /** The latest version that the first event of an order may have: placing may take one before. */
  private static final long FIRST_MAX = 2;

  public OrderLife {
    steps = List.copyOf(steps);
  }

  /**
   * One event.
   *
   * @param version the order's version after it
   * @param type as {@link OrderEvent} has it
   * @param occurredAt by the store's clock
   */
  public record Step(long version, String type, Instant occurredAt) {}

  /**
   * The life of an order from events that a store found, each once or more and in any order. They
   * are one part of the log, without a gap.
   */
  public static OrderLife of(Order order, Collection<Step> found) {
    var byVersion = new TreeMap<Long, Step>();
    found.forEach(step -> byVersion.putIfAbsent(step.version(), step));
    long told = order.status() == OrderStatus.PLACING ? order.version() - 1 : order.version();
    boolean complete =
        byVersion.isEmpty()
            ? told == 0
            : byVersion.firstKey() <= FIRST_MAX && byVersion.lastKey() >= told;
    return new OrderLife(List.copyOf(byVersion.values()), complete);
  }
}
