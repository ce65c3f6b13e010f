package dev.holdfast.cost;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.EventLog.ReadResult;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.postgres.event.Sequencer;
import dev.holdfast.postgres.event.SequencerSettings;
import dev.holdfast.postgres.server.EmbeddedPostgres;
import dev.holdfast.postgres.transaction.TransactionSettings;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Defaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What events and the listing cost an order on PostgreSQL, and how late an event is. Turns without
 * the outbox, with it, and with its sequencer follow one another in each round, so that what else
 * the machine does meets all of them: compare the ratios. It measures, and its name keeps it out of
 * the usual tests: {@code ./mvnw -q test -Dtest=MeasureEvents}, with {@code
 * -Dholdfast.measure.rounds=5} and {@code -Dholdfast.measure.seconds=4}.
 */
class MeasureEvents {
  private static final int ROUNDS = Integer.getInteger("holdfast.measure.rounds", 5);
  private static final int SECONDS = Integer.getInteger("holdfast.measure.seconds", 4);
  private static final int CALLERS = 32;
  private static final int PRODUCTS = 200;
  private static final Duration POLL = Duration.ofMillis(1);

  /** What is there beside the orders. */
  private enum Turn {
    /** A trigger drops what the orders write to the outbox. */
    NEITHER,
    OUTBOX,
    NUMBERS,
    EVENTS,
    /** With a reader that looks every millisecond. */
    READER
  }

  /**
   * What a turn did.
   *
   * @param delays from an order's answer to its event, in milliseconds, sorted
   */
  private record Measured(double perSecond, double walBytes, List<Double> delays) {
    double delay(double share) {
      return delays.get((int) ((delays.size() - 1) * share));
    }
  }

  private PostgresInstance instance;
  private Transactions transactions;

  @Test
  void ofOrders() {
    try (var server = EmbeddedPostgres.startUntilClosed(Map.of())) {
      String schema = PostgresUnderTest.schema(PostgresUnderTest.dataSource(server.login()));
      var connections = PostgresUnderTest.dataSource(server.login());
      connections.setCurrentSchema(schema);
      try (HikariDataSource pool = PostgresUnderTest.pool(connections);
          var started =
              PostgresInstance.on(() -> PostgresUnderTest.dataSource(server.login()), schema)) {
        instance = started;
        transactions =
            new Transactions(
                pool, Defaults.of(TransactionSettings.class), new SimpleMeterRegistry());
        plant();
        measure(StrategyType.POSTGRES_GROUP_COMMIT, 1);
        measure(StrategyType.POSTGRES_CONDITIONAL_UPDATE, PRODUCTS);
      }
    }
  }

  private void plant() {
    instance
        .sql
        .sql(
            "CREATE FUNCTION dropped() RETURNS trigger LANGUAGE plpgsql"
                + " AS 'BEGIN RETURN NULL; END'")
        .update();
    instance
        .sql
        .sql(
            "CREATE TRIGGER dropped BEFORE INSERT ON outbox FOR EACH ROW"
                + " EXECUTE FUNCTION dropped()")
        .update();
  }

  private void measure(StrategyType type, int products) {
    List<Sku> skus =
        Stream.generate(() -> instance.product(type, 100_000_000)).limit(products).toList();
    for (Turn turn : Turn.values()) {
      take(turn, skus);
    }
    var all = new EnumMap<Turn, List<Measured>>(Turn.class);
    for (int round = 0; round < ROUNDS; round++) {
      for (Turn turn : Turn.values()) {
        all.computeIfAbsent(turn, first -> new ArrayList<>()).add(take(turn, skus));
      }
    }
    System.out.printf("%s, products: %d, callers: %d%n", type.id(), products, CALLERS);
    all.forEach((turn, measured) -> print(turn, measured, all.get(Turn.NEITHER)));
  }

