package dev.holdfast.lab;

import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.StockStore;
import org.jspecify.annotations.Nullable;

/**
 * A moment in the life of an order at which the lab can let the instance die, as if it had been
 * killed: each leaves a step half done, which another instance has to complete.
 */
public enum CrashPoint {
  /** The order's record is claimed, and nothing is taken. */
  CLAIMED(OrderRecords.class, "claim", When.AFTER),
  /** Between a strategy's check and its take, or between its decrement and the record of it. */
  CHECKED(null, "", When.BEFORE),
  /** The lines are taken, and the order is not saved. */
  TAKEN(OrderRecords.class, "save", When.BEFORE),
  /** The record says CONFIRMED, and no line is sold. */
  CONFIRMED(OrderRecords.class, "confirm", When.AFTER),
  /** The record says CANCELLED, and no line is given back. */
  CANCELLED(OrderRecords.class, "cancel", When.AFTER),
  /** Of an order's lines, or those of several, the first has followed its end and no other. */
  FOLLOWING(StockStore.class, "settle", When.WITHIN),
  /** A refused attempt has given back some lines, and others not. */
  RELEASING(StockStore.class, "release", When.BEFORE),
  /** A change of lines is claimed, and nothing of it is taken. */
  CHANGING(OrderRecords.class, "claimLines", When.AFTER),
  /** The new lines are written, and what they list no more is not given back. */
  CHANGED(OrderRecords.class, "writeLines", When.AFTER),
  /** The record says what the order returns, and no product has settled it. */
  RETURNED(OrderRecords.class, "returnUnits", When.AFTER),
  /**
   * The first product has settled a return, and no other; or all, and the record does not say so.
   */
  RETURNING(StockStore.class, "takeBack", When.AFTER),
  /** All lines are settled, and the record does not say so yet. */
  FOLLOWED(OrderRecords.class, "linesSettled", When.BEFORE);

  /** On which side of a call; or within one for several lines, of which the first is done. */
  enum When {
    BEFORE,
    WITHIN,
    AFTER
  }

  static final String SETTLE_IN_ONE_STEP = "settleInOneStep";

  private final @Nullable Class<?> port;
  private final String method;
  private final When when;

  CrashPoint(@Nullable Class<?> port, String method, When when) {
    this.port = port;
    this.method = method;
    this.when = when;
  }

  /** Whether it is before or after a call of this method of a port. */
  boolean isAt(Class<?> port, String method, When when) {
    return this.port == port && this.method.equals(method) && this.when == when;
  }

  /** Whether it is inside of a step: only where that is not one step can an instance die there. */
  boolean isInside(String method) {
    return (this == FOLLOWING || this == FOLLOWED) && method.equals(SETTLE_IN_ONE_STEP);
  }

  /** The port whose call it is at; null for the race window, which is no call. */
  @Nullable Class<?> port() {
    return port;
  }

  /** The method whose call it is at. */
  String method() {
    return method;
  }
}
