package dev.holdfast.stock.strategy;

import static dev.holdfast.stock.Guarantee.Scope.ALL_INSTANCES;
import static dev.holdfast.stock.Guarantee.Scope.NONE;
import static dev.holdfast.stock.Guarantee.Scope.ONE_INSTANCE;

import dev.holdfast.stock.Guarantee;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The catalogue of strategies. Each constant says what it guarantees, what it costs, how it fails
 * and when to choose it. The order of the constants is the order in which the groups of a mixed
 * basket are reserved.
 *
 * <p>Round trips are those of a one-line order that is accepted, everything included: three for
 * claiming the order's record, reserving and saving, unless the strategy does it all in one.
 */
public enum StrategyType {
  /**
   * Read, compare, take; nothing in between.
   *
   * <p><b>Guarantee:</b> none. <b>Cost:</b> 4 round trips. <b>Fails</b> by overselling: two orders
   * read the same number, and both take. <b>Choose it</b> never; it is the negative control that
   * shows that a test can fail.
   */
  UNGUARDED(
      new Guarantee(NONE, false, false, false, false, List.of("concurrent orders")),
      "no coordination: read, compare, take",
      "between reading the counter and taking"),

  /**
   * One ReentrantLock for all SKUs around read, compare, take.
   *
   * <p><b>Guarantee:</b> exact among the threads of one instance. <b>Cost:</b> 4 round trips, two
   * of them under the lock, one order at a time in the whole instance. <b>Fails</b> with a second
   * instance, which has a lock of its own: outside lab mode it is refused while one lives, and a
   * take that Redis gets after the lease of its instance is turned away; what remains is a clock of
   * Redis that jumps by more than the lease's margin. <b>Choose it</b> only to learn from, or for a
   * single instance with little traffic.
   */
  JVM_MUTEX(
      new Guarantee(ONE_INSTANCE, false, false, true, true, exposureOfOneInstance()),
      "one mutex for all SKUs of an instance",
      "between reading the counter and taking, under the lock"),

  /**
   * A ReentrantLock for each SKU (striped) around read, compare, take.
   *
   * <p><b>Guarantee:</b> exact among the threads of one instance. <b>Cost:</b> 4 round trips, two
   * of them under the lock, one order at a time for each SKU. <b>Fails</b> with a second instance,
   * as the coarse mutex does and is kept from. <b>Choose it</b> over the coarse mutex whenever
   * there is more than one product.
   */
  JVM_MUTEX_PER_SKU(
      new Guarantee(ONE_INSTANCE, false, false, true, true, exposureOfOneInstance()),
      "a mutex for each SKU of an instance",
      "between reading the counter and taking, under the lock"),

  /**
   * Redisson's RLock for each SKU around read, compare, take; threads of one instance queue at a
   * JVM mutex first.
   *
   * <p><b>Guarantee:</b> exact among all instances while the lock is held as long as it is believed
   * to be. <b>Cost:</b> 6 round trips, four of them under the lock. <b>Fails</b> when a holder
   * pauses past its lease or Redis loses the lock: the next holder reads while the first has yet to
   * take. <b>Choose it</b> when the step between check and take cannot be moved into Redis.
   *
   * @see <a href="https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html">How
   *     to do distributed locking</a>
   */
  REDISSON_LOCK(
      new Guarantee(
          ALL_INSTANCES,
          false,
          false,
          true,
          true,
          List.of(
              "a lease that ends while its holder pauses",
              "a take that lands after its lock was given up")),
      "a distributed lock for each SKU, with watchdog",
      "between reading the counter and taking, under the lock"),

  /**
   * DECRBY first; what went below zero is given back; the reservation is recorded after.
   *
   * <p><b>Guarantee:</b> never oversells. <b>Cost:</b> 4 round trips, no waiting. <b>Fails</b> by
   * leaking: a crash, or a command sent twice, between the decrement and its record takes units
   * that no order holds, until reconciliation; and by refusing falsely: while a large order is
   * below zero, a small one that would fit is turned away. <b>Choose it</b> when nothing but
   * counters is to be had.
   */
  REDIS_DECRBY(
      new Guarantee(
          ALL_INSTANCES,
          true,
          true,
          false,
          false,
          List.of("a crash or a repeated command between decrement and record, which leaks units")),
      "atomic decrement, compensated when it went below zero",
      "between the decrement and its record or compensation"),

  /**
   * WATCH, read, compare, then MULTI/EXEC that takes only if nobody changed the counter; bounded
   * retries.
   *
   * <p><b>Guarantee:</b> never oversells. <b>Cost:</b> 4 round trips when nobody interferes, two
   * more for each retry. <b>Fails</b> under contention by turning orders away as contended.
   * <b>Choose it</b> for many products with few orders each.
   *
   * @see <a href="https://redis.io/docs/latest/develop/using-commands/transactions/">Redis
   *     transactions</a>
   */
  REDIS_CAS(
      new Guarantee(ALL_INSTANCES, false, false, true, true, List.of()),
      "optimistic compare-and-set with bounded retries",
      "between reading the counter and EXEC"),

  /**
   * One Lua script that deduplicates, checks, takes and records; on a Redis that is not a Cluster
   * it claims and saves the order as well.
   *
   * <p><b>Guarantee:</b> never oversells, holds at every moment, leaks nothing. <b>Cost:</b> 1
   * round trip. <b>Fails</b> only with Redis itself. <b>Choose it</b> by default.
   *
   * @see <a href="https://redis.io/docs/latest/develop/programmability/eval-intro/">Scripting with
   *     Lua</a>
   */
  REDIS_SCRIPT(
      new Guarantee(ALL_INSTANCES, false, false, false, true, List.of()),
      "one atomic script",
      "none: nothing comes between check and take");

  private final Guarantee guarantee;
  private final String summary;
  private final String gap;

  StrategyType(Guarantee guarantee, String summary, String gap) {
    this.guarantee = guarantee;
    this.summary = summary;
    this.gap = gap;
  }

  private static List<String> exposureOfOneInstance() {
    return List.of(
        "a second instance in lab mode; elsewhere it is refused while one lives",
        "a clock of Redis that jumps by more than the lease's margin");
  }

  /** What it promises. */
  public Guarantee guarantee() {
    return guarantee;
  }

  /** How it works, in a few words. */
  public String summary() {
    return summary;
  }

  /** Where the lab's race window holds it, in words. */
  public String gap() {
    return gap;
  }

  /** Whether the lab's race window can hold it anywhere. */
  public boolean hasGap() {
    return !gap.startsWith("none");
  }

  /** The name that is stored and shown, such as {@code redis-script}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The strategy of this name, if this version knows it. */
  public static Optional<StrategyType> of(String id) {
    return Arrays.stream(values()).filter(type -> type.id().equals(id)).findFirst();
  }
}
