package dev.holdfast.alert;

import dev.holdfast.stock.StoreUnavailableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The crossings of all products, for readers that follow positions: each crossing once or more. A
 * reader that goes on from the position that a page gave it misses none that is kept.
 * Implementations are safe for use by many threads.
 *
 * <p>A position is a text that only the store of its log can read. All methods throw {@link
 * StoreUnavailableException} when the store does not answer.
 */
public interface ProductEvents {
  /** The position after the last event. */
  String end();

  /**
   * Reads the next events, without waiting for any.
   *
   * @param after a position, or null for the oldest event that is kept
   * @param limit how many at most
   */
  ReadResult read(@Nullable String after, int limit);

  /** What became of reading. */
  sealed interface ReadResult {
    /**
     * The next events.
     *
     * @param next the position after them
     */
    record Page(List<ProductEvent> events, String next) implements ReadResult {}

    /** Events after the position may be gone: they were trimmed, or lost by the store. */
    record Gone() implements ReadResult {}

    /** This store gave no such position. */
    record NotAPosition() implements ReadResult {}
  }
}
