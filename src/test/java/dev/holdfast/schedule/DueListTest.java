package dev.holdfast.schedule;

import static dev.holdfast.store.StepwiseContract.draft;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.ClaimResult;
import dev.holdfast.store.RecordResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The due lists name the orders of which something is to come, and no others: those that only wait
 * to be forgotten are filed apart, so that an audit need not look at them.
 */
class DueListTest extends TwoInstances {
  private Sku sku;

  @BeforeEach
  void supply() {
    sku = node.product(StrategyType.REDIS_SCRIPT, 20);
  }

  public @Override InstanceSetup first() {
    return setup().oneStep(true);
  }

  private boolean remembers(OrderId order) {
    return node.redis.<Boolean>read(
        commands -> commands.hexists(Keys.reservations(sku), order.value()));
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderStatus.class,
      names = {"CONFIRMED", "CANCELLED", "EXPIRED", "REFUSED"})
  void whatOnlyWaitsToBeForgottenIsNotDue(OrderStatus end) {
    for (TestInstance at : List.of(node, other)) {
      OrderId order = ended(at, end);
      assertThat(at.isDue(order)).isFalse();
      assertThat(at.forgottenAt(order)).isPresent();
    }
  }

  private OrderId ended(TestInstance at, OrderStatus end) {
    OrderId order = TestInstance.newOrder();
    if (end == OrderStatus.REFUSED) {
      Sku scarce = node.product(StrategyType.REDIS_DECRBY, 1);
      assertThat(at.place(order, Basket.of(scarce, 2))).isInstanceOf(PlaceResult.Refused.class);
      return order;
    }
    at.place(order, Basket.of(sku, 1));
    switch (end) {
      case CONFIRMED -> at.orders.confirm(order, VersionCondition.NONE);
      case CANCELLED -> at.orders.cancel(order, VersionCondition.NONE);
      default -> {
        at.passDeadline(order);
        sweepUntil(at, () -> assertThat(at.forgottenAt(order)).isPresent());
      }
    }
    return order;
  }

  @Test
  void whatIsSoldAtOnceIsNeverDue() {
    for (TestInstance at : List.of(node, other)) {
      OrderId order = TestInstance.newOrder();
      at.place(order, Basket.of(sku, 1), OrderStatus.CONFIRMED);
      at.completion.trySettle(at.records.find(order).orElseThrow());
      assertThat(at.isDue(order)).isFalse();
      assertThat(at.forgottenAt(order)).isPresent();
    }
  }

  @Test
  void whatIsSoldAtOnceAfterAnAttemptDiedOverItIsNotDueEither() {
    TestInstance quick = start(first().claimHold(Duration.ofMillis(1)));
    OrderId order = TestInstance.newOrder();
    var basket = Basket.of(sku, 1);
    assertThat(quick.records.claim(draft(order, basket))).isInstanceOf(ClaimResult.Claimed.class);
    assertThat(quick.isDue(order)).isTrue();
    assertThat(ConcurrentClients.insist(() -> quick.place(order, basket, OrderStatus.CONFIRMED)))
        .isInstanceOf(PlaceResult.Placed.class);
    assertThat(quick.isDue(order)).isFalse();
    assertThat(quick.forgottenAt(order)).isPresent();
  }

  @Test
  void whatIsClaimedAgainIsDueAndIsForgottenOnlyAfterItHasEndedAgain() {
    OrderId order = ended(node, OrderStatus.EXPIRED);
    assertThat(node.records.revive(order, VersionCondition.NONE))
        .isInstanceOf(RecordResult.Decided.class);
    node.redis.<Long>write(
        commands -> commands.zadd(TestInstance.forgetting(order), 0, order.value()));
    node.orders.sweep();
    assertThat(node.forgottenAt(order)).isEmpty();
    assertThat(node.isDue(order)).isTrue();
    assertThat(remembers(order)).isTrue();
  }

  /** Earlier versions had one list for both. */
  @Test
  void whatAnEarlierVersionFiledAsDueWaitsToBeForgottenFromThenOn() {
    OrderId order = ended(node, OrderStatus.CONFIRMED);
    OrderId refused = ended(node, OrderStatus.REFUSED);
    for (OrderId each : List.of(order, refused)) {
      node.redis.<Long>write(
          commands -> commands.zrem(TestInstance.forgetting(each), each.value()));
      node.redis.<Long>write(commands -> commands.zadd(TestInstance.due(each), 0, each.value()));
    }
    node.orders.sweep();
    for (OrderId each : List.of(order, refused)) {
      assertThat(node.isDue(each)).isFalse();
      assertThat(node.forgottenAt(each)).isPresent();
    }
    assertThat(remembers(order)).isTrue();
    node.makeDue(order);
    sweepUntil(node, () -> assertThat(remembers(order)).isFalse());
    assertThat(node.audit(sku).findings()).isEmpty();
  }
}
