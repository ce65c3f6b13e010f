package dev.holdfast.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.audit.ReconciliationSettings;
import dev.holdfast.redis.audit.RedisStockAudits;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.EmbeddedCluster;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import io.lettuce.core.Range;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A slot of a Cluster moves while orders run. A call whose keys are on two servers is refused; no
 * call ever takes a key that has moved for one that is not there.
 */
class ReshardTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String CUSTOMER = "customer";
  private static final int PAGE = 500;

  private static EmbeddedCluster cluster;
  private static TestInstance node;

  @BeforeAll
  static void start() throws IOException {
    cluster = new EmbeddedCluster();
    node =
        InstanceSetup.on(new ServerAddress("127.0.0.1", cluster.port()))
            .inCluster()
            .claimHold(Duration.ofMillis(100))
            .start();
  }

  @AfterAll
  static void stop() {
    node.close();
    cluster.close();
  }

  /** What of a slot has moved, and what is still to come. */
  enum Half {
    NOTHING(true, ""),
    LISTING(true, ":orders"),
    DUE(true, ":due"),
    EVENTS(true, ":events"),
    FORGETTING(true, ":forgetting"),
    RECORDS(true, ":order:"),
    DUE_AND_RECORDS(true, ":due|:order:"),
    ALL_BUT_RECORDS(true, ":due|:orders|:events|:forgetting"),
    AVAILABLE(false, ":available:"),
    TOTALS(false, ":totals"),
    RESERVATIONS(false, ":reservations"),
    CUSTOMERS(false, ":customers"),
    ALL_BUT_CUSTOMERS(false, ":available:|:totals|:reservations|:product");

    private final boolean ofOrders;
    private final List<String> names;

    Half(boolean ofOrders, String names) {
      this.ofOrders = ofOrders;
      this.names = Stream.of(names.split("\\|", -1)).filter(name -> !name.isEmpty()).toList();
    }

    boolean hasMoved(String key) {
      return names.stream()
          .anyMatch(name -> name.endsWith(":") ? key.contains(name) : key.endsWith(name));
    }
  }

  private static OrderId newOrder(int partition) {
    return Stream.generate(TestInstance::newOrder)
        .filter(order -> order.partition() == partition)
        .findFirst()
        .orElseThrow();
  }

  private static int slotOf(Sku sku) {
    return EmbeddedCluster.slotOf(Keys.reservations(sku));
  }

  /** A product with a limit, in a slot of its own. */
  private static Sku product(Set<Integer> notIn) {
    return product(StrategyType.REDIS_SCRIPT, notIn);
  }

  private static Sku product(StrategyType type, Set<Integer> notIn) {
    return productOf(notIn, () -> node.limitedProduct(type, 100_000, 100_000));
  }

  private static Sku productOf(Set<Integer> notIn, Supplier<Sku> products) {
    var taken = new HashSet<>(notIn);
    IntStream.range(0, OrderId.PARTITIONS)
        .forEach(partition -> taken.add(EmbeddedCluster.slotOf(due(partition))));
    return Stream.generate(products)
        .filter(sku -> !taken.contains(slotOf(sku)))
        .findFirst()
        .orElseThrow();
  }

  private static String due(int partition) {
    return "holdfast:{o" + partition + "}:due";
  }

  private static OrderId placed(int partition, Sku sku) {
    OrderId order = newOrder(partition);
    assertThat(node.placeFor(CUSTOMER, order, Basket.of(sku, 1)))
        .isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  /** Whether it took place; one that did not is refused as a whole. */
  private static boolean tookPlace(Supplier<?> command) {
    try {
      return !(command.get() instanceof PlaceResult.InProgress);
    } catch (StoreUnavailableException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAskedWhileASlotIsHalfMovedTakesPlaceAsAWholeOrNotAtAll(Half half) {
    Sku sku = product(Set.of());
    Sku elsewhere = product(Set.of(slotOf(sku)));
    int partition = half.ordinal() % OrderId.PARTITIONS;
    int moving = EmbeddedCluster.slotOf(half.ofOrders ? due(partition) : Keys.reservations(sku));
    int other =
        (partition + 1) % OrderId.PARTITIONS; // Its slot is another: each has a slot of its own.
    OrderId confirmed = placed(partition, sku);
    OrderId cancelled = placed(partition, sku);
    OrderId extended = placed(partition, sku);
    OrderId changed = placed(partition, sku);
    OrderId overdue = placed(partition, sku);
    OrderId late = placed(partition, sku);
    OrderId quiet = placed(partition, sku);
    OrderId fresh = newOrder(partition);
    OrderId distant = placed(other, elsewhere);
    node.orders.confirm(placed(partition, sku), VersionCondition.NONE);
    node.passDeadline(overdue);
    node.redis.<Boolean>write(
        commands -> commands.hset(TestInstance.record(late), "expiresAt", "1"));
    Instant until = node.records.find(extended).orElseThrow().createdAt().plusSeconds(7_200);
    Map<String, Supplier<?>> commands = new LinkedHashMap<>();
    commands.put("confirm", () -> node.orders.confirm(confirmed, VersionCondition.NONE));
    commands.put("cancel", () -> node.orders.cancel(cancelled, VersionCondition.NONE));
    commands.put("extend", () -> node.orders.extend(extended, VersionCondition.NONE, until));
    commands.put("change", () -> node.change(changed, Basket.of(sku, 2)));
    commands.put("place", () -> node.placeFor(CUSTOMER, fresh, Basket.of(sku, 1)));
    commands.put("repeat", () -> node.placeFor(CUSTOMER, quiet, Basket.of(sku, 1)));
    commands.put("read", () -> node.records.find(late));
    commands.put("sweep", () -> node.orders.sweep());

    var move = cluster.move(moving);
    move.keys(move.keys().stream().filter(half::hasMoved).toList());
    commands.values().forEach(ReshardTest::tookPlace);
    assertThat(node.orders.confirm(distant, VersionCondition.NONE).toString())
        .startsWith("Decided");
    assertThat(listed()).containsKeys(quiet, distant);
    assertThat(node.records.find(quiet)).isPresent();
    move.finish();

    commands.forEach((name, command) -> await(name).atMost(LONG).until(() -> tookPlace(command)));
    var ends =
        Map.of(
            confirmed, List.of("RESERVED", "CONFIRMED"),
            cancelled, List.of("RESERVED", "CANCELLED"),
            extended, List.of("RESERVED", "EXTENDED"),
            changed, List.of("RESERVED", "LINES_CHANGED"),
            overdue, List.of("RESERVED", "EXPIRED"),
            late, List.of("RESERVED", "EXPIRED"),
            quiet, List.of("RESERVED"),
            fresh, List.of("RESERVED"),
            distant, List.of("RESERVED", "CONFIRMED"));
    TwoInstances.sweepUntil(node, () -> assertSound(List.of(sku, elsewhere)));
    ends.forEach((order, events) -> assertThat(eventsOf(order)).as("%s", order).isEqualTo(events));
    assertListedAsTheyAre(List.copyOf(ends.keySet()));
  }

  /** It has no key for customers, which a call that declared one would look for on both servers. */
  @Test
  void aProductWithoutLimitsGoesOnWhileItsSlotMoves() {
    Sku sku = productOf(Set.of(), () -> node.product(StrategyType.REDIS_SCRIPT, 10));
    OrderId cancelled = placed(0, sku);
    OrderId released = placed(0, sku);
    OrderId doubtful = placed(0, sku);
    var move = cluster.move(slotOf(sku));
    node.orders.cancel(cancelled, VersionCondition.NONE);
    assertThat(node.records.find(cancelled).orElseThrow().settled()).isTrue();
    node.store.release(sku, released, attemptOf(released));
    settle(doubtful, sku);
    move.finish();
    assertThat(node.store.levels(Set.of(sku)).levels().get(sku).available()).isEqualTo(10);
  }

  /** A take in doubt of a later attempt gives back what an earlier one holds. */
  private static void settle(OrderId order, Sku sku) {
    long attempt = attemptOf(order) + 1;
    var line = node.request(order, attempt, Basket.of(sku, 1), false).lines().get(0);
    assertThat(new ReservationScripts(node.redis).resolve(order, attempt, line)).isFalse();
  }

  @Test
  void whatADoubtGivesBackIsCountedOffItsCustomer() {
    Sku sku = product(Set.of());
    settle(placed(0, sku), sku);
    assertThat(node.redis.<Long>read(commands -> commands.exists(Keys.customers(sku)))).isZero();
    assertThat(node.store.levels(Set.of(sku)).levels().get(sku).reserved()).isZero();
  }

  @Test
  void aProductThatCannotBeAskedKeepsNoOtherFromItsTurn() {
    Sku sku = product(Set.of());
    Sku elsewhere = product(Set.of(slotOf(sku)));
    var orders = List.of(placed(0, sku), placed(0, elsewhere));
    orders.forEach(order -> node.records.cancel(order, VersionCondition.NONE));
    var leased = orders.stream().map(order -> node.records.find(order).orElseThrow()).toList();
    var move = cluster.move(slotOf(sku));
    move.keys(List.of(Keys.reservations(sku)));
    assertThat(node.completion.settleAll(leased, System.nanoTime() + LONG.toNanos())).isEqualTo(1);
    assertThat(node.records.find(orders.get(1)).orElseThrow().settled()).isTrue();
    move.finish();
    assertThat(node.completion.settleAll(leased, System.nanoTime() + LONG.toNanos())).isEqualTo(2);
    assertSound(List.of(sku, elsewhere));
  }

  private static long attemptOf(OrderId order) {
    return node.records.find(order).orElseThrow().attempt();
  }

  private static EmbeddedCluster.Move half(Sku sku) {
    var move = cluster.move(slotOf(sku));
    move.keys(move.keys().stream().filter(Half.AVAILABLE::hasMoved).toList());
    return move;
  }

  private static long available(Sku sku) {
    long epoch = Objects.requireNonNull(node.store.products(Set.of(sku)).get(sku)).epoch();
    return Long.parseLong(
        node.redis.<String>read(commands -> commands.get(Keys.available(sku, epoch))));
  }

  /** What takes first and records after: its record is sent until the slot is moved. */
  @ParameterizedTest
  @EnumSource(names = {"REDIS_DECRBY", "REDISSON_SEMAPHORE"})
  @Timeout(100)
  void whatWasTakenWhileASlotIsHalfMovedIsRecordedOnceItHasMoved(StrategyType type)
      throws Exception {
    Sku sku = product(type, Set.of());
    placed(0, sku);
    long before = available(sku);
    var move = half(sku);
    var placing =
        ConcurrentClients.start(() -> node.placeFor(CUSTOMER, newOrder(1), Basket.of(sku, 1)));
    await("it is taken").atMost(LONG).until(() -> available(sku) == before - 1);
    move.finish();

    assertThat(placing.get(LONG.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(PlaceResult.Placed.class);
    assertSound(List.of(sku));
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_DECRBY", "REDISSON_SEMAPHORE"})
  @Timeout(100)
  void whereASlotStaysHalfMovedOnlyWhatWasOnItsWayLeaksAndAReconciliationReturnsIt(
      StrategyType type) {
    Sku sku = product(type, Set.of());
    placed(0, sku);
    var move = half(sku);
    assertThatThrownBy(() ->
            Deadline.within(
                Duration.ofMillis(200),
                () -> node.placeFor(CUSTOMER, newOrder(1), Basket.of(sku, 1))))
        .isInstanceOf(OutcomeUnknownException.class);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> node.placeFor(CUSTOMER, newOrder(1), Basket.of(sku, 1)))
          .isInstanceOf(StoreUnavailableException.class);
    }
    move.finish();

    assertThat(node.audit(sku).level().discrepancy()).as("leaked").isEqualTo(1);
    placed(2, sku);
    var audits =
        new RedisStockAudits(
            node.redis, InstanceSetup.patientRedis(), Defaults.of(ReconciliationSettings.class));
    TwoInstances.sweepUntil(
        node,
        () -> {
          audits.apply(sku, "after the reshard");
          assertSound(List.of(sku));
        });
    assertThat(available(sku)).isEqualTo(100_000 - 2);
  }

  private static Map<OrderId, OrderStatus> listed() {
    var listed = new HashMap<OrderId, OrderStatus>();
    var from = Optional.of(new Position(Instant.EPOCH, ""));
    while (from.isPresent()) {
      var page = node.records.list(null, from.get(), PAGE);
      page.orders()
          .forEach(order ->
              assertThat(listed.put(order.id(), order.status()))
                  .as("%s is listed once", order.id())
                  .isNull());
      from = page.next();
    }
    return listed;
  }

  private static void assertListedAsTheyAre(List<OrderId> orders) {
    var listed = listed();
    for (OrderId order : orders) {
      assertThat(node.records.find(order).map(OrderRecord::status))
          .as("%s", order)
          .isEqualTo(Optional.ofNullable(listed.get(order)));
    }
  }

  private static void assertSound(List<Sku> skus) {
    for (Sku sku : skus) {
      var audit = node.audit(sku);
      assertThat(audit.findings()).isEmpty();
      Map<String, String> customers =
          node.redis.read(commands -> commands.hgetall(Keys.customers(sku)));
      long counted = customers.values().stream().mapToLong(Long::parseLong).sum();
      assertThat(counted).isIn(0L, audit.level().reserved() + audit.level().sold());
    }
  }

  private static List<String> eventsOf(OrderId order) {
    String stream = "holdfast:{o" + order.partition() + "}:events";
    return node.redis.read(commands -> commands.xrange(stream, Range.unbounded())).stream()
        .filter(event -> order.value().equals(event.getBody().get("id")))
        .map(event -> Objects.requireNonNull(event.getBody().get("type")))
        .toList();
  }

  /** Customers who order, confirm, cancel and extend, until they are told to stop. */
  private static final class Load {
    final AtomicBoolean over = new AtomicBoolean();
    final AtomicLong done = new AtomicLong();
    final Map<OrderId, Sku> orders = new ConcurrentHashMap<>();
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Sku moving;
    private final Sku other;
    private final int partition;

    Load(Sku moving, Sku other, int partition) {
      this.moving = moving;
      this.other = other;
      this.partition = partition;
    }

    void run(long seed) {
      var random = new Random(seed);
      while (!over.get()) {
        OrderId order = TestInstance.newOrder();
        Sku sku = random.nextBoolean() ? moving : other;
        orders.put(order, sku);
        if (ask(order, sku, () -> node.placeFor(CUSTOMER, order, Basket.of(sku, 1)))) {
          switch (random.nextInt(4)) {
            case 0 -> ask(order, sku, () -> node.orders.confirm(order, VersionCondition.NONE));
            case 1 -> ask(order, sku, () -> node.orders.cancel(order, VersionCondition.NONE));
            case 2 -> ask(order, sku, () -> node.change(order, Basket.of(sku, 2)));
            default -> ask(order, sku, () -> node.records.find(order));
          }
        }
        done.incrementAndGet();
      }
    }

    private boolean ask(OrderId order, Sku sku, Supplier<?> command) {
      try {
        var _ = command.get();
        return true;
      } catch (StoreUnavailableException e) {
        if (order.partition() != partition && !sku.equals(moving)) {
          wrong.add(order + " of " + sku + ": " + e);
        }
      } catch (RuntimeException e) {
        wrong.add(order + " of " + sku + ": " + e);
      }
      return false;
    }

    void goOnFor(int orders) {
      long from = done.get();
      await().atMost(LONG).until(() -> done.get() >= from + orders);
    }
  }

  @Test
  void aReshardUnderLoadDamagesNothing() {
    int partition = 3;
    Sku moving = product(Set.of());
    Sku other = product(Set.of(slotOf(moving)));
    var load = new Load(moving, other, partition);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        long seed = i;
        executor.execute(() -> load.run(seed));
      }
      try {
        load.goOnFor(50);
        for (String key : List.of(due(partition), Keys.reservations(moving))) {
          var move = cluster.move(EmbeddedCluster.slotOf(key));
          load.goOnFor(20);
          for (String each : halfOf(move.keys())) {
            move.keys(List.of(each));
          }
          load.goOnFor(100);
          move.finish();
          load.goOnFor(20);
        }
      } finally {
        load.over.set(true);
      }
    }
    assertThat(load.wrong).isEmpty();
    // What was being placed when a call was refused expires, and what was decided is completed.
    TwoInstances.sweepUntil(node, () -> assertSound(List.of(moving, other)));
    var orders = new ArrayList<>(load.orders.keySet());
    assertListedAsTheyAre(orders);
    for (OrderId order : orders) {
      var events = eventsOf(order);
      node.records
          .find(order)
          .filter(record -> record.status() != OrderStatus.PLACING)
          .ifPresent(record -> {
            assertThat(events).as("%s", order).doesNotHaveDuplicates();
            if (record.status() != OrderStatus.RESERVED) {
              assertThat(events).as("%s", order).endsWith(record.status().name());
            }
          });
    }
  }

  private static List<String> halfOf(List<String> keys) {
    return keys.subList(0, Math.max(1, keys.size() / 2));
  }
}
