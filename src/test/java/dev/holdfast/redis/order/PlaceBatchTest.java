package dev.holdfast.redis.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.CustomerLimit;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.StockLine;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Orders that are placed in a batch are placed as they would be one after the other: every reply
 * and every key is the same. Seeded random stock of some products, damage to one of them now and
 * then, random records and orders, in twin databases.
 */
class PlaceBatchTest {
  private static final int SEEDS = 250;
  private static final int SEEDS_MAX = 4 * SEEDS;

  /** All replies that there are. */
  private static final String[] KINDS = {
    "PLACED",
    "EXISTS",
    "IN_PROGRESS",
    "KEY_REUSED",
    "INSUFFICIENT",
    "NOT_ON_SALE",
    "UNKNOWN",
    "STALE",
    "RESOLVED",
    "LIMIT",
    "FAULT"
  };

  private static final int REPLIES_OF_A_KIND = 11;
  private static final long FIRST_SEED = Long.getLong("holdfast.test.seed", 0);
  private static final int BATCHES = 3;
  private static final List<Sku> SKUS = List.of(new Sku("one"), new Sku("two"), new Sku("three"));
  private static final List<OrderId> ORDERS =
      IntStream.range(0, 9)
          .mapToObj(i -> new OrderId(OpaqueId.of("twin", Integer.toString(i))))
          .toList();
  private static final String FINGERPRINT = "same";

  /** A time that no clock reaches, and an attempt that is later than any. */
  private static final String FUTURE = "9999999999999";

  private static final String LATER_ATTEMPT = "9000000000000000";

  /** Most products have none; the others are on sale, stopped, over and not begun. */
  private static final List<String> SALES =
      List.of("", "", "", "", "", "", "", "1::", "0::", "1::2000", "1:" + FUTURE + ":");

  private static Twin batch;
  private static Twin oneByOne;

  /** One of two databases. */
  private record Twin(RedisClient client, RedisGateway redis) implements AutoCloseable {
    static Twin in(int database) {
      var redis = RedisUnderTest.shared();
      var uri = RedisURI.create(redis.host(), redis.port());
      uri.setDatabase(database);
      var client = RedisClient.create(uri);
      return new Twin(client, Defaults.gateway(client, InstanceSetup.patientRedis()));
    }

    void set(String key, String value) {
      redis.<String>write(commands -> commands.set(key, value));
    }

    void hset(String key, Map<String, String> fields) {
      redis.<Long>write(commands -> commands.hset(key, fields));
    }

