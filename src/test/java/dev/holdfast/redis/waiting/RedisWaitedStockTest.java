package dev.holdfast.redis.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.store.StockStore.SettledLine;
import dev.holdfast.store.StockStore.Step;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import dev.holdfast.waiting.WaitedStock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What an instance with waiting orders announces and receives. */
class RedisWaitedStockTest extends TwoInstances {
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Gathers signals. */
  private static final class Received implements WaitedStock.Signals {
    private final Collection<Sku> skus = new ConcurrentLinkedQueue<>();

    @Override
    public void of(Sku sku) {
      skus.add(sku);
    }

    @Override
    public void ofAny() {
      throw new AssertionError("each signal is of a SKU");
    }

    @Override
    public void seen(Map<Sku, Long> levels) {
      throw new AssertionError("one server is waited for");
    }
  }

  private final Received received = new Received();

  private WaitedStock stock() {
    var stock = new RedisWaitedStock(node.redis);
    stock.sendTo(received);
    return stock;
  }

  private OrderId sold(Sku sku) {
    OrderId order = TestInstance.newOrder();
    other.place(order, Basket.of(sku, 1));
    return order;
  }

  /** Signals and this mark go over one connection, and so in their order. */
  private List<String> messagesUntilTheEnd(Sku sku, Runnable step) {
    var messages = new ConcurrentLinkedQueue<String>();
    try (var subscriber = node.redis.subscriber(messages::add)) {
      subscriber.subscribe(Keys.freed(sku)).toCompletableFuture().join();
      subscriber.subscribe("end-" + sku).toCompletableFuture().join();
      step.run();
      other.redis.<Long>write(commands -> commands.publish("end-" + sku, ""));
      await().atMost(LONG).until(() -> messages.contains("end-" + sku));
    }
    messages.remove("end-" + sku);
    return List.copyOf(messages);
  }

