package dev.holdfast.schedule;

import static dev.holdfast.contract.ContractBase.assertSold;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.Disposition;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReturnResult;
import dev.holdfast.order.ReturnResult.Excess;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.RecordedReturn;
import dev.holdfast.store.ReturnStep;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Schedules around returns: the record has them, and the products settle them later, once each,
 * whatever became of the reservations meanwhile.
 */
class ReturnScheduleTest extends TwoInstances {
  private static final Duration ORDERS_KEPT = Defaults.of(RetentionSettings.class).orders();

  private Sku sku;
  private Sku second;

  @BeforeEach
  void supply() {
    sku = node.product(StrategyType.REDIS_SCRIPT, 9);
    second = node.product(StrategyType.REDIS_DECRBY, 9);
  }

  private OrderId sold(int quantity, int ofSecond) {
    return placed(
        Basket.of(List.of(new Line(sku, quantity), new Line(second, ofSecond))),
        OrderStatus.CONFIRMED);
  }

  private static OrderReturn units(OrderId order, String key, ReturnedUnits... units) {
    return OrderReturn.of(order, key, List.of(units));
  }

  private static ReturnedUnits restock(Sku sku, int units) {
    return ReturnedUnits.of(sku, units, Disposition.RESTOCK);
  }

  /** The record has the return, and then its instance dies. */
  private OrderRecord recorded(OrderId order, String key, ReturnedUnits... units) {
    ReturnStep step = node.records.returnUnits(units(order, key, units), true);
    assertThat(step).isInstanceOf(ReturnStep.Answered.class);
    return decided(((ReturnStep.Answered) step).result());
  }

  private static String returning(OrderId order) {
    return Keys.returning(order.partition());
  }

  private boolean isFiled(OrderId order) {
    return node.redis.<Double>read(commands -> commands.zscore(returning(order), order.value()))
        != null;
  }

  private void makeDue(OrderId order) {
    node.redis.<Long>write(commands -> commands.zadd(returning(order), 0, order.value()));
  }

  private void assertSound() {
    for (Sku each : List.of(sku, second)) {
      assertThat(node.audit(each).findings()).extracting(Finding::detail).isEmpty();
    }
  }

  private void forget(OrderId order) {
    node.makeDue(order);
    sweepUntil(
        node,
        () ->
            assertThat(
                    node.redis.<Boolean>read(
                        commands -> commands.hexists(Keys.reservations(sku), order.value())))
                .isFalse());
  }

  @Test
  void whatDiedBetweenItsRecordAndItsProducts_isSettledByAnothersSweeper() {
    OrderId order = sold(5, 2);
    var record = recorded(order, "key", restock(sku, 2), restock(second, 1));
    // Nothing has moved, and an audit knows that it is to come.
    assertSold(node, sku, 4, 0, 5);
    assertThat(record.order().returned()).isEqualTo(Map.of(sku, 2, second, 1));
    assertThat(isFiled(order)).isTrue();
    // An instance of before returns were known looks there, and would find nothing.
    assertThat(node.isDue(order)).isFalse();
    assertThat(node.forgottenAt(order)).isPresent();

    makeDue(order);
    sweepUntil(other, () -> assertThat(isFiled(order)).isFalse());
    assertSold(node, sku, 6, 0, 3);
    assertSold(node, second, 8, 0, 1);
    assertThat(node.records.find(order).orElseThrow().returning()).isEmpty();
    assertSound();
  }

  @Test
  void aProductThatIsDamagedKeepsNoOtherFromSettlingAReturn() {
    OrderId order = sold(5, 2);
    var record = recorded(order, "key", restock(sku, 2), restock(second, 1));
    var units = record.returning().getFirst().units();
    Sku damaged = units.getFirst().sku();
    Sku sound = units.getLast().sku();
    String counter = Keys.available(damaged, 1);
    String available = node.redis.<String>read(commands -> commands.get(counter));
    node.redis.<Long>write(commands -> commands.del(counter));
    long sold = node.level(sound).sold();
    makeDue(order);
    sweepUntil(
        other,
        () -> assertThat(node.level(sound).sold()).isEqualTo(sold - units.getLast().units()));
    assertThat(isFiled(order)).isTrue();

    node.redis.<String>write(commands -> commands.set(counter, available));
    makeDue(order);
    sweepUntil(other, () -> assertThat(isFiled(order)).isFalse());
    assertSold(node, sku, 6, 0, 3);
    assertSold(node, second, 8, 0, 1);
    assertSound();
  }

