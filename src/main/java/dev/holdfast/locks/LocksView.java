package dev.holdfast.locks;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /actuator/locks} answers: numbers, SKUs and the ids of orders, which are not
 * personal data.
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
      List<Holder> holders,
      @Nullable Long leaseLeftMillis,
      boolean leaseLost,
      Waiters waiters) {}

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
      long heldMillis) {}

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
      long waitedMillis) {}
}
