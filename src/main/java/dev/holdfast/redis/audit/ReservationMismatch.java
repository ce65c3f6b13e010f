package dev.holdfast.redis.audit;

import dev.holdfast.redis.data.Reservation;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Reconciliation.Action;
import org.jspecify.annotations.Nullable;

/**
 * A reservation that does not agree with its order's record.
 *
 * @param order the order's id, or whatever is stored in its place
 * @param units how many units it is about
 * @param action what mends it; null when that is for a person to decide
 * @param held the reservation as it was read; null for none
 * @param wanted the reservation as the record has it; null for none
 */
record ReservationMismatch(
    Kind kind,
    String order,
    long units,
    String detail,
    @Nullable Action action,
    @Nullable String held,
    @Nullable String wanted) {

  /** How many units more are reserved once it is mended. */
  long reservedChange() {
    return action == null ? 0 : reserved(wanted) - reserved(held);
  }

  /** How many units more are sold once it is mended. */
  long soldChange() {
    return action == null ? 0 : sold(wanted) - sold(held);
  }

  private static long reserved(@Nullable String stored) {
    Reservation reservation = stored == null ? null : Reservation.parse(stored);
    return reservation == null ? 0 : reservation.reserved();
  }

  private static long sold(@Nullable String stored) {
    Reservation reservation = stored == null ? null : Reservation.parse(stored);
    return reservation == null ? 0 : reservation.sold();
  }
}