  @Test
  void aProductThatHasSettledAReturnDoesNotSettleItAgain() {
    OrderId order = sold(5, 2);
    var record = recorded(order, "key", restock(sku, 2), restock(second, 1));
    RecordedReturn recorded = record.returning().getFirst();
    // It dies after the first product.
    node.store.takeBack(order, recorded, recorded.units().getFirst());
    assertSound();
    makeDue(order);
    sweepUntil(other, () -> assertThat(isFiled(order)).isFalse());
    // A command that comes late.
    recorded.units().forEach(units -> node.store.takeBack(order, recorded, units));
    assertSold(node, sku, 6, 0, 3);
    assertSold(node, second, 8, 0, 1);
    assertSound();
  }

  @Test
  void whatIsReturnedOfAnOrderWhoseLinesAreNotSoldYet_isSoldFirst() {
    OrderId order = placed(Basket.of(List.of(new Line(sku, 5), new Line(second, 2))));
    decided(node.records.confirm(order, NONE));
    assertThat(node.orders.returnUnits(units(order, "key", restock(sku, 2))))
        .isInstanceOf(ReturnResult.Answered.class);
    assertSold(node, sku, 6, 0, 3);
    assertSold(node, second, 7, 0, 2);
    sweepUntil(other, () -> assertThat(node.isDue(order)).isFalse());
    assertSold(node, sku, 6, 0, 3);
    assertSound();
  }

  @Test
  void unitsOfAForgottenReservationComeBackToo_andNoMoreThanWereForgotten() {
    node.limit(sku, StrategyType.REDIS_SCRIPT, 9);
    OrderId order = TestInstance.newOrder();
    assertThat(
            node.placeFor("ann", order, Basket.of(List.of(new Line(sku, 3), new Line(second, 2)))))
        .isInstanceOf(PlaceResult.Placed.class);
    node.orders.confirm(order, NONE);
    forget(order);
    var writtenOff = ReturnedUnits.of(sku, 1, Disposition.WRITE_OFF);
    node.orders.returnUnits(units(order, "key", restock(sku, 1), writtenOff));
    assertSold(node, sku, 7, 0, 1);
    assertThat(node.level(sku).supplied()).isEqualTo(8);
    // Whether they had counted is not known any more.
    assertThat(node.redis.<String>read(commands -> commands.hget(Keys.customers(sku), "ann")))
        .isEqualTo("3");
    assertSound();

    node.redis.<Boolean>write(commands -> commands.hset(Keys.totals(sku), "soldForgotten", "0"));
    var record = recorded(order, "second", restock(sku, 1));
    RecordedReturn damaged = record.returning().getFirst();
    assertThatThrownBy(() -> node.store.takeBack(order, damaged, damaged.units().getFirst()))
        .isInstanceOf(StockDamagedException.class);
    assertThat(node.level(sku).sold()).isEqualTo(1);
    // Once it is mended, the sweeper completes it.
    node.redis.<Boolean>write(commands -> commands.hset(Keys.totals(sku), "soldForgotten", "1"));
    makeDue(order);
    sweepUntil(other, () -> assertThat(isFiled(order)).isFalse());
    assertSold(node, sku, 8, 0, 0);
  }

  @Test
  void aRecordStaysUntilItsReturnsAreSettled_andThenIsForgottenWithThem() {
    OrderId order = sold(5, 2);
    forget(order);
    recorded(order, "key", restock(sku, 2));
    String listing = TestInstance.listing(order);
    // Not yet to be settled, and old enough to be forgotten.
    node.redis.<Long>write(
        commands -> commands.zadd(returning(order), Long.MAX_VALUE / 2.0, order.value()));
    node.redis.<Long>write(commands -> commands.zadd(listing, 1, order.value()));
    node.orders.sweep();
    assertThat(node.records.find(order)).isPresent();
    makeDue(order);
    sweepUntil(other, () -> assertThat(isFiled(order)).isFalse());
    sweepUntil(node, () -> assertThat(node.records.find(order)).isEmpty());
    assertSold(node, sku, 6, 0, 3);
    assertThat(node.orders.returnUnits(units(order, "late", restock(sku, 1))))
        .isEqualTo(new ReturnResult.Answered(new DecideResult.NotFound()));
  }

