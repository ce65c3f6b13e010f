package dev.holdfast.stock;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A change of a product's stock that no order made by itself, as the ledger of the product keeps
 * it.
 *
 * @param position where it is in the ledger, for the page after it
 * @param kind one of {@link Kind}, or one that a newer version wrote
 * @param units by how many units: negative where they left
 * @param supplied how many units were supplied after it; null where that is not known
 * @param reason why, empty where none was given
 * @param id what it was booked under
 * @param at when, by the store's clock
 */
public record Movement(
    String position,
    String kind,
    long units,
    @Nullable Long supplied,
    String reason,
    String id,
    Instant at) {

  /** What kind of movement. The names are stored. */
  public enum Kind {
    /** Units that an adjustment supplied. */
    SUPPLY,
    /** Units that an adjustment withdrew. */
    WITHDRAWAL,
    /** Units of a paid order that came back, and can be sold again. */
    RETURN,
    /** Units of a paid order that came back and left the supply. */
    WRITE_OFF,
    /** Units that a paid order gave up since they were missing. */
    NOT_SHIPPED,
    /** Units by which a stock count differed from what was expected. */
    COUNT
  }

  /**
   * A part of the ledger, the latest movement first.
   *
   * @param next what the next page comes after; empty on the last one
   */
  public record Page(List<Movement> movements, Optional<String> next) {
    public Page {
      movements = List.copyOf(movements);
    }

    /** The page of so many movements out of those found, of which one more means a next page. */
    public static Page of(List<Movement> found, int limit) {
      return found.size() > limit
          ? new Page(found.subList(0, limit), Optional.of(found.get(limit - 1).position()))
          : new Page(found, Optional.empty());
    }
  }
}
