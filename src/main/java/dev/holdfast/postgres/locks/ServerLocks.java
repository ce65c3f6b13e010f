package dev.holdfast.postgres.locks;

import dev.holdfast.locks.LockDiagnosis;
import dev.holdfast.locks.LocksView;
import dev.holdfast.locks.LocksView.Holder;
import dev.holdfast.postgres.transaction.Sessions;
import dev.holdfast.postgres.transaction.Transaction;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows which sessions of Holdfast wait for a lock of PostgreSQL, and which sessions have it. A
 * lock that is not waited for is not shown: the server keeps a lock of a row in the row. The role
 * needs no right that it does not have: of another role's session only the number is shown. Safe
 * for use by many threads.
 */
public final class ServerLocks implements Supplier<LocksView> {
  /** How long each of its statements may take. */
  private static final Duration STATEMENT_MAX = Duration.ofMillis(500);

  /** How many waiting sessions are looked at. */
  private static final int WAITERS_MAX = 1_000;

  /** How many SKUs are tried as what an advisory lock is for. */
  private static final int SKUS_MAX = 1_000;

  private static final String STRATEGY = "postgresql";

  /**
   * A session that waits for a row holds the lock of its tuple, or waits for that; the row itself
   * is locked by the transaction that it then waits for.
   */
  private static final String WAITERS =
      """
      SELECT waiting.pid, waiting.locktype,
        (SELECT format('(%s,%s)', place.page, place.tuple) FROM pg_locks AS place
          WHERE place.pid = waiting.pid AND place.locktype = 'tuple'
            AND place.relation = 'stock'::regclass LIMIT 1) AS place,
        CASE WHEN waiting.locktype = 'advisory' AND waiting.objsubid = 1
          THEN (waiting.classid::bigint << 32) | waiting.objid::bigint END AS advisory,
        coalesce((extract(epoch FROM clock_timestamp()
          - coalesce(waiting.waitstart, activity.query_start)) * 1000)::bigint, 0) AS waited,
        pg_blocking_pids(waiting.pid) AS blockers
      FROM pg_locks AS waiting JOIN pg_stat_activity AS activity USING (pid)
      WHERE NOT waiting.granted AND activity.datname = current_database()
        AND activity.application_name = current_setting('application_name')
      LIMIT ?
      """;

  private static final String HOLDERS =
      """
      SELECT pid, state, host(client_addr) AS client,
        coalesce((extract(epoch FROM clock_timestamp() - xact_start) * 1000)::bigint, 0) AS held
      FROM pg_stat_activity WHERE pid = ANY (?)
      """;

  private static final String ROWS =
      "SELECT ctid::text AS place, sku FROM stock WHERE ctid = ANY (?::tid[])";

  /** As strategies make the number of an advisory lock. */
  private static final String ADVISORY =
      """
      SELECT hashtextextended(sku, 1) AS advisory, sku FROM unnest(?::text[]) AS sku
      """;

  private final Transactions transactions;
  private final int shownMax;
  private final InstantSource clock;

  /**
   * @param shownMax how many locks are shown
   */
  public ServerLocks(Transactions transactions, int shownMax, InstantSource clock) {
    this.transactions = transactions;
    this.shownMax = shownMax;
    this.clock = clock;
  }

  @Override
  public LocksView get() {
    try {
      return transactions.readFor(STATEMENT_MAX, this::look);
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      return view(List.of(), List.of(), "the store did not answer: " + e.getMessage());
    }
  }

  /**
   * One session that waits.
   *
   * @param place of the row of stock that it waits for; null for none
   * @param advisory the number of the advisory lock that it waits for; null for none
   */
  private record Waiter(
      int session,
      String type,
      @Nullable String place,
      @Nullable Long advisory,
      long millis,
      List<Integer> blockers) {
    static Waiter of(ResultSet row) throws SQLException {
      return new Waiter(
          row.getInt("pid"),
          row.getString("locktype"),
          row.getString("place"),
          row.getObject("advisory", Long.class),
          row.getLong("waited"),
          Arrays.asList((Integer[]) row.getArray("blockers").getArray()));
    }

    /** The lock, the same for all that wait for it. */
    String lock() {
      if (place != null) {
        return "stock " + place;
      }
      return advisory != null ? "advisory " + advisory : type + " of " + blockers;
    }

    String level() {
      return place != null ? "row" : advisory != null ? "advisory" : "other";
    }
  }

