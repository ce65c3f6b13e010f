package dev.holdfast.order;

/** Where an order is in its life. */
public enum OrderStatus {
  /** Claimed by an attempt that is taking its lines. */
  PLACING,
  /** Its lines are set aside until its deadline. */
  RESERVED,
  /** Confirmed by its owner; its lines are sold, whatever any clock says. */
  CONFIRMED,
  /** Cancelled by its owner; its lines are given back. */
  CANCELLED,
  /** Its deadline passed; its lines are given back. */
  EXPIRED,
  /** A withdrawal that took place. */
  WITHDRAWN,
  /**
   * Refused after stock was touched. It is no order any more: it stays only as long as the
   * tombstones of its lines.
   */
  REFUSED
}
