package dev.holdfast.schedule;

import static dev.holdfast.strategy.StrategyType.REDISSON_LOCK;
import static dev.holdfast.strategy.StrategyType.REDIS_DECRBY;
import static dev.holdfast.strategy.StrategyType.REDIS_SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.AdjustResult;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Inventory.StockCountResult.Counted;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.watch.StockWatch;
import dev.holdfast.watch.StockWatchSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A stock count on Redis is cut off between its steps, or meets what others do between them. */
class StockCountFaultsTest {
  private static TestInstance node;

  @BeforeAll
  static void start() {
    node = setup().start();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static InstanceSetup setup() {
    var redis = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
  }

  private static StockCount loss(Sku sku, long units) {
    return new StockCount(sku, TestInstance.newOrder().value(), units, 0, "test");
  }

  private static Sku productWithOrder(StrategyType type, int units, OrderId order, int quantity) {
    Sku sku = node.product(type, units);
    node.place(order, Basket.of(sku, quantity));
    return sku;
  }

  private static void assertStock(
      Sku sku, long supplied, long available, long reserved, long shortfall) {
    assertThat(node.level(sku))
        .isEqualTo(new StockLevel(sku, supplied, available, reserved, 0, shortfall));
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  private static Runnable pause(Sku sku) {
    return () ->
        node.redis.<Boolean>write(c ->
            c.hset(Keys.totals(sku), "paused", System.currentTimeMillis() + 600_000 + ":another"));
  }

  /** The pause begins when units are about to be taken: nothing can be booked until it ends. */
  private static void cutOffAfterTheTake(StockCount count) {
    Sku sku = count.sku();
    Runnable pause = pause(sku);
    try (var dying = setup().window(pause::run).start()) {
      assertThatThrownBy(() -> dying.inventory.count(count))
          .isInstanceOf(OutcomeUnknownException.class);
    }
    node.redis.<Long>write(c -> c.hdel(Keys.totals(sku), "paused"));
    assertStock(sku, 5, 0, 5, 0);
  }

  @Test
  void aCountThatIsCutOffBetweenItsTakeAndItsBooking_isCompletedByARepeat() {
    Sku sku = productWithOrder(REDISSON_LOCK, 5, TestInstance.newOrder(), 3);
    StockCount count = loss(sku, 4);
    cutOffAfterTheTake(count);
    assertThat(node.inventory.count(count)).isEqualTo(new Counted(false));
    assertStock(sku, 1, 0, 3, 2);
    assertThat(node.inventory.count(count)).isEqualTo(new Counted(true));
    node.orders.sweep();
    assertStock(sku, 1, 0, 3, 2);
  }

  @Test
  void aCountThatIsCutOffThere_isCompletedByTheSweeper() {
    Sku sku = productWithOrder(REDISSON_LOCK, 5, TestInstance.newOrder(), 3);
    StockCount count = loss(sku, 4);
    cutOffAfterTheTake(count);
    node.completion.settle(node.records.find(new OrderId("w:" + count.id())).orElseThrow());
    assertStock(sku, 1, 0, 3, 2);
    assertThat(node.inventory.count(count)).isEqualTo(new Counted(true));
    assertStock(sku, 1, 0, 3, 2);
  }

  /** Booked without the units that its order has taken, they fill the shortfall when they come. */
  @Test
  void unitsThatComeAfterTheBooking_fillTheShortfall() {
    Sku sku = productWithOrder(REDISSON_LOCK, 5, TestInstance.newOrder(), 3);
    StockCount count = loss(sku, 4);
    cutOffAfterTheTake(count);
    node.store.bookCount(count);
    assertStock(sku, 1, 0, 5, 4);
    node.completion.settle(node.records.find(new OrderId("w:" + count.id())).orElseThrow());
    assertStock(sku, 1, 0, 3, 2);
    assertThat(node.inventory.count(count)).isEqualTo(new Counted(true));
    assertStock(sku, 1, 0, 3, 2);
  }

  @Test
  void aCountThatIsOnlyAnnounced_isBookedByARepeat() {
    Sku sku = productWithOrder(REDIS_SCRIPT, 5, TestInstance.newOrder(), 3);
    StockCount count = loss(sku, 4);
    node.store.announceCount(count);
    assertStock(sku, 5, 2, 3, 0);
    assertThat(node.inventory.count(count)).isEqualTo(new Counted(false));
    assertStock(sku, 1, 0, 3, 2);
  }

  /** They come back when the loss has been compared with what was available. */
  @Test
  void unitsThatComeBackDuringTheCount_areTakenForTheShortfall() {
    OrderId order = TestInstance.newOrder();
    Sku sku = productWithOrder(REDISSON_LOCK, 5, order, 3);
    StockCount count = loss(sku, 4);
    try (var slow =
        setup().window(() -> node.orders.cancel(order, VersionCondition.NONE)).start()) {
      assertThat(slow.inventory.count(count)).isEqualTo(new Counted(false));
    }
    assertStock(sku, 1, 1, 0, 0);
  }

  /** A decrement that no order records took units that may not be on the shelf. */
  @Test
  void whatABareDecrementReturns_isNoUnitForAShortfall_untilACountTakesIt() {
    Sku sku = node.product(REDIS_DECRBY, 3);
    var takes = new ReservationScripts(node.redis);
    OrderId order = TestInstance.newOrder();
    var line = node.request(order, 1, Basket.of(sku, 5), false).lines().getFirst();
    takes.decrement(line, 5);
    assertThat(node.inventory.count(loss(sku, 3))).isEqualTo(new Counted(false));
    takes.giveBack(order, 1, line, 5);
    assertStock(sku, 0, 3, 0, 3);
    assertThat(
            node.inventory.count(
                new StockCount(sku, TestInstance.newOrder().value(), 0, 0, "test")))
        .isEqualTo(new Counted(false));
    assertStock(sku, 0, 0, 0, 0);
  }

  /** Another loss was booked since it was announced: no unit is lost twice. */
  @Test
  void aLossOfMoreThanIsSuppliedByThen_isRefusedForGood_andGivesBackWhatItTook() {
    Sku sku = productWithOrder(REDIS_SCRIPT, 3, TestInstance.newOrder(), 3);
    StockCount first = loss(sku, 2);
    node.store.announceCount(first);
    assertThat(node.inventory.count(loss(sku, 2))).isEqualTo(new Counted(false));
    for (int i = 0; i < 2; i++) {
      assertThat(node.inventory.count(first)).isEqualTo(new StockCountResult.TooFew(1));
      assertStock(sku, 1, 0, 3, 2);
    }
  }

  /** The units that it took left the supply with the count, which booked them as missing. */
  @Test
  void aWithdrawalThatHasTakenItsUnitsBeforeACount_leavesTheShortfall() {
    Sku sku = node.product(REDISSON_LOCK, 5);
    var withdrawal = new Adjustment(sku, TestInstance.newOrder().value(), -5, "test");
    Runnable pause = pause(sku);
    try (var dying = setup().window(pause::run).start()) {
      assertThat(dying.inventory.adjust(withdrawal)).isInstanceOf(AdjustResult.Applied.class);
    }
    node.redis.<Long>write(c -> c.hdel(Keys.totals(sku), "paused"));
    assertStock(sku, 5, 0, 5, 0);
    assertThat(node.inventory.count(loss(sku, 5))).isEqualTo(new Counted(false));
    assertStock(sku, 0, 0, 5, 5);
    node.completion.settle(node.records.find(new OrderId("w:" + withdrawal.id())).orElseThrow());
    assertStock(sku, 0, 0, 0, 0);
  }

  @Test
  void unitsBesideAShortfall_areTakenForItByTheWatch() {
    Sku sku = productWithOrder(REDISSON_LOCK, 5, TestInstance.newOrder(), 3);
    // As a count leaves it whose instance dies before it takes what came back meanwhile.
    node.redis.<Long>write(c -> c.hincrby(Keys.totals(sku), "supplied", -3));
    node.redis.<Long>write(c -> c.hincrby(Keys.totals(sku), "shortfall", 3));
    assertStock(sku, 2, 2, 3, 3);
    new StockWatch(
            node.inventory,
            new StockWatchSettings(
                true, Duration.ofSeconds(10), 100, Duration.ZERO, Duration.ZERO, 10_000, 100))
        .inspect();
    assertStock(sku, 2, 0, 3, 1);
  }

  @Test
  void aCountWhoseFillingIsContended_isUnknown_andARepeatFills() {
    Sku sku = productWithOrder(REDISSON_LOCK, 5, TestInstance.newOrder(), 3);
    // As a count leaves it that units come back to meanwhile.
    node.redis.<Long>write(c -> c.hincrby(Keys.totals(sku), "supplied", -3));
    node.redis.<Long>write(c -> c.hincrby(Keys.totals(sku), "shortfall", 3));
    var count = new StockCount(sku, TestInstance.newOrder().value(), 2, 2, "test");
    var gate = new Breakpoint();
    var impatient = new LockSettings(Duration.ofMillis(20), Duration.ofMillis(500), 64, 100);
    try (var holding = setup().window(gate).start();
        var counting = setup().locks(impatient).start()) {
      var order =
          ConcurrentClients.start(() -> holding.place(TestInstance.newOrder(), Basket.of(sku, 1)));
      gate.awaitArrival();
      assertThatThrownBy(() -> counting.inventory.count(count))
          .isInstanceOf(OutcomeUnknownException.class);
      gate.letGo();
      assertThat(order.join()).isInstanceOf(PlaceResult.Placed.class);
    }
    assertStock(sku, 2, 1, 4, 3);
    assertThat(node.inventory.count(count)).isEqualTo(new Counted(true));
    assertStock(sku, 2, 0, 4, 2);
  }

  /** What cannot be written whole is not written in part. */
  @Test
  void aDamagedCounterOrShortfall_isFoundBeforeAnythingIsWritten() {
    Sku sku = node.product(REDIS_SCRIPT, 5);
    node.redis.<Boolean>write(c -> c.hset(Keys.totals(sku), "shortfall", "1"));
    var more = new StockCount(sku, TestInstance.newOrder().value(), 5, 7, "test");
    node.store.announceCount(more);
    String counter = Keys.available(sku, 1);
    for (var damage : List.of(List.of("damaged", "1"), List.of("5", "damaged"))) {
      node.redis.<String>write(c -> c.set(counter, damage.getFirst()));
      node.redis.<Boolean>write(c -> c.hset(Keys.totals(sku), "shortfall", damage.getLast()));
      Map<String, String> totals = node.redis.read(c -> c.hgetall(Keys.totals(sku)));
      assertThatThrownBy(() -> node.store.bookCount(more))
          .isInstanceOf(StockDamagedException.class);
      var supply = new Adjustment(sku, TestInstance.newOrder().value(), 2, "test");
      assertThatThrownBy(() -> node.inventory.adjust(supply))
          .isInstanceOf(StockDamagedException.class);
      assertThat(node.redis.<Map<String, String>>read(c -> c.hgetall(Keys.totals(sku))))
          .isEqualTo(totals);
      assertThat(node.redis.<String>read(c -> c.get(counter))).isEqualTo(damage.getFirst());
    }
  }

  @Test
  void theWithdrawalOfACountIsNoOrderThatItConcerns() {
    OrderId order = TestInstance.newOrder();
    Sku sku = productWithOrder(REDIS_SCRIPT, 5, order, 3);
    OrderId sold = TestInstance.newOrder();
    node.place(sold, Basket.of(sku, 1), OrderStatus.CONFIRMED);
    StockCount count = loss(sku, 5);
    assertThat(node.inventory.count(count)).isEqualTo(new Counted(false));
    assertThat(node.inventory.concernedOrders(sku).orders())
        .extracting(one -> one.id())
        .isEqualTo(List.of(order, sold));
  }
}
