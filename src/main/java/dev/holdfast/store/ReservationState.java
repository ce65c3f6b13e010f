package dev.holdfast.store;

/**
 * Where the reserved units of one SKU of an order are. All but {@link #RESERVED} are final for the
 * attempt.
 */
public enum ReservationState {
  /** Set aside. */
  RESERVED,
  /** Sold for good. */
  SOLD,
  /**
   * Given back; also the tombstone left where there was nothing to give back, so that a late take
   * is refused.
   */
  RELEASED,
  /** Taken out of supply. */
  WITHDRAWN
}
