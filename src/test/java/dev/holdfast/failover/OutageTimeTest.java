package dev.holdfast.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.history.InWords;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.outage.Heartbeats;
import dev.holdfast.redis.outage.OutageSettings;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Time in which decisions could not be written does not count against deadlines, within a bound.
 * The outage is brought about in what the heartbeats have left; no test waits for one.
 */
class OutageTimeTest {
  private static final OutageSettings SETTINGS = Defaults.of(OutageSettings.class);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static RedisServerProcess server;
  private static InstanceSetup setup;

  private final AtomicLong nanos = new AtomicLong();
  private TestInstance node;
  private Heartbeats heartbeats;
  private Instant now;
  private OrderId order;

  @BeforeAll
  static void startRedis() {
    server = RedisServerProcess.start();
    setup = InstanceSetup.on(new ServerAddress("127.0.0.1", server.port()));
  }

  @AfterAll
  static void stopRedis() {
    server.close();
  }

  @BeforeEach
  void start() {
    node = setup.start();
    node.redis.<String>write(commands -> commands.flushall());
    heartbeats = new Heartbeats(node.redis, SETTINGS, nanos::get);
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
    now = node.records.find(order).orElseThrow().createdAt();
    // Placed long ago, so that its deadline is what a test makes it.
    write("createdAt", now.minus(Duration.ofHours(2)));
  }

  @AfterEach
  void stop() {
    StoreRefusal.NOREPLICAS.end(node.redis);
    StoreRefusal.OOM.end(node.redis);
    node.close();
  }

  private void write(String field, Instant time) {
    node.redis.<Boolean>write(commands ->
        commands.hset(TestInstance.record(order), field, Long.toString(time.toEpochMilli())));
  }

  private void deadline(Duration ago) {
    write("expiresAt", now.minus(ago));
    node.makeDue(order);
  }

