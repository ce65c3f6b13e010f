package dev.holdfast.redis.script;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

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
  ORDER_QUARANTINE(true),
  ORDER_REVIVE(true),
  ORDER_CHANGE(true),
  LINES_CLAIM(true),
  LINES_WRITE(true),
  LINES_SETTLE(true),
  LINES_SETTLED(true),
  ORDER_READ(false),
  /** Enforces a deadline, but the call that asks for it has changed nothing of its own. */
  ORDER_EXPIRE(false),
  ORDERS_PAGE(false),
  ORDERS_DUE(false),
  ORDERS_FORGET(true),
  ORDER_COMPLETED(true),
  ORDER_LINES_FORGOTTEN(true),
  ORDER_SWEEP(true),
  ORDER_SWEEP_ENDED(true),
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
  LINE_WITHDRAW(true),
  LINES_FOLLOW(true),
  LINE_REPAIR(true),
  PRODUCT_REGISTER(true),
  STOCK_ADD(true),
  ADJUSTMENTS_FORGET(true),
  STOCK_LEVELS(false),
  STOCK_PAUSE(true),
  STOCK_RESUME(true),
  STOCK_SWITCH(true),
  WITHDRAWAL_ANNOUNCE(true),
  WITHDRAWAL_FORGET(true),
  CLOCK_READ(false),
  HEARTBEAT(true),
  INSTANCE_ANNOUNCE(true),
  INSTANCE_LEAVE(true),
  /** Leaves nothing behind. */
  ACCESS_CHECK(false);

  /**
   * What ends orders, or finishes what was begun, and places nothing: it goes on where Redis is at
   * its memory limit, by a second form of the script that Redis executes there too.
   */
  private static final Set<Script> BEYOND_MEMORY =
      EnumSet.of(
          HEARTBEAT,
          ORDER_SAVE,
          ORDER_DROP,
          ORDER_FORGET,
          ORDER_CANCEL,
          ORDER_CONFIRM,
          ORDER_EXTEND,
          LINES_SETTLE,
          LINES_SETTLED,
          ORDERS_FORGET,
          ORDER_COMPLETED,
          ORDER_LINES_FORGOTTEN,
          ORDER_SWEEP,
          ORDER_SWEEP_ENDED,
          TAKE_RECORD,
          TAKE_RETURN,
          LINE_SETTLE,
          LINE_RELEASE,
          LINE_WITHDRAW,
          LINES_FOLLOW,
          ADJUSTMENTS_FORGET);

  /**
   * What never writes. Redis is told so, and executes it while it refuses or pauses whatever may
   * write.
   */
  private static final Set<Script> READERS =
      EnumSet.of(ORDER_READ, ORDERS_KNOWN, ORDERS_PAGE, ORDERS_DUE, STOCK_LEVELS, CLOCK_READ);

  private final boolean changes;

  Script(boolean changes) {
    this.changes = changes;
  }

  /** Whether a call that was cut off may have changed something that the caller asked for. */
  public boolean changes() {
    return changes;
  }

  /** Whether a call that Redis refused at its memory limit is repeated beyond it. */
  public boolean mayGoBeyondMemory() {
    return BEYOND_MEMORY.contains(this);
  }

  /** Whether it never writes. */
  boolean isReader() {
    return READERS.contains(this);
  }

  public String resource() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** With the default settings: all the same for a script without any. */
  public String source() {
    return Scripts.defaults().source(this);
  }

  /** The name under which Redis keeps it once it was loaded, likewise. */
  public String sha() {
    return Scripts.defaults().sha(this);
  }
}
