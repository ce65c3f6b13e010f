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
  ORDER_COMPLETED(true),
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
  LINE_FORGET(true),
  PRODUCT_REGISTER(true),
  STOCK_ADD(true),
  STOCK_LEVELS(false),
  WITHDRAWAL_ANNOUNCE(true),
  WITHDRAWAL_FORGET(true),
  INSTANCE_ANNOUNCE(true),
  INSTANCE_LEAVE(true);

  private final boolean changes;
  private final String source;
  private final String sha;

  Script(boolean changes) {
    this.changes = changes;
    this.source = ScriptSource.load(name().toLowerCase(Locale.ROOT));
    this.sha = ScriptSource.sha1(source);
  }

  /** Whether a call that was cut off may have changed something that the caller asked for. */
  boolean changes() {
    return changes;
  }

  String source() {
    return source;
  }

  /** The name under which Redis keeps it once it was loaded. */
  String sha() {
    return sha;
  }
}
