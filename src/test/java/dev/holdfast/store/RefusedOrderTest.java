package dev.holdfast.store;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.store.StepwiseContract.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a refusal leaves behind, for how long, and what damage does to it. */
class RefusedOrderTest {
  private TestInstance node;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .claimHold(Duration.ofMillis(1))
            .putOff(Duration.ofMillis(50))
            .start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private boolean exists(String key) {
    return node.redis.<Long>read(commands -> commands.exists(key)) == 1;
  }

  /** An attempt that reserved its first line and died. */
  private OrderId diedAfter(Basket basket, Sku first, int quantity) {
    OrderId order = TestInstance.newOrder();
    var claim = (ClaimResult.Claimed) node.records.claim(draft(order, basket));
    var result =
        node.strategies
            .get(StrategyType.REDIS_SCRIPT)
            .reserve(node.request(order, claim.attempt(), Basket.of(first, quantity), false));
    assertThat(result).isInstanceOf(ReserveResult.Reserved.class);
    return order;
  }

  @Test
  void anOrderRefusedInOneStepGivesBackWhatAnEarlierAttemptHeld() {
    Sku held = node.product(StrategyType.REDIS_SCRIPT, 5);
    Sku scarce = node.product(StrategyType.REDIS_SCRIPT, 0);
    var basket = Basket.of(List.of(new Line(held, 2), new Line(scarce, 1)));
    OrderId order = diedAfter(basket, held, 2);
    assertLevel(node, held, 3, 2);
    assertThat(ConcurrentClients.insist(() -> node.place(order, basket)))
        .isInstanceOf(PlaceResult.Refused.class);
    assertLevel(node, held, 5, 0);
    assertThat(node.records.find(order)).isEmpty();
  }

