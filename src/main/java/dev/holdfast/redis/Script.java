package dev.holdfast.redis;

import java.util.Locale;

/**
 * Every script that runs in Redis. The source is the resource {@code redis/<name>.lua}; a line
 * {@code --@include name} in it stands for another resource.
 */
public enum Script {
  ORDER_PLACE(true),
  ORDER_PLACE_BATCH(true),
  ORDERS_KNOWN(false),
  ORDER_CLAIM(true),
  ORDER_SAVE(true),
  ORDER_DROP(true),
  ORDER_FORGET(true),
  ORDER_CANCEL(true),
  ORDER_CONFIRM(true),
  ORDER_EXTEND(true),
  ORDER_REVIVE(true),
  ORDER_CHANGE(true),
  LINES_CLAIM(true),
  LINES_WRITE(true),
  LINES_SETTLE(true),
  LINES_SETTLED(true),
  /** Enforces a deadline, but who asked has changed nothing. */
  ORDER_READ(false),
  /** Likewise. */
  ORDERS_READ(false),
  ORDERS_PAGE(false),
  ORDERS_FORGET(true),
  ORDER_COMPLETED(true),
  ORDER_LINES_FORGOTTEN(true),
  ORDER_SWEEP(true),
  TAKE_CHECKED(true),
  TAKE_UNCHECKED(true),
  TAKE_UNTIL(true),
  /** Raises the fence, but who asked has changed no stock. */
  READ_FENCED(false),
  TAKE_FENCED(true),
  TAKE_RECORD(true),
  TAKE_RETURN(true),
  LINE_SETTLE(true),
  LINE_RELEASE(true),
  LINE_SELL(true),
  LINE_WITHDRAW(true),
  LINES_FOLLOW(true),
  LINE_REPAIR(true),
  PRODUCT_REGISTER(true),
  STOCK_ADD(true),
  STOCK_LEVELS(false),
  STOCK_PAUSE(true),
  STOCK_RESUME(true),
  STOCK_SWITCH(true),
  WITHDRAWAL_ANNOUNCE(true),
  WITHDRAWAL_FORGET(true),
  INSTANCE_ANNOUNCE(true),
  INSTANCE_LEAVE(true);

  private final boolean changes;

  Script(boolean changes) {
    this.changes = changes;
  }

  /** Whether a call that was cut off may have changed something that the caller asked for. */
  boolean changes() {
    return changes;
  }

  String resource() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** With the default settings: all the same for a script without any. */
  String source() {
    return Scripts.defaults().source(this);
  }

  /** The name under which Redis keeps it once it was loaded, likewise. */
  String sha() {
    return Scripts.defaults().sha(this);
  }
}
