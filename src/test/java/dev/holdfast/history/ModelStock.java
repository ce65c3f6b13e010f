package dev.holdfast.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the units of a SKU are, and what its product allows. */
final class ModelStock {
  long available;
  long reserved;
  long sold;
  long shortfall;
  boolean onSale = true;
  @Nullable Integer perOrder;
  @Nullable Integer perCustomer;
  @Nullable Integer extensionsMax;

  /** How many new reservations a customer may make. */
  @Nullable Integer newReservationsMax;

  /** The orders of each customer that made a new reservation, within its time all of them. */
  private final Map<String, List<String>> reservedAnew = new HashMap<>();

  @Override
  public String toString() {
    return "available %d, reserved %d, sold %d, shortfall %d"
        .formatted(available, reserved, sold, shortfall);
  }

  /** Units come, or come back: what is missing of those that were promised gets them first. */
  void free(long units) {
    long filled = Math.min(units, shortfall);
    shortfall -= filled;
    available += units - filled;
  }

  /** Sold units come back, or were never away. */
  void takeBack(long units) {
    sold -= units;
    free(units);
  }

  /** Sold units are lost: those that are missing since a count are short no more. */
  void writeOff(long units) {
    shortfall -= Math.max(0, units - supplied());
    sold -= units;
  }

  long supplied() {
    return available + reserved + sold - shortfall;
  }

  boolean needsCustomer() {
    return perCustomer != null || newReservationsMax != null;
  }

  boolean countedAnew(String customer, String order) {
    return reservedAnew.getOrDefault(customer, List.of()).contains(order);
  }

  /** Whether a customer has as many new reservations as it may have. */
  boolean isReservedTooOften(String customer) {
    return newReservationsMax != null
        && reservedAnew.getOrDefault(customer, List.of()).size() >= newReservationsMax;
  }

  void countAnew(String customer, String order) {
    reservedAnew.computeIfAbsent(customer, key -> new ArrayList<>()).add(order);
  }
}
