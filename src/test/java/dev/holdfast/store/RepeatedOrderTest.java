package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.lifecycle.OrderMeters;
import dev.holdfast.lifecycle.OrderPlacer;
import dev.holdfast.lifecycle.OrderSettler;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A repeat is answered with its order, whether or not another order could be placed now. */
class RepeatedOrderTest {
  private TestInstance node;
  private TestInstance stepByStep;

  /** Why no order of a product can be placed. */
  enum Obstacle {
    PAUSED {
      @Override
      void befall(TestInstance node, Sku sku) {
        long until = Instant.now().plusSeconds(3600).toEpochMilli();
        node.redis.<Boolean>write(
            commands -> commands.hset("holdfast:{" + sku + "}:totals", "paused", until + ":test"));
      }
    },
    STRATEGY_UNAVAILABLE {
      @Override
      void befall(TestInstance node, Sku sku) {
        node.redis.<Boolean>write(commands ->
            commands.hset("holdfast:{" + sku + "}:product", "strategy", "of-next-year"));
      }
    },
    BEYOND_LIMIT {
      @Override
      void befall(TestInstance node, Sku sku) {
        node.limits(sku, StrategyType.REDIS_SCRIPT, new PurchaseLimits(1, null));
      }
    },
    CUSTOMER_REQUIRED {
      @Override
      void befall(TestInstance node, Sku sku) {
        node.limit(sku, StrategyType.REDIS_SCRIPT, 1);
      }
    },
    UNKNOWN_SKU {
      @Override
      void befall(TestInstance node, Sku sku) {
        node.redis.<Long>write(commands ->
            commands.del("holdfast:{" + sku + "}:product", "holdfast:{" + sku + "}:totals"));
      }
    };

    abstract void befall(TestInstance node, Sku sku);
  }

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start();
    stepByStep =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).oneStep(false).start();
  }

  @AfterEach
  void stop() {
    stepByStep.close();
    node.close();
  }

  private Sku sku() {
    return node.product(StrategyType.REDIS_SCRIPT, 10);
  }

  private void befall(Obstacle obstacle, Sku sku) {
    obstacle.befall(node, sku);
    node.products.forget(List.of(sku));
  }

  private void assertRefused(OrderId order, Basket basket) {
    try {
      assertThat(node.place(order, basket)).isInstanceOf(PlaceResult.Refused.class);
    } catch (StrategyUnavailableException e) {
      assertThat(e).hasMessageContaining("of-next-year");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRepeatHearsItsOrderWhereANewOneIsRefused(Obstacle obstacle) {
    Sku sku = sku();
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 2), OrderStatus.CONFIRMED);
    befall(obstacle, sku);

    assertRefused(TestInstance.newOrder(), Basket.of(sku, 2));
    assertThat(node.place(order, Basket.of(sku, 2), OrderStatus.CONFIRMED))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class,
            placed -> {
              assertThat(placed.replayed()).isTrue();
              assertThat(placed.order().id()).isEqualTo(order);
              assertThat(placed.order().status()).isEqualTo(OrderStatus.CONFIRMED);
            });
    assertThat(node.place(order, Basket.of(sku, 3))).isInstanceOf(PlaceResult.KeyReused.class);
  }

  @ParameterizedTest
  @EnumSource
  void aRepeatedChangeHearsThatTheOrderHasItsLines(Obstacle obstacle) {
    Sku sku = sku();
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 2));
    node.change(order, Basket.of(sku, 3));
    befall(obstacle, sku);

    assertThat(node.change(order, Basket.of(sku, 3)))
        .isInstanceOfSatisfying(
            LinesResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Already.class));
  }

  @Test
  void aRepeatOfAnAttemptThatIsUnderWayHearsThatItIs() {
    Sku sku = sku();
    OrderId order = TestInstance.newOrder();
    assertThat(node.records.claim(StepwiseContract.draft(order, Basket.of(sku, 2))))
        .isInstanceOf(ClaimResult.Claimed.class);
    befall(Obstacle.PAUSED, sku);

    assertThat(node.place(order, Basket.of(sku, 2))).isInstanceOf(PlaceResult.InProgress.class);
  }

  /** The store refuses to place, and can be read: it is short of memory, or a queue is full. */
  @Test
  void aRepeatHearsItsOrderWhereTheStoreRefusesToPlace() {
    Sku sku = sku();
    OrderId order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 2));
    OrderPlacer refused = placing("claim");

    assertThat(refused.place(request(order, sku)))
        .isInstanceOfSatisfying(
            PlaceResult.Placed.class, placed -> assertThat(placed.replayed()).isTrue());
    assertThatThrownBy(() -> refused.place(request(TestInstance.newOrder(), sku)))
        .isInstanceOf(StoreUnavailableException.class);
  }

  /** Nothing may be said of an order that could not be looked up, not even that it is refused. */
  @Test
  void aRefusalThatCannotLookForTheOrderIsNone() {
    Sku sku = sku();
    befall(Obstacle.PAUSED, sku);

    assertThatThrownBy(() -> placing("find").place(request(TestInstance.newOrder(), sku)))
        .isInstanceOf(StoreUnavailableException.class);
  }

  /** What was looked at already is not looked up again: being sold out is the usual refusal. */
  @ParameterizedTest
  @EnumSource(
      value = StrategyType.class,
      names = {"REDIS_SCRIPT", "REDIS_DECRBY", "JVM_MUTEX"})
  void aShortageNeedsNoLookUp(StrategyType type) {
    Sku sku = node.product(type, 1);

    assertThat(placing("find").place(request(TestInstance.newOrder(), sku)))
        .isInstanceOfSatisfying(
            PlaceResult.Refused.class,
            refused -> assertThat(refused.reason()).isInstanceOf(Refusal.InsufficientStock.class));
  }

  private static PlaceOrder request(OrderId order, Sku sku) {
    var basket = Basket.of(sku, 2);
    return new PlaceOrder(
        order, OpaqueId.of(basket.toString()), basket, "", "", null, OrderStatus.RESERVED);
  }

  /** Step by step, on records that cannot be asked one thing. */
  private OrderPlacer placing(String unavailable) {
    var records =
        (OrderRecords)
            Proxy.newProxyInstance(
                OrderRecords.class.getClassLoader(),
                new Class<?>[] {OrderRecords.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals(unavailable)) {
                    throw new StoreUnavailableException("it is refused", null);
                  }
                  try {
                    return method.invoke(node.records, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new OrderPlacer(
        records,
        stepByStep.products,
        new OrderSettler(records, node.store),
        Defaults.of(PlacingSettings.class),
        new OrderMeters(List.of(), new SimpleMeterRegistry()),
        () -> false);
  }
}
