package dev.holdfast.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.topology.MasterTopology;
import dev.holdfast.redis.topology.SentinelWatch;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServers;
import dev.holdfast.testing.Sentinels;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sentinels make the replica the master while orders are placed. */
class SentinelFailoverTest {
  private static final String NAME = "holdfast-under-test";
  private static final Duration FOLLOWED_MAX = Duration.ofSeconds(30);
  private static final Duration SOLD_MAX = Duration.ofSeconds(30);
  private static final int CUSTOMERS = 10;

  private RedisServers servers;
  private Sentinels sentinels;
  private FaultProxy firstSentinel;
  private TestInstance node;

  @BeforeEach
  void start() {
    servers = new RedisServers();
    sentinels = new Sentinels(servers.first());
    firstSentinel = FaultProxy.inFrontOf("127.0.0.1", sentinels.ports().get(0));
    var addresses = new ArrayList<SentinelWatch.Address>();
    addresses.add(new SentinelWatch.Address("127.0.0.1", firstSentinel.port()));
    sentinels.ports().stream()
        .skip(1)
        .forEach(port -> addresses.add(new SentinelWatch.Address("127.0.0.1", port)));
    var server = RedisURI.create("127.0.0.1", 1);
    server.setClientName(NAME);
    server.setDatabase(TestInstance.DATABASE);
    node =
        new TestInstance(
            InstanceSetup.on(new ServerAddress("127.0.0.1", servers.first())).impatient(),
            Defaults.scripts(),
            MasterTopology.ofSentinels(
                TestInstance.clients(), Sentinels.MASTER, addresses, sentinel(), server));
  }

  /** A handshake that is under way when a client is closed complains when its time is over. */
  private static RedisURI sentinel() {
    var uri = RedisURI.create("127.0.0.1", 1);
    uri.setTimeout(Duration.ofMillis(500));
    return uri;
  }

  @AfterEach
  void stop() {
    node.close();
    firstSentinel.close();
    sentinels.close();
    servers.close();
  }

  /** Customers who order until they are stopped, through all ways to the store. */
  private final class Customers implements AutoCloseable {
    final Queue<OrderId> placed = new ConcurrentLinkedQueue<>();
    final Map<Sku, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Map<Sku, Exception> refusals = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Customers(List<Sku> skus) {
      for (int i = 0; i < CUSTOMERS; i++) {
        Sku sku = skus.get(i % skus.size());
        counts.put(sku, new AtomicInteger());
        threads.add(Thread.ofVirtual().start(() -> orderUntilStopped(sku)));
      }
    }

    private void orderUntilStopped(Sku sku) {
      while (!stopped) {
        OrderId order = TestInstance.newOrder();
        try {
          if (node.place(order, Basket.of(sku, 1), OrderStatus.CONFIRMED)
              instanceof PlaceResult.Placed) {
            placed.add(order);
            counts.get(sku).incrementAndGet();
          }
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
          refusals.put(sku, e);
          Thread.onSpinWait();
        }
      }
    }

    /** Waits until every product was ordered so many times more. */
    void awaitMore(int orders) {
      Map<Sku, Integer> before = new ConcurrentHashMap<>();
      counts.forEach((sku, count) -> before.put(sku, count.get()));
      await("all are sold")
          .atMost(SOLD_MAX)
          .untilAsserted(() ->
              assertThat(counts)
                  .allSatisfy((sku, count) ->
                      assertThat(count.get())
                          .as("of %s, last refused by %s", sku, refusals.get(sku))
                          .isGreaterThanOrEqualTo(before.get(sku) + orders)));
    }

    @Override
    public void close() {
      stopped = true;
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  @Test
  void everyConnectionOfAnInstanceFollowsASwitchAndNothingMoreIsWrittenToTheDemotedMaster() {
    var skus =
        List.of(
            node.product(StrategyType.REDIS_SCRIPT, 1_000_000),
            node.product(StrategyType.REDIS_CAS, 1_000_000),
            node.product(StrategyType.JVM_MUTEX, 1_000_000),
            node.product(StrategyType.REDISSON_LOCK, 1_000_000),
            node.product(StrategyType.REDISSON_SEMAPHORE, 1_000_000));
    List<OrderId> after;
    try (var customers = new Customers(skus)) {
      customers.awaitMore(20);
      // The first Sentinel of the list is cut off, and its connections stay.
      firstSentinel.stall();
      sentinels.failOver();
      await("the view is of the new master")
          .atMost(FOLLOWED_MAX)
          .until(() -> node.topology.view().current().port() == servers.second());
      await("the demoted master is left")
          .atMost(FOLLOWED_MAX)
          .until(() -> !servers.hasClients(servers.first(), NAME));
      long runs = servers.runs(servers.first());
      int known = customers.placed.size();
      customers.awaitMore(50);
      assertThat(servers.hasClients(servers.first(), NAME)).isFalse();
      assertThat(servers.runs(servers.first())).as("written to it").isEqualTo(runs);
      after = customers.placed.stream().skip(known + CUSTOMERS).toList();
    }
    assertThat(after)
        .isNotEmpty()
        .allSatisfy(order ->
            assertThat(node.records.find(order))
                .get()
                .satisfies(record -> assertThat(record.status()).isEqualTo(OrderStatus.CONFIRMED)));
    // A permit that was taken just before leaks, as the strategy declares; it is never sold twice.
    Sku permits = skus.getLast();
    for (Sku sku : skus) {
      Audit audit = node.audit(sku);
      assertThat(audit.findings())
          .as("of %s", sku)
          .noneMatch(finding -> finding.kind() == Audit.Kind.RESERVATION_WITHOUT_ORDER)
          .noneMatch(finding ->
              finding.kind() == Audit.Kind.COUNTERS_DISAGREE
                  && !(sku.equals(permits) && audit.level().discrepancy() > 0));
    }
  }

  @Test
  void theMasterIsFoundAlsoWhenTheFirstSentinelOfTheListIsAwayFromTheStart() {
    firstSentinel.refuse();
    firstSentinel.cut();
    var topology =
        MasterTopology.ofSentinels(
            TestInstance.clients(),
            Sentinels.MASTER,
            List.of(
                new SentinelWatch.Address("127.0.0.1", firstSentinel.port()),
                new SentinelWatch.Address("127.0.0.1", sentinels.ports().get(1))),
            sentinel(),
            RedisURI.create("127.0.0.1", 1));
    try (topology) {
      // The third one is found through the second, and makes the majority.
      topology.awaitMaster(SOLD_MAX);
      assertThat(topology.view().current().port()).isEqualTo(servers.first());
    }
  }
}