  private static void print(Turn turn, List<Measured> measured, List<Measured> neither) {
    var ratios =
        IntStream.range(0, ROUNDS)
            .mapToObj(i -> measured.get(i).perSecond() / neither.get(i).perSecond())
            .sorted()
            .toList();
    System.out.printf(
        "| %s | %.0f | %.2f (%.2f-%.2f) | %.0f |%s%n",
        turn,
        median(measured.stream().map(Measured::perSecond).toList()),
        median(ratios),
        ratios.getFirst(),
        ratios.getLast(),
        median(measured.stream().map(Measured::walBytes).toList()),
        turn == Turn.READER
            ? " p50 %.1f ms, p99 %.1f ms"
                .formatted(
                    median(measured.stream().map(turned -> turned.delay(0.5)).toList()),
                    median(measured.stream().map(turned -> turned.delay(0.99)).toList()))
            : "");
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private Measured take(Turn turn, List<Sku> skus) {
    // What the turn before has left, which this one would have to move and to trim.
    sequencer(true).sequence();
    instance.sql.sql("TRUNCATE outbox, events").update();
    instance.sql.sql("UPDATE event_log SET trimmed_pos = last_pos").update();
    instance
        .sql
        .sql(
            "ALTER TABLE outbox %s TRIGGER dropped"
                .formatted(turn == Turn.NEITHER ? "ENABLE" : "DISABLE"))
        .update();
    var ended = new AtomicBoolean();
    var answered = new ConcurrentHashMap<String, Long>();
    var delays = new ArrayList<Double>();
    String from = instance.events.end();
    var beside = new ArrayList<CompletableFuture<?>>();
    if (turn.compareTo(Turn.NUMBERS) >= 0) {
      beside.add(ConcurrentClients.start(() -> follow(sequencer(turn != Turn.NUMBERS), ended)));
    }
    if (turn == Turn.READER) {
      beside.add(ConcurrentClients.start(() -> read(from, ended, answered, delays)));
    }
    long wal = wal();
    long start = System.nanoTime();
    long until = start + Duration.ofSeconds(SECONDS).toNanos();
    var placed =
        ConcurrentClients.run(
            CALLERS, caller -> () -> place(skus, caller, until, turn == Turn.READER, answered));
    double seconds = (System.nanoTime() - start) / 1e9;
    ended.set(true);
    beside.forEach(CompletableFuture::join);
    long orders = placed.stream().mapToLong(Long::longValue).sum();
    delays.sort(Comparator.naturalOrder());
    return new Measured(orders / seconds, (double) (wal() - wal) / orders, delays);
  }

  private long place(
      List<Sku> skus, int caller, long until, boolean timed, Map<String, Long> answered) {
    long placed = 0;
    for (int i = caller; System.nanoTime() < until; i += CALLERS) {
      OrderId order = StoreInstance.newOrder();
      if (instance.place(order, Basket.of(skus.get(i % skus.size()), 1))
          instanceof PlaceResult.Placed) {
        placed++;
        if (timed) {
          answered.put(order.value(), System.nanoTime());
        }
      }
    }
    return placed;
  }

  private long wal() {
    return instance
        .sql
        .sql("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint")
        .query(Long.class)
        .single();
  }

  private Sequencer sequencer(boolean events) {
    return new Sequencer(
        transactions,
        Defaults.of(SequencerSettings.class).batchMax(),
        events ? Defaults.of(EventSettings.class).maxLength() : 0,
        Defaults.of(EventSettings.class).maxAge());
  }

  private Void follow(Sequencer sequencer, AtomicBoolean ended) {
    while (!ended.get()) {
      sequencer.sequence();
      LockSupport.parkNanos(Defaults.of(SequencerSettings.class).interval().toNanos());
    }
    sequencer.sequence();
    return null;
  }

  /** An event may be there before its order was answered: it is not late then. */
  private Void read(
      String from, AtomicBoolean ended, Map<String, Long> answered, List<Double> delays) {
    String at = from;
    var early = new ArrayList<String>();
    while (!ended.get()) {
      var page = (ReadResult.Page) instance.events.read(at, 500);
      long now = System.nanoTime();
      for (OrderEvent event : page.events()) {
        Long then = answered.get(event.order());
        if (then == null) {
          early.add(event.order());
        } else {
          delays.add((now - then) / 1e6);
        }
      }
      at = page.next();
      LockSupport.parkNanos(POLL.toNanos());
    }
    early.forEach(order -> delays.add(0.0));
    assertThat(delays).isNotEmpty();
    return null;
  }
}
