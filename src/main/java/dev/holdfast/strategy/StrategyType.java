package dev.holdfast.strategy;

import static dev.holdfast.stock.Guarantee.Scope.ALL_INSTANCES;
import static dev.holdfast.stock.Guarantee.Scope.NONE;
import static dev.holdfast.stock.Guarantee.Scope.ONE_INSTANCE;
import static dev.holdfast.stock.Guarantee.Worst.EXACT;
import static dev.holdfast.stock.Guarantee.Worst.OVERSELLS;

import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.Guarantee.FalseRefusals;
import dev.holdfast.stock.StoreKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
      new Guarantee(
          NONE,
          EXACT,
          EXACT,
          OVERSELLS,
          EXACT,
          FalseRefusals.NEVER,
          false,
          false,
          false,
          "oversells; the negative control, for lab mode only",
          List.of("concurrent orders")),
      "no coordination: read, compare, take",
      RaceWindowPosition.BETWEEN_READ_AND_TAKE),

  /**
   * One ReentrantLock for all SKUs around read, compare, take.
   *
   * <p><b>Guarantee:</b> exact among the threads of one instance. <b>Cost:</b> 4 round trips, two
   * of them under the lock, one order at a time in the whole instance. <b>Fails</b> with a second
   * instance, which has a lock of its own: outside lab mode it is refused while one lives, and
   * Redis rejects a take that arrives after the lease of its instance. What remains is a clock of
   * Redis that jumps by more than the lease's margin. <b>Choose it</b> only to learn from, or for a
   * single instance with little traffic.
   */
  JVM_MUTEX(
      ofOneInstance(
          "is refused while a second instance lives (in lab mode: oversells); answers contended in"
              + " a rush"),
      "one mutex for all SKUs of an instance",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * A ReentrantLock for each SKU (striped) around read, compare, take.
   *
   * <p><b>Guarantee:</b> exact among the threads of one instance. <b>Cost:</b> 4 round trips, two
   * of them under the lock, one order at a time for each SKU. <b>Fails</b> with a second instance,
   * as the coarse mutex does and is kept from. <b>Choose it</b> over the coarse mutex whenever
   * there is more than one product.
   */
  JVM_MUTEX_PER_SKU(
      ofOneInstance("the same, for each SKU apart"),
      "a mutex for each SKU of an instance",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * A ReentrantReadWriteLock for each SKU (striped): orders hold it exclusively, readers of the
   * levels of a basket share it.
   *
   * <p><b>Guarantee:</b> exact among the threads of one instance; a reader is never served half of
   * an order of its instance. <b>Cost:</b> 4 round trips, as with a mutex; reading excludes orders
   * for as long as it takes, but not other readers. <b>Fails</b> with a second instance, as the
   * mutexes do and are kept from; and readers that never cease keep orders waiting. <b>Choose
   * it</b> over a mutex where baskets are read much more often than they are ordered.
   */
  JVM_READ_WRITE_LOCK(
      ofOneInstance("as the mutex; orders wait for readers too"),
      "a read-write lock for each SKU of an instance: readers of baskets share it",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * A Semaphore with one permit for each SKU (striped) around read, compare, take.
   *
   * <p><b>Guarantee:</b> exact among the threads of one instance. <b>Cost:</b> 4 round trips, as
   * with a mutex. <b>Fails</b> with a second instance, as the mutexes do and are kept from. And a
   * permit has no owner: it is not re-entrant, so a holder that wants it again waits for itself
   * until its time is up, and any thread could give it back. <b>Choose it</b> where one thread
   * acquires and another releases; here none does, and a mutex says more.
   */
  JVM_SEMAPHORE(
      ofOneInstance("as the mutex; is not re-entrant"),
      "a binary semaphore for each SKU of an instance",
      RaceWindowPosition.UNDER_THE_LOCK),

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
      leased("oversells when a holder pauses past its lease; answers contended in a rush"),
      "a distributed lock for each SKU, with watchdog",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * Redisson's fair lock for each SKU: instances hold it in the order in which they asked, and so
   * do the threads of each, behind a fair mutex.
   *
   * <p><b>Guarantee:</b> as redisson-lock. <b>Cost:</b> 6 round trips, four of them under the lock,
   * and no order overtakes another. <b>Fails</b> as redisson-lock does; and an instance that dies
   * while it waits holds up those behind it for a lease and the time for which it would have
   * waited. <b>Choose it</b> over redisson-lock where who came first must be served first.
   */
  REDISSON_FAIR_LOCK(
      leased(
          "oversells when a holder pauses past its lease; stands still for seconds behind a"
              + " waiter that died"),
      "a distributed lock for each SKU, handed on in the order of arrival",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * Redisson's read-write lock for each SKU: orders hold it exclusively across all instances,
   * readers of the levels of a basket share it.
   *
   * <p><b>Guarantee:</b> as redisson-lock; and a reader is never served half of an order, not on a
   * Redis Cluster either, where no script reads two SKUs at once. <b>Cost:</b> 6 round trips, four
   * of them under the lock. <b>Fails</b> as redisson-lock does; and readers that never cease keep
   * orders waiting. <b>Choose it</b> over redisson-lock where baskets are read much more often than
   * they are ordered.
   */
  REDISSON_READ_WRITE_LOCK(
      leased("oversells when a holder pauses past its lease; orders wait for readers too"),
      "a distributed read-write lock for each SKU: readers of baskets share it",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * Redisson's fenced lock for each SKU. Each holder gets a higher token than the one before; the
   * read carries it to Redis and raises the fence there in the same step, and Redis rejects a read
   * or a take with a lower one.
   *
   * <p><b>Guarantee:</b> never oversells: Redis rejects a holder that acts after it lost the lock.
   * <b>Cost:</b> 6 round trips, four of them under the lock. <b>Fails</b> under contention by
   * rejecting orders as contended, also those whose holder paused. <b>Choose it</b> over every
   * other lock that can be lost, wherever the store can check the token.
   *
   * @see <a href="https://martin.kleppmann.com/2016/02/08/how-to-do-distributed-locking.html">How
   *     to do distributed locking</a>
   */
  REDISSON_FENCED_LOCK(
      Guarantee.exact(
              ALL_INSTANCES, "answers contended in a rush, and to a holder that paused too long")
          .locking(),
      "a distributed lock for each SKU, whose tokens the store checks",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * The counter as permits of Redisson's semaphore, which takes them if there are enough; the
   * reservation is recorded after. What goes back never goes through the semaphore.
   *
   * <p><b>Guarantee:</b> never oversells. <b>Cost:</b> 4 round trips, no waiting. <b>Fails</b> by
   * leaking: a permit has no owner, and a crash, or a command sent twice, between the permit and
   * its record takes units that no order holds, until reconciliation; and by refusing falsely while
   * a basket that will be refused holds units. <b>Choose it</b> where permits are all there is; a
   * script that takes and records at once costs less and leaks nothing.
   */
  REDISSON_SEMAPHORE(
      Guarantee.exact(ALL_INSTANCES, "leaks units at a crash in between")
          .inTwoSteps(
              FalseRefusals.BEHIND_A_BASKET,
              List.of(
                  "a crash or a repeated command between permit and record, which leaks units",
                  Exposure.HALF_MOVED)),
      "permits of a distributed semaphore, recorded after they were taken",
      RaceWindowPosition.BETWEEN_PERMITS_AND_RECORD),

  /**
   * DECRBY first; what went below zero is given back; the reservation is recorded after.
   *
   * <p><b>Guarantee:</b> never oversells. <b>Cost:</b> 4 round trips, no waiting. <b>Fails</b> by
   * leaking: a crash, or a command sent twice, between the decrement and its record takes units
   * that no order holds, until reconciliation; and by refusing falsely: while a large order is
   * below zero, a small one that would fit is refused. <b>Choose it</b> when nothing but counters
   * is to be had.
   */
  REDIS_DECRBY(
      Guarantee.exact(
              ALL_INSTANCES,
              "leaks units at a crash in between, refuses a small order falsely while a large one"
                  + " is below zero")
          .inTwoSteps(
              FalseRefusals.BEHIND_ANY_ORDER,
              List.of(
                  "a crash or a repeated command between decrement and record, which leaks"
                      + " units",
                  Exposure.HALF_MOVED)),
      "atomic decrement, compensated when it went below zero",
      RaceWindowPosition.BETWEEN_DECREMENT_AND_RECORD),

  /**
   * WATCH, read, compare, then MULTI/EXEC that takes only if the counter is unchanged; bounded
   * retries.
   *
   * <p><b>Guarantee:</b> never oversells. <b>Cost:</b> 4 round trips without contention, two more
   * for each retry. <b>Fails</b> under contention by rejecting orders as contended. <b>Choose
   * it</b> for many products with few orders each.
   *
   * @see <a href="https://redis.io/docs/latest/develop/using-commands/transactions/">Redis
   *     transactions</a>
   */
  REDIS_CAS(
      Guarantee.exact(ALL_INSTANCES, "answers contended in a rush").contending(),
      "optimistic compare-and-set with bounded retries",
      RaceWindowPosition.BETWEEN_READ_AND_EXEC),

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
      Guarantee.exact(ALL_INSTANCES, "fails only with Redis itself"), "one atomic script", null),

  /**
   * Orders of one line that come at the same time travel in one script call, whatever product each
   * wants; two calls of an instance are under way at most, and those of a product follow each
   * other. Baskets go the way of {@link #REDIS_SCRIPT}. What is sold out is refused from memory,
   * for a moment each time. On a Redis Cluster it is {@link #REDIS_SCRIPT}.
   *
   * <p><b>Guarantee:</b> never oversells, holds at every moment, leaks nothing. <b>Cost:</b> 1
   * round trip, shared by all that wait. <b>Fails</b> only with Redis itself, and then for a whole
   * call; what comes back in stock is sold a moment late. <b>Choose it</b> for a hot product.
   */
  REDIS_GROUP_COMMIT(
      Guarantee.exact(
              ALL_INSTANCES,
              "sells what comes back in stock up to 100 ms late, answers contended when its queue"
                  + " is full")
          .remembering()
          .contending(),
      "concurrent orders of a product in one atomic script, one call at a time",
      null),

  /**
   * On PostgreSQL: SELECT, compare, write the new values.
   *
   * <p><b>Guarantee:</b> none. <b>Cost:</b> 5 round trips. <b>Fails</b> by overselling: of two
   * orders that read the same row, the second writes over what the first has taken. The constraints
   * of the row hold all the same, and so does the counters' sum: a constraint alone is no
   * protection. <b>Choose it</b> never; it is the negative control of its store.
   */
  POSTGRES_UNGUARDED(
      new Guarantee(
          NONE,
          EXACT,
          EXACT,
          OVERSELLS,
          EXACT,
          FalseRefusals.NEVER,
          true,
          false,
          true,
          "oversells although its constraints hold; the negative control, for lab mode only",
          List.of("concurrent orders")),
      "no coordination: select, compare, write the new value",
      RaceWindowPosition.BETWEEN_READ_AND_TAKE),

  /**
   * On PostgreSQL: SELECT ... FOR UPDATE in SKU order, compare, take.
   *
   * <p><b>Guarantee:</b> exact; the lock ends with its transaction, so a paused holder holds it
   * until the server ends its session, and never longer than it believes. <b>Cost:</b> 5 round
   * trips, three of them under the lock. <b>Fails</b> under contention by answering contended.
   * <b>Choose it</b> where more has to be decided in the service than whether there is enough.
   */
  POSTGRES_ROW_LOCK(
      Guarantee.exact(ALL_INSTANCES, "answers contended in a rush").inOneSnapshot().contending(),
      "SELECT ... FOR UPDATE, compare, take",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * On PostgreSQL: an advisory lock of the transaction for each SKU around read, compare, take.
   *
   * <p><b>Guarantee:</b> exact: unlike a lock with a lease it cannot outlive or fall short of its
   * transaction. <b>Cost:</b> 6 round trips, four of them under the lock. <b>Fails</b> under
   * contention by answering contended; and whatever lowers the stock without the lock would race
   * with it. <b>Choose it</b> where what is to be locked has no row.
   */
  POSTGRES_ADVISORY_LOCK(
      Guarantee.exact(ALL_INSTANCES, "answers contended in a rush").inOneSnapshot().contending(),
      "a lock of the server's that ends with its transaction, for each SKU",
      RaceWindowPosition.UNDER_THE_LOCK),

  /**
   * On PostgreSQL: read, compare, then take only if the row's version is unchanged; bounded
   * retries.
   *
   * <p><b>Guarantee:</b> exact. <b>Cost:</b> 5 round trips without contention, as many again for
   * each retry. <b>Fails</b> under contention by answering contended: on one hot product most
   * attempts are lost. <b>Choose it</b> for many products with few orders each.
   */
  POSTGRES_OPTIMISTIC(
      Guarantee.exact(ALL_INSTANCES, "answers contended in a rush: most attempts are lost")
          .inOneSnapshot()
          .contending(),
      "a version of the row is compared when it is written, with bounded retries",
      RaceWindowPosition.BETWEEN_READ_AND_TAKE),

  /**
   * On PostgreSQL: read, compare, take in a SERIALIZABLE transaction; bounded retries of those that
   * the server refuses.
   *
   * <p><b>Guarantee:</b> exact. <b>Cost:</b> 6 round trips without contention, as many again for
   * each retry. <b>Fails</b> under contention by answering contended, more often than the
   * optimistic version. <b>Choose it</b> where invariants span rows that no lock names.
   *
   * @see <a href="https://www.postgresql.org/docs/current/transaction-iso.html">Transaction
   *     isolation</a>
   */
  POSTGRES_SERIALIZABLE(
      Guarantee.exact(ALL_INSTANCES, "answers contended in a rush: nearly all attempts are lost")
          .inOneSnapshot()
          .contending(),
      "a SERIALIZABLE transaction, with bounded retries",
      RaceWindowPosition.BETWEEN_READ_AND_TAKE),

  /**
   * On PostgreSQL: UPDATE ... WHERE available >= the quantity.
   *
   * <p><b>Guarantee:</b> exact. <b>Cost:</b> 4 round trips, two of them under the row's lock.
   * <b>Fails</b> under contention by answering contended. <b>Choose it</b> by default on this
   * store.
   */
  POSTGRES_CONDITIONAL_UPDATE(
      Guarantee.exact(ALL_INSTANCES, "answers contended in a rush, later than the others")
          .inOneSnapshot()
          .contending(),
      "one conditional UPDATE checks and takes",
      null),

  /**
   * On PostgreSQL: one row a unit, of which a take deletes as many as it wants and skips those that
   * other transactions have locked. A product has at most 100,000 units.
   *
   * <p><b>Guarantee:</b> exact. <b>Cost:</b> 4 round trips, and each level is counted. <b>Fails</b>
   * by refusing falsely: units that another order has locked are not there for it, whether that one
   * is placed or refused. <b>Choose it</b> for few units that many want one at a time.
   *
   * @see <a href="https://www.postgresql.org/docs/current/sql-select.html">SKIP LOCKED</a>
   */
  POSTGRES_SKIP_LOCKED(
      Guarantee.exact(ALL_INSTANCES, "refuses falsely while an order that is refused holds units")
          .inOneSnapshot()
          .refusing(FalseRefusals.BEHIND_ANY_ORDER)
          .contending(),
      "one row a unit, taken with SKIP LOCKED",
      RaceWindowPosition.HOLDING_UNITS),

  /**
   * On PostgreSQL: orders of one line that come at the same time, whatever they want, share a
   * transaction; baskets, and orders that count for a customer, go the way of {@link
   * #POSTGRES_CONDITIONAL_UPDATE}. What is sold out is refused from memory, for a moment each time.
   *
   * <p><b>Guarantee:</b> exact. <b>Cost:</b> 3 round trips and one wait for the disk, shared by all
   * that travel together. <b>Fails</b> for all orders of a transaction at once where its COMMIT is
   * lost; what comes back in stock is sold a moment late. <b>Choose it</b> for products that many
   * want at once.
   */
  POSTGRES_GROUP_COMMIT(
      Guarantee.exact(
              ALL_INSTANCES,
              "sells what comes back in stock up to 100 ms late, answers contended when its queue"
                  + " is full")
          .inOneSnapshot()
          .remembering()
          .contending(),
      "concurrent orders of one line in one transaction",
      null);

  /** A class of its own, since constants are initialized before the enum's own fields. */
  private static final class Exposure {
    static final String HALF_MOVED =
        "a slot of a Cluster that stays half moved, which leaks what was on its way then";
  }

  /** Each order asks for its strategy. */
  private static final Map<String, StrategyType> BY_ID =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(StrategyType::id, type -> type));

  private final Guarantee guarantee;
  private final String summary;
  private final @Nullable RaceWindowPosition raceWindow;
  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  StrategyType(Guarantee guarantee, String summary, @Nullable RaceWindowPosition raceWindow) {
    this.guarantee = guarantee;
    this.summary = summary;
    this.raceWindow = raceWindow;
  }

  /**
   * Of a lock that only threads of one instance see. Outside lab mode a pause is harmless: Redis
   * rejects a take that arrives after the lease of its instance.
   */
  private static Guarantee ofOneInstance(String failureMode) {
    return Guarantee.exact(ONE_INSTANCE, failureMode)
        .locking()
        .whenPaused(
            EXACT,
            List.of(
                "a second instance in lab mode; elsewhere it is refused while one lives",
                "a clock of Redis that jumps by more than the lease's margin"));
  }

  /** Of a lock in Redis that ends with its lease, whatever its holder believes. */
  private static Guarantee leased(String failureMode) {
    return Guarantee.exact(ALL_INSTANCES, failureMode)
        .locking()
        .whenPaused(
            OVERSELLS,
            List.of(
                "a lease that ends while its holder pauses",
                "a take that lands after its lock was given up"));
  }

  /** The store that it works on. */
  public StoreKind store() {
    return id.startsWith("postgres-") ? StoreKind.POSTGRES : StoreKind.REDIS;
  }

  /** The strategies on a store, in the order of the catalogue. */
  public static List<StrategyType> of(StoreKind store) {
    return Arrays.stream(values()).filter(type -> type.store() == store).toList();
  }

  /** What it promises. */
  public Guarantee guarantee() {
    return guarantee;
  }

  /** How it works, in a few words. */
  public String summary() {
    return summary;
  }

  /** Where the race window pauses it; empty where check and take are one step. */
  public Optional<RaceWindowPosition> raceWindow() {
    return Optional.ofNullable(raceWindow);
  }

  /** Whether it has a race window. */
  public boolean hasRaceWindow() {
    return raceWindow != null;
  }

  /** Whether it needs Redisson, whose locks and permits ask for rights of their own. */
  public boolean usesRedisson() {
    return id.startsWith("redisson-");
  }

  /** The name that is stored and shown, such as {@code redis-script}. */
  public String id() {
    return id;
  }

  /** The strategy of this name, if this version knows it. */
  public static Optional<StrategyType> of(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }
}