    @Override
    public void close() {
      redis.close();
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  /** An order as it is asked for. */
  private record Asked(
      OrderId id,
      String fingerprint,
      Sku sku,
      long epoch,
      int quantity,
      int limit,
      String customer,
      String status,
      int reservationMs) {
    OrderScripts.SingleLine order() {
      return new OrderScripts.SingleLine(
          new OrderDraft(
              id,
              fingerprint,
              Basket.of(sku, quantity),
              "",
              customer,
              Duration.ofMillis(reservationMs),
              OrderStatus.valueOf(status)),
          new StockLine(
              sku, quantity, epoch, new CustomerLimit(limit == 0 ? null : limit, customer)));
    }
  }

  @BeforeAll
  static void connect() {
    batch = Twin.in(2);
    oneByOne = Twin.in(3);
  }

  @AfterAll
  static void disconnect() {
    batch.close();
    oneByOne.close();
  }

  @Test
  void aBatchIsWhatItsOrdersAreOneAfterTheOther() {
    var kinds = new TreeMap<String, Integer>();
    for (String kind : KINDS) {
      kinds.put(kind, 0);
    }
    // What is drawn seldom may take more seeds.
    for (long seed = FIRST_SEED;
        seed < FIRST_SEED + SEEDS
            || seed < FIRST_SEED + SEEDS_MAX && Collections.min(kinds.values()) < REPLIES_OF_A_KIND;
        seed++) {
      boolean isListed = prepare(batch, new Random(seed));
      prepare(oneByOne, new Random(seed));
      var random = new Random(~seed);
      for (int round = 0; round < BATCHES; round++) {
        List<Asked> asked = ask(random, isListed);
        List<String> replies = placeBatch(asked);
        assertThat(replies)
            .as("replies to seed %d, batch %d: %s", seed, round, asked)
            .isEqualTo(asked.stream().map(PlaceBatchTest::placeAlone).toList());
        assertThat(keys(batch))
            .as("keys after seed %d, batch %d: %s", seed, round, asked)
            .isEqualTo(keys(oneByOne));
        replies.forEach(
            reply -> kinds.merge(reply.replaceFirst("\\W*(\\w+).*", "$1"), 1, Integer::sum));
      }
    }
    // Or it would have compared little.
    assertThat(kinds)
        .containsOnlyKeys(KINDS)
        .allSatisfy(
            (kind, times) -> assertThat(times).as(kind).isGreaterThanOrEqualTo(REPLIES_OF_A_KIND));
  }

  /**
   * Returns whether every partition lists its orders; one may have another list that is damaged.
   */
  private static boolean prepare(Twin twin, Random random) {
    twin.redis().<String>write(commands -> commands.flushdb());
    SKUS.forEach(sku -> prepare(twin, sku, random));
    for (OrderId order : ORDERS) {
      if (random.nextInt(3) == 0) {
        knowAlready(twin, order, SKUS.get(random.nextInt(SKUS.size())), random);
      }
    }
    int damage = random.nextInt(12);
    int partition = ORDERS.get(random.nextInt(ORDERS.size())).partition();
    if (damage == 0) {
      twin.set(Keys.due(partition), "damaged");
    } else if (damage == 1) {
      twin.set(Keys.listing(partition), "damaged");
    }
    return damage != 1;
  }

  private static void prepare(Twin twin, Sku sku, Random random) {
    String epoch = random.nextInt(20) > 0 ? "1" : "2";
    int damage = random.nextInt(60);
    if (damage == 0) {
      twin.set(Keys.totals(sku), "damaged");
    } else if (random.nextInt(20) > 0) {
      String reserved = damage == 1 ? "damaged" : "20";
      twin.hset(
          Keys.totals(sku),
          Map.of("supplied", "40", "reserved", reserved, "sold", "5", "epoch", epoch));
      twin.hset(Keys.totals(sku), Map.of("version", "7"));
      String sale = SALES.get(random.nextInt(SALES.size()));
      if (!sale.isEmpty()) {
        twin.hset(Keys.totals(sku), Map.of("sale", sale));
      }
    }
    if (random.nextInt(20) > 0) {
      String units = damage == 2 ? "damaged" : Integer.toString(random.nextInt(14) - 1);
      twin.set(Keys.available(sku, Long.parseLong(epoch)), units);
    }
    if (damage == 3) {
      twin.set(Keys.reservations(sku), "damaged");
    }
    if (random.nextInt(3) == 0) {
      twin.hset(Keys.customers(sku), Map.of("customer0", "2", "customer1", "5"));
    }
  }

  /** Something of the order is there: its record, its reservation or the mark of one, or both. */
  private static void knowAlready(Twin twin, OrderId order, Sku sku, Random random) {
    int record = random.nextInt(9);
    if (record == 8) {
      twin.set(Keys.order(order), "damaged");
    } else if (record > 0) {
      String status =
          List.of("RESERVED", "CONFIRMED", "PLACING", "PLACING", "PLACING", "REFUSED", "EXPIRED")
              .get(record - 1);
      twin.hset(Keys.order(order), fields(status, sku, record, random));
      twin.redis()
          .<Long>write(commands ->
              commands.zadd(
                  Keys.due(order.partition()), Double.parseDouble(FUTURE), order.value()));
    }
    int held = random.nextInt(8);
    boolean isHash =
        !"string".equals(twin.redis().<String>read(c -> c.type(Keys.reservations(sku))));
    if (held > 2 && isHash) {
      String state = List.of("R", "R", "L", "X", "S").get(held - 3);
      String attempt = random.nextInt(6) > 0 ? "5" : LATER_ATTEMPT;
      twin.hset(
          Keys.reservations(sku),
          Map.of(
              order.value(),
              state
                  + ":"
                  + (1 + random.nextInt(3))
                  + ":"
                  + attempt
                  + (random.nextInt(3) > 0 ? "" : ":customer0")));
    }
  }

  private static Map<String, String> fields(String status, Sku sku, int record, Random random) {
    var fields = new TreeMap<String, String>();
    fields.put("status", status);
    fields.put("attempt", "5");
    fields.put("fingerprint", random.nextInt(5) > 0 ? FINGERPRINT : "another");
    fields.put("lines", sku.value() + ":1");
    fields.put("reference", "");
    fields.put("version", "3");
    fields.put("createdAt", "1000");
    fields.put("updatedAt", "1000");
    // Some are past their deadline, and nobody has noticed yet.
    fields.put("expiresAt", random.nextInt(4) > 0 ? FUTURE : "2000");
    if (status.equals("PLACING")) {
      fields.put("claimedUntil", record == 3 ? FUTURE : "1500");
    }
    return fields;
  }

  /**
   * @param confirm whether some are confirmed at once: an order that cannot be listed is sold
   *     before that in a batch, and after it alone
   */
  private static List<Asked> ask(Random random, boolean confirm) {
    var asked = new ArrayList<Asked>();
    int size = 1 + random.nextInt(12);
    int skus = 1 + random.nextInt(SKUS.size());
    for (int i = 0; i < size; i++) {
      int limit = random.nextInt(4) > 0 ? 0 : 1 + random.nextInt(6);
      asked.add(
          new Asked(
              ORDERS.get(random.nextInt(ORDERS.size())),
              random.nextInt(12) > 0 ? FINGERPRINT : "another",
              SKUS.get(random.nextInt(skus)),
              random.nextInt(20) > 0 ? 1 : 2,
              1 + random.nextInt(4),
              limit,
              limit > 0 || random.nextInt(2) == 0 ? "customer" + random.nextInt(2) : "",
              random.nextInt(4) > 0 || !confirm ? "RESERVED" : "CONFIRMED",
              1000 * (1 + random.nextInt(900))));
    }
    return asked;
  }

  private static List<String> placeBatch(List<Asked> asked) {
    var call = new OrderScripts(batch.redis()).batchCall(asked.stream().map(Asked::order).toList());
    return batch.redis().run(call).stream()
        .map(reply -> withoutTimes(reply.toString()))
        .map(reply -> reply.startsWith("[FAULT") ? "FAULT" : reply)
        .toList();
  }

  private static String placeAlone(Asked order) {
    var single = order.order();
    var call = new OrderScripts(oneByOne.redis()).placeCall(single.draft(), List.of(single.line()));
    try {
      return withoutTimes(oneByOne.redis().run(call).toString());
    } catch (OutcomeUnknownException | StockDamagedException e) {
      return "FAULT";
    }
  }

  /**
   * Two databases are never asked at the same moment: times are left out, but not their
   * differences.
   */
  private static String withoutTimes(String text) {
    return text.replaceAll("\\b\\d{16}\\b", "micros").replaceAll("\\b\\d{13}\\b", "ms");
  }

  private static Map<String, String> keys(Twin twin) {
    var dump = new TreeMap<String, String>();
    RedisGateway redis = twin.redis();
    for (String key : redis.<List<String>>read(commands -> commands.keys("*"))) {
      switch (redis.<String>read(commands -> commands.type(key))) {
        case "string" -> dump.put(key, redis.<String>read(commands -> commands.get(key)));
        case "hash" -> hash(redis, key, dump);
        case "zset" -> dueList(redis, key, fields -> dump.put(key, fields));
        case "stream" -> dump.put(key, events(redis, key));
        default -> throw new AssertionError("a key of another type: " + key);
      }
    }
    return dump;
  }

  private static void hash(RedisGateway redis, String key, Map<String, String> dump) {
    var fields = new TreeMap<>(redis.<Map<String, String>>read(commands -> commands.hgetall(key)));
    if (fields.containsKey("createdAt")) {
      long lasts =
          Long.parseLong(fields.get("expiresAt")) - Long.parseLong(fields.get("createdAt"));
      fields.put("lasts", lasts < 1_000_000_000 ? Long.toString(lasts) : "for ever");
    }
    dump.put(key, withoutTimes(fields.toString()));
  }

  /** In the order in which they are told. */
  private static String events(RedisGateway redis, String key) {
    return redis
        .<List<StreamMessage<String, String>>>read(
            commands -> commands.xrange(key, Range.unbounded()))
        .stream()
        .map(event -> withoutTimes(new TreeMap<>(event.getBody()).toString()))
        .toList()
        .toString();
  }

  /** Whether each is due at its deadline. */
  private static void dueList(RedisGateway redis, String key, Consumer<String> into) {
    var due = new TreeMap<String, String>();
    var scores =
        redis.<List<ScoredValue<String>>>read(commands -> commands.zrangeWithScores(key, 0, -1));
    for (ScoredValue<String> score : scores) {
      String at = String.format("%.0f", score.getScore());
      String record = key.replace(":due", ":order:") + score.getValue();
      boolean atDeadline =
          redis.<String>read(commands -> commands.type(record)).equals("hash")
              && at.equals(redis.<String>read(commands -> commands.hget(record, "expiresAt")));
      due.put(
          withoutTimes(score.getValue()), withoutTimes(at) + (atDeadline ? " its deadline" : ""));
    }
    into.accept(due.toString());
  }
}
