package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.audit.ReconciliationSettings;
import dev.holdfast.redis.audit.RedisStockAudits;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.Reconciliation.Action;
import dev.holdfast.stock.Reconciliation.Repair;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever was planted is named, would be repaired, and is. */
class ReconciliationTest {
  private TestInstance node;
  private RedisStockAudits reconciliations;
  private DamagedProduct product;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start();
    // Orders that other tests have damaged are not ours to count.
    node.redis.<String>write(commands -> commands.flushdb());
    reconciliations =
        new RedisStockAudits(
            node.redis, InstanceSetup.patientRedis(), Defaults.of(ReconciliationSettings.class));
    product = new DamagedProduct(node, StrategyType.REDIS_SCRIPT);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Reconciliation look() {
    return ((ReconciliationResult.Reconciled) reconciliations.look(product.sku)).reconciliation();
  }

  private Reconciliation apply() {
    return ((ReconciliationResult.Reconciled) reconciliations.apply(product.sku, "a test"))
        .reconciliation();
  }

  private static StockLevel expected(PlantedDamage damage, Sku sku) {
    return new StockLevel(
        sku, damage.supplied(), damage.available(), damage.reserved(), damage.sold());
  }

  private List<Kind> found() {
    return node.audit(product.sku).findings().stream().map(Finding::kind).toList();
  }