  @Test
  void whileNoOrderWaits_nothingIsSent() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    var order = sold(sku);
    Runnable cancel = () -> other.orders.cancel(order, VersionCondition.NONE);
    assertThat(messagesUntilTheEnd(sku, cancel)).isEmpty();
    stock().look(Set.of(sku), Set.of(sku));
    var another = sold(sku);
    assertThat(messagesUntilTheEnd(sku, () -> other.orders.cancel(another, VersionCondition.NONE)))
        .containsExactly(Keys.freed(sku));
    assertThat(messagesUntilTheEnd(sku, cancel)).as("nothing comes back").isEmpty();
    var kept = sold(sku);
    Runnable confirm = () -> other.orders.confirm(kept, VersionCondition.NONE);
    assertThat(messagesUntilTheEnd(sku, confirm)).as("its units are sold").isEmpty();
  }

  /** Those that a bare decrement took in vain, and those of a take whose answer never came. */
  @Test
  void unitsOfTakesThatCameToNothing_areSignalled() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 1);
    stock().look(Set.of(sku), Set.of(sku));
    var takes = new ReservationScripts(other.redis);
    var order = TestInstance.newOrder();
    var line = other.request(order, 1, Basket.of(sku, 2), false).lines().getFirst();
    takes.decrement(line, 2);
    assertThat(messagesUntilTheEnd(sku, () -> takes.giveBack(order, 1, line, 2)))
        .containsExactly(Keys.freed(sku));
    var another = TestInstance.newOrder();
    var one = other.request(another, 1, Basket.of(sku, 1), false).lines();
    takes.takeChecked(another, 1, one);
    assertThat(messagesUntilTheEnd(sku, () -> takes.resolve(another, 2, one.getFirst())))
        .containsExactly(Keys.freed(sku));
  }

  @Test
  void unitsThatFillAShortfall_areNotSignalled() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 3);
    var orders = List.of(sold(sku), sold(sku), sold(sku));
    node.inventory.count(new StockCount(sku, TestInstance.newOrder().value(), 3, 1, "test"));
    stock().look(Set.of(sku), Set.of(sku));
    assertThat(
            messagesUntilTheEnd(
                sku, () -> other.orders.cancel(orders.get(0), VersionCondition.NONE)))
        .isEmpty();
    assertThat(messagesUntilTheEnd(sku, () -> other.restock(sku, 1))).isEmpty();
    assertThat(
            messagesUntilTheEnd(
                sku, () -> other.orders.cancel(orders.get(1), VersionCondition.NONE)))
        .containsExactly(Keys.freed(sku));
  }

  @Test
  void whatRefusedDecrementsTookBelowZero_isNotSignalled() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 1);
    stock().look(Set.of(sku), Set.of(sku));
    var takes = new ReservationScripts(other.redis);
    var first = TestInstance.newOrder();
    var second = TestInstance.newOrder();
    var line = other.request(first, 1, Basket.of(sku, 1), false).lines().getFirst();
    takes.decrement(line, 1);
    takes.decrement(line, 1);
    assertThat(messagesUntilTheEnd(sku, () -> takes.giveBack(second, 1, line, 1)))
        .as("no unit is there")
        .isEmpty();
    assertThat(messagesUntilTheEnd(sku, () -> takes.giveBack(first, 1, line, 1)))
        .containsExactly(Keys.freed(sku));
  }

  @Test
  void unitsThatAChangeOfStrategyReturns_areSignalled() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 1);
    stock().look(Set.of(sku), Set.of(sku));
    var line =
        other.request(TestInstance.newOrder(), 1, Basket.of(sku, 1), false).lines().getFirst();
    new ReservationScripts(other.redis).decrement(line, 1);
    Runnable change =
        () -> other.inventory.changeStrategy(sku, StrategyType.REDIS_SCRIPT.id(), "change");
    assertThat(messagesUntilTheEnd(sku, change)).containsExactly(Keys.freed(sku));
    assertThat(messagesUntilTheEnd(sku, change)).as("a repeat returns nothing").isEmpty();
  }

  /** A line that is reserved, and is to be released. */
  private SettledLine reservedLine(Sku sku) {
    var order = TestInstance.newOrder();
    var lines = other.request(order, 1, Basket.of(sku, 1), false).lines();
    new ReservationScripts(other.redis).takeChecked(order, 1, lines);
    return new SettledLine(Step.RELEASE, sku, order, 1, 1);
  }

  @Test
  void linesThatAreSettledBesideAFault_areSignalled() {
    Sku damaged = node.product(StrategyType.REDIS_SCRIPT, 1);
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    stock().look(Set.of(sku), Set.of(sku));
    var settled = List.of(reservedLine(damaged), reservedLine(sku));
    other.redis.<Boolean>write(
        commands -> commands.hset(Keys.totals(damaged), "soldForgotten", "none"));
    assertThat(
            messagesUntilTheEnd(
                sku,
                () ->
                    assertThatThrownBy(() -> other.store.settle(settled))
                        .isInstanceOf(StockDamagedException.class)))
        .containsExactly(Keys.freed(sku));
  }

  @Test
  void unitsThatAReconciliationFinds_areSignalled() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    stock().look(Set.of(sku), Set.of(sku));
    other.redis.<Long>write(commands -> commands.decr(Keys.available(sku, 1)));
    assertThat(messagesUntilTheEnd(sku, () -> other.inventory.reconcile(sku, "test")))
        .containsExactly(Keys.freed(sku));
  }

  /** Nothing could be taken while it lasted. */
  @Test
  void theEndOfAPause_isSignalled_alsoWhereAnotherInstanceEndsIt() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    stock().look(Set.of(sku), Set.of(sku));
    Runnable read = () -> other.store.products(List.of(sku));
    assertThat(messagesUntilTheEnd(sku, read)).as("it is not paused").isEmpty();
    other.redis.<Boolean>write(commands -> commands.hset(Keys.totals(sku), "paused", "1:dead"));
    assertThat(messagesUntilTheEnd(sku, read)).containsExactly(Keys.freed(sku));
  }

  @Test
  void anAnnouncementEnds_byItself() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    stock().look(Set.of(sku), Set.of(sku));
    var order = sold(sku);
    other.redis.<Boolean>write(commands -> commands.hset(Keys.totals(sku), "waitedUntil", "1"));
    assertThat(messagesUntilTheEnd(sku, () -> other.orders.cancel(order, VersionCondition.NONE)))
        .isEmpty();
  }

  @Test
  void aSubscriptionThatIsMadeAnew_isFollowedByALook() throws Exception {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 3);
    try (var stock = stock()) {
      assertThat(stock.look(Set.of(sku), Set.of(sku))).isEqualTo(Map.of(sku, 3L));
      assertThat(stock.look(Set.of(sku), Set.of())).isEmpty();
      assertThat(received.skus).isEmpty();
      // The connection is lost.
      stock.idle();
      assertThat(stock.look(Set.of(sku), Set.of())).isEmpty();
      assertThat(received.skus).containsExactly(sku);
    }
  }

  @Test
  void whatIsNoLongerWaitedFor_isNotReceived() throws Exception {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    Sku another = node.product(StrategyType.REDIS_SCRIPT, 1);
    try (var stock = stock()) {
      stock.look(Set.of(sku, another), Set.of(sku, another));
      stock.look(Set.of(another), Set.of(another));
      for (Sku each : List.of(sku, another)) {
        other.orders.cancel(sold(each), VersionCondition.NONE);
      }
      await().atMost(LONG).until(() -> !received.skus.isEmpty());
      assertThat(received.skus).containsExactly(another);
    }
  }

  @Test
  void aSkuThatRedisDoesNotKnow_hasNoLevel_andIsNotMade() {
    var unknown = new Sku("unknown-" + System.nanoTime());
    assertThat(stock().look(Set.of(unknown), Set.of(unknown))).isEmpty();
    assertThat(node.redis.<Long>read(commands -> commands.exists(Keys.totals(unknown)))).isZero();
  }

  @Test
  void anEpochThatTheInstanceDoesNotKnow_isLearned() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 2);
    other.inventory.reconcile(sku, "test");
    assertThat(stock().look(Set.of(sku), Set.of(sku))).isEqualTo(Map.of(sku, 2L));
  }
}
