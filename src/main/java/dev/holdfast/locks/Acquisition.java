package dev.holdfast.locks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thread held, and which lock it waited for, at one moment.
 *
 * @param id differs from one wait to the next: the same id at two moments is the same wait, and
 *     what was held at the first moment was held all the time
 * @param instance where the thread runs
 * @param order the order that it works for; null for a reader of levels
 * @param wanted the lock that it waits for; null when it waits for none
 * @param holds in the order in which they were acquired
 */
public record Acquisition(
    String id, String instance, @Nullable String order, @Nullable Claim wanted, List<Claim> holds) {
  public Acquisition {
    holds = List.copyOf(holds);
  }

  /**
   * A lock that is held or waited for.
   *
   * @param millis for how long
   */
  public record Claim(LockName lock, boolean shared, long millis) {}

  /** Whether others may wait for it while it waits: without that it is in no cycle. */
  boolean holdsAndWaits() {
    return wanted != null && !holds.isEmpty();
  }
}