  @Test
  void aClaimWhoseUnitsCannotBeGivenBackStaysForTheSweeper() {
    Sku held = node.product(StrategyType.REDIS_SCRIPT, 5);
    OrderId order = diedAfter(Basket.of(held, 2), held, 2);
    String counter = Keys.available(held, 1);
    node.redis.<Long>write(commands -> commands.del(counter));
    // A counter that is not there may be of an epoch that has ended, so this may be repeated.
    assertThat(node.place(order, Basket.of(held, 2)))
        .isEqualTo(new PlaceResult.Refused(new Refusal.Contended()));
    assertThat(node.isDue(order)).isTrue();
    node.redis.<String>write(commands -> commands.set(counter, "3"));
    node.redis.<Boolean>write(
        commands -> commands.hset(TestInstance.record(order), "expiresAt", "1"));
    node.makeDue(order);
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertLevel(node, held, 5, 0);
        });
  }

  @Test
  void theMarksOfARefusedOrderAreForgottenWithItWhenTheirTimeHasCome() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 1);
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, 2))).isInstanceOf(PlaceResult.Refused.class);
    assertThat(exists(TestInstance.record(order))).isTrue();
    assertThat(exists(Keys.reservations(sku))).isTrue();
    node.orders.sweep();
    assertThat(exists(TestInstance.record(order))).as("before its time").isTrue();
    node.makeDue(order);
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertThat(exists(TestInstance.record(order))).isFalse();
        });
    assertThat(exists(Keys.reservations(sku))).isFalse();
    assertLevel(node, sku, 1, 0);
  }

  @Test
  void aRefusedOrderThatIsTriedAgainIsNotForgotten() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 1);
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 2));
    node.restock(sku, 1);
    assertThat(node.place(order, Basket.of(sku, 2))).isInstanceOf(PlaceResult.Placed.class);
    node.makeDue(order);
    node.orders.sweep();
    assertThat(node.records.find(order)).isPresent();
    assertLevel(node, sku, 0, 2);
  }

  /** The SKUs of the refused body are in no line of the order that has its key now. */
  @Test
  void aTakeOfTheRefusedBodyIsTurnedAwayAfterAnotherBodyHasItsKeyUntilAllIsForgotten() {
    Sku gone = node.product(StrategyType.REDIS_DECRBY, 1);
    Sku kept = node.product(StrategyType.REDIS_SCRIPT, 5);
    OrderId order = TestInstance.newOrder();
    assertThat(node.placeFor("ann", order, Basket.of(gone, 2)))
        .isInstanceOf(PlaceResult.Refused.class);
    long refused = attempt(order);
    assertThat(node.place(order, Basket.of(kept, 2))).isInstanceOf(PlaceResult.Placed.class);
    assertThat(node.records.find(order).orElseThrow())
        .satisfies(record -> {
          assertThat(record.beside()).containsExactly(gone);
          assertThat(record.customer()).isEmpty();
          assertThat(record.attempt()).isGreaterThan(refused);
        });
    assertThat(lateTake(order, refused, gone)).isInstanceOf(ReserveResult.NotReserved.class);
    node.orders.confirm(order, VersionCondition.NONE);
    assertThat(lateTake(order, refused, gone)).isInstanceOf(ReserveResult.NotReserved.class);
    assertLevel(node, gone, 1, 0);
    node.makeDue(order);
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertThat(exists(Keys.reservations(gone))).isFalse();
          assertThat(exists(Keys.reservations(kept))).isFalse();
        });
  }

  @Test
  void aKeyThatWasRefusedWithBodyAfterBodyIsForgottenWithTheMarksOfAllOfThem() {
    OrderId order = TestInstance.newOrder();
    var skus = Stream.generate(() -> node.product(StrategyType.REDIS_DECRBY, 0)).limit(3).toList();
    for (Sku sku : skus) {
      assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Refused.class);
    }
    // One step writes nothing for a refused order that is refused again.
    Sku scarce = node.product(StrategyType.REDIS_SCRIPT, 0);
    assertThat(node.place(order, Basket.of(scarce, 1))).isInstanceOf(PlaceResult.Refused.class);
    assertThat(exists(Keys.reservations(scarce))).isFalse();
    node.makeDue(order);
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertThat(exists(TestInstance.record(order))).isFalse();
        });
    assertThat(skus).noneMatch(sku -> exists(Keys.reservations(sku)));
  }

  @Test
  void aKeyKeepsItsBodyWhereItsRecordCouldNotNameAllMarks() {
    OrderId order = TestInstance.newOrder();
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 0);
    node.place(order, Basket.of(sku, 1));
    String full =
        IntStream.range(0, OrderRecord.BESIDE_MAX)
            .mapToObj(i -> "beside-" + i)
            .collect(Collectors.joining(" "));
    node.redis.<Boolean>write(
        commands -> commands.hset(TestInstance.record(order), "beside", full));
    Sku other = node.product(StrategyType.REDIS_SCRIPT, 5);
    assertThat(node.place(order, Basket.of(other, 1))).isInstanceOf(PlaceResult.KeyReused.class);
    assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Refused.class);
  }

  private long attempt(OrderId order) {
    return Long.parseLong(
        node.redis.<String>read(commands -> commands.hget(TestInstance.record(order), "attempt")));
  }

  private ReserveResult lateTake(OrderId order, long attempt, Sku sku) {
    return node.strategies
        .get(StrategyType.REDIS_SCRIPT)
        .reserve(node.request(order, attempt, Basket.of(sku, 1), false));
  }

  /** Whoever was handed it after its first refusal must not forget the marks of its second. */
  @Test
  void aRefusalThatWasTriedAgainInVainIsForgottenWithTheMarksOfItsLastAttempt() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 1);
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 2));
    node.makeDue(order);
    var leased =
        node.records.sweep(order.partition(), 1000, 1000, Duration.ofMillis(1)).decided().stream()
            .filter(record -> record.id().equals(order))
            .toList();
    assertThat(leased).hasSize(1);
    node.place(order, Basket.of(sku, 2));
    node.completion.settleAll(leased, System.nanoTime() + Duration.ofMinutes(1).toNanos());
    assertThat(exists(TestInstance.record(order))).isTrue();
    assertThat(exists(Keys.reservations(sku))).isTrue();
    node.makeDue(order);
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertThat(exists(TestInstance.record(order))).isFalse();
        });
    assertThat(exists(Keys.reservations(sku))).isFalse();
  }

  @Test
  void aDamagedRecordDoesNotKeepTheOrdersBehindItFromTheirTurn() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    OrderId unreadable = TestInstance.newOrder();
    OrderId unknownStatus = TestInstance.newOrder();
    OrderId sound = TestInstance.newOrder();
    for (OrderId order : List.of(unreadable, unknownStatus)) {
      node.place(order, Basket.of(sku, 1));
    }
    node.redis.<Long>write(commands -> commands.hdel(TestInstance.record(unreadable), "expiresAt"));
    node.redis.<Boolean>write(commands ->
        commands.hset(TestInstance.record(unknownStatus), "status", "OF_ANOTHER_VERSION"));
    node.makeDue(unreadable);
    node.makeDue(unknownStatus);
    node.place(sound, Basket.of(sku, 2));
    node.records.cancel(sound, VersionCondition.NONE);
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertThat(node.store.levels(Set.of(sku)).levels().get(sku))
              .satisfies(level -> assertThat(level.reserved()).isEqualTo(2));
        });
  }

  @Test
  void aProductWhoseKeysAreBrokenDoesNotKeepTheOrdersOfOthersFromTheirTurn() {
    Sku broken = node.product(StrategyType.REDIS_SCRIPT, 5);
    Sku sound = node.product(StrategyType.REDIS_SCRIPT, 5);
    for (int i = 0; i < 20; i++) {
      OrderId order = TestInstance.newOrder();
      node.place(order, Basket.of(i % 2 == 0 ? broken : sound, 1), Duration.ofMinutes(1));
      node.passDeadline(order);
    }
    String reservations = Keys.reservations(broken);
    node.redis.<Long>write(commands -> commands.del(reservations));
    node.redis.<String>write(commands -> commands.set(reservations, "not a hash"));
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertThat(node.store.levels(Set.of(sound)).levels().get(sound))
              .satisfies(level -> assertThat(level.available()).isEqualTo(5));
        });
    node.redis.<Long>write(commands -> commands.del(reservations));
  }
}
