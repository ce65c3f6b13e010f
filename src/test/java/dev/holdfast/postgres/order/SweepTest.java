package dev.holdfast.postgres.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresInstance;
import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.stock.Audit;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sweeper and the listing, each on a schema of its own. */
class SweepTest {
  private PostgresInstance one;
  private PostgresInstance two;
  private Sku a;
  private Sku b;

  @BeforeEach
  void start() {
    String schema = PostgresUnderTest.schema();
    one = PostgresInstance.on(schema);
    two = PostgresInstance.on(schema);
    a = one.product(StrategyType.POSTGRES_ROW_LOCK, 500);
    b = one.product(StrategyType.POSTGRES_CONDITIONAL_UPDATE, 500);
  }

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  private List<OrderId> placeMany(int count) {
    var orders = new ArrayList<OrderId>();
    for (int i = 0; i < count; i++) {
      orders.add(
          one.placed(
                  i % 3 == 0 ? Basket.of(List.of(new Line(a, 1), new Line(b, 2))) : Basket.of(a, 1))
              .id());
    }
    return orders;
  }

  @Test
  void sweepersOfTwoInstancesExpireEachOrderOnce() {
    var orders = placeMany(120);
    one.sql
        .sql("UPDATE orders SET expires_at = date_trunc('milliseconds', now()), due_at = now()")
        .update();
    var swept = ConcurrentClients.run(4, i -> () -> (i % 2 == 0 ? one : two).orders.sweep());
    int rest = one.orders.sweep();
    assertThat(swept.stream().mapToInt(Integer::intValue).sum() + rest).isEqualTo(120);
    assertThat(orders).allMatch(order -> one.status(order) == OrderStatus.EXPIRED);
    one.assertLevel(a, 500, 0, 0);
    one.assertLevel(b, 500, 0, 0);
  }

  /** What makes one order fail: a constraint that only its change breaks. */
  @Test
  void anOrderThatCannotExpireHoldsNoOtherUp_andComesAgain() {
    var orders = placeMany(9);
    OrderId damaged = orders.get(4);
    one.sql
        .sql(
            "ALTER TABLE orders ADD CONSTRAINT planted CHECK (status <> 'EXPIRED' OR id <> '"
                + damaged
                + "')")
        .update();
    orders.forEach(one::passDeadline);
    assertThat(one.orders.sweep()).isEqualTo(8);
    assertThat(one.orders.sweep()).isZero();
    assertThat(one.meters.counter("holdfast.sweep.failed").count()).isEqualTo(1);
    one.sql.sql("ALTER TABLE orders DROP CONSTRAINT planted").update();
    one.passDeadline(damaged);
    assertThat(one.orders.sweep()).isEqualTo(1);
    one.assertLevel(a, 500, 0, 0);
  }

  /** The sum of what two orders hold of one unit that was sold twice is not there. */
  @Test
  void ofOrdersThatHoldAUnitSoldTwice_oneGivesItBack() {
    Sku unsafe = one.product(StrategyType.POSTGRES_UNGUARDED, 2);
    var orders = placeMany(3);
    for (int i = 0; i < 2; i++) {
      orders.add(one.placed(Basket.of(List.of(new Line(a, 1), new Line(unsafe, 1)))).id());
    }
    one.sql
        .sql("UPDATE stock SET supplied = 1, reserved = 1 WHERE sku = ?")
        .param(unsafe.value())
        .update();
    orders.forEach(one::passDeadline);

    assertThat(one.orders.sweep()).isEqualTo(5);

    assertThat(orders).allMatch(order -> one.status(order) == OrderStatus.EXPIRED);
    one.assertLevel(a, 500, 0, 0);
    one.assertLevel(unsafe, 1, 0, 0);
    assertThat(one.meters.counter("holdfast.stock.changes.refused").count()).isEqualTo(1);
  }

  @Test
  void aStepThatFailsLeavesTheOthersTheirTurn() {
    one.sql.sql("UPDATE adjustments SET applied_at = applied_at - interval '31 days'").update();
    one.sql.sql("ALTER TABLE orders RENAME COLUMN due_at TO due_then").update();
    assertThatThrownBy(one.orders::sweep).isInstanceOf(IllegalStateException.class);
    assertThat(one.sql.sql("SELECT count(*) FROM adjustments").query(Integer.class).single())
        .isZero();
  }

