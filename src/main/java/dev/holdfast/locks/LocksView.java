package dev.holdfast.locks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /actuator/locks} answers: numbers, SKUs and the ids of orders, or their
 * beginnings where administration needs a token.
 *
 * @param instance which instance answers
 * @param strategies totals of all its locks
 * @param locks those that are held or waited for: at most {@code holdfast.locks.shown-max}, those
 *     that are waited for longest first
 * @param notShown how many more there are
 * @param incomplete why leases and other instances are left out; null when the store answered
 * @param deadlocks the latest that were found
 */
public record LocksView(
    String instance,
    List<Totals> strategies,
    List<Lock> locks,
    int notShown,
    @Nullable String incomplete,
    List<Circle> deadlocks) {

  /** How much of an id is left where it is not shown: too little to guess the rest. */
  private static final int ID_BEGINNING = 6;

  /** The same with the beginnings of the orders' ids only. */
  LocksView withoutOrderIds() {
    return new LocksView(
        instance,
        strategies,
        locks.stream().map(Lock::withoutOrderIds).toList(),
        notShown,
        incomplete,
        deadlocks.stream()
            .map(circle ->
                new Circle(circle.at(), circle.links().stream().map(Link::withoutOrderId).toList()))
            .toList());
  }

  private static @Nullable String beginning(@Nullable String order) {
    return order == null || order.length() <= ID_BEGINNING
        ? order
        : order.substring(0, ID_BEGINNING) + "...";
  }

  /** Deadlocks as they are shown. */
  public static List<Circle> circles(List<Deadlock> deadlocks) {
    return deadlocks.stream()
        .map(deadlock ->
            new Circle(
                deadlock.at(), deadlock.acquisitions().stream().map(LocksView::link).toList()))
        .toList();
  }

  private static Link link(Acquisition acquisition) {
    var wanted = acquisition.wanted();
    return new Link(
        acquisition.instance(),
        acquisition.order(),
        acquisition.holds().stream().map(held -> held.lock().toString()).toList(),
        wanted == null ? "" : wanted.lock().toString(),
        wanted == null ? 0 : wanted.millis());
  }

  /** All locks of a strategy in this instance. */
  public record Totals(
      String strategy, int held, int waiting, long longestHoldMillis, long longestWaitMillis) {}

  /**
   * One lock.
   *
   * @param level {@code local}, {@code gate} or {@code distributed}; on PostgreSQL {@code row},
   *     {@code advisory} or {@code other}
   * @param skus at most ten, of those that want the lock or have it
   * @param skusNotShown how many more there are
   * @param holders at most ten
   * @param leaseLeftMillis for how long the store keeps the lock unless it is renewed; null where
   *     it has no lease, or none was asked for
   * @param leaseLost true when this instance works under a lock that the store no longer keeps for
   *     it
   */
  public record Lock(
      String strategy,
      String level,
      String lock,
      List<String> skus,
      int skusNotShown,
      List<Holder> holders,
      @Nullable Long leaseLeftMillis,
      boolean leaseLost,
      Waiters waiters) {
    private Lock withoutOrderIds() {
      return new Lock(
          strategy,
          level,
          lock,
          skus,
          skusNotShown,
          holders.stream().map(Holder::withoutOrderId).toList(),
          leaseLeftMillis,
          leaseLost,
          waiters);
    }
  }

  /**
   * One holder.
   *
   * @param instance null where it is not known
   * @param order null for a reader, and where it is not known
   * @param session of PostgreSQL; null elsewhere
   * @param state of the session; null elsewhere
   */
  public record Holder(
      @Nullable String instance,
      @Nullable String order,
      @Nullable Integer session,
      @Nullable String state,
      Instant since,
      long heldMillis) {
    private Holder withoutOrderId() {
      return new Holder(instance, beginning(order), session, state, since, heldMillis);
    }
  }

  /** Those who wait for a lock. */
  public record Waiters(int count, long longestMillis) {}

  /** Acquisitions that waited for each other. */
  public record Circle(Instant at, List<Link> links) {}

  /**
   * One of them.
   *
   * @param holds the locks that it held
   * @param waitsFor the lock that the next one held
   */
  public record Link(
      @Nullable String instance,
      @Nullable String order,
      List<String> holds,
      String waitsFor,
      long waitedMillis) {
    private Link withoutOrderId() {
      return new Link(instance, beginning(order), holds, waitsFor, waitedMillis);
    }
  }
}
