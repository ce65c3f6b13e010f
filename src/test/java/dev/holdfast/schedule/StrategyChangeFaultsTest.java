package dev.holdfast.schedule;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static dev.holdfast.strategy.StrategyType.JVM_MUTEX;
import static dev.holdfast.strategy.StrategyType.REDISSON_LOCK;
import static dev.holdfast.strategy.StrategyType.REDIS_CAS;
import static dev.holdfast.strategy.StrategyType.REDIS_DECRBY;
import static dev.holdfast.strategy.StrategyType.REDIS_SCRIPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.ScriptNames;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.stock.StrategyUnavailableException;
import dev.holdfast.store.StockLine;
import dev.holdfast.strategy.StrategyBindings;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.FaultProxy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A change of strategy meets what is torn, damaged, or beyond what there is. */
class StrategyChangeFaultsTest {
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

  private static StrategyChangeResult change(Sku sku, StrategyType to) {
    return node.inventory.changeStrategy(sku, to.id(), "only-" + sku);
  }

  private static PlaceResult place(TestInstance by, Sku sku, int quantity) {
    return by.place(TestInstance.newOrder(), Basket.of(sku, quantity));
  }

  private static void total(Sku sku, String field, String value) {
    node.redis.<Boolean>write(c -> c.hset(Keys.totals(sku), field, value));
  }

  /**
   * The instance has read a lock's product whose pause is over, and ends it only after the change.
   */
  @Test
  void anEndedPause_isNoWayToTheStrategyBeforeUnderTheEpochAfter() throws Exception {
    Sku sku = node.product(REDISSON_LOCK, 1);
    total(sku, "paused", "1:dead");
    var rivalOnce = new AtomicBoolean(true);
    Runnable rival =
        () -> {
          if (rivalOnce.getAndSet(false)) {
            place(node, sku, 1);
          }
        };
    var redis = RedisUnderTest.shared();
    try (var proxy = FaultProxy.inFrontOf(redis.host(), redis.port());
        var slow =
            InstanceSetup.on(new ServerAddress("127.0.0.1", proxy.port()))
                .window(rival::run)
                .start()) {
      var changed = new AtomicReference<StrategyChangeResult>();
      proxy.onRequest(
          ScriptNames.sha("STOCK_RESUME"), () -> changed.set(change(sku, REDIS_SCRIPT)));
      assertThat(place(slow, sku, 1)).isInstanceOf(PlaceResult.Placed.class);
      assertThat(changed.get()).isInstanceOf(StrategyChangeResult.Done.class);
    }
    assertLevel(node, sku, 0, 1);
  }

  @Test
  void aTotalThatIsTooLow_inventsNoUnits() {
    Sku sku = node.product(REDIS_SCRIPT, 10);
    place(node, sku, 5);
    total(sku, "reserved", "3");
    assertThat(change(sku, REDISSON_LOCK)).isInstanceOf(StrategyChangeResult.Damaged.class);
    assertThat(place(node, sku, 7)).isInstanceOf(PlaceResult.Refused.class);
  }

  @Test
  void aDamagedVersion_leavesNoHalfOfAChange() {
    Sku sku = node.product(REDIS_SCRIPT, 10);
    total(sku, "version", "x");
    for (int i = 0; i < 2; i++) {
      assertThat(change(sku, REDISSON_LOCK)).isInstanceOf(StrategyChangeResult.Damaged.class);
    }
    Product product = node.inventory.products(List.of(sku)).get(sku);
    assertThat(product.strategy()).isEqualTo(REDIS_SCRIPT.id());
    assertThat(product.epoch()).isEqualTo(1);
  }

