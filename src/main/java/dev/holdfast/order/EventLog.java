package dev.holdfast.order;

import dev.holdfast.stock.StoreUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of all orders, for readers that follow positions: each change once or more, those of
 * one order in the order of its versions. A reader that goes on from the position that a page gave
 * it misses none that is kept. Implementations are safe for use by many threads.
 *
 * <p>A position is a text that only the store of its log can read. All methods throw {@link
 * StoreUnavailableException} when the store does not answer.
 */
public interface EventLog {
  /** The position after the last event. It changes with each event. */
  String end();

  /**
   * The position before the first event that there ever was. It is gone where the oldest ones were
   * trimmed.
   */
  String beginning();

  /**
   * Whether the store may have given positions anew between two that it gave, as a promotion does:
   * a reader that goes on may read again what it has read, under another position.
   */
  default boolean isRenumbered(String after, String next) {
    return false;
  }

  /**
   * Reads the next events, without waiting for any.
   *
   * @param after a position, or null for the oldest event that is kept
   * @param limit how many at most
   */
  ReadResult read(@Nullable String after, int limit);

  /**
   * Where a reader goes on after {@link ReadResult.Gone}: at the first events that are kept and
   * that it has not read. None comes a second time, unless the store lost what was read last.
   *
   * @param after the position that is gone, which this store gave
   */
  String afterGap(String after);

  /** What became of reading. */
  sealed interface ReadResult {
    /**
     * The next events.
     *
     * @param next the position after them
     */
    record Page(List<OrderEvent> events, String next) implements ReadResult {}

    /** Events after the position may be gone: they were trimmed, or lost by the store. */
    record Gone() implements ReadResult {}

    /** No events are kept at all. */
    record Off() implements ReadResult {}

    /** This store gave no such position. */
    record NotAPosition() implements ReadResult {}
  }
}
