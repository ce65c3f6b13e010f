package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The listing of orders by their time of change. */
class ListingTest {
  private static final int ORDERS = 120;

  private TestInstance node;
  private Sku sku;
  private Position start;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .putOff(Duration.ofMillis(1))
            .start();
    sku = node.product(StrategyType.REDIS_SCRIPT, 10_000);
    // Others' orders of this Redis are before it.
    start = new Position(place().updatedAt().plusMillis(1), "");
    while (!Instant.now().isAfter(start.time())) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Order place() {
    return ((PlaceResult.Placed) node.place(TestInstance.newOrder(), Basket.of(sku, 1))).order();
  }

  private List<OrderId> placeMany(int count) {
    var orders = new ArrayList<OrderId>();
    for (int i = 0; i < count; i++) {
      orders.add(place().id());
    }
    return orders;
  }

  /** What happens between two pages. */
  private interface Meanwhile {
    void happen(int page);
  }

  private List<Order> walk(@Nullable OrderStatus status, int limit, Meanwhile meanwhile) {
    var all = new ArrayList<Order>();
    Optional<Position> at = Optional.of(start);
    for (int page = 0; at.isPresent(); page++) {
      var found = node.records.list(status, at.get(), limit);
      assertThat(found.orders().size()).isLessThanOrEqualTo(limit);
      all.addAll(found.orders());
      at = found.next();
      meanwhile.happen(page);
    }
    return all;
  }

  private static List<OrderId> ids(List<Order> records) {
    return records.stream().map(Order::id).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 50, 119, 120, 121, 500})
  void pagesOfAnySizeShowEveryOrderOnceByItsTime(int limit) {
    var orders = placeMany(ORDERS);
    var listed = walk(null, limit, page -> {});
    assertThat(ids(listed)).containsExactlyInAnyOrderElementsOf(orders);
    assertThat(listed).isSortedAccordingTo((a, b) -> a.updatedAt().compareTo(b.updatedAt()));
    assertThat(listed)
        .allSatisfy(order -> assertThat(node.orders.find(order.id())).contains(order));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40})
  void whatDoesNotChangeIsNeitherLostNorRepeatedWhileOthersDo(int limit) {
    var orders = placeMany(ORDERS);
    Set<OrderId> changed = new HashSet<>();
    var listed =
        walk(
            null,
            limit,
            page -> {
              // Some of those that were listed, some that come soon, and some that come late.
              for (int i :
                  new int[] {page * limit / 2, page * limit + limit + 2, ORDERS - 1 - page}) {
                if (i >= 0 && i < ORDERS && changed.add(orders.get(i))) {
                  node.orders.cancel(orders.get(i), VersionCondition.NONE);
                }
              }
            });
    var still = orders.stream().filter(order -> !changed.contains(order)).toList();
    assertThat(ids(listed)).as("each once").containsOnlyOnceElementsOf(still);
    // One that has changed comes at its new place, at the end.
    assertThat(ids(listed)).containsAll(changed);
  }

  /** One part of the listing goes on long after the others. */
  @ParameterizedTest
  @ValueSource(ints = {1, 16, 50})
  void manyOrdersOfOnePartitionAreNeitherLostNorRepeated(int limit) {
    var orders = new ArrayList<OrderId>();
    for (int i = 0; i < ORDERS; i++) {
      OrderId order = TestInstance.newOrder();
      while (order.partition() != 3 && i % 10 != 0) {
        order = TestInstance.newOrder();
      }
      node.place(order, Basket.of(sku, 1));
      orders.add(order);
    }
    assertThat(ids(walk(null, limit, page -> {}))).containsExactlyInAnyOrderElementsOf(orders);
  }

  /** So many changed in one millisecond that a page ends in the middle of them. */
  @Test
  void ordersOfOneMomentAreNeitherLostNorRepeated() {
    var orders = placeMany(60);
    for (OrderId order : orders) {
      String time = Long.toString(start.time().toEpochMilli() + 5);
      node.redis.<Long>write(commands ->
          commands.zadd(TestInstance.listing(order), Double.parseDouble(time), order.value()));
      node.redis.<Boolean>write(
          commands -> commands.hset(TestInstance.record(order), "updatedAt", time));
    }
    for (int limit : new int[] {1, 2, 13}) {
      assertThat(ids(walk(null, limit, page -> {})))
          .containsExactlyElementsOf(
              orders.stream().sorted((a, b) -> a.value().compareTo(b.value())).toList());
    }
  }

  @Test
  void aStatusFindsItsOrdersAmongManyOthers() {
    var orders = placeMany(ORDERS);
    var wanted = Set.of(orders.get(3), orders.get(70), orders.get(119));
    wanted.forEach(order -> node.orders.confirm(order, VersionCondition.NONE));
    for (int limit : new int[] {1, 2, 50}) {
      assertThat(ids(walk(OrderStatus.CONFIRMED, limit, page -> {})))
          .containsExactlyInAnyOrderElementsOf(wanted);
    }
    assertThat(walk(OrderStatus.RESERVED, 50, page -> {})).hasSize(ORDERS - wanted.size());
  }

  /** The listing enforces a deadline as a read does. */
  @Test
  void anOrderPastItsDeadlineIsListedAsExpired() {
    OrderId order = place().id();
    node.redis.<Boolean>write(
        commands -> commands.hset(TestInstance.record(order), "expiresAt", "1"));
    assertThat(walk(OrderStatus.RESERVED, 50, page -> {})).isEmpty();
    assertThat(ids(walk(OrderStatus.EXPIRED, 50, page -> {}))).containsExactly(order);
  }

  @Test
  void whatARefusalLeavesAndWithdrawalsAreNotListed() {
    Sku scarce = node.product(StrategyType.REDIS_DECRBY, 1);
    assertThat(node.place(TestInstance.newOrder(), Basket.of(scarce, 2)))
        .isInstanceOf(PlaceResult.Refused.class);
    node.place(
        new OrderId("w:" + TestInstance.newOrder().value()),
        Basket.of(sku, 1),
        OrderStatus.WITHDRAWN);
    assertThat(walk(null, 50, page -> {})).isEmpty();
  }

  /** One that took nothing, and one that leaves marks. */
  @ParameterizedTest
  @EnumSource(names = {"JVM_MUTEX", "REDIS_DECRBY"})
  void aRefusalLeavesNothingInTheListing(StrategyType type) {
    Sku scarce = node.product(type, 1);
    OrderId refused = TestInstance.newOrder();
    assertThat(node.place(refused, Basket.of(scarce, 2))).isInstanceOf(PlaceResult.Refused.class);
    assertThat(
            node.redis.<@Nullable Double>read(
                commands -> commands.zscore(TestInstance.listing(refused), refused.value())))
        .isNull();
  }

  /** It comes at its new place. */
  @Test
  void anOrderThatHasChangedSinceItsPlaceWasReadIsPassedOver() {
    var orders = placeMany(2);
    String later = Long.toString(Instant.now().plusSeconds(60).toEpochMilli());
    node.redis.<Boolean>write(
        commands -> commands.hset(TestInstance.record(orders.get(0)), "updatedAt", later));
    assertThat(ids(walk(null, 50, page -> {}))).containsExactly(orders.get(1));
  }

  @Test
  void aDamagedRecordIsPassedOver() {
    var orders = placeMany(3);
    node.redis.<Long>write(
        commands -> commands.hdel(TestInstance.record(orders.get(1)), "createdAt"));
    node.redis.<Long>write(commands -> commands.del(TestInstance.record(orders.get(2))));
    assertThat(ids(walk(null, 2, page -> {}))).containsExactly(orders.get(0));
  }
}
