package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.contract.StoreContract.assertSold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders of many partitions that end in one sweep, and whose lines go together. */
class SweepTogetherTest {
  private TestInstance node;
  private Sku sku;
  private Sku another;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .putOff(Duration.ofMillis(1))
            .start();
    sku = node.product(StrategyType.REDIS_SCRIPT, 1_000);
    another = node.product(StrategyType.REDIS_SCRIPT, 1_000);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private OrderId placed(Line... lines) {
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(List.of(lines)), OrderStatus.RESERVED))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  /** What the SKU's reservations say of an order, up to its state. */
  private String state(Sku of, OrderId order) {
    return node.redis
        .<String>read(commands -> commands.hget(Keys.reservations(of), order.value()))
        .substring(0, 1);
  }

  private void total(String name, String value) {
    node.redis.<Boolean>write(
        commands -> commands.hset("holdfast:{" + sku + "}:totals", name, value));
  }

  @Test
  void unitsOfExpiredAndOfConfirmedOrdersGoWhereTheyBelong() {
    var expired = new ArrayList<OrderId>();
    for (int i = 0; i < 150; i++) {
      expired.add(placed(new Line(sku, 2), new Line(another, 1)));
    }
    var sold = placed(new Line(sku, 5));
    node.records.confirm(sold, VersionCondition.NONE);
    expired.forEach(node::passDeadline);
    node.makeDue(sold);

    // Others may have left orders that are due.
    assertThat(node.orders.sweep()).isGreaterThanOrEqualTo(151);

    assertSold(node, sku, 995, 0, 5);
    assertLevel(node, another, 1_000, 0);
    assertThat(expired)
        .allSatisfy(order -> {
          var record = node.records.find(order).orElseThrow();
          assertThat(record.status()).isEqualTo(OrderStatus.EXPIRED);
          assertThat(record.settled()).isTrue();
        });
  }

  @Test
  void nothingFollowsWhereATotalCannotBeCountedOnAndAllOfItOnceItCan() {
    OrderId first = placed(new Line(sku, 2), new Line(another, 1));
    OrderId second = placed(new Line(sku, 3));
    total("reserved", "none");
    node.passDeadline(first);
    node.passDeadline(second);

    node.orders.sweep();

    assertThat(state(sku, first)).isEqualTo("R");
    assertThat(state(sku, second)).isEqualTo("R");
    assertThat(node.redis.<String>read(commands -> commands.get(Keys.available(sku, 1))))
        .isEqualTo("995");
    assertLevel(node, another, 1_000, 0);

    total("reserved", "5");
    node.makeDue(first);
    node.makeDue(second);
    assertThat(node.orders.sweep()).isGreaterThanOrEqualTo(2);
    assertLevel(node, sku, 1_000, 0);
  }
}
