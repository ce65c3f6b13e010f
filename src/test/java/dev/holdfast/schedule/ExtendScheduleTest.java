package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.ExtensionBounds;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moving an order's deadline, and who looks at it meanwhile. */
class ExtendScheduleTest {
  private TestInstance node;
  private Sku sku;
  private OrderId order;
  private Order placed;

  @BeforeEach
  void placeAnOrder() {
    var redis = RedisUnderTest.shared();
    node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .putOff(Duration.ofMillis(50))
            .start();
    sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    order = TestInstance.newOrder();
    placed = ((PlaceResult.Placed) node.place(order, Basket.of(sku, 2))).order();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** Without reading the order first: that would enforce its deadline. */
  private DecideResult extend(Duration fromCreation) {
    return node.orders
        .extend(order, VersionCondition.NONE, placed.createdAt().plus(fromCreation))
        .orElseThrow();
  }

  private static Order decided(DecideResult result) {
    assertThat(result).isInstanceOf(DecideResult.Decided.class);
    return ((DecideResult.Decided) result).order();
  }

  @Test
  void aSweeperThatComesAtTheOldDeadlineLeavesAnExtendedOrderAlone() {
    var extended = decided(extend(Duration.ofMinutes(30)));
    assertThat(extended.expiresAt()).isEqualTo(placed.createdAt().plus(Duration.ofMinutes(30)));
    assertThat(extended.version()).isEqualTo(2);
    // As if the due list still had the old deadline.
    node.makeDue(order);
    node.orders.sweep();
    assertThat(node.orders.find(order)).contains(extended);
    assertThat(node.dueAt(order)).isEqualTo(extended.expiresAt());
    assertLevel(node, sku, 3, 2);
  }

  @Test
  void anExtendedOrderExpiresAtItsNewDeadline() {
    decided(extend(Duration.ofMinutes(30)));
    node.passDeadline(order);
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertLevel(node, sku, 5, 0);
        });
  }

  @Test
  void pastItsDeadlineAnOrderIsExpiredAndNotExtendedSweptOrNot() {
    node.passDeadline(order);
    for (int i = 0; i < 2; i++) {
      assertThat(extend(Duration.ofMinutes(30)))
          .isInstanceOfSatisfying(
              DecideResult.Forbidden.class,
              forbidden -> assertThat(forbidden.order().status()).isEqualTo(OrderStatus.EXPIRED));
      node.orders.sweep();
    }
    assertLevel(node, sku, 5, 0);
  }

  @Test
  void theSameAgainOrAnEarlierTimeChangesNothing() {
    var extended = decided(extend(Duration.ofMinutes(30)));
    for (int minutes : new int[] {30, 20, 30}) {
      assertThat(extend(Duration.ofMinutes(minutes))).isEqualTo(new DecideResult.Already(extended));
    }
    assertThat(node.orders.find(order)).contains(extended);
  }

  @Test
  void aTimeBeyondTheLongestReservationIsCutToIt() {
    var extended = decided(extend(Duration.ofDays(1000)));
    assertThat(extended.expiresAt()).isEqualTo(placed.createdAt().plus(TestInstance.RESERVED_MAX));
    assertThat(extend(Duration.ofDays(2000))).isEqualTo(new DecideResult.Already(extended));
  }

  @Test
  void aTimeThatIsNotLaterThanNowIsRefused() {
    for (Instant past :
        new Instant[] {placed.createdAt(), Instant.EPOCH, Instant.ofEpochSecond(-1)}) {
      assertThat(node.orders.extend(order, VersionCondition.NONE, past)).isEmpty();
    }
    assertThat(node.orders.find(order)).contains(placed);
  }

  private DecideResult extendWhile(Function<Integer, Basket> linesOfLook, List<Basket> looks) {
    return node.records
        .extend(
            order,
            VersionCondition.NONE,
            placed.createdAt().plus(Duration.ofMinutes(30)),
            skus -> {
              Basket lines = linesOfLook.apply(looks.size());
              looks.add(lines);
              node.change(order, lines);
              return ExtensionBounds.of(
                  node.store.products(skus).values(), TestInstance.RESERVED_MAX);
            })
        .orElseThrow();
  }

  /** The bounds that were read are not those of the lines that it has now. */
  @Test
  void linesThatChangeWhileTheirBoundsAreRead_areBoundAnew() {
    Sku never = node.product(StrategyType.REDIS_SCRIPT, 5);
    node.register(
        never,
        null,
        Product.Terms.of("never extended", Duration.ofMinutes(15))
            .with(new Product.ExtensionLimits(null, 0)));
    var looks = new ArrayList<Basket>();
    assertThat(extendWhile(look -> Basket.of(List.of(new Line(sku, 2), new Line(never, 1))), looks))
        .isInstanceOf(DecideResult.ExtensionsSpent.class);
    assertThat(looks).hasSize(2);
    assertThat(node.orders.find(order).orElseThrow().expiresAt()).isEqualTo(placed.expiresAt());
  }

  @Test
  void anExtensionLooksABoundedNumberOfTimesAtLinesThatChange() {
    var looks = new ArrayList<Basket>();
    assertThat(extendWhile(look -> Basket.of(sku, look % 2 + 1), looks))
        .isEqualTo(new DecideResult.Contended(order));
    assertThat(looks).hasSize(5);
  }

  @Test
  void aConfirmedOrderHasNoDeadlineToMove() {
    node.orders.confirm(order, VersionCondition.NONE);
    assertThat(extend(Duration.ofMinutes(30))).isInstanceOf(DecideResult.Forbidden.class);
  }
}
