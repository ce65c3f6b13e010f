package dev.holdfast.locks;

import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds locks that wait for each other, within this instance and among all. Bounded waits end every
 * deadlock, so this is diagnosis: it releases nothing.
 *
 * <p>Two looks find what is true at one moment: parts of a look are of different moments, and so a
 * circle may be seen that never was. A circle counts when the same acquisitions are in it twice,
 * the second time by what was published after the first: all of them waited, and held, all the time
 * in between.
 *
 * <p>Used by one thread.
 */
public final class DeadlockWatch {
  /** How many acquisitions an instance publishes at once, the oldest first. */
  static final int PUBLISHED_MAX = 32;

  /** For how many looks a deadlock is remembered that is not seen: an answer may be missing. */
  private static final int REMEMBERED_LOOKS = 100;

  private final LockBook book;
  private final SharedAcquisitions shared;
  private final long oldNanos;
  private final InstantSource clock;
  private final Deadlocks deadlocks;
  private Map<SortedSet<String>, Seen> seen = Map.of();
  private boolean published;

  /**
   * A circle that was seen.
   *
   * @param publications of the other instances in it, by the number of each
   * @param missed in how many looks it was not there since
   */
  private record Seen(Map<String, Long> publications, boolean confirmed, int missed) {}

  /**
   * @param old how long an acquisition waits, or holds, before it is looked at and published
   */
  public DeadlockWatch(
      LockBook book,
      SharedAcquisitions shared,
      Duration old,
      InstantSource clock,
      Deadlocks deadlocks) {
    this.book = book;
    this.shared = shared;
    this.oldNanos = old.toNanos();
    this.clock = clock;
    this.deadlocks = deadlocks;
  }

  /**
   * Looks once.
   *
   * @throws StoreUnavailableException when other instances could not be asked; deadlocks within
   *     this one are found all the same
   */
  public void look() {
    List<Acquisition> old =
        book.olderThan(oldNanos).stream().map(LockBook.Own::acquisition).toList();
    List<SharedAcquisitions.Published> others = List.of();
    @Nullable RuntimeException unanswered = null;
    try {
      others = exchange(old);
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      unanswered = e;
    }
    var all = new ArrayList<>(old.stream().filter(this::waitsLong).toList());
    var publications = new HashMap<String, Long>();
    for (var other : others) {
      other.acquisitions().stream().filter(this::waitsLong).forEach(all::add);
      publications.put(other.instance(), other.number());
    }
    compare(WaitForGraph.cycles(all), publications);
    if (unanswered != null) {
      throw unanswered;
    }
  }

  private boolean waitsLong(Acquisition acquisition) {
    return acquisition.wanted() != null
        && Duration.ofMillis(acquisition.wanted().millis()).toNanos() >= oldNanos;
  }

  /** Others learn of what they may wait for. An instance that has nothing old is silent. */
  private List<SharedAcquisitions.Published> exchange(List<Acquisition> old) {
    var own =
        old.stream()
            .filter(DeadlockWatch::concernsOthers)
            .sorted(Comparator.comparingLong(DeadlockWatch::age).reversed())
            .limit(PUBLISHED_MAX)
            .toList();
    if (own.isEmpty() && !published) {
      return List.of();
    }
    var others = shared.publish(own);
    published = !own.isEmpty();
    return others;
  }

  private static boolean concernsOthers(Acquisition acquisition) {
    return acquisition.holds().stream()
        .anyMatch(held -> held.lock().level() == LockName.Level.DISTRIBUTED);
  }

  private static long age(Acquisition acquisition) {
    return acquisition.holds().stream().mapToLong(Acquisition.Claim::millis).max().orElse(0);
  }

  private void compare(List<List<Acquisition>> cycles, Map<String, Long> publications) {
    var now = new HashMap<SortedSet<String>, Seen>();
    for (List<Acquisition> cycle : cycles) {
      SortedSet<String> ids =
          cycle.stream().map(Acquisition::id).collect(Collectors.toCollection(TreeSet::new));
      Map<String, Long> its = new HashMap<>(publications);
      its.keySet().retainAll(cycle.stream().map(Acquisition::instance).toList());
      Seen before = seen.get(ids);
      if (before == null) {
        now.put(ids, new Seen(its, false, 0));
      } else if (before.confirmed() || !isLater(its, before.publications())) {
        now.put(ids, new Seen(before.publications(), before.confirmed(), 0));
      } else {
        now.put(ids, new Seen(its, true, 0));
        report(cycle, ids);
      }
    }
    // Each wait has an id of its own, so what is remembered hides no other deadlock.
    seen.forEach((ids, was) -> {
      if (was.confirmed() && was.missed() < REMEMBERED_LOOKS) {
        now.putIfAbsent(ids, new Seen(was.publications(), true, was.missed() + 1));
      }
    });
    seen = now;
  }

  private static boolean isLater(Map<String, Long> now, Map<String, Long> before) {
    return before.entrySet().stream()
        .allMatch(published ->
            now.getOrDefault(published.getKey(), Long.MIN_VALUE) > published.getValue());
  }

  /** All instances of a circle show it; the one of its first acquisition names and counts it. */
  private void report(List<Acquisition> cycle, SortedSet<String> ids) {
    var deadlock = new Deadlock(clock.instant(), cycle);
    deadlocks.show(deadlock);
    boolean first =
        cycle.stream()
            .anyMatch(
                each -> each.id().equals(ids.first()) && each.instance().equals(book.instance()));
    if (first) {
      deadlocks.name(deadlock, "the bounded wait for locks");
    }
  }
}
