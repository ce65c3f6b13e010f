package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.script.ScriptNames;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A holder whose lock has gone to another is turned away by the store, whichever of its steps comes
 * late. Its process goes on meanwhile, and nothing tells it.
 */
class FencedLockTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final StrategyType FENCED = StrategyType.REDISSON_FENCED_LOCK;

  private final Breakpoint gate = new Breakpoint();
  private FaultProxy proxy;
  private TestInstance late;
  private TestInstance other;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    proxy = FaultProxy.inFrontOf(redis.host(), redis.port());
    late =
        InstanceSetup.on(new ServerAddress("127.0.0.1", proxy.port()))
            .lease(Duration.ofMillis(500))
            .start();
    other = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).window(gate).start();
  }

  @AfterEach
  void stop() {
    gate.letGo();
    late.close();
    other.close();
    proxy.close();
  }

  /** Where a take was sent, its tombstone and the record of it stay. */
  private void assertContended(OrderId order, PlaceResult result, boolean untouched) {
    assertThat(result).isEqualTo(new PlaceResult.Refused(new Refusal.Contended()));
    assertThat(other.hasRecord(order)).isEqualTo(!untouched);
  }

  /** The other has read, and is still to take: a fence that only takes raise would let both in. */
  @Test
  void aReadThatComesAfterTheNextHoldersReadIsTurnedAway() throws Exception {
    theLateOneIsTurnedAway("READ_FENCED", true);
  }

  @Test
  void aTakeThatComesAfterTheNextHoldersReadIsTurnedAway() throws Exception {
    theLateOneIsTurnedAway("TAKE_FENCED", false);
  }

  private void theLateOneIsTurnedAway(String script, boolean untouched) throws Exception {
    Sku sku = other.product(FENCED, 1);
    proxy.onRequest(ScriptNames.sha(script), proxy::holdRequests);
    OrderId order = TestInstance.newOrder();
    var first = ConcurrentClients.start(() -> late.place(order, Basket.of(sku, 1)));
    proxy.awaitHeldRequest(SOON);
    var second =
        ConcurrentClients.start(() ->
            ConcurrentClients.insist(
                () -> other.place(TestInstance.newOrder(), Basket.of(sku, 1))));
    gate.awaitArrival();

    proxy.releaseRequests();

    assertContended(order, first.get(20, TimeUnit.SECONDS), untouched);
    gate.letGo();
    assertThat(second.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
    assertLevel(other, sku, 0, 1);
  }

  /** One lock of a basket is enough to be turned away, and nothing of it is taken. */
  @Test
  void nothingIsTakenOfABasketOneOfWhoseLocksWasLost() throws Exception {
    Sku one = other.product(FENCED, 5);
    Sku two = other.product(FENCED, 5);
    gate.letGo();
    proxy.onRequest(ScriptNames.sha("TAKE_FENCED"), proxy::holdRequests);
    var basket = Basket.of(List.of(new Line(one, 1), new Line(two, 1)));
    OrderId order = TestInstance.newOrder();
    var first = ConcurrentClients.start(() -> late.place(order, basket));
    proxy.awaitHeldRequest(SOON);
    assertThat(
            ConcurrentClients.insist(() -> other.place(TestInstance.newOrder(), Basket.of(two, 1))))
        .isInstanceOf(PlaceResult.Placed.class);

    proxy.releaseRequests();

    assertContended(order, first.get(20, TimeUnit.SECONDS), false);
    assertLevel(other, one, 5, 0);
    assertLevel(other, two, 4, 1);
  }
}