  private LocksView look(Transaction transaction) {
    List<Waiter> waiters = transaction.list(WAITERS, (row, i) -> Waiter.of(row), WAITERS_MAX);
    if (waiters.isEmpty()) {
      return view(List.of(), List.of(), null);
    }
    Map<String, String> skus = skus(transaction, waiters);
    Map<Integer, Holder> holders = holders(transaction, waiters);
    Map<String, List<Waiter>> byLock = new LinkedHashMap<>();
    waiters.forEach(
        waiter -> byLock.computeIfAbsent(waiter.lock(), lock -> new ArrayList<>()).add(waiter));
    var locks = new ArrayList<LocksView.Lock>();
    byLock.forEach((lock, its) -> locks.add(lock(lock, its, skus.get(lock), holders)));
    locks.sort(
        Comparator.comparingLong((LocksView.Lock lock) -> lock.waiters().longestMillis())
            .reversed());
    return view(waiters, locks, null);
  }

  /** The SKU of each lock, as far as it is known. */
  private Map<String, String> skus(Transaction transaction, List<Waiter> waiters) {
    Map<String, String> skus = new HashMap<>();
    String[] places =
        waiters.stream()
            .map(Waiter::place)
            .filter(place -> place != null)
            .distinct()
            .toArray(String[]::new);
    if (places.length > 0) {
      transaction
          .list(
              ROWS,
              (row, i) -> Map.entry("stock " + row.getString("place"), row.getString("sku")),
              (Object) places)
          .forEach(entry -> skus.put(entry.getKey(), entry.getValue()));
    }
    if (waiters.stream().anyMatch(waiter -> waiter.advisory() != null)) {
      transaction
          .list(
              ADVISORY,
              (row, i) -> Map.entry("advisory " + row.getLong("advisory"), row.getString("sku")),
              (Object) transactions.sessions().skus(SKUS_MAX).toArray(String[]::new))
          .forEach(entry -> skus.put(entry.getKey(), entry.getValue()));
    }
    return skus;
  }

  private Map<Integer, Holder> holders(Transaction transaction, List<Waiter> waiters) {
    Instant now = clock.instant();
    Sessions sessions = transactions.sessions();
    Map<Integer, Holder> holders = new HashMap<>();
    Integer[] blockers =
        waiters.stream()
            .flatMap(waiter -> waiter.blockers().stream())
            .distinct()
            .toArray(Integer[]::new);
    transaction
        .list(
            HOLDERS,
            (row, i) -> {
              Sessions.Work work = sessions.of(row.getInt("pid"));
              long held = row.getLong("held");
              return new Holder(
                  work == null ? row.getString("client") : sessions.instance(),
                  work == null ? null : work.order(),
                  row.getInt("pid"),
                  row.getString("state"),
                  now.minusMillis(held),
                  held);
            },
            (Object) blockers)
        .forEach(holder -> holders.put(holder.session(), holder));
    return holders;
  }

  /** Sessions that wait for it themselves stand before others in its queue, and do not hold it. */
  private static LocksView.Lock lock(
      String lock, List<Waiter> waiters, @Nullable String sku, Map<Integer, Holder> holders) {
    Set<Integer> blocking = new HashSet<>();
    waiters.forEach(waiter -> blocking.addAll(waiter.blockers()));
    waiters.forEach(waiter -> blocking.remove(waiter.session()));
    return new LocksView.Lock(
        STRATEGY,
        waiters.getFirst().level(),
        lock,
        sku == null ? List.of() : List.of(sku),
        0,
        blocking.stream()
            .sorted()
            .map(holders::get)
            .filter(holder -> holder != null)
            .limit(LockDiagnosis.HOLDERS_MAX)
            .toList(),
        null,
        false,
        new LocksView.Waiters(
            waiters.size(), waiters.stream().mapToLong(Waiter::millis).max().orElse(0)));
  }

  private LocksView view(
      List<Waiter> waiters, List<LocksView.Lock> locks, @Nullable String incomplete) {
    var holders = locks.stream().flatMap(lock -> lock.holders().stream()).toList();
    var totals =
        locks.isEmpty()
            ? List.<LocksView.Totals>of()
            : List.of(
                new LocksView.Totals(
                    STRATEGY,
                    (int) holders.stream().map(Holder::session).distinct().count(),
                    waiters.size(),
                    holders.stream().mapToLong(Holder::heldMillis).max().orElse(0),
                    waiters.stream().mapToLong(Waiter::millis).max().orElse(0)));
    return new LocksView(
        transactions.sessions().instance(),
        totals,
        locks.stream().limit(shownMax).toList(),
        Math.max(0, locks.size() - shownMax),
        incomplete,
        LocksView.circles(transactions.deadlocks().latest()));
  }
}
