package dev.holdfast.cost;

import com.sun.management.ThreadMXBean;
import dev.holdfast.api.http.IdempotencyKey;
import dev.holdfast.api.order.OrderRequest;
import dev.holdfast.api.problem.RefusalProblems;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * How many bytes the thread of an order allocates, and how long it computes, from the request to
 * the result; one order after the other. It measures, and its name keeps it out of the usual tests:
 * {@code ./mvnw -q test -Dtest=MeasureOrderBytes}
 */
class MeasureOrderBytes {
  private static final int ROUNDS = 12;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void ofAnOrderAndItsParts() {
    var redis = RedisUnderTest.shared();
    try (TestInstance node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start()) {
      for (var type : List.of(StrategyType.REDIS_GROUP_COMMIT, StrategyType.REDIS_SCRIPT)) {
        Sku sku = node.product(type, 1_000_000);
        measure(type + " asked for", 100_000, () -> order(sku));
        measure(type + " bound", 100_000, () -> node.products.bind(Basket.of(sku, 1), ""));
        measure(type + " placed", 3_000, () -> node.orders.place(order(sku)));
      }
      Sku none = node.product(StrategyType.REDIS_GROUP_COMMIT, 0);
      measure(StrategyType.REDIS_GROUP_COMMIT + " refused", 3_000, () -> refuse(node, order(none)));
    }
  }

  private static PlaceOrder order(Sku sku) {
    var lines = List.of(new OrderRequest.LineRequest(sku.value(), 1));
    return new OrderRequest(lines, null, null, null, null, null)
        .order(new IdempotencyKey(UUID.randomUUID().toString()));
  }

  private static void refuse(TestInstance node, PlaceOrder order) {
    if (node.orders.place(order) instanceof PlaceResult.Refused(var reason)) {
      var _ = RefusalProblems.problem(reason, order.id().value());
    } else {
      throw new IllegalStateException("it was not refused");
    }
  }

  /** The least of the rounds: by then all is compiled. */
  private static void measure(String what, int times, Runnable task) {
    long bytes = Long.MAX_VALUE;
    long nanos = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
      long nanosBefore = THREADS.getCurrentThreadCpuTime();
      for (int i = 0; i < times; i++) {
        task.run();
      }
      nanos = Math.min(nanos, (THREADS.getCurrentThreadCpuTime() - nanosBefore) / times);
      bytes = Math.min(bytes, (THREADS.getCurrentThreadAllocatedBytes() - bytesBefore) / times);
    }
    System.out.printf("%s: %,d bytes, %.2f us%n", what, bytes, nanos / 1000.0);
  }
}