  /** What a product remembers of returns is bounded by time; what is older is never settled. */
  @Test
  void aReturnThatIsTooOldToBeRememberedIsNotSettled() {
    OrderId order = sold(5, 2);
    var record = recorded(order, "key", restock(sku, 2));
    var young = record.returning().getFirst();
    var old =
        new RecordedReturn(
            young.number(), young.at().minus(ORDERS_KEPT).minusSeconds(1), young.units());
    node.store.takeBack(order, old, young.units().getFirst());
    assertSold(node, sku, 4, 0, 5);

    // Others have been kept for their time, and make room.
    for (int i = 0; i < 6; i++) {
      double at = i;
      node.redis.<Long>write(commands -> commands.zadd(Keys.returns(sku), at, "old:" + at));
    }
    node.store.takeBack(order, young, young.units().getFirst());
    assertThat(node.redis.<Long>read(commands -> commands.zcard(Keys.returns(sku)))).isEqualTo(3);
    assertSold(node, sku, 6, 0, 3);
  }

  @Test
  void aReturnThatNoProductSettledIsFound_andReconciled() {
    OrderId order = sold(5, 2);
    recorded(order, "key", restock(sku, 2));
    assertSound();
    // As if it counted as settled.
    node.redis.<Long>write(commands -> commands.hdel(TestInstance.record(order), "returning"));
    assertThat(node.audit(sku).findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.SALE_WITHOUT_ORDER);
    reconcile();
    assertSold(node, sku, 6, 0, 3);
  }

  @Test
  void aSaleOfMoreUnitsThanItsOrderHasKeptIsFound_andReconciled() {
    OrderId order = sold(5, 2);
    node.orders.returnUnits(units(order, "key", restock(sku, 2)));
    String stored =
        Objects.requireNonNull(
            node.redis.<String>read(
                commands -> commands.hget(Keys.reservations(sku), order.value())));
    node.redis.<Boolean>write(commands ->
        commands.hset(Keys.reservations(sku), order.value(), stored.replace("S:3:", "S:5:")));
    assertThat(node.audit(sku).findings())
        .extracting(Finding::kind)
        .containsExactlyInAnyOrder(Kind.SALE_WITHOUT_ORDER, Kind.SOLD_TOTAL_DISAGREES);
    reconcile();
    assertSold(node, sku, 6, 0, 3);
  }

  private void reconcile() {
    assertThat(node.inventory.reconcile(sku, "a test planted it"))
        .isInstanceOf(ReconciliationResult.Reconciled.class);
    sweepUntil(node, this::assertSound);
  }

  private static ReturnedUnits notShipped(Sku sku, int units) {
    return ReturnedUnits.of(sku, units, Disposition.NOT_SHIPPED);
  }

  /** As if a count had found fewer units than are promised. */
  private void miss(int units) {
    node.redis.<Long>write(commands -> commands.hincrby(Keys.totals(sku), "shortfall", units));
    node.redis.<Long>write(commands -> commands.hincrby(Keys.totals(sku), "supplied", -units));
    assertSound();
  }

  @Test
  void whatWasNotShippedLowersTheShortfall_andWhatIsRestockedFillsIt() {
    OrderId order = sold(9, 2);
    miss(4);
    assertThat(node.orders.returnUnits(units(order, "one", notShipped(sku, 5))))
        .isEqualTo(new ReturnResult.NotMissing(List.of(new Excess(sku, 5, 4))));
    node.orders.returnUnits(units(order, "one", notShipped(sku, 1), restock(second, 1)));
    assertSold(node, sku, 0, 0, 8);
    assertThat(node.level(sku).shortfall()).isEqualTo(3);
    node.orders.returnUnits(units(order, "two", restock(sku, 2)));
    assertSold(node, sku, 0, 0, 6);
    assertThat(node.level(sku).shortfall()).isEqualTo(1);

    // The last one comes before the return is settled: the order gives up a unit that is there.
    var record = recorded(order, "three", notShipped(sku, 1));
    node.restock(sku, 1);
    assertThat(node.level(sku).shortfall()).isZero();
    makeDue(order);
    sweepUntil(other, () -> assertThat(isFiled(order)).isFalse());
    assertSold(node, sku, 1, 0, 5);
    assertThat(record.order().returnable(sku)).isEqualTo(5);
    assertSound();
  }
}