  @Test
  void whatEndedLongAgoIsForgotten_andItsSalesStillCount() {
    one.limits(b, StrategyType.POSTGRES_CONDITIONAL_UPDATE, new PurchaseLimits(null, 2));
    OrderId sold = StoreInstance.newOrder();
    one.placeFor("ann", sold, Basket.of(b, 2));
    one.orders.confirm(sold, VersionCondition.NONE);
    OrderId cancelled = one.placed(Basket.of(a, 1)).id();
    one.orders.cancel(cancelled, VersionCondition.NONE);
    Order reserved = one.placed(Basket.of(a, 1));
    assertThat(one.orders.sweep()).isZero();
    one.age(91);
    one.sql.sql("UPDATE adjustments SET applied_at = applied_at - interval '31 days'").update();
    assertThat(one.orders.sweep()).isEqualTo(4);
    assertThat(one.orders.find(sold)).isEmpty();
    assertThat(one.orders.find(cancelled)).isEmpty();
    assertThat(one.orders.find(reserved.id())).isPresent();
    one.assertLevel(b, 498, 0, 2);
    one.assertLevel(a, 499, 1, 0);
    // What the customer bought counts on.
    assertThat(one.placeFor("ann", StoreInstance.newOrder(), Basket.of(b, 1)))
        .isInstanceOf(PlaceResult.Refused.class);
  }

  @Test
  void anEndedOrderThatStillHoldsUnitsIsNotForgotten_untilItIsReconciled() {
    OrderId cancelled = one.placed(Basket.of(a, 1)).id();
    one.orders.cancel(cancelled, VersionCondition.NONE);
    one.sql
        .sql("INSERT INTO reservations VALUES (?, ?, 1, 'R', '')")
        .params(cancelled.value(), a.value())
        .update();
    one.sql
        .sql("UPDATE stock SET available = available - 1, reserved = reserved + 1 WHERE sku = ?")
        .param(a.value())
        .update();
    one.age(91);
    assertThat(one.orders.sweep()).isZero();
    assertThat(one.orders.find(cancelled)).isPresent();
    assertThat(one.audit(a).findings())
        .extracting(Audit.Finding::kind)
        .containsExactly(Audit.Kind.RESERVATION_WITHOUT_ORDER);
    one.inventory.reconcile(a, "a test planted it");
    one.assertLevel(a, 500, 0, 0);
    assertThat(one.orders.sweep()).isEqualTo(1);
    assertThat(one.orders.find(cancelled)).isEmpty();
  }

  private List<OrderId> walk(@Nullable OrderStatus status, int limit) {
    var all = new ArrayList<OrderId>();
    Optional<Position> at = Optional.of(new Position(Instant.EPOCH, ""));
    while (at.isPresent()) {
      var page = one.orders.list(status, at.get(), limit);
      assertThat(page.orders().size()).isLessThanOrEqualTo(limit);
      page.orders().forEach(order -> all.add(order.id()));
      at = page.next();
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 40, 41, 500})
  void pagesOfAnySizeListEveryOrderOnceByItsTimeOfChange(int limit) {
    var orders = placeMany(40);
    // So many changed at one moment that a page ends in the middle of them.
    one.publishEvents();
    one.sql.sql("UPDATE listing SET listed_at = '2026-01-01T00:00:00Z' WHERE pos % 3 > 0").update();
    assertThat(walk(null, limit)).containsExactlyInAnyOrderElementsOf(orders);
    OrderId first = walk(null, limit).getFirst();
    one.orders.cancel(first, VersionCondition.NONE);
    assertThat(walk(null, limit).getLast()).isEqualTo(first);
    assertThat(walk(OrderStatus.CANCELLED, limit)).containsExactly(first);
    assertThat(walk(OrderStatus.RESERVED, limit)).hasSize(39).doesNotContain(first);
  }

  @Test
  void anOrderPastItsDeadlineIsListedAsExpired_atTheEnd() {
    var orders = placeMany(3);
    one.passDeadline(orders.get(0));
    assertThat(walk(null, 2)).containsExactly(orders.get(1), orders.get(2), orders.get(0));
    assertThat(walk(OrderStatus.EXPIRED, 50)).containsExactly(orders.get(0));
  }
}
