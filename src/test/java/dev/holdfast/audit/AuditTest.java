package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audit against damage that was planted by hand. */
class AuditTest {
  private TestInstance node;
  private Sku sku;
  private OrderId order;

  @BeforeEach
  void placeAnOrder() {
    var redis = RedisUnderTest.shared();
    node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start();
    sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    order = TestInstance.newOrder();
    node.place(order, Basket.of(sku, 3));
    node.place(TestInstance.newOrder(), Basket.of(sku, 2));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private String orderKey() {
    return "holdfast:{o" + order.partition() + "}:order:" + order.value();
  }

  private void assertFound(Kind... kinds) {
    var audit = node.audit(sku);
    assertThat(audit.findings()).extracting(Finding::kind).containsExactlyInAnyOrder(kinds);
    assertThat(audit.isConserved()).isEqualTo(kinds.length == 0);
  }

  @Test
  void soundStockHasNoFindings() {
    assertFound();
    var audit = node.audit(sku);
    assertThat(audit.deep()).isTrue();
    assertThat(audit.inconclusive()).isFalse();
    assertThat(audit.reservations()).isEqualTo(2);
    assertThat(node.audits.audits(List.of(sku)).get(sku).isConserved()).isTrue();
  }

  @Test
  void unitsThatLeakedFromTheCounterAreFound() {
    node.redis.<Long>write(commands -> commands.decrby(Keys.available(sku, 1), 4));
    assertFound(Kind.COUNTERS_DISAGREE);
    assertThat(node.audit(sku).level().discrepancy()).isEqualTo(4);
    assertThat(node.audits.audits(List.of(sku)).get(sku).isConserved()).isFalse();
  }

  @Test
  void phantomUnitsInTheCounterAreFound() {
    node.redis.<Long>write(commands -> commands.incrby(Keys.available(sku, 1), 4));
    assertFound(Kind.COUNTERS_DISAGREE);
    assertThat(node.audit(sku).level().discrepancy()).isEqualTo(-4);
  }

  @Test
  void moreSoldThanSuppliedIsFound() {
    node.redis.<Long>write(
        commands -> commands.hincrby("holdfast:{" + sku + "}:totals", "supplied", -10));
    node.redis.<Long>write(commands -> commands.decrby(Keys.available(sku, 1), 10));
    assertFound(Kind.OVERSOLD);
    assertThat(node.audit(sku).level().oversold()).isEqualTo(5);
  }

  @Test
  void aReservationWithoutAnOrderIsFound() {
    node.redis.<Long>write(commands -> commands.del(orderKey()));
    node.redis.<Long>write(
        commands -> commands.zrem("holdfast:{o" + order.partition() + "}:due", order.value()));
    assertFound(Kind.RESERVATION_WITHOUT_ORDER);
    assertThat(node.audit(sku).findings().get(0).detail())
        .contains(order.value())
        .contains("3 units");
  }

  @Test
  void aReservationOfAnOrderThatEndedIsFoundUnlessItsLinesAreStillToCome() {
    node.records.cancel(order, VersionCondition.NONE);
    assertFound();
    node.redis.<Long>write(
        commands -> commands.zrem("holdfast:{o" + order.partition() + "}:due", order.value()));
    assertFound(Kind.RESERVATION_WITHOUT_ORDER);
  }

  @Test
  void aConfirmedOrderHasNoFindingsWhetherOrNotItsLinesAreSoldYet() {
    node.records.confirm(order, VersionCondition.NONE);
    assertFound();
    node.orders.confirm(order, VersionCondition.NONE);
    assertFound();
    assertThat(node.audit(sku).level().sold()).isEqualTo(3);
    assertThat(node.audit(sku).reservations()).isEqualTo(2);
  }

  @Test
  void aConfirmedOrderWhoseLinesNobodyWillSellIsFound() {
    node.records.confirm(order, VersionCondition.NONE);
    node.redis.<Long>write(
        commands -> commands.zrem("holdfast:{o" + order.partition() + "}:due", order.value()));
    assertFound(Kind.RESERVATION_WITHOUT_ORDER);
  }

  @Test
  void aConfirmedOrderWhoseUnitsAreGoneIsFound() {
    node.records.confirm(order, VersionCondition.NONE);
    node.redis.<Long>write(commands -> commands.hdel(Keys.reservations(sku), order.value()));
    assertFound(Kind.ORDER_WITHOUT_RESERVATION, Kind.RESERVED_TOTAL_DISAGREES);
  }

  @Test
  void aSaleWithoutAConfirmedOrderIsFound() {
    node.orders.confirm(order, VersionCondition.NONE);
    node.redis.<Boolean>write(commands -> commands.hset(orderKey(), "status", "CANCELLED"));
    assertFound(Kind.SALE_WITHOUT_ORDER);
    assertThat(node.audit(sku).findings().get(0).detail())
        .contains(order.value())
        .contains("3 units")
        .contains("CANCELLED");
    node.redis.<Long>write(commands -> commands.del(orderKey()));
    assertFound(Kind.SALE_WITHOUT_ORDER);
  }

  @Test
  void aSaleOfOtherUnitsThanTheOrderListsIsFound() {
    node.orders.confirm(order, VersionCondition.NONE);
    node.redis.<Boolean>write(
        commands -> commands.hset(Keys.reservations(sku), order.value(), "S:4:1"));
    assertFound(Kind.SALE_WITHOUT_ORDER, Kind.SOLD_TOTAL_DISAGREES);
  }

  @Test
  void aSaleThatIsGoneIsFoundByTheTotal() {
    node.orders.confirm(order, VersionCondition.NONE);
    node.redis.<Long>write(commands -> commands.hdel(Keys.reservations(sku), order.value()));
    assertFound(Kind.SOLD_TOTAL_DISAGREES);
  }

  @Test
  void anOrderWithoutItsReservationIsFound() {
    node.redis.<Long>write(commands -> commands.hdel(Keys.reservations(sku), order.value()));
    assertFound(Kind.ORDER_WITHOUT_RESERVATION, Kind.RESERVED_TOTAL_DISAGREES);
  }

  @Test
  void aReservationOfTooFewUnitsIsFound() {
    node.redis.<Boolean>write(
        commands -> commands.hset(Keys.reservations(sku), order.value(), "R:1:1"));
    assertFound(Kind.ORDER_WITHOUT_RESERVATION, Kind.RESERVED_TOTAL_DISAGREES);
  }

  @Test
  void aReservationOfNoOrderAtAllIsFound() {
    node.redis.<Boolean>write(
        commands -> commands.hset(Keys.reservations(sku), "by hand", "R:1:1"));
    assertFound(Kind.RESERVATION_WITHOUT_ORDER, Kind.RESERVED_TOTAL_DISAGREES);
  }

  @Test
  void aMissingCounterIsFoundAndTakenForNothing() {
    node.redis.<Long>write(commands -> commands.del(Keys.available(sku, 1)));
    assertFound(Kind.MISSING_KEY, Kind.COUNTERS_DISAGREE);
    assertThat(
            ConcurrentClients.placed(
                List.of(node.place(TestInstance.newOrder(), Basket.of(sku, 1)))))
        .isZero();
  }

  @Test
  void missingTotalsAreFoundAndNotTakenForAnUnknownSku() {
    node.redis.<Long>write(commands -> commands.del("holdfast:{" + sku + "}:totals"));
    assertFound(Kind.MISSING_KEY);
    assertThat(
            ConcurrentClients.placed(
                List.of(node.place(TestInstance.newOrder(), Basket.of(sku, 1)))))
        .isZero();
  }

  @Test
  void whatMovesWhileItIsLookedAtIsInconclusiveAndNobodysFault() {
    var open = new AtomicBoolean(true);
    var supplying =
        ConcurrentClients.start(() -> {
          while (open.get()) {
            node.restock(sku, 1);
          }
          return sku;
        });
    try {
      Awaitility.await().until(() -> node.audit(sku).inconclusive());
    } finally {
      open.set(false);
      supplying.join();
    }
    assertThat(node.audit(sku).inconclusive()).isFalse();
    assertFound();
  }

  @Test
  void aSkuThatNobodyRegisteredHasNoAudit() {
    assertThat(node.audits.audits(List.of(new Sku("nobody-knows-it")))).isEmpty();
    assertThat(node.audits.deepAudit(new Sku("nobody-knows-it"))).isEmpty();
  }
}
