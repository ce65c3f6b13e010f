package dev.holdfast.cost;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.MovementSettings;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.redis.script.SearchSettings;
import dev.holdfast.redis.server.EmbeddedRedis;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Measures what orders and products cost in Redis, in memory and in its time. No test: it runs when
 * it is named, as in {@code ./mvnw -q test -Dtest=MeasureMemory -Dholdfast.measure.orders=1000000}.
 */
class MeasureMemory {
  private static final int ORDERS = Integer.getInteger("holdfast.measure.orders", 1_000_000);
  private static final int LINES = Integer.getInteger("holdfast.measure.lines", 1);
  private static final String LISTPACK_VALUE =
      System.getProperty("holdfast.measure.listpack", "1024");
  private static final int PRODUCTS = 1_000;
  private static final int AT_ONCE = 128;

  /** Long enough for placing them all before the first one expires. */
  private static final Duration RESERVED = Duration.ofMinutes(10);

  /** All at once: the deadlines are moved into the past, and the due list with them. */
  private static final String TO_THE_PAST =
      """
      for _, order in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
        redis.call('HSET', ARGV[1] .. order, 'expiresAt', '1000000000000')
        redis.call('ZADD', KEYS[1], 1, order)
      end
      return 1
      """;

  private final Scripts scripts =
      new Scripts(
          Defaults.of(EventSettings.class),
          Duration.ofMillis(1),
          Duration.ofDays(90),
          Defaults.of(MovementSettings.class),
          Defaults.of(SearchSettings.class),
          Defaults.of(ClockSettings.class));

  @Test
  void measure() throws IOException {
    try (var redis = EmbeddedRedis.start();
        var node =
            InstanceSetup.on(new ServerAddress("127.0.0.1", redis.port()))
                .putOff(Duration.ofSeconds(5))
                .start(scripts)) {
      node.redis.<String>write(
          commands -> commands.configSet("hash-max-listpack-value", LISTPACK_VALUE));
      var skus = new ArrayList<Sku>();
      node.product(StrategyType.REDIS_SCRIPT, 1);
      var before = Usage.of(node);
      for (int i = 0; i < PRODUCTS; i++) {
        skus.add(node.product(StrategyType.REDIS_SCRIPT, 1_000_000));
      }
      Usage.of(node).tell("a product with stock", before, PRODUCTS);
      place(node, skus);
      expireAndForget(node);
    }
  }

  private void place(TestInstance node, List<Sku> skus) {
    var before = Usage.of(node);
    var refused = new AtomicInteger();
    var places = new Semaphore(AT_ONCE);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ORDERS; i++) {
        int first = i;
        places.acquireUninterruptibly();
        executor.execute(() -> {
          var lines = new ArrayList<Line>();
          for (int line = 0; line < LINES; line++) {
            lines.add(new Line(skus.get((first + line) % PRODUCTS), 1));
          }
          if (!(node.place(TestInstance.newOrder(), Basket.of(lines), RESERVED)
              instanceof PlaceResult.Placed)) {
            refused.incrementAndGet();
          }
          places.release();
        });
      }
    }
    Usage.of(node).tell("an order that is reserved, of lines: " + LINES, before, ORDERS);
    System.out.println("refused: " + refused);
    String some =
        node.redis.<List<String>>read(c -> c.zrange("holdfast:{o0}:due", 0, 0)).getFirst();
    System.out.println("a record: " + usage(node, "holdfast:{o0}:order:" + some) + " bytes");
    for (String key : List.of("due", "orders", "events")) {
      String name = "holdfast:{o0}:" + key;
      long entries =
          key.equals("events")
              ? node.redis.<Long>read(commands -> commands.xlen(name))
              : node.redis.<Long>read(commands -> commands.zcard(name));
      System.out.printf(
          "%s: %d entries, %.1f bytes each%n", key, entries, (double) usage(node, name) / entries);
    }
  }

  private static long usage(TestInstance node, String key) {
    return node.redis.<Long>read(commands -> commands.memoryUsage(key));
  }

  private void expireAndForget(TestInstance node) {
    for (int partition = 0; partition < 16; partition++) {
      String due = "holdfast:{o" + partition + "}:due";
      String records = "holdfast:{o" + partition + "}:order:";
      node.redis.<Long>write(commands ->
          commands.eval(TO_THE_PAST, ScriptOutputType.INTEGER, new String[] {due}, records));
    }
    var reserved = Usage.of(node);
    sweep(node, ORDERS);
    Usage.of(node).tell("more for an order that has expired and given back", reserved, ORDERS);
    sweep(node, ORDERS);
    Usage.of(node).tell("more for one whose reservations were forgotten", reserved, ORDERS);
  }

  private static void sweep(TestInstance node, int orders) {
    long start = System.nanoTime();
    int done = 0;
    while (done < orders) {
      int some = node.orders.sweep();
      done += some;
      if (some == 0) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    System.out.printf("swept %d orders in %.1f s%n", done, (System.nanoTime() - start) / 1e9);
  }

  /** What Redis says of itself. */
  private record Usage(long bytes, long scripts, long micros) {
    static Usage of(TestInstance node) {
      String memory = node.redis.<String>read(commands -> commands.info("memory"));
      String stats = node.redis.<String>read(commands -> commands.info("commandstats"));
      return new Usage(
          number(memory, "used_memory:"),
          number(stats, "cmdstat_evalsha:calls="),
          number(stats.substring(Math.max(0, stats.indexOf("cmdstat_evalsha:"))), "usec="));
    }

    private static long number(String text, String name) {
      int at = text.indexOf(name);
      if (at < 0) {
        return 0;
      }
      String digits = text.substring(at + name.length()).split("\\D", 2)[0];
      return Long.parseLong(digits);
    }

    void tell(String what, Usage before, int count) {
      long calls = scripts - before.scripts();
      System.out.printf(
          "%s: %.0f bytes; %d script calls, %.1f microseconds of Redis each%n",
          what,
          (double) (bytes - before.bytes()) / count,
          calls,
          (double) (micros - before.micros()) / Math.max(1, calls));
    }
  }
}
