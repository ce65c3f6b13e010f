package dev.holdfast.redis.script;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * Every script that runs in Redis. Its source is the resource {@code redis/<folder>/<name>.lua};
 * {@link ScriptSource} puts the libraries that it includes before it.
 */
public enum Script {
  ORDER_PLACE("order", true),
  ORDER_PLACE_BATCH("order", true),
  ORDERS_KNOWN("order", false),
  ORDER_CLAIM("order", true),
  ORDER_SAVE("order", true),
  ORDER_DROP("order", true),
  ORDER_FORGET("order", true),
  ORDER_CANCEL("order", true),
  ORDER_CONFIRM("order", true),
  ORDER_SETTLE("order", true),
  ORDER_EXTEND("order", true),
  ORDER_QUARANTINE("order", true),
  ORDER_RE_RESERVE("order", true),
  ORDER_CHANGE("order", true),
  ORDER_RETURN("order", true),
  ORDER_RETURNS_SETTLED("order", true),
  ORDER_SWEEP_RETURNS("order", true),
  LINES_CLAIM("order", true),
  LINES_WRITE("order", true),
  LINES_FINISH("order", true),
  LINES_FINISHED("order", true),
  ORDER_READ("order", false),
  /** Enforces a deadline, but the call that asks for it has changed nothing of its own. */
  ORDER_EXPIRE("order", false),
  ORDERS_PAGE("order", false),
  ORDERS_SEARCH("order", false),
  ORDER_UNINDEX("order", true),
  EVENTS_READ("order", false),
  EVENTS_TRIM("order", true),
  ORDERS_DUE("order", false),
  ORDERS_FORGET("order", true),
  ORDERS_SETTLED("order", true),
  ORDERS_LINES_FORGOTTEN("order", true),
  ORDER_SWEEP("order", true),
  ORDER_SWEEP_ENDED("order", true),
  TAKE_CHECKED("take", true),
  TAKE_UNCHECKED("take", true),
  TAKE_UNTIL("take", true),
  /** Raises the fence, but who asked has changed no stock. */
  READ_FENCED("take", false),
  TAKE_FENCED("take", true),
  TAKE_RECORD("take", true),
  TAKE_RETURN("take", true),
  TAKE_RESOLVE("take", true),
  LINE_RELEASE("line", true),
  LINE_WITHDRAW("line", true),
  LINE_RETURN("line", true),
  LINES_SETTLE("line", true),
  LINE_REPAIR("line", true),
  PRODUCT_REGISTER("stock", true),
  PRODUCT_READ("stock", false),
  STOCK_ADD("stock", true),
  COUNT_ANNOUNCE("stock", true),
  COUNT_BOOK("stock", true),
  ADJUSTMENTS_FORGET("stock", true),
  MOVEMENTS_READ("stock", false),
  RESERVATIONS_PAGE("stock", false),
  STOCK_LEVELS("stock", false),
  /** Announces an instance, but the call that asks for it has changed nothing of its own. */
  STOCK_WAIT("stock", false),
  /** Numbers a crossing, but who asked has changed nothing of its own. */
  BAND_SAMPLE("stock", false),
  /** Appends it once however often it is called. */
  PRODUCT_EVENT_APPEND("stock", false),
  STOCK_PAUSE("stock", true),
  STOCK_RESUME("stock", true),
  STOCK_SWITCH("stock", true),
  STRATEGY_CHANGE("stock", true),
  WITHDRAWAL_ANNOUNCE("stock", true),
  WITHDRAWAL_FORGET("stock", true),
  CLOCK_READ("instance", false),
  HEARTBEAT("instance", true),
  INSTANCE_ANNOUNCE("instance", true),
  INSTANCE_LEAVE("instance", true),
  /** Shows what is so anyway: nothing is changed that was asked for. */
  LOCKS_PUBLISH("instance", false),
  /** Leaves nothing behind. */
  ACCESS_CHECK("instance", false);

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
          ORDER_SETTLE,
          ORDER_EXTEND,
          LINES_FINISH,
          LINES_FINISHED,
          ORDERS_FORGET,
          ORDERS_SETTLED,
          ORDERS_LINES_FORGOTTEN,
          ORDER_SWEEP,
          ORDER_SWEEP_ENDED,
          ORDER_RETURN,
          ORDER_RETURNS_SETTLED,
          ORDER_SWEEP_RETURNS,
          TAKE_RECORD,
          TAKE_RETURN,
          TAKE_RESOLVE,
          LINE_RELEASE,
          LINE_WITHDRAW,
          LINE_RETURN,
          COUNT_BOOK,
          LINES_SETTLE,
          ADJUSTMENTS_FORGET);

  /**
   * What never writes. Its shebang declares so, and Redis executes it while it refuses or pauses
   * all writes.
   */
  private static final Set<Script> READERS =
      EnumSet.of(
          ORDER_READ,
          ORDERS_KNOWN,
          ORDERS_PAGE,
          ORDERS_SEARCH,
          EVENTS_READ,
          ORDERS_DUE,
          PRODUCT_READ,
          STOCK_LEVELS,
          MOVEMENTS_READ,
          RESERVATIONS_PAGE,
          CLOCK_READ);

  private final String folder;
  private final boolean changes;

  Script(String folder, boolean changes) {
    this.folder = folder;
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

  /** Its resource below {@code redis/}, without the ending: folder and name. */
  public String resource() {
    return folder + "/" + name().toLowerCase(Locale.ROOT);
  }
}
