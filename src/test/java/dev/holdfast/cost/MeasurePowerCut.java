package dev.holdfast.cost;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.MountedFile;
import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.TestInstance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Counts the acknowledged orders that are gone after Redis was killed under load, and after the
 * power was cut at the same moment. No test: it runs when it is named, as root on Linux, as in
 * {@code ./mvnw -q test -Dtest=MeasurePowerCut}.
 *
 * <p>Redis writes to a file system of its own, inside a file. What a program has written there and
 * not yet synchronized is in the kernel's memory and not in that file. So the file as it is when
 * Redis was killed is the disk that is found after the power was cut; the file system itself is
 * what a killed process leaves.
 */
class MeasurePowerCut {
  private static final int ROUNDS = Integer.getInteger("holdfast.measure.rounds", 5);
  private static final int CUSTOMERS = 16;
  private static final String DISK_SIZE = "256M";
  private static final Duration LOAD = Duration.ofSeconds(4);

  @Test
  void measure() throws Exception {
    for (String fsync :
        System.getProperty("holdfast.measure.fsync", "always,everysec").split(",", -1)) {
      for (int round = 0; round < ROUNDS; round++) {
        // Another moment between two synchronizations each time.
        round(fsync, LOAD.plusMillis(1_000L * round / ROUNDS));
      }
    }
  }

  private static void round(String fsync, Duration load) throws Exception {
    Path directory = Files.createTempDirectory("power-cut");
    Path disk = directory.resolve("disk");
    Path later = directory.resolve("disk-after-the-cut");
    MountedFile.make(disk, DISK_SIZE);
    Map<OrderId, Long> acknowledged = new ConcurrentHashMap<>();
    Sku sku;
    long cut;
    try (var mounted = new MountedFile(disk, directory.resolve("mounted"))) {
      try (var redis = new Server(mounted.at(), fsync);
          var node = redis.node()) {
        sku = node.product(StrategyType.REDIS_SCRIPT, 10_000_000);
        cut = loadUntilKilled(node, sku, redis, load, acknowledged);
        MountedFile.copy(disk, later);
      }
      tell("Redis was killed", fsync, mounted.at(), sku, acknowledged, cut);
    }
    try (var mounted = new MountedFile(later, directory.resolve("mounted-after-the-cut"))) {
      tell("the power was cut", fsync, mounted.at(), sku, acknowledged, cut);
    }
    MountedFile.run("rm", "-r", directory.toString());
  }

  /** Answers when it was killed. */
  private static long loadUntilKilled(
      TestInstance node, Sku sku, Server redis, Duration load, Map<OrderId, Long> acknowledged)
      throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CUSTOMERS; i++) {
        executor.execute(() -> order(node, sku, redis, acknowledged));
      }
      LockSupport.parkNanos(load.toNanos());
      redis.kill();
      return System.nanoTime();
    }
  }

  private static void order(
      TestInstance node, Sku sku, Server redis, Map<OrderId, Long> acknowledged) {
    try {
      while (redis.isAlive()) {
        var order = TestInstance.newOrder();
        if (node.place(order, Basket.of(sku, 1)) instanceof PlaceResult.Placed) {
          acknowledged.put(order, System.nanoTime());
        }
      }
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      // Killed meanwhile: it was not acknowledged.
    }
  }

  /** What is still there when Redis is started again on what is left. */
  private static void tell(
      String what, String fsync, Path directory, Sku sku, Map<OrderId, Long> acknowledged, long cut)
      throws Exception {
    int lost = 0;
    long oldest = cut;
    try (var redis = new Server(directory, fsync);
        var node = redis.node()) {
      for (var order : acknowledged.entrySet()) {
        if (node.records.find(order.getKey()).isEmpty()) {
          lost++;
          oldest = Math.min(oldest, order.getValue());
        }
      }
      System.out.printf(
          "%s, %s: of %d acknowledged orders %d are lost, the oldest acknowledged %d ms before;"
              + " conserved: %s%n",
          fsync,
          what,
          acknowledged.size(),
          lost,
          TimeUnit.NANOSECONDS.toMillis(cut - oldest),
          Optional.ofNullable(node.audits.audits(List.of(sku)).get(sku))
              .map(audit -> Boolean.toString(audit.isConserved()))
              .orElse("gone"));
    }
  }

  /** A redis-server on a directory. */
  private static final class Server implements AutoCloseable {
    private final RedisServerProcess process;
    private volatile boolean killed;

    Server(Path directory, String fsync) {
      process =
          RedisServerProcess.start(
              "--appendonly", "yes", "--appendfsync", fsync, "--dir", directory.toString());
    }

    TestInstance node() {
      return InstanceSetup.on(process.address()).start();
    }

    boolean isAlive() {
      return !killed;
    }

    void kill() {
      process.kill();
      killed = true;
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