  /** As if the last heartbeat of every partition had been written so long ago. */
  private void lastHeartbeat(Duration ago) {
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      String key = "holdfast:{o" + partition + "}:heartbeat";
      node.redis.<Long>write(commands -> commands.hset(key, Map.of("at", text(now.minus(ago)))));
    }
  }

  private void lastOutage(Duration fromAgo, Duration toAgo) {
    for (int partition = 0; partition < OrderId.PARTITIONS; partition++) {
      String key = "holdfast:{o" + partition + "}:heartbeat";
      node.redis.<Long>write(commands ->
          commands.hset(
              key,
              Map.of(
                  "at", text(now),
                  "from", text(now.minus(fromAgo)),
                  "to", text(now.minus(toAgo)))));
    }
  }

  private static String text(Instant time) {
    return Long.toString(time.toEpochMilli());
  }

  private OrderStatus status() {
    return node.records.find(order).orElseThrow().status();
  }

  private String confirm() {
    return InWords.of(node.orders.confirm(order, VersionCondition.NONE));
  }

  @Test
  void aDeadlineDuringAnOutageHasSomeTimeAfterIt() {
    lastHeartbeat(SECOND.multipliedBy(30));
    deadline(SECOND.multipliedBy(20));

    heartbeats.beat();

    assertThat(status()).isEqualTo(OrderStatus.RESERVED);
    node.orders.sweep();
    assertThat(status()).isEqualTo(OrderStatus.RESERVED);
    assertThat(node.dueAt(order)).as("it comes again").isAfter(now);
    assertThat(confirm()).isEqualTo("decided CONFIRMED");
  }

  @Test
  void soDoesOneSoonAfterIt() {
    lastOutage(SECOND.multipliedBy(100), SECOND.multipliedBy(50));
    deadline(SECOND.multipliedBy(2));
    heartbeats.beat();
    assertThat(status()).isEqualTo(OrderStatus.RESERVED);
  }

  @Test
  void thatTimeHasABound() {
    lastOutage(SECOND.multipliedBy(100), SECOND.multipliedBy(62));
    deadline(SECOND.multipliedBy(80));
    heartbeats.beat();
    assertThat(status()).isEqualTo(OrderStatus.EXPIRED);
  }

  @Test
  void noDeadlineIsMovedByMoreThanItsBound() {
    lastHeartbeat(Duration.ofMinutes(20));
    deadline(Duration.ofMinutes(16));
    heartbeats.beat();
    assertThat(confirm()).isEqualTo("forbidden EXPIRED");
  }

  @Test
  void aDeadlineBeforeTheOutageHasPassed() {
    lastHeartbeat(SECOND.multipliedBy(30));
    deadline(SECOND.multipliedBy(31));
    heartbeats.beat();
    assertThat(status()).isEqualTo(OrderStatus.EXPIRED);
  }

  @Test
  void aFewMissingHeartbeatsAreNoOutage() {
    lastHeartbeat(SECOND.multipliedBy(3));
    deadline(SECOND.multipliedBy(2));
    heartbeats.beat();
    assertThat(status()).isEqualTo(OrderStatus.EXPIRED);
  }

  @Test
  void whatWasPlacedAfterTheOutageHasItsDeadline() {
    lastOutage(SECOND.multipliedBy(100), SECOND.multipliedBy(50));
    write("createdAt", now.minus(SECOND.multipliedBy(40)));
    deadline(SECOND.multipliedBy(2));
    heartbeats.beat();
    assertThat(status()).isEqualTo(OrderStatus.EXPIRED);
  }

  /** It may be the first to look after an outage that it knows nothing of. */
  @Test
  void anInstanceThatHasJustStartedExpiresNothingBeforeItKnows() {
    deadline(SECOND);
    assertThat(status()).isEqualTo(OrderStatus.RESERVED);
    heartbeats.beat();
    assertThat(status()).isEqualTo(OrderStatus.EXPIRED);
  }

  @Test
  void norDoesOneThatCouldNotWriteForAWhile() {
    heartbeats.beat();
    write("expiresAt", Instant.now().plusMillis(1));
    nanos.addAndGet(SETTINGS.min().toNanos() + 1);
    org.awaitility.Awaitility.await()
        .until(() -> Instant.now().isAfter(node.records.find(order).orElseThrow().expiresAt()));
    assertThat(status()).isEqualTo(OrderStatus.RESERVED);
  }

  @Test
  void aReadDuringAnOutageDoesNotTellAnExpiryThatMayNeverCome() {
    heartbeats.beat();
    write("expiresAt", Instant.now().plusMillis(1));
    StoreRefusal.NOREPLICAS.begin(node.redis);
    org.awaitility.Awaitility.await()
        .until(() -> Instant.now().isAfter(node.records.find(order).orElseThrow().expiresAt()));
    assertThat(status()).isEqualTo(OrderStatus.RESERVED);
    StoreRefusal.NOREPLICAS.end(node.redis);
    assertThat(status()).as("it was too short for an outage").isEqualTo(OrderStatus.EXPIRED);
  }

  @Test
  void aHeartbeatIsRefusedAsDecisionsAre() {
    nanos.addAndGet(SETTINGS.min().toNanos() + 1);
    StoreRefusal.NOREPLICAS.begin(node.redis);
    assertThatThrownBy(() -> heartbeats.beat()).isInstanceOf(StoreUnavailableException.class);
    StoreRefusal.NOREPLICAS.end(node.redis);
    StoreRefusal.OOM.begin(node.redis);
    heartbeats.beat();
  }

  @Test
  void outagesThatFollowEachOtherAreOne() {
    String key = "holdfast:{o" + order.partition() + "}:heartbeat";
    lastOutage(SECOND.multipliedBy(200), SECOND.multipliedBy(100));
    lastHeartbeat(SECOND.multipliedBy(70));
    deadline(SECOND.multipliedBy(150));

    heartbeats.beat();

    assertThat(Long.parseLong(node.redis.<String>read(commands -> commands.hget(key, "from"))))
        .isEqualTo(now.minusSeconds(200).toEpochMilli());
    assertThat(Long.parseLong(node.redis.<String>read(commands -> commands.hget(key, "to"))))
        .isCloseTo(Instant.now().toEpochMilli(), within(30_000L));
    assertThat(status()).isEqualTo(OrderStatus.RESERVED);
  }

  /** Else no heartbeat could be written again, and every deadline would be moved meanwhile. */
  @Test
  void aHeartbeatOfAWrongTypeIsWrittenAnew() {
    String key = "holdfast:{o" + order.partition() + "}:heartbeat";
    node.redis.<String>write(commands -> commands.set(key, "damage"));
    deadline(SECOND);

    heartbeats.beat();

    assertThat(status()).isEqualTo(OrderStatus.EXPIRED);
  }
}
