package dev.holdfast.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.contract.StoreContract;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.client.WriteProbe;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServers;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The master is behind one address, which leads to another server after a failover. */
class OneAddressTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int CROWD = 400;

  private RedisServers servers;
  private FaultProxy address;
  private TestInstance node;

  @BeforeEach
  void start() {
    servers = new RedisServers();
    address = FaultProxy.inFrontOf("127.0.0.1", servers.first());
  }

  @AfterEach
  void stop() {
    node.close();
    address.close();
    servers.close();
  }

  private void startNode(RaceWindow window) {
    node = InstanceSetup.on(new ServerAddress("127.0.0.1", address.port())).window(window).start();
  }

  /** What became of an order. */
  private enum Outcome {
    PLACED,
    REFUSED,
    UNAVAILABLE,
    UNKNOWN
  }

  private Outcome order(Sku sku) {
    try {
      return node.place(TestInstance.newOrder(), Basket.of(sku, 1)) instanceof PlaceResult.Placed
          ? Outcome.PLACED
          : Outcome.REFUSED;
    } catch (StoreUnavailableException e) {
      return Outcome.UNAVAILABLE;
    } catch (OutcomeUnknownException e) {
      return Outcome.UNKNOWN;
    }
  }

  @Test
  void aServerThatRefusesWritesIsLeftAndItsRefusalsStayCertain() {
    startNode(RaceWindow.NONE);
    Sku script = node.product(StrategyType.REDIS_SCRIPT, 1_000_000);
    Sku watched = node.product(StrategyType.REDIS_CAS, 1_000_000);
    Sku locked = node.product(StrategyType.REDISSON_LOCK, 1_000_000);
    Sku permits = node.product(StrategyType.REDISSON_SEMAPHORE, 1_000_000);
    var others = List.of(watched, locked, permits);
    await("Redisson is created")
        .atMost(SOON)
        .untilAsserted(() -> assertThat(others).allMatch(sku -> order(sku) == Outcome.PLACED));
    assertThat(order(script)).isEqualTo(Outcome.PLACED);
    servers.awaitSynced();

    servers.changeRoles();
    // What was sent is refused for certain. Only an order whose thread was held up between its look
    // at the connection and its sending can have been sent to one that was closed meanwhile.
    assertThat(ConcurrentClients.run(CROWD, i -> () -> order(script)))
        .contains(Outcome.UNAVAILABLE)
        .filteredOn(Outcome.UNKNOWN::equals)
        .hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());

    // While the address leads to a replica, nothing is sent there.
    await().atMost(SOON).until(() -> node.topology.view().readOnlyFor().isPositive());
    long runs = servers.runs(servers.first());
    assertThat(ConcurrentClients.run(CROWD, i -> () -> order(i % 2 == 0 ? script : watched)))
        .containsOnly(Outcome.UNAVAILABLE);
    assertThat(servers.runs(servers.first())).isEqualTo(runs);
    assertThat(new WriteProbe(node.redis).tryWrites()).containsOnly(WriteProbe.Written.READ_ONLY);

    address.leadTo(servers.second());
    await("selling again").atMost(SOON).until(() -> order(script) == Outcome.PLACED);
    // Redisson made connections to the replica meanwhile, and must not keep to them.
    await("selling again by every client")
        .atMost(SOON)
        .untilAsserted(() -> assertThat(others).allMatch(sku -> order(sku) == Outcome.PLACED));
    assertThat(node.topology.view().readOnlyFor()).isZero();
    assertThat(servers.runs(servers.first())).isEqualTo(runs);
  }

  /** It was claimed where it is lost now. */
  @Test
  void anOrderWhoseMasterChangesOnItsWayReservesNothingOnTheNextOne() {
    var gate = new Breakpoint();
    startNode(gate);
    Sku sku = node.product(StrategyType.JVM_MUTEX, 10);
    servers.awaitSynced();
    servers.part();
    OrderId order = TestInstance.newOrder();
    var placing = ConcurrentClients.start(() -> node.place(order, Basket.of(sku, 3)));
    gate.awaitArrival();
    long number = node.topology.view().current().number();

    address.leadTo(servers.second());
    address.cut();
    await("connected again")
        .atMost(SOON)
        .ignoreExceptions()
        .until(() ->
            node.topology.view().current().number() > number
                && node.store.levels(Set.of(sku)).levels().containsKey(sku));
    gate.letGo();

    assertThatThrownBy(() -> placing.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    assertThat(node.records.find(order)).isEmpty();
    StoreContract.assertLevel(node, sku, 10, 0);
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  /** A connection for WATCH that is made only now leads elsewhere than the one of the claim. */
  @Test
  void aBasketIsNotTakenByWatchOnAnotherMasterThanTheOneThatHasItsClaim() {
    startNode(RaceWindow.NONE);
    Sku one = node.product(StrategyType.REDIS_CAS, 5);
    Sku other = node.product(StrategyType.REDIS_CAS, 5);
    servers.awaitSynced();
    servers.part();
    address.leadTo(servers.second());
    OrderId order = TestInstance.newOrder();

    assertThatThrownBy(
            () -> node.place(order, Basket.of(List.of(new Line(one, 1), new Line(other, 2)))))
        .isInstanceOfAny(StoreUnavailableException.class, OutcomeUnknownException.class);

    for (Sku sku : List.of(one, other)) {
      String reservations = "holdfast:{" + sku.value() + "}:reservations";
      assertThat(
              servers.<Long>on(
                  servers.second(),
                  redis -> {
                    redis.select(TestInstance.DATABASE);
                    return redis.exists(reservations);
                  }))
          .as("reserved where nothing is known of the order")
          .isZero();
    }
  }
}
