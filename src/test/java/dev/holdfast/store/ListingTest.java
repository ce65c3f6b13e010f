package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.ListingContract;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisStore;
import dev.holdfast.testing.TestInstance;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The listing of orders by their time of change. */
class ListingTest extends ListingContract {
  private TestInstance node;

  ListingTest() {
    super(RedisStore.oneServer());
  }

  @BeforeEach
  void startedOnRedis() {
    node = (TestInstance) node();
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
      node.place(order, Basket.of(sku(), 1));
      orders.add(order);
    }
    assertThat(ids(walk(null, limit, page -> {}))).containsExactlyInAnyOrderElementsOf(orders);
  }

  /** So many changed in one millisecond that a page ends in the middle of them. */
  @Test
  void ordersOfOneMomentAreNeitherLostNorRepeated() {
    var orders = placeMany(60);
    for (OrderId order : orders) {
      String time = Long.toString(beginning().time().toEpochMilli() + 5);
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
