package dev.holdfast.postgres.order;

import dev.holdfast.postgres.event.Outbox;
import dev.holdfast.postgres.stock.StockRow;
import dev.holdfast.postgres.transaction.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several orders in one transaction. It locks their ids, then the stock in SKU order, as every
 * transaction does; decides in the order in which they came; and writes all that fit with one
 * statement. What does not fit is skipped, and takes nothing. Used by one thread.
 *
 * <p>An order whose caller has left before the id was locked is not placed. A caller that leaves
 * later may repeat the order: the repeat finds the id locked, and waits.
 */
final class GroupTransaction {
  /** In the order of the array. An id that another transaction has is not waited for. */
  static final String LOCK_IDS =
      """
      SELECT id, pg_try_advisory_xact_lock(hashtextextended(id, 0)) AS locked
      FROM unnest(?::text[]) AS id
      """;

  private static final String LOCK =
      LOCK_IDS
          + """
          ;
          SELECT id FROM orders WHERE id = ANY (?);
          SELECT %s FROM stock WHERE sku = ANY (?) ORDER BY sku FOR NO KEY UPDATE;
          SELECT %s AS now
          """
              .formatted(StockRow.COLUMNS, OrderTable.NOW);

  /** Stock is decremented by what was inserted, and its rows are locked already. */
  private static final String WRITE =
      """
      WITH placed AS (
        INSERT INTO orders (
          id, fingerprint, status, skus, quantities, reference, customer, version,
          created_at, updated_at, expires_at, due_at)
        SELECT id, fingerprint, status, ARRAY[sku], ARRAY[quantity], reference, customer, 1,
          now, now, now + time * interval '1 millisecond', now + time * interval '1 millisecond'
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::integer[], ?::text[],
          ?::text[], ?::bigint[])
          AS wanted (id, fingerprint, status, sku, quantity, reference, customer, time)
        CROSS JOIN (SELECT ?::timestamptz AS now) AS clock
        ON CONFLICT (id) DO NOTHING
        RETURNING id, status, version, skus[1] AS sku, quantities[1] AS quantity, created_at,
          updated_at, expires_at),
      held AS (
        INSERT INTO reservations (order_id, sku, quantity, state, customer)
        SELECT id, sku, quantity,
          (CASE status WHEN 'CONFIRMED' THEN 'S' ELSE 'R' END)::"char", ''
        FROM placed),
      sums AS (
        SELECT sku, sum(quantity) AS units,
          coalesce(sum(quantity) FILTER (WHERE status = 'CONFIRMED'), 0) AS sold
        FROM placed GROUP BY sku),
      taken AS (
        UPDATE stock
        SET available = stock.available - sums.units,
          reserved = stock.reserved + sums.units - sums.sold,
          sold = stock.sold + sums.sold,
          version = stock.version + 1
        FROM sums WHERE stock.sku = sums.sku),
      told AS (%s)
      SELECT id, created_at, expires_at FROM placed
      """
          .formatted(Outbox.tell("placed", Outbox.STATUS));

  private final Transaction transaction;
  private final List<GroupRequest> batch;
  private final long at = System.nanoTime();
  private final Set<String> locked = new HashSet<>();
  private final Set<String> known = new HashSet<>();
  private final Map<String, StockRow> rows = new HashMap<>();
  private @Nullable Instant now;

  GroupTransaction(Transaction transaction, List<GroupRequest> batch) {
    this.transaction = transaction;
    this.batch = batch;
  }

  /** Places what fits; answers each order in its place. */
  List<GroupReply> place() {
    lock();
    var left = new HashMap<String, Long>();
    rows.forEach((sku, row) -> left.put(sku, row.available()));
    var replies = new GroupReply[batch.size()];
    var accepted = new ArrayList<Integer>();
    for (int i = 0; i < replies.length; i++) {
      GroupReply refusal = refusal(batch.get(i), left);
      if (refusal == null) {
        accepted.add(i);
      } else {
        replies[i] = refusal;
      }
    }
    if (accepted.isEmpty()) {
      return transaction.rollingBack(Arrays.asList(replies));
    }
    write(accepted, replies);
    return Arrays.asList(replies);
  }

