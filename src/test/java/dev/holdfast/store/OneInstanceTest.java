package dev.holdfast.store;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.EachRedisStrategy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Strategies that keep the threads of one instance apart are used by one instance at a time,
 * outside the lab. An instance is paused here by its clock going on while an order stands between
 * its check and its take.
 */
class OneInstanceTest {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration LONG_LEASE = Duration.ofSeconds(30);

  private final RedisServerProcess redis = RedisServerProcess.start();
  private final AtomicLong clock = new AtomicLong();
  private final Breakpoint gate = new Breakpoint();
  private TestInstance paused;
  private TestInstance other;
  private OrderId late;

  @BeforeEach
  void start() {
    paused = setup().window(gate).guarded(clock::get).start();
    other = setup().guarded(System::nanoTime).lease(LONG_LEASE).start();
  }

  @AfterEach
  void stop() {
    paused.close();
    other.close();
    redis.close();
  }

  private InstanceSetup setup() {
    return InstanceSetup.on(new ServerAddress("127.0.0.1", redis.port()));
  }

  static Stream<StrategyType> ofOneInstance() {
    return StrategyType.of(StoreKind.REDIS).stream()
        .filter(type -> type.guarantee().scope() == Guarantee.Scope.ONE_INSTANCE);
  }

  /** The one with the gate has a lease that does not end while a test runs. */
  private void extendLease() {
    paused.close();
    paused = setup().window(gate).guarded(clock::get).lease(LONG_LEASE).start();
  }

  /** The other one announces itself until nobody else's lease is left in Redis. */
  private void awaitOtherAlone() {
    await("the lease of who was paused has ended in Redis")
        .untilAsserted(() -> {
          other.instances.announce();
          assertThat(other.instances.live()).isEqualTo(1);
        });
  }

  /** An order of the one that is paused has compared, and has not taken. */
  private Future<PlaceResult> pauseBetweenCheckAndTake(Basket basket) {
    return pauseBetweenCheckAndTake(basket, PAUSE);
  }

  private Future<PlaceResult> pauseBetweenCheckAndTake(Basket basket, Duration noticed) {
    paused.instances.announce();
    late = TestInstance.newOrder();
    var order = ConcurrentClients.start(() -> paused.place(late, basket));
    gate.awaitArrival();
    clock.addAndGet(noticed.toNanos());
    awaitOtherAlone();
    return order;
  }

  private void assertContended(Future<PlaceResult> order, boolean untouched) throws Exception {
    assertThat(order.get(20, TimeUnit.SECONDS))
        .isEqualTo(new PlaceResult.Refused(new Refusal.Contended()));
    assertThat(other.hasRecord(late)).isEqualTo(!untouched);
  }

  @ParameterizedTest
  @MethodSource("ofOneInstance")
  void whoWasPausedPastItsLeaseDoesNotTakeWhatAnotherHasSold(StrategyType type) throws Exception {
    Sku sku = other.product(type, 1);
    var answer = pauseBetweenCheckAndTake(Basket.of(sku, 1));
    assertThat(other.place(TestInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Placed.class);

    gate.letGo();

    assertContended(answer, true);
    assertLevel(other, sku, 0, 1);
  }

  @ParameterizedTest
  @MethodSource("ofOneInstance")
  void norWhenItIsAloneAgainByThen(StrategyType type) throws Exception {
    Sku sku = other.product(type, 1);
    var answer = pauseBetweenCheckAndTake(Basket.of(sku, 1));
    assertThat(other.place(TestInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Placed.class);
    other.instances.leave();
    paused.instances.announce();
    assertThat(paused.instances.live()).isEqualTo(1);

    gate.letGo();

    assertContended(answer, true);
    assertLevel(other, sku, 0, 1);
  }

  /**
   * What is between the last look and Redis cannot be looked at: here the pause is not noticed at
   * all.
   */
  @ParameterizedTest
  @MethodSource("ofOneInstance")
  void aTakeThatRedisGetsAfterTheLeaseIsTurnedAway(StrategyType type) throws Exception {
    Sku sku = other.product(type, 1);
    var answer = pauseBetweenCheckAndTake(Basket.of(sku, 1), Duration.ZERO);
    assertThat(other.place(TestInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Placed.class);

    gate.letGo();

    assertContended(answer, false);
    assertLevel(other, sku, 0, 1);
  }

  @ParameterizedTest
  @MethodSource("ofOneInstance")
  void nothingOfABasketIsTakenByWhoWasPaused(StrategyType type) throws Exception {
    Sku one = other.product(type, 1);
    Sku two = other.product(type, 1);
    var answer = pauseBetweenCheckAndTake(Basket.of(List.of(new Line(one, 1), new Line(two, 1))));

    gate.letGo();

    assertContended(answer, true);
    assertLevel(other, one, 1, 0);
    assertLevel(other, two, 1, 0);
  }

  @ParameterizedTest
  @MethodSource("ofOneInstance")
  void anOrderThatWasNotPausedIsPlaced(StrategyType type) throws Exception {
    extendLease();
    Sku sku = other.product(type, 1);
    paused.instances.announce();
    var order =
        ConcurrentClients.start(() -> paused.place(TestInstance.newOrder(), Basket.of(sku, 1)));
    gate.awaitArrival();
    gate.letGo();
    assertThat(order.get(20, TimeUnit.SECONDS)).isInstanceOf(PlaceResult.Placed.class);
  }

  @ParameterizedTest
  @EachRedisStrategy
  void onlyWhatNeedsOneInstanceIsRefusedWhileAnotherLivesOrIsNotKnownTo(StrategyType type) {
    assumeThat(type.guarantee().scope().covers(1)).as("promises to be exact").isTrue();
    boolean one = type.guarantee().scope() == Guarantee.Scope.ONE_INSTANCE;
    extendLease();
    Sku sku = other.product(type, 5);
    gate.letGo();

    assertRefused(one, paused, sku, "is not known");
    paused.instances.announce();
    assertThat(paused.place(TestInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Placed.class);
    other.instances.announce();
    assertRefused(one, other, sku, "2 live on this Redis");
    paused.instances.announce();
    assertRefused(one, paused, sku, "2 live on this Redis");
  }

  private static void assertRefused(boolean refused, TestInstance node, Sku sku, String why) {
    if (refused) {
      assertThatThrownBy(() -> node.place(TestInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOf(StrategyUnavailableException.class)
          .hasMessageContaining(why);
    } else {
      assertThat(node.place(TestInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOf(PlaceResult.Placed.class);
    }
  }
}
