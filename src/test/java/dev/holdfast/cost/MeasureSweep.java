package dev.holdfast.cost;

import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Measures a sweep of many due reservations while orders are placed. No test: it runs when it is
 * named, as in {@code ./mvnw -q test -Dtest=MeasureSweep}.
 */
class MeasureSweep {
  private static final int DUE = Integer.getInteger("holdfast.measure.due", 100_000);
  private static final int RATE = Integer.getInteger("holdfast.measure.rate", 400);
  private static final int PRODUCTS = 100;
  private static final int AT_ONCE = 128;
  private static final int CUSTOMERS = 8;
  private static final Duration USUAL = Duration.ofSeconds(10);

  private final AtomicBoolean stop = new AtomicBoolean();

  @Test
  void measure() throws Exception {
    var redis = RedisUnderTest.shared();
    var setup =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .putOff(Duration.ofSeconds(5));
    try (var shop = setup.start();
        var sweeping = setup.start()) {
      reserve(shop);
      System.out.println("warm-up: " + meanwhile(shop, () -> pause(USUAL)));
      var usual = meanwhile(shop, () -> pause(USUAL));
      System.out.println("usual: " + usual);
      for (int i = 0; i < 3; i++) {
        var swept = meanwhile(shop, () -> sweep(sweeping));
        System.out.printf(
            "while swept: %s; p99 is %.2f times the usual%n",
            swept, (double) swept.p99() / usual.p99());
        if (i < 2) {
          reserve(shop);
        }
      }
    }
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  /** Orders that expire within a second of the last one. */
  private static void reserve(TestInstance node) {
    var skus = new ArrayList<Sku>();
    for (int i = 0; i < PRODUCTS; i++) {
      skus.add(node.product(StrategyType.REDIS_SCRIPT, 1_000_000));
    }
    var places = new Semaphore(AT_ONCE);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < DUE; i++) {
        Sku sku = skus.get(i % PRODUCTS);
        places.acquireUninterruptibly();
        executor.execute(() -> {
          node.place(TestInstance.newOrder(), Basket.of(sku, 1), Duration.ofSeconds(1));
          places.release();
        });
      }
    }
    pause(Duration.ofMillis(1_100));
  }

  private static void sweep(TestInstance node) {
    long start = System.nanoTime();
    double busy = busySeconds(node);
    int done = 0;
    int sweeps = 0;
    while (done < DUE) {
      done += node.orders.sweep();
      sweeps++;
    }
    System.out.printf(
        "swept %d orders in %d sweeps in %.2f s, of which Redis worked %.2f s%n",
        done, sweeps, (System.nanoTime() - start) / 1e9, busySeconds(node) - busy);
  }

  /** What Redis has used of a processor so far, for the orders meanwhile as well. */
  private static double busySeconds(TestInstance node) {
    String cpu = node.redis.<String>read(commands -> commands.info("cpu"));
    return Stream.of("used_cpu_sys:", "used_cpu_user:")
        .mapToDouble(name -> Double.parseDouble(cpu.split(name, 2)[1].split("\\s", 2)[0]))
        .sum();
  }

  /** Latencies in microseconds, from when each order was meant to be placed. */
  private record Latencies(int orders, long p50, long p99, long max) {
    static Latencies of(List<long[]> parts) {
      long[] all = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      return new Latencies(
          all.length, all[all.length / 2], all[all.length * 99 / 100], all[all.length - 1]);
    }
  }

  /** Orders are placed at a steady rate until the work is done. */
  private Latencies meanwhile(TestInstance shop, Runnable work) throws Exception {
    stop.set(false);
    var skus = new ArrayList<Sku>();
    for (int i = 0; i < CUSTOMERS; i++) {
      skus.add(shop.product(StrategyType.REDIS_SCRIPT, 1_000_000));
    }
    long period = 1_000_000_000L * CUSTOMERS / RATE;
    try (var executor = Executors.newFixedThreadPool(CUSTOMERS)) {
      var parts = new ArrayList<java.util.concurrent.Future<long[]>>();
      for (int customer = 0; customer < CUSTOMERS; customer++) {
        Sku sku = skus.get(customer);
        long offset = period * customer / CUSTOMERS;
        parts.add(executor.submit(() -> placeSteadily(shop, sku, offset, period)));
      }
      try {
        work.run();
      } finally {
        stop.set(true);
      }
      var latencies = new ArrayList<long[]>();
      for (var part : parts) {
        latencies.add(part.get());
      }
      return Latencies.of(latencies);
    }
  }

  private long[] placeSteadily(TestInstance shop, Sku sku, long offset, long period) {
    var latencies = new ArrayList<Long>();
    long meant = System.nanoTime() + offset;
    while (!stop.get()) {
      LockSupport.parkNanos(meant - System.nanoTime());
      shop.place(TestInstance.newOrder(), Basket.of(sku, 1));
      latencies.add((System.nanoTime() - meant) / 1_000);
      meant += period;
    }
    return latencies.stream().mapToLong(Long::longValue).toArray();
  }
}