  private void lock() {
    transaction.concerns(
        batch.stream().map(request -> request.order().id()).toList(),
        batch.stream().map(request -> request.line().sku()).distinct().toList());
    String[] ids = sorted(GroupRequest::id);
    transaction.together(
        LOCK,
        List.of(
            found -> {
              readLocked(found, locked);
              return locked;
            },
            found -> {
              while (found.next()) {
                known.add(found.getString("id"));
              }
              return known;
            },
            found -> {
              while (found.next()) {
                StockRow row = StockRow.of(found);
                rows.put(row.sku().value(), row);
              }
              return rows;
            },
            found -> {
              if (found.next()) {
                now = OrderRow.instant(found, "now");
              }
              return true;
            }),
        ids,
        ids,
        sorted(GroupRequest::sku));
  }

  /** Reads which ids were locked. */
  static void readLocked(ResultSet found, Collection<String> locked) throws SQLException {
    while (found.next()) {
      if (found.getBoolean("locked")) {
        locked.add(found.getString("id"));
      }
    }
  }

  private String[] sorted(Function<GroupRequest, String> text) {
    return batch.stream().map(text).sorted().distinct().toArray(String[]::new);
  }

  /** Null where it fits. Of two orders with one id the second one waits for the first. */
  private @Nullable GroupReply refusal(GroupRequest request, Map<String, Long> left) {
    if (request.ended().get()) {
      // A repeat may have been refused before the id was locked. No one receives this reply.
      return new GroupReply.InProgress();
    }
    if (!locked.remove(request.id())) {
      return new GroupReply.InProgress();
    }
    if (known.contains(request.id())) {
      return new GroupReply.Alone();
    }
    StockRow row = rows.get(request.sku());
    if (row == null || row.epoch() != request.product().epoch()) {
      return new GroupReply.Stale();
    }
    if (!request.product().sale().isOnAt(now())) {
      // Its sale has ended since its product was read.
      return new GroupReply.Alone();
    }
    long available = Objects.requireNonNull(left.get(request.sku()));
    int wanted = request.line().quantity();
    if (available < wanted) {
      return new GroupReply.NotEnough(available, at);
    }
    left.put(request.sku(), available - wanted);
    return null;
  }

  private void write(List<Integer> accepted, GroupReply[] replies) {
    var requests = accepted.stream().map(batch::get).toList();
    var times = new HashMap<String, OrderTable.Times>();
    transaction
        .list(
            WRITE,
            (row, i) ->
                Map.entry(
                    row.getString("id"),
                    new OrderTable.Times(
                        OrderRow.instant(row, "created_at"), OrderRow.instant(row, "expires_at"))),
            texts(requests, GroupRequest::id),
            texts(requests, request -> request.order().fingerprint()),
            texts(requests, request -> request.order().status().name()),
            texts(requests, GroupRequest::sku),
            requests.stream().map(request -> request.line().quantity()).toArray(Integer[]::new),
            texts(requests, request -> request.order().reference()),
            texts(requests, request -> request.order().customer()),
            requests.stream()
                .map(request -> request.reservationTime().toMillis())
                .toArray(Long[]::new),
            now().atOffset(ZoneOffset.UTC))
        .forEach(entry -> times.put(entry.getKey(), entry.getValue()));
    for (int i : accepted) {
      OrderTable.Times placed = times.get(batch.get(i).id());
      replies[i] =
          placed == null
              ? new GroupReply.Alone()
              : new GroupReply.Placed(OrderTable.placed(batch.get(i).order(), placed));
    }
  }

  /** The time after all locks were acquired: that of the orders. */
  private Instant now() {
    return Objects.requireNonNull(now);
  }

  private static String[] texts(List<GroupRequest> requests, Function<GroupRequest, String> text) {
    return requests.stream().map(text).toArray(String[]::new);
  }
}
