package dev.holdfast.waiting;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.contract.StoreUnderTest;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.postgres.PostgresWaits;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.RedisStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Measures how long after a cancellation on one instance an order that waits on another one is
 * placed. No test: it runs when it is named, as in {@code ./mvnw -q test -Dtest=MeasureWaiting}.
 */
class MeasureWaiting {
  private static final int ROUNDS = Integer.getInteger("holdfast.measure.rounds", 500);
  private static final int WARM_UP = 50;
  private static final Duration SEQUENCED_EACH = Duration.ofMillis(25);
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void measure() {
    for (var type : new StrategyType[] {StrategyType.REDIS_SCRIPT, StrategyType.REDIS_DECRBY}) {
      try (var store = RedisStore.oneServer()) {
        measure("one Redis", store, type);
      }
    }
    try (var store = RedisStore.cluster()) {
      measure("a Cluster", store, StrategyType.REDIS_SCRIPT);
    }
    for (var type :
        new StrategyType[] {
          StrategyType.POSTGRES_CONDITIONAL_UPDATE, StrategyType.POSTGRES_GROUP_COMMIT
        }) {
      try (var store = PostgresWaits.store()) {
        measure("PostgreSQL", store, type);
      }
    }
  }

  private static void measure(String name, StoreUnderTest store, StrategyType type) {
    var way = store.ways().filter(each -> each.type() == type).findFirst().orElseThrow();
    StoreInstance waiting = store.take(way);
    StoreInstance other = store.take(way);
    var stop = new AtomicBoolean();
    var sequencer =
        Thread.startVirtualThread(() -> {
          while (!stop.get()) {
            other.publishEvents();
            LockSupport.parkNanos(SEQUENCED_EACH.toNanos());
          }
        });
    try (var waits = new WaitsOfTests(waiting.waitedStock())) {
      var sku = waiting.product(type, 1);
      OrderId holder = StoreInstance.newOrder();
      other.place(holder, Basket.of(sku, 1));
      long[] nanos = new long[ROUNDS];
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        var order = PlaceOrder.of(StoreInstance.newOrder(), Basket.of(sku, 1), "", "", null, false);
        var placing = waits.placing(order, LONG, waiting.orders());
        while (waits.size() == 0 || !waits.areWatched()) {
          LockSupport.parkNanos(200_000);
        }
        long start = System.nanoTime();
        other.orders().cancel(holder, VersionCondition.NONE);
        if (!(placing.join() instanceof PlaceResult.Placed)) {
          throw new IllegalStateException("not placed");
        }
        if (i >= 0) {
          nanos[i] = System.nanoTime() - start;
        }
        holder = order.id();
      }
      Arrays.sort(nanos);
      System.out.printf(
          "%s, %s: from the cancellation's request to the order, of %d: p50 %.1f ms, p99 %.1f ms,"
              + " max %.1f ms%n",
          name,
          type.id(),
          ROUNDS,
          nanos[ROUNDS / 2] / 1e6,
          nanos[ROUNDS * 99 / 100] / 1e6,
          nanos[ROUNDS - 1] / 1e6);
    } finally {
      stop.set(true);
      store.giveBack();
    }
    try {
      sequencer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
