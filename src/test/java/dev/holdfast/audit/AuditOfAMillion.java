package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.redis.audit.ReconciliationSettings;
import dev.holdfast.redis.audit.RedisStockAudits;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long an audit and a reconciliation of a product with very many reservations take, and how
 * long others wait for Redis meanwhile. Too long for every build; run it by name: {@code ./mvnw
 * test -Dtest=AuditOfAMillion}, with {@code -Dreservations=} for another number.
 */
class AuditOfAMillion {
  private static final Logger log = LoggerFactory.getLogger(AuditOfAMillion.class);
  private static final int RESERVATIONS = Integer.getInteger("reservations", 1_000_000);
  private static final int STEP = 1_000;
  private static final Duration COMMAND_MAX = Duration.ofMillis(20);
  private static final int DATABASE = 1;

  @Test
  void noCommandOfItHoldsOthersUp() throws Exception {
    var address = RedisUnderTest.shared();
    var uri = RedisURI.create(address.host(), address.port());
    uri.setDatabase(DATABASE);
    var client = RedisClient.create(uri);
    try (var node = InstanceSetup.on(new ServerAddress(address.host(), address.port())).start();
        var own = client.connect();
        var pinging = client.connect()) {
      own.sync().flushdb();
      Sku sku = node.product(StrategyType.REDIS_SCRIPT, RESERVATIONS + 10);
      plant(own, sku);
      var reconciliations =
          new RedisStockAudits(
              node.redis, InstanceSetup.patientRedis(), Defaults.of(ReconciliationSettings.class));

      var audit = watched("audit", own, pinging, () -> node.audit(sku));
      assertThat(audit.reservations()).isEqualTo(RESERVATIONS);
      assertThat(audit.isConserved()).isTrue();
      assertThat(audit.inconclusive()).isFalse();

      var paused = pausesOf(client, sku);
      var result =
          watched(
              "reconciliation",
              own,
              pinging,
              () -> {
                String epoch = own.sync().hget("holdfast:{" + sku + "}:totals", "epoch");
                own.sync().decrby(Keys.available(sku, Long.parseLong(epoch)), 7);
                return reconciliations.apply(sku, "a figure");
              });
      assertThat(((ReconciliationResult.Reconciled) result).reconciliation().after().available())
          .isEqualTo(10);
      log.info("paused for {} ms", paused.get(10, TimeUnit.SECONDS).toMillis());
      own.sync().flushdb();
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  /** A script for many at once: planting is not what is measured. */
  private static final String PLANT =
      """
      for i = 3, #ARGV, 2 do
        local order, partition = ARGV[i], 'holdfast:{o' .. ARGV[i + 1] .. '}:'
        redis.call('HSET', KEYS[1], order, 'R:1:1')
        redis.call('HSET', partition .. 'order:' .. order, 'status', 'RESERVED', 'attempt', '1', 'fingerprint', order,
          'lines', ARGV[1], 'version', '1', 'createdAt', ARGV[2], 'updatedAt', ARGV[2], 'expiresAt', ARGV[2])
        redis.call('ZADD', partition .. 'due', ARGV[2], order)
      end
      return 1
      """;

  private static void plant(StatefulRedisConnection<String, String> redis, Sku sku) {
    String deadline = Long.toString(System.currentTimeMillis() + Duration.ofHours(1).toMillis());
    for (int from = 0; from < RESERVATIONS; from += STEP) {
      var arguments = new ArrayList<>(List.of(sku + ":1", deadline));
      for (int i = from; i < Math.min(from + STEP, RESERVATIONS); i++) {
        var order = new OrderId(OpaqueId.of("million", Integer.toString(i)));
        arguments.add(order.value());
        arguments.add(Integer.toString(order.partition()));
      }
      redis
          .sync()
          .<Long>eval(
              PLANT,
              ScriptOutputType.INTEGER,
              new String[] {Keys.reservations(sku)},
              arguments.toArray(String[]::new));
    }
    redis.sync().hset("holdfast:{" + sku + "}:totals", "reserved", Integer.toString(RESERVATIONS));
    redis.sync().set(Keys.available(sku, 1), "10");
  }

  /**
   * Does it while somebody else asks Redis all the time, and says how long that took at most. Redis
   * counts the time that passes: on a machine that is busy with others any command may be stopped
   * in the middle, and the figure tells nothing.
   */
  private static <T> T watched(
      String name,
      StatefulRedisConnection<String, String> own,
      StatefulRedisConnection<String, String> pinging,
      Supplier<T> task) {
    own.sync().configSet("slowlog-log-slower-than", "1000");
    own.sync().configSet("slowlog-max-len", "10000");
    own.sync().slowlogReset();
    var open = new AtomicBoolean(true);
    var pings = ConcurrentClients.start(() -> ping(pinging, open));
    long start = System.nanoTime();
    T result = task.get();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    open.set(false);
    List<Long> waits = pings.join();
    Slowest slowest = Slowest.of(own);
    log.info(
        "{} of {} reservations: {} ms; slowest command {} us ({}); {} pings, 99 % within {} us, all"
            + " within {} us",
        name,
        RESERVATIONS,
        took.toMillis(),
        slowest.micros(),
        slowest.command(),
        waits.size(),
        waits.get(waits.size() * 99 / 100),
        waits.getLast());
    assertThat(Duration.of(slowest.micros(), ChronoUnit.MICROS))
        .as(slowest.command())
        .isLessThan(COMMAND_MAX);
    return result;
  }

  private static List<Long> ping(
      StatefulRedisConnection<String, String> redis, AtomicBoolean open) {
    var waits = new ArrayList<Long>();
    while (open.get()) {
      long start = System.nanoTime();
      redis.sync().ping();
      waits.add((System.nanoTime() - start) / 1000);
      LockSupport.parkNanos(1_000_000);
    }
    waits.sort(null);
    return waits;
  }

  /**
   * The longest that Redis was at one command.
   *
   * @param command its name and its first arguments
   */
  private record Slowest(long micros, String command) {
    /** None where no command took a millisecond. */
    static Slowest of(StatefulRedisConnection<String, String> redis) {
      var slowest = new Slowest(0, "none");
      for (Object entry : redis.sync().slowlogGet(10_000)) {
        var fields = (List<?>) entry;
        long micros = (Long) fields.get(2);
        if (micros > slowest.micros()) {
          var words = (List<?>) fields.get(3);
          slowest = new Slowest(micros, words.subList(0, Math.min(3, words.size())).toString());
        }
      }
      return slowest;
    }
  }

  /** How long the product is paused, seen from outside. */
  private static CompletableFuture<Duration> pausesOf(RedisClient client, Sku sku) {
    return ConcurrentClients.start(() -> {
      try (var redis = client.connect()) {
        String totals = "holdfast:{" + sku + "}:totals";
        while (redis.sync().hget(totals, "paused") == null) {
          LockSupport.parkNanos(1_000_000);
        }
        long start = System.nanoTime();
        while (redis.sync().hget(totals, "paused") != null) {
          LockSupport.parkNanos(1_000_000);
        }
        return Duration.ofNanos(System.nanoTime() - start);
      }
    });
  }
}