  /** The totals alone say which counter is theirs, and the changes how far it has come. */
  @Test
  void lostTotals_afterManyChanges_keepTheirCounter() {
    Sku sku = node.product(REDIS_SCRIPT, 10);
    for (int i = 0; i < 66; i++) {
      node.inventory.changeStrategy(
          sku, (i % 2 == 0 ? REDIS_CAS : REDIS_SCRIPT).id(), "c" + i + sku);
    }
    node.redis.<Long>write(c -> c.del(Keys.totals(sku)));
    node.audits.apply(sku, "test");
    assertThat(node.audit(sku).level().available()).isEqualTo(10);
  }

  /** Each decrement finds too little, and its process dies before it gives back. */
  @Test
  void noMoreUnitsAreReturnedThanThereAre() {
    Sku sku = node.product(REDIS_DECRBY, 10);
    var takes = new ReservationScripts(node.redis);
    for (int i = 0; i < 5; i++) {
      takes.decrement(new StockLine(sku, 100, 1, null), 100);
    }
    var done = (StrategyChangeResult.Done) change(sku, REDIS_SCRIPT);
    assertThat(done.change().returned()).isEqualTo(10);
    assertLevel(node, sku, 10, 0);
  }

  /** An instance that reads the binding in two steps may be of the version before. */
  @Test
  void aTornBindingToADecrement_leavesNoCounter() {
    Sku sku = node.product(REDIS_SCRIPT, 10);
    change(sku, REDIS_DECRBY);
    new ReservationScripts(node.redis).decrement(new StockLine(sku, 1, 1, null), 1);
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  @Test
  void aStrategyThatCouldNotBeUsed_isNotRemembered() {
    Sku sku = node.product(JVM_MUTEX, 10);
    try (var other = setup().guarded(System::nanoTime).start()) {
      assertThatThrownBy(() -> place(other, sku, 1))
          .isInstanceOf(StrategyUnavailableException.class);
      change(sku, REDIS_SCRIPT);
      assertThat(place(other, sku, 1)).isInstanceOf(PlaceResult.Placed.class);
    }
  }

  @Test
  void aLevelThatCouldNotBeReadByTheStrategyBefore_isReadByTheNext() {
    Sku sku = node.product(JVM_MUTEX, 10);
    try (var other = setup().guarded(System::nanoTime).start()) {
      assertThatThrownBy(() -> other.inventory.levels(Set.of(sku)))
          .isInstanceOf(StrategyUnavailableException.class);
      change(sku, REDIS_SCRIPT);
      assertThat(other.inventory.levels(Set.of(sku)).levels()).containsKey(sku);
    }
  }

  /** It may have lost a change of strategy, and its epoch may be used again for another. */
  @Test
  void theNextMaster_isAskedForAllBindings() {
    Sku sku = node.product(REDIS_SCRIPT, 10);
    var redis = RedisUnderTest.shared();
    try (var proxy = FaultProxy.inFrontOf(redis.host(), redis.port());
        var other = InstanceSetup.on(new ServerAddress("127.0.0.1", proxy.port())).start()) {
      var bindings = new StrategyBindings(other.store, other.strategies, 10, Duration.ofHours(1));
      bindings.find(List.of(sku));
      assertThat(bindings.remembered(List.of(sku))).containsKey(sku);
      proxy.cut();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> bindings.remembered(List.of(sku)).isEmpty());
    }
  }

  /** It stays locked: who waited for it in vain finds that it is needed no more. */
  @Test
  void aLockOfTheStrategyBefore_isNotRemembered() throws InterruptedException {
    Sku sku = node.product(REDISSON_LOCK, 10);
    var in = new CountDownLatch(1);
    var out = new CountDownLatch(1);
    Runnable holding =
        () -> {
          in.countDown();
          try {
            out.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    try (var stuck = setup().window(holding::run).start();
        var other = setup().start()) {
      var late = Thread.ofVirtual().start(() -> place(stuck, sku, 1));
      in.await();
      other.products.find(List.of(sku));
      change(sku, REDIS_SCRIPT);
      PlaceResult result = place(other, sku, 1);
      out.countDown();
      late.join();
      assertThat(result).isInstanceOf(PlaceResult.Placed.class);
    }
  }
}
