package dev.holdfast.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.locks.DeadlockWatch;
import dev.holdfast.locks.Deadlocks;
import dev.holdfast.locks.LockBook;
import dev.holdfast.locks.LockName;
import dev.holdfast.locks.LockNotes;
import dev.holdfast.locks.SharedAcquisitions;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.lock.OrderedAcquisition;
import dev.holdfast.strategy.lock.jvm.JvmMutexes;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * What it costs to note who holds and who waits, beside what an order costs that does it; with and
 * without notes in turns. It measures, and its name keeps it out of the usual tests: {@code ./mvnw
 * -q test -Dtest=MeasureLockNotes}
 */
class MeasureLockNotes {
  private static final int ROUNDS = 11;
  private static final int LOCKS = 200_000;
  private static final int ORDERS = 1_000;
  private static final int WAITING = 1_000;
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final OrderId ORDER = new OrderId("abcdefghijklmnopqrstuvwxyz");
  private static final List<Sku> SKUS = List.of(new Sku("ticket-1"));

  private final LockBook book = new LockBook("measured", System::nanoTime);
  private final LockNotes notes = new LockNotes(book, "jvm-mutex", LockName.Level.LOCAL);
  private final JvmMutexes locks = JvmMutexes.of(1024, new OrderedAcquisition(notes));

  @Test
  void besideAnOrder() {
    var without = new double[ROUNDS];
    var with = new double[ROUNDS];
    lockAndRelease(false);
    lockAndRelease(true);
    for (int i = 0; i < ROUNDS; i++) {
      without[i] = lockAndRelease(false);
      with[i] = lockAndRelease(true);
    }
    double noted = median(with) - median(without);
    System.out.printf(
        "a lock: %.0f ns without notes, %.0f ns with, %.0f ns (%d rounds of %,d in turns)%n",
        median(without), median(with), noted, ROUNDS, LOCKS);
    var redis = RedisUnderTest.shared();
    try (var instance = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start()) {
      order(instance, StrategyType.JVM_MUTEX_PER_SKU, 1, noted);
      order(instance, StrategyType.REDISSON_LOCK, 2, noted);
    }
    look();
  }

  private double lockAndRelease(boolean noted) {
    long start = System.nanoTime();
    for (int i = 0; i < LOCKS; i++) {
      if (noted) {
        try (var _ = book.enter(ORDER, SKUS);
            var held = locks.acquire(SKUS, WAIT).orElseThrow()) {
          assert held != null;
        }
      } else {
        try (var held = locks.acquire(SKUS, WAIT).orElseThrow()) {
          assert held != null;
        }
      }
    }
    return (System.nanoTime() - start) / (double) LOCKS;
  }

  private static void order(
      TestInstance instance, StrategyType type, int locksOfOne, double notedNanos) {
    Sku sku = instance.product(type, 10 * ORDERS);
    place(instance, sku);
    long start = System.nanoTime();
    place(instance, sku);
    double each = (System.nanoTime() - start) / 1e3 / ORDERS;
    System.out.printf(
        "an order through %s: %.0f us; its notes are %.2f %% of it%n",
        type.id(), each, 100 * locksOfOne * notedNanos / 1e3 / each);
  }

  private static void place(TestInstance instance, Sku sku) {
    for (int i = 0; i < ORDERS; i++) {
      assertThat(instance.place(TestInstance.newOrder(), Basket.of(sku, 1)))
          .isInstanceOf(PlaceResult.Placed.class);
    }
  }

  /** One look for deadlocks while so many threads wait. */
  private void look() {
    var done = new CountDownLatch(1);
    var waiting = new CountDownLatch(WAITING);
    for (int i = 0; i < WAITING; i++) {
      Thread.ofVirtual()
          .start(() -> {
            try (var _ = book.enter(ORDER, SKUS);
                var held =
                    locks
                        .acquire(
                            List.of(new Sku("other-" + Thread.currentThread().threadId())), WAIT)
                        .orElseThrow()) {
              waiting.countDown();
              done.await();
              assert held != null;
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
    var watch =
        new DeadlockWatch(
            book,
            SharedAcquisitions.NONE,
            Duration.ofMillis(400),
            InstantSource.system(),
            new Deadlocks(new SimpleMeterRegistry()));
    var looks = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      watch.look();
      looks[i] = (System.nanoTime() - start) / 1e3;
    }
    done.countDown();
    System.out.printf(
        "a look for deadlocks with up to %,d threads that hold: %.0f us%n", WAITING, median(looks));
  }

  private static double median(double[] values) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
