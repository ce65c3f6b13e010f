package dev.holdfast.locks;

import static dev.holdfast.contract.StoreContract.assertLevel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.strategy.lock.jvm.Stripe;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.Meeting;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Two orders of the same two products, in opposite order. Each waits for the other where each holds
 * one lock of two.
 */
class DeadlockTest {
  private static final int UNITS = 5;
  private static final Duration SOON = Duration.ofSeconds(30);

  /** It ends the deadlock, and is long enough for two looks before. */
  private static final LockSettings LOCKS =
      new LockSettings(Duration.ofSeconds(6), Duration.ofMillis(500), 64, 100);

  private static final List<StrategyType> LOCAL =
      List.of(
          StrategyType.JVM_MUTEX_PER_SKU,
          StrategyType.JVM_READ_WRITE_LOCK,
          StrategyType.JVM_SEMAPHORE,
          StrategyType.REDISSON_LOCK);

  private static final List<StrategyType> DISTRIBUTED =
      List.of(
          StrategyType.REDISSON_LOCK,
          StrategyType.REDISSON_FAIR_LOCK,
          StrategyType.REDISSON_READ_WRITE_LOCK,
          StrategyType.REDISSON_FENCED_LOCK);

  /** Two orders for one unit of each of two products. */
  private record Pair(
      Sku one,
      Sku two,
      OrderId order,
      OrderId opposite,
      List<CompletableFuture<PlaceResult>> placed) {
    static Pair place(TestInstance first, TestInstance second, StrategyType type) {
      Sku one = first.product(type, UNITS);
      Sku two = first.product(type, UNITS);
      while (stripe(one) == stripe(two)) {
        two = first.product(type, UNITS);
      }
      var pair =
          new Pair(one, two, TestInstance.newOrder(), TestInstance.newOrder(), new ArrayList<>());
      pair.place(first, pair.order, one, two);
      pair.place(second, pair.opposite, two, one);
      return pair;
    }

    private static int stripe(Sku sku) {
      return Stripe.of(sku, LOCKS.stripes());
    }

    private void place(TestInstance at, OrderId id, Sku former, Sku latter) {
      var basket = Basket.of(List.of(new Line(former, 1), new Line(latter, 1)));
      placed.add(ConcurrentClients.start(() -> at.place(id, basket)));
    }

    /** Every order is placed whole or contended; at least one of a deadlock is contended. */
    void assertEnded(TestInstance at, boolean deadlocked) throws Exception {
      int sold = 0;
      for (var result : placed) {
        PlaceResult ended = result.get(SOON.toSeconds(), TimeUnit.SECONDS);
        if (ended instanceof PlaceResult.Placed) {
          sold++;
        } else {
          assertThat(ended).isEqualTo(new PlaceResult.Refused(new Refusal.Contended()));
        }
      }
      if (deadlocked) {
        assertThat(sold).isLessThan(2);
      } else {
        assertThat(sold).isEqualTo(2);
      }
      for (Sku sku : List.of(one, two)) {
        assertLevel(at, sku, UNITS - sold, sold);
      }
    }

    Set<String> orders() {
      return Set.of(order.value(), opposite.value());
    }
  }

  private static InstanceSetup setup(RaceWindow window) {
    var redis = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
        .locks(LOCKS)
        .window(window);
  }

  private static Set<Set<String>> found(TestInstance instance) {
    var found = new HashSet<Set<String>>();
    for (Deadlock deadlock : instance.deadlocks.latest()) {
      var orders = new HashSet<String>();
      deadlock.acquisitions().forEach(each -> orders.add(String.valueOf(each.order())));
      found.add(orders);
    }
    return found;
  }

  private static double counted(TestInstance instance) {
    return instance.meters.get("holdfast.locks.deadlocks").counter().count();
  }

  /** Looks until every pair is found in a circle. */
  private static void awaitFound(List<Pair> pairs, TestInstance... instances) {
    await()
        .atMost(SOON)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> {
          for (TestInstance instance : instances) {
            instance.deadlockWatch.look();
          }
          for (TestInstance instance : instances) {
            assertThat(found(instance))
                .containsExactlyInAnyOrderElementsOf(pairs.stream().map(Pair::orders).toList());
          }
        });
  }

  @Test
  void oppositeBasketsInTheOrderGiven_deadlockInOneInstanceAndTheBoundedWaitEndsIt()
      throws Exception {
    try (var instance = setup(new Meeting(2 * LOCAL.size(), 1)).locksAsGiven().start()) {
      var pairs = LOCAL.stream().map(type -> Pair.place(instance, instance, type)).toList();
      awaitFound(pairs, instance);
      assertThat(counted(instance)).isEqualTo(pairs.size());
      assertThat(instance.diagnosis.get().deadlocks()).hasSize(pairs.size());
      for (Pair pair : pairs) {
        pair.assertEnded(instance, true);
      }
    }
  }

  /** They meet at their first lock in Redis: those of their instances they have by then. */
  @Test
  void oppositeBasketsOfTwoInstances_deadlockInRedisAndOneInstanceCountsIt() throws Exception {
    var meeting = new Meeting(2 * DISTRIBUTED.size(), 2);
    try (var one = setup(meeting).locksAsGiven().start();
        var two = setup(meeting).locksAsGiven().start()) {
      var pairs = DISTRIBUTED.stream().map(type -> Pair.place(one, two, type)).toList();
      awaitFound(pairs, one, two);
      assertThat(counted(one) + counted(two)).isEqualTo(pairs.size());
      for (Pair pair : pairs) {
        pair.assertEnded(one, true);
      }
    }
  }

  @Test
  void oppositeBasketsInOneOrder_bothSell() throws Exception {
    try (var one = setup(RaceWindow.NONE).start();
        var two = setup(RaceWindow.NONE).start()) {
      for (StrategyType type : DISTRIBUTED) {
        for (int i = 0; i < 20; i++) {
          Pair.place(one, two, type).assertEnded(one, false);
        }
      }
      one.deadlockWatch.look();
      two.deadlockWatch.look();
      assertThat(counted(one) + counted(two)).isZero();
    }
  }
}
