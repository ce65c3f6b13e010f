package dev.holdfast.schedule;

import static dev.holdfast.order.VersionCondition.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.lifecycle.Engine;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.StockStore;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Placing, changing and reserving again, on an instance that remembers a binding which a
 * reconciliation has moved: each starts again with the new one.
 */
class MovedBindingTest {
  private TestInstance node;

  private void start(boolean oneStep) {
    var redis = RedisUnderTest.shared();
    node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).oneStep(oneStep).start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** Under a new epoch, whose counter has another key; this instance remembers the old one. */
  private void move(Sku sku) {
    String lost = Keys.available(sku, epoch(sku));
    node.redis.<Long>write(commands -> commands.decrby(lost, 1));
    assertThat(node.products.find(List.of(sku))).containsKey(sku);
    long before = epoch(sku);
    assertThat(node.audits.apply(sku, "a test"))
        .isInstanceOf(ReconciliationResult.Reconciled.class);
    assertThat(epoch(sku)).isGreaterThan(before);
  }

  private long epoch(Sku sku) {
    String key = Keys.totals(sku);
    return Long.parseLong(node.redis.<String>read(commands -> commands.hget(key, "epoch")));
  }

  private OrderId reserved(Sku sku) {
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, 1))).isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private void assertHeld(Sku sku, long reserved, long sold) {
    var level = node.audit(sku).level();
    assertThat(level.reserved()).isEqualTo(reserved);
    assertThat(level.sold()).isEqualTo(sold);
    assertThat(node.audit(sku).isConserved()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void placing_startsAgainWithANewClaim(boolean oneStep) {
    start(oneStep);
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    reserved(sku);
    move(sku);
    reserved(sku);
    assertHeld(sku, 2, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void changing_startsAgainWithANewClaim(boolean oneStep) {
    start(oneStep);
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = reserved(sku);
    move(sku);
    assertThat(node.orders.changeLines(order, NONE, Basket.of(sku, 3)))
        .isInstanceOfSatisfying(
            LinesResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Decided.class));
    assertHeld(sku, 3, 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void reservingAgain_retriesUnderItsClaim(boolean oneStep) {
    start(oneStep);
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = expired(sku);
    move(sku);
    assertThat(node.orders.confirmOrReReserve(order, NONE))
        .isInstanceOfSatisfying(
            ReReserveResult.Answered.class,
            answered -> assertThat(answered.result()).isInstanceOf(DecideResult.Decided.class));
    assertHeld(sku, 0, 1);
  }

  private OrderId expired(Sku sku) {
    OrderId order = reserved(sku);
    node.passDeadline(order);
    var record = node.records.find(order).orElseThrow();
    assertThat(record.status()).isEqualTo(OrderStatus.EXPIRED);
    node.completion.settle(record);
    return order;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUnknownSku_isRefusedWithoutAClaimOfItsOwn(boolean oneStep) {
    start(oneStep);
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(new Sku("never-registered"), 1)))
        .isEqualTo(
            new PlaceResult.Refused(new Refusal.UnknownSku(List.of(new Sku("never-registered")))));
    assertThat(node.hasRecord(order)).isFalse();
  }

  /** A read more would make a certain refusal fail where that read fails. */
  @Test
  void anUnknownSku_isReadToBindAndToRefuse_noMore() {
    start(true);
    var reads = new AtomicInteger();
    var counting =
        (StockStore)
            Proxy.newProxyInstance(
                StockStore.class.getClassLoader(),
                new Class<?>[] {StockStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("products")) {
                    reads.incrementAndGet();
                  }
                  return method.invoke(node.store, arguments);
                });
    var engine =
        Engine.assemble(
            node.records,
            counting,
            node.audits,
            node.strategies,
            new Engine.Settings(
                Defaults.of(PlacingSettings.class),
                Defaults.of(ProductSettings.class),
                Defaults.of(SweeperSettings.class)),
            new SimpleMeterRegistry(),
            () -> false,
            OptionalInt::empty);
    var unknown = Basket.of(new Sku("never-registered"), 1);
    assertThat(
            engine
                .placer()
                .place(PlaceOrder.of(TestInstance.newOrder(), unknown, "", "", null, false)))
        .isEqualTo(new PlaceResult.Refused(new Refusal.UnknownSku(List.copyOf(unknown.skus()))));
    assertThat(reads).hasValue(2);
  }
}