  @ParameterizedTest
  @EnumSource
  void plantedDamageIsNamed(PlantedDamage damage) {
    damage.plantIn(product);
    assertThat(found()).containsExactlyInAnyOrderElementsOf(damage.kinds());
    assertThat(node.audit(product.sku).isConserved()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aDryRunChangesNothingAndSaysWhatItWouldDo(PlantedDamage damage) {
    damage.plantIn(product);
    var before = product.everything();
    var plan = look();
    assertThat(product.everything()).isEqualTo(before);
    assertThat(plan.applied()).isFalse();
    assertThat(plan.repairs()).isNotEmpty();
    assertThat(plan.after()).isEqualTo(expected(damage, product.sku));
    assertThat(plan.left()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void applyingItMakesEverythingAddUp(PlantedDamage damage) {
    damage.plantIn(product);
    var plan = look();
    var done = apply();
    assertThat(done.applied()).isTrue();
    assertThat(done.repairs()).extracting(Repair::action).containsAll(actions(plan));
    assertThat(done.after()).isEqualTo(plan.after());
    assertThat(found()).isEmpty();
    var audit = node.audit(product.sku);
    assertThat(audit.level()).isEqualTo(expected(damage, product.sku));
    assertThat(audit.isConserved()).isTrue();
    assertThat(product.epoch()).isEqualTo(done.epoch());
    assertItSells(audit.level());
  }

  private static List<Action> actions(Reconciliation plan) {
    return plan.repairs().stream().map(Repair::action).toList();
  }

  /** Whoever has an order keeps it, and whoever wants one gets it. */
  private void assertItSells(StockLevel before) {
    var order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(product.sku, 1))).isInstanceOf(PlaceResult.Placed.class);
    node.orders.confirm(order, VersionCondition.NONE);
    node.orders.cancel(product.other, VersionCondition.NONE);
    node.makeDue(product.reserved);
    node.orders.sweep();
    assertThat(found()).isEmpty();
    StockLevel now = node.audit(product.sku).level();
    assertThat(now.sold()).isEqualTo(before.sold() + 1);
    assertThat(now.reserved()).isEqualTo(before.reserved() - 2);
    assertThat(now.available()).isEqualTo(before.available() + 1);
  }

  @Test
  void whereNothingIsWrongNothingIsDone() {
    var before = product.everything();
    var done = apply();
    assertThat(done.applied()).isFalse();
    assertThat(done.repairs()).isEmpty();
    assertThat(product.everything()).isEqualTo(before);
  }

  @Test
  void whatWasDoneIsWrittenDown() {
    product.counter(-4);
    var done = apply();
    product.counter(3);
    apply();
    var entries =
        node.redis.read(commands ->
            commands.xrange(
                "holdfast:{" + product.sku + "}:reconciliations",
                io.lettuce.core.Range.unbounded()));
    assertThat(entries).hasSize(2);
    assertThat(entries.get(0).getBody())
        .containsEntry("reason", "a test")
        .containsEntry("before", "supplied 10, available 0, reserved 5, sold 1")
        .containsEntry("after", "supplied 10, available 4, reserved 5, sold 1")
        .hasEntrySatisfying(
            "repairs", text -> assertThat(text).contains("SET_AVAILABLE: from 0 to 4"));
    assertThat(done.at()).isNotNull();
  }

  @Test
  void whatWasOversoldStaysOversoldAndIsNamed() {
    product.total("supplied", -7);
    product.counter(-7);
    var left = apply();
    assertThat(left.left()).extracting(Finding::kind).containsExactly(Kind.OVERSOLD);
    product.counter(4);
    var done = apply();
    assertThat(done.applied()).isTrue();
    assertThat(done.after().available()).isEqualTo(-3);
    assertThat(done.left())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.OVERSOLD);
          assertThat(finding.units()).isEqualTo(3);
        });
    assertThat(found()).containsExactly(Kind.OVERSOLD);
    assertThat(node.place(TestInstance.newOrder(), Basket.of(product.sku, 1)))
        .isInstanceOf(PlaceResult.Refused.class);
    node.restock(product.sku, 5);
    assertThat(found()).isEmpty();
  }

  @Test
  void aShortfallIsNoOversale_isNeitherMadeNorClearedByARepair_andIsFilledFirst() {
    product.total("supplied", -6);
    product.total("shortfall", 2);
    product.counter(-4);
    assertThat(found()).isEmpty();
    assertThat(node.level(product.sku)).isEqualTo(new StockLevel(product.sku, 4, 0, 5, 1, 2));
    product.counter(3);
    var done = apply();
    assertThat(done.after()).isEqualTo(new StockLevel(product.sku, 4, 0, 5, 1, 2));
    assertThat(done.left()).isEmpty();
    node.orders.cancel(product.reserved, VersionCondition.NONE);
    assertThat(node.level(product.sku)).isEqualTo(new StockLevel(product.sku, 4, 1, 2, 1, 0));
    product.total("supplied", -4);
    product.total("shortfall", 4);
    node.restock(product.sku, 3);
    assertThat(node.level(product.sku)).isEqualTo(new StockLevel(product.sku, 3, 1, 2, 1, 1));
    assertThat(found()).isEmpty();
  }

  @Test
  void aPromiseWhoseUnitsWereSoldToAnotherIsKeptAndCountsAsOversold() {
    product.reserve(product.reserved.value(), null);
    product.total("reserved", -3);
    product.counter(3);
    node.place(TestInstance.newOrder(), Basket.of(product.sku, 7));
    var done = apply();
    assertThat(done.after()).isEqualTo(new StockLevel(product.sku, 10, -3, 12, 1));
    assertThat(done.left()).extracting(Finding::kind).containsExactly(Kind.OVERSOLD);
    assertThat(done.repairs()).extracting(Repair::action).contains(Action.SET_RESERVATION);
  }

  @Test
  void aSaleThatNoRecordKnowsIsLeftToAPerson() {
    product.delete(product.recordKey(product.sold));
    var level = node.audit(product.sku).level();
    var looked = look();
    assertThat(looked.left())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.SALE_WITHOUT_ORDER);
          assertThat(finding.orders()).containsExactly(product.sold.value());
        });
    product.counter(2);
    apply();
    assertThat(node.audit(product.sku).level()).isEqualTo(level);
    assertThat(found()).containsExactly(Kind.SALE_WITHOUT_ORDER);
  }

  @Test
  void reservationsThatAreNoHashAreNotRepaired() {
    product.delete(Keys.reservations(product.sku));
    product.set(Keys.reservations(product.sku), "x");
    assertThat(found()).contains(Kind.UNREADABLE);
    assertThat(reconciliations.look(product.sku))
        .isInstanceOf(ReconciliationResult.NotRepairable.class);
    assertThat(reconciliations.apply(product.sku, ""))
        .isInstanceOf(ReconciliationResult.NotRepairable.class);
  }

  @Test
  void aSkuThatNobodyRegisteredCannotBeReconciled() {
    assertThat(reconciliations.look(new Sku("nobody-knows-it")))
        .isInstanceOf(ReconciliationResult.UnknownSku.class);
    assertThat(reconciliations.apply(new Sku("nobody-knows-it"), ""))
        .isInstanceOf(ReconciliationResult.UnknownSku.class);
  }

  @Test
  void whatIsGivenBackCountsForItsCustomerNoMore() {
    Sku limited = node.limitedProduct(StrategyType.REDIS_SCRIPT, 10, 5);
    OrderId kept = TestInstance.newOrder();
    OrderId lost = TestInstance.newOrder();
    node.placeFor("ann", kept, Basket.of(limited, 3));
    node.placeFor("ann", lost, Basket.of(limited, 2));
    node.redis.<Long>write(commands -> commands.del(TestInstance.record(lost)));
    product.notDue(lost);
    assertThat(reconciliations.apply(limited, "a test"))
        .isInstanceOf(ReconciliationResult.Reconciled.class);
    Map<String, String> counted =
        node.redis.read(commands -> commands.hgetall(Keys.customers(limited)));
    assertThat(counted).isEqualTo(Map.of("ann", "3"));
    assertThat(node.placeFor("ann", TestInstance.newOrder(), Basket.of(limited, 2)))
        .isInstanceOf(PlaceResult.Placed.class);
  }

  @Test
  void aFindingNamesAFewOrdersAndCountsTheRest() {
    for (int i = 0; i < 30; i++) {
      product.reserve(TestInstance.newOrder().value(), "R:2:1");
    }
    var finding =
        node.audit(product.sku).findings().stream()
            .filter(f -> f.kind() == Kind.RESERVATION_WITHOUT_ORDER)
            .findFirst()
            .orElseThrow();
    assertThat(finding.units()).isEqualTo(60);
    assertThat(finding.orders()).hasSize(10);
    assertThat(finding.detail()).startsWith("30 of them, 60 units in all; the first: 2 units");
  }

  @Test
  void whatOneReconciliationDoesNotTakeIsLeftToTheNext() {
    var few = Defaults.of(ReconciliationSettings.class);
    reconciliations =
        new RedisStockAudits(
            node.redis,
            InstanceSetup.patientRedis(),
            new ReconciliationSettings(
                few.lookMax(),
                few.pauseMax(),
                few.settle(),
                few.settleMax(),
                few.triesMax(),
                20,
                few.kept()));
    for (int i = 0; i < 30; i++) {
      product.reserve(TestInstance.newOrder().value(), "R:2:1");
    }
    assertThat(apply().complete()).isFalse();
    assertThat(found()).contains(Kind.RESERVATION_WITHOUT_ORDER);
    assertThat(apply().complete()).isTrue();
    assertThat(found()).isEmpty();
  }
}
