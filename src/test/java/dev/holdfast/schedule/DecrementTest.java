package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.store.StepwiseContract.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.ReserveResult;
import dev.holdfast.store.StockLine;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
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
 * A decrement and its record are two steps: what may come between them, and what may come twice.
 */
class DecrementTest {
  private static final StrategyType DECRBY = StrategyType.REDIS_DECRBY;

  private TestInstance node;
  private ReservationScripts takes;

  @BeforeEach
  void start() {
    node = setup().start();
    takes = new ReservationScripts(node.redis);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static InstanceSetup setup() {
    var redis = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).oneStep(false);
  }

  private long claim(OrderId order, Basket basket) {
    return ((ClaimResult.Claimed) node.records.claim(draft(order, basket))).attempt();
  }

  @Test
  void unitsThatAnEarlierAttemptGivesBackWhileALaterOneCountsOnThemAreNotTakenFromARival()
      throws Exception {
    var gate = new Breakpoint();
    try (TestInstance dying = setup().claimHold(Duration.ofMillis(1)).start();
        TestInstance second = setup().window(gate).start()) {
      Sku sku = node.product(DECRBY, 1);
      var basket = Basket.of(sku, 1);
      OrderId order = TestInstance.newOrder();
      long first = ((ClaimResult.Claimed) dying.records.claim(draft(order, basket))).attempt();
      dying.strategies.get(DECRBY).reserve(dying.request(order, first, basket, false));
      // The second attempt has read that the order holds the unit, and stands before it raises the
      // attempt.
      var taken = ConcurrentClients.start(() -> second.place(order, basket));
      gate.awaitArrival();
      dying.store.release(sku, order, first);
      assertThat(node.place(TestInstance.newOrder(), basket))
          .isInstanceOf(PlaceResult.Placed.class);
      gate.letGo();
      assertThat(taken.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Refused.class);
      assertLevel(node, sku, 0, 1);
    }
  }

  @Test
  void anOrderThatHoldsItsUnitsIsNotRefusedForACounterBelowZero() {
    Sku sku = node.product(DECRBY, 2);
    OrderId order = TestInstance.newOrder();
    long first = claim(order, Basket.of(sku, 2));
    var request = node.request(order, first, Basket.of(sku, 2), false);
    node.strategies.get(DECRBY).reserve(request);
    StockLine line = request.lines().get(0);
    takes.decrement(line, line.quantity());
    assertThat(takes.takeChecked(order, first + 1, List.of(line)))
        .isInstanceOf(ReserveResult.Reserved.class);
  }

  @Test
  void aRecordSentAgainAfterTheUnitsWereReleasedInventsNone() {
    Sku sku = node.product(DECRBY, 10);
    OrderId order = TestInstance.newOrder();
    long attempt = claim(order, Basket.of(sku, 3));
    StockLine line = node.request(order, attempt, Basket.of(sku, 3), false).lines().get(0);
    takes.decrement(line, line.quantity());
    takes.record(order, attempt, line, line.quantity());
    node.store.release(sku, order, attempt);
    takes.record(order, attempt, line, line.quantity());
    assertLevel(node, sku, 10, 0);
  }

  @Test
  void aReturnSentAgainAfterTheUnitsWereReleasedInventsNone() {
    Sku sku = node.product(DECRBY, 1);
    OrderId order = TestInstance.newOrder();
    long first = claim(order, Basket.of(sku, 1));
    StockLine line = node.request(order, first, Basket.of(sku, 1), false).lines().get(0);
    takes.decrement(line, line.quantity());
    takes.record(order, first, line, line.quantity());
    // A later attempt did not know of it, went below zero and gave back; then the order ended; then
    // the return came again.
    takes.decrement(line, line.quantity());
    takes.giveBack(order, first + 1, line, line.quantity());
    node.store.release(sku, order, first + 1);
    takes.giveBack(order, first + 1, line, line.quantity());
    assertLevel(node, sku, 1, 0);
  }

  @Test
  void aDecrementThatWasCancelledBeforeItsRecordIsReturnedOnce() {
    Sku sku = node.product(DECRBY, 10);
    OrderId order = TestInstance.newOrder();
    long attempt = claim(order, Basket.of(sku, 3));
    StockLine line = node.request(order, attempt, Basket.of(sku, 3), false).lines().get(0);
    takes.decrement(line, line.quantity());
    node.store.release(sku, order, attempt);
    takes.record(order, attempt, line, line.quantity());
    takes.record(order, attempt, line, line.quantity());
    assertLevel(node, sku, 10, 0);
  }

  @Test
  void aCounterOfASkuThatIsNotKnownIsNotLeftBehind() {
    Sku sku = node.product(DECRBY, 5);
    node.place(TestInstance.newOrder(), Basket.of(sku, 1));
    // Redis has lost everything, and this node does not know it yet.
    node.redis.<Long>write(commands ->
        commands.del(
            Keys.available(sku, 1),
            "holdfast:{" + sku + "}:totals",
            Keys.reservations(sku),
            "holdfast:{" + sku + "}:product"));
    assertThat(node.place(TestInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused -> assertThat(refused.reason()).isInstanceOf(Refusal.UnknownSku.class));
    assertThat(node.redis.<Long>read(commands -> commands.exists(Keys.available(sku, 1)))).isZero();
  }
}
