package dev.holdfast.postgres.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.journal.JournalOfTests;
import dev.holdfast.order.EventLog;
import dev.holdfast.order.EventLog.ReadResult;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.postgres.transaction.TransactionSettings;
import dev.holdfast.postgres.transaction.Transactions;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What gives events their positions, and what the positions promise. */
class SequencerTest {
  private static final long ENOUGH = 100_000;
  private static final Duration MONTH = Duration.ofDays(30);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private String schema;
  private PostgresInstance node;
  private HikariDataSource pool;
  private Transactions transactions;
  private Sequencer sequencer;
  private Sku sku;

  @BeforeEach
  void start() {
    schema = PostgresUnderTest.schema();
    node = PostgresInstance.on(schema);
    pool = PostgresUnderTest.pool(PostgresUnderTest.dataSource(schema));
    transactions = new Transactions(pool, TransactionSettings.defaults(), meters);
    sequencer = new Sequencer(transactions, 1_000, ENOUGH, MONTH);
    sequencer.bindTo(meters);
    sku = node.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 10_000);
  }

  @AfterEach
  void stop() {
    pool.close();
    node.close();
  }

  private String place() {
    return node.placed(Basket.of(sku, 1)).id().value();
  }

  private ReadResult.Page page(String after) {
    return (ReadResult.Page) node.events.read(after, 500);
  }

  private static List<String> orders(ReadResult.Page page) {
    return page.events().stream().map(OrderEvent::order).toList();
  }

  private List<Long> positions() {
    return node.sql.sql("SELECT pos FROM events ORDER BY pos").query(Long.class).list();
  }

  /** Its id in the outbox is the smaller one, and its commit comes after the other's was read. */
  @Test
  void whatCommitsLateIsNotPassedOver() throws SQLException {
    String from = node.events.end();
    try (Connection late = PostgresUnderTest.dataSource(schema).getConnection();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute(
          "INSERT INTO outbox (order_id, version, type, occurred_at)"
              + " VALUES ('late', 1, 'RESERVED', now())");
      String first = place();
      sequencer.sequence();
      var read = page(from);
      assertThat(orders(read)).containsExactly(first);
      late.commit();
      sequencer.sequence();
      assertThat(orders(page(read.next()))).containsExactly("late");
    }
  }

  @Test
  void positionsHaveNoGapAlthoughIdsHave() throws SQLException {
    for (int i = 0; i < 5; i++) {
      try (Connection refused = PostgresUnderTest.dataSource(schema).getConnection();
          Statement statement = refused.createStatement()) {
        refused.setAutoCommit(false);
        statement.execute(
            "INSERT INTO outbox (order_id, version, type, occurred_at)"
                + " VALUES ('refused', 1, 'RESERVED', now())");
        refused.rollback();
      }
      place();
      place();
      sequencer.sequence();
    }
    assertThat(positions()).isEqualTo(LongStream.rangeClosed(1, 10).boxed().toList());
  }

  @Test
  void batchesAreBoundedAndKeepTheOrder() {
    var placed = new ArrayList<String>();
    for (int i = 0; i < 10; i++) {
      placed.add(place());
    }
    String from = node.events.end();
    assertThat(new Sequencer(transactions, 3, ENOUGH, MONTH).sequence()).isEqualTo(10);
    assertThat(orders(page(from))).isEqualTo(placed);
  }

  @Test
  void oneThatDoesNotGetTheLockLeavesTheWorkToTheOther() throws SQLException {
    place();
    try (Connection other = PostgresUnderTest.dataSource(schema).getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT last_pos FROM event_log FOR UPDATE");
      assertThat(sequencer.sequence()).isZero();
      other.rollback();
    }
    assertThat(sequencer.sequence()).isEqualTo(1);
  }

  @Test
  void theLagIsTheAgeOfTheOldestWithoutAPosition() {
    sequencer.sequence();
    var lag = meters.get("holdfast.events.lag").timeGauge();
    assertThat(lag.value()).isZero();
    place();
    node.sql.sql("UPDATE outbox SET occurred_at = now() - interval '1 hour'").update();
    sequencer.sequence();
    assertThat(lag.value()).isGreaterThanOrEqualTo(3_600);
    sequencer.sequence();
    assertThat(lag.value()).isZero();
  }

  /** Kept are 16 times the setting, as on Redis all partitions together. */
  @Test
  void oldEventsAreTrimmedAndAReaderBehindThemHearsOfIt() {
    var few = new Sequencer(transactions, 4, 1, MONTH);
    String beginning = node.events.end();
    for (int i = 0; i < 20; i++) {
      place();
    }
    few.sequence();
    assertThat(positions()).isEqualTo(LongStream.rangeClosed(5, 20).boxed().toList());
    assertThat(node.events.read(beginning, 500)).isInstanceOf(ReadResult.Gone.class);
    assertThat(page(null).events()).hasSize(16);
    String last = page(null).next();
    String timeline = last.substring(0, last.lastIndexOf('-') + 1);
    assertThat(page(timeline + 4).events()).hasSize(16);
    assertThat(node.events.read(timeline + 3, 500)).isInstanceOf(ReadResult.Gone.class);
    assertThat(node.events.afterGap(beginning)).isEqualTo(timeline + 4);
    assertThat(node.events.afterGap(timeline + 17)).isEqualTo(timeline + 17);
  }

  /** Where the bound was lowered, each batch trims a bounded number more than it adds. */
  @Test
  void trimmingIsBounded() {
    for (int i = 0; i < 40; i++) {
      place();
    }
    sequencer.sequence();
    place();
    new Sequencer(transactions, 2, 1, MONTH).sequence();
    assertThat(positions()).isEqualTo(LongStream.rangeClosed(5, 41).boxed().toList());
  }

  /** Also where no event comes any more, and a bounded number at once. */
  @Test
  void eventsThatAreTooOldAreTrimmed() {
    for (int i = 0; i < 10; i++) {
      place();
    }
    sequencer.sequence();
    String beginning = page(null).next().replaceAll("[0-9]+$", "0");
    node.sql
        .sql("UPDATE events SET occurred_at = now() - interval '31 days' WHERE pos <= 7")
        .update();
    var bounded = new Sequencer(transactions, 2, ENOUGH, MONTH);
    bounded.sequence();
    assertThat(positions()).isEqualTo(LongStream.rangeClosed(5, 10).boxed().toList());
    assertThat(node.events.read(beginning, 500)).isInstanceOf(ReadResult.Gone.class);
    bounded.sequence();
    bounded.sequence();
    assertThat(positions()).isEqualTo(LongStream.rangeClosed(8, 10).boxed().toList());
    place();
    sequencer.sequence();
    assertThat(positions()).isEqualTo(LongStream.rangeClosed(8, 11).boxed().toList());
  }

  @Test
  void whereNoneAreKeptNoneAreWritten_andOrdersAreListed() {
    node.sql.sql("ALTER TABLE events ADD CONSTRAINT planted CHECK (false)").update();
    String order = place();
    assertThat(new Sequencer(transactions, 1_000, 0, MONTH).sequence()).isEqualTo(1);
    assertThat(node.orders.list(null, new Position(Instant.EPOCH, ""), 50).orders())
        .extracting(listed -> listed.id().value())
        .containsExactly(order);
  }

  @Test
  void whereNoneAreKeptAReaderHearsOfIt() {
    place();
    assertThat(new Sequencer(transactions, 1_000, 0, MONTH).sequence()).isEqualTo(1);
    assertThat(positions()).isEmpty();
    EventLog off = new PostgresEvents(transactions, 0);
    assertThat(off.read(null, 1)).isInstanceOf(ReadResult.Off.class);
    assertThat(off.read(off.end(), 1)).isInstanceOf(ReadResult.Off.class);
  }

  /** A promotion lost the last events that a reader had seen, and gives their positions anew. */
  @Test
  void whatAPromotionGaveAnewIsNotPassedOver() {
    for (int i = 0; i < 10; i++) {
      place();
    }
    sequencer.sequence();
    node.sql.sql("UPDATE event_timelines SET timeline = '00000000'").update();
    String seenAll = node.events.end();
    node.sql.sql("DELETE FROM events WHERE pos > 7").update();
    node.sql.sql("UPDATE event_log SET last_pos = 7").update();

    var waiting = page(seenAll);
    assertThat(waiting.events()).isEmpty();
    String anew = place();
    sequencer.sequence();
    assertThat(positions()).endsWith(8L);
    assertThat(orders(page(seenAll))).containsExactly(anew);
    assertThat(orders(page(waiting.next()))).containsExactly(anew);
    assertThat(orders(page(node.events.afterGap(seenAll)))).containsExactly(anew);
    assertThat(page(page(seenAll).next()).events()).isEmpty();
  }

  /** Some lines of the journal may come again, which it says where they begin to. */
  @Test
  void aPromotionIsALineOfTheJournal(@TempDir Path folder) {
    var journal = new JournalOfTests(folder.resolve("orders.jsonl"), node.events.beginning());
    place();
    place();
    sequencer.sequence();
    node.sql.sql("UPDATE event_timelines SET timeline = '00000000'").update();
    journal.writeAllBy(node.events);
    node.sql.sql("DELETE FROM events WHERE pos > 1").update();
    node.sql.sql("UPDATE event_log SET last_pos = 1").update();
    place();
    sequencer.sequence();
    journal.writeAllBy(node.events);
    assertThat(journal.types()).containsExactly("RESERVED", "RESERVED", "PROMOTION", "RESERVED");
    journal.writeAllBy(node.events);
    assertThat(journal.types()).as("it is noted once").hasSize(4);
  }

  /** The log that a new reader begins at may have been trimmed. */
  @Test
  void theBeginningIsGoneOnceTheFirstEventsAreTrimmed() {
    assertThat(page(node.events.beginning()).events()).isEmpty();
    String first = place();
    sequencer.sequence();
    assertThat(orders(page(node.events.beginning()))).containsExactly(first);
    node.sql.sql("UPDATE event_log SET trimmed_pos = 1").update();
    assertThat(node.events.read(node.events.beginning(), 1)).isInstanceOf(ReadResult.Gone.class);
  }

  /** The same server has fewer than the reader has seen: it was restored from a copy. */
  @Test
  void aReaderAheadOfARestoredLogHearsOfIt() {
    place();
    place();
    sequencer.sequence();
    String ahead = node.events.end();
    node.sql.sql("DELETE FROM events WHERE pos > 1").update();
    node.sql.sql("UPDATE event_log SET last_pos = 1").update();
    assertThat(node.events.read(ahead, 1)).isInstanceOf(ReadResult.Gone.class);
    assertThat(node.events.afterGap(ahead)).isEqualTo(node.events.end());
  }
}
