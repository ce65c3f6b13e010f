package dev.holdfast.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.history.InWords;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.order.OrderScripts;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Refusal;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.store.Attempt;
import dev.holdfast.store.OrderDraft;
import dev.holdfast.store.OrderRecord;
import dev.holdfast.store.StockLine;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisServerProcess;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * A Redis that is reached and refuses to write: what goes on, and what is answered all the same.
 */
class RefusingStoreTest {
  /** One of one step, one of batches, one step by step without a lock and one with. */
  private static final List<StrategyType> STRATEGIES =
      List.of(
          StrategyType.REDIS_SCRIPT,
          StrategyType.REDIS_GROUP_COMMIT,
          StrategyType.REDIS_DECRBY,
          StrategyType.JVM_MUTEX);

  private static RedisServerProcess server;
  private static TestInstance node;

  @BeforeAll
  static void start() {
    server = RedisServerProcess.start();
    node = InstanceSetup.on(new ServerAddress("127.0.0.1", server.port())).start();
    // A share of a percent is more than what a test writes.
    node.redis.<Long>write(commands -> commands.setrange("ballast", 20_000_000, "x"));
  }

  @AfterAll
  static void stop() {
    node.close();
    server.close();
  }

  @AfterEach
  void acceptWritesAgain() {
    for (StoreRefusal refusal : StoreRefusal.values()) {
      refusal.end(node.redis);
    }
  }

  private static OrderId reserved(Sku sku, int units) {
    OrderId order = TestInstance.newOrder();
    assertThat(node.place(order, Basket.of(sku, units))).isInstanceOf(PlaceResult.Placed.class);
    return order;
  }

  private static String confirm(OrderId order) {
    return InWords.of(node.orders.confirm(order, VersionCondition.NONE));
  }

  private static StockLevel level(Sku sku) {
    return node.store.levels(Set.of(sku)).levels().get(sku);
  }

  private static OrderRecord read(OrderId order) {
    return node.records.find(order).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(
      value = StrategyType.class,
      names = {"REDIS_SCRIPT", "REDIS_GROUP_COMMIT", "REDIS_DECRBY", "REDIS_CAS"})
  void atTheMemoryLimitOrdersEndAndUnitsComeBack(StrategyType strategy) {
    Sku sku = node.product(strategy, 20);
    OrderId paid = reserved(sku, 1);
    OrderId givenUp = reserved(sku, 2);
    OrderId extended = reserved(sku, 3);
    OrderId overdue = reserved(sku, 4);
    // It has no script, as after a restart: every form must find its way there.
    node.redis.<String>write(commands -> commands.scriptFlush());

    StoreRefusal.OOM.begin(node.redis);

    assertThatThrownBy(() -> node.place(TestInstance.newOrder(), Basket.of(sku, 1)))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(confirm(paid)).isEqualTo("decided CONFIRMED");
    assertThat(InWords.of(node.orders.cancel(givenUp, VersionCondition.NONE)))
        .isEqualTo("decided CANCELLED");
    assertThat(InWords.of(node.extend(extended, VersionCondition.NONE, Duration.ofHours(1))))
        .isEqualTo("decided RESERVED");
    passDeadline(overdue);
    node.orders.sweep();
    assertThat(read(overdue).status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(level(sku)).isEqualTo(new StockLevel(sku, 20, 16, 3, 1));
    assertThat(read(paid).settled()).as("no sweeper has to finish it").isTrue();
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  /** While the store takes writes only at its limit, so does this. */
  private static void passDeadline(OrderId order) {
    StoreRefusal.OOM.end(node.redis);
    node.passDeadline(order);
    StoreRefusal.OOM.begin(node.redis);
  }

  @ParameterizedTest
  @EnumSource(StoreRefusal.class)
  void repeatsAndReadsAreAnswered(StoreRefusal refusal) {
    for (StrategyType strategy : STRATEGIES) {
      Sku sku = node.product(strategy, 10);
      OrderId reserved = reserved(sku, 1);
      OrderId paid = reserved(sku, 2);
      confirm(paid);

      refusal.begin(node.redis);

      assertThat(InWords.of(node.place(reserved, Basket.of(sku, 1)))).isEqualTo("again RESERVED");
      assertThat(InWords.of(node.place(paid, Basket.of(sku, 2)))).isEqualTo("again CONFIRMED");
      assertThat(confirm(paid)).isEqualTo("already CONFIRMED");
      assertThat(read(reserved).status()).isEqualTo(OrderStatus.RESERVED);
      assertThat(level(sku)).isEqualTo(new StockLevel(sku, 10, 7, 1, 2));
      assertThatThrownBy(() -> node.place(TestInstance.newOrder(), Basket.of(sku, 1)))
          .as("a new order is refused for certain")
          .isInstanceOf(StoreUnavailableException.class);

      refusal.end(node.redis);
      assertThat(level(sku)).isEqualTo(new StockLevel(sku, 10, 7, 1, 2));
    }
  }

  @ParameterizedTest
  @EnumSource(value = StoreRefusal.class, names = "OOM", mode = Mode.EXCLUDE)
  void whatMustBeWrittenIsRefusedForCertain(StoreRefusal refusal) {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = reserved(sku, 1);
    OrderId overdue = reserved(sku, 1);
    node.passDeadline(overdue);

    refusal.begin(node.redis);

    double before = refusedDecisions(refusal);
    assertThatThrownBy(() -> confirm(order)).isInstanceOf(StoreUnavailableException.class);
    assertThat(refusedDecisions(refusal)).as("it is counted").isEqualTo(before + 1);
    assertThatThrownBy(() -> node.orders.cancel(order, VersionCondition.NONE))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> node.orders.sweep()).isInstanceOf(StoreUnavailableException.class);
    refusal.end(node.redis);
    assertThat(read(order).version()).isEqualTo(1);
    assertThat(confirm(order)).isEqualTo("decided CONFIRMED");
  }

  private static double refusedDecisions(StoreRefusal refusal) {
    var meters = new SimpleMeterRegistry();
    node.redis.refused().bindTo(meters);
    return meters
        .get("holdfast.store.refused")
        .tag("kind", "decision")
        .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
        .functionCounter()
        .count();
  }

  @ParameterizedTest
  @EnumSource(StoreRefusal.class)
  void anOverdueOrderIsToldAsExpiredBeforeThatCanBeWritten(StoreRefusal refusal) {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    OrderId order = reserved(sku, 1);
    OrderId other = reserved(sku, 1);
    node.passDeadline(order);

    refusal.begin(node.redis);

    OrderRecord told = read(order);
    assertThat(told.status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(read(order)).as("every read tells the same").isEqualTo(told);
    assertThat(InWords.of(node.place(order, Basket.of(sku, 1)))).isEqualTo("again EXPIRED");
    assertThat(listed(OrderStatus.EXPIRED)).contains(order).doesNotContain(other);
    assertThat(listed(OrderStatus.RESERVED)).contains(other).doesNotContain(order);

    refusal.end(node.redis);
    OrderRecord written = read(order);
    assertThat(written.status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(written.version()).as("the version that was told").isEqualTo(told.version());
  }

  private static List<OrderId> listed(OrderStatus status) {
    return node.records.list(status, new Orders.Position(Instant.EPOCH, ""), 1000).orders().stream()
        .map(Order::id)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(StoreRefusal.class)
  void ofABatchOnlyNewOrdersAreRefused(StoreRefusal refusal) throws Exception {
    Sku sku = node.product(StrategyType.REDIS_GROUP_COMMIT, 10);
    Sku another = node.product(StrategyType.REDIS_GROUP_COMMIT, 10);
    OrderId known = reserved(sku, 1);
    refusal.begin(node.redis);

    var answers = new CompletableFuture<List<Supplier<Attempt<PlaceResult>>>>();
    new OrderScripts(node.redis)
        .placeAll(
            List.of(
                draft(TestInstance.newOrder(), sku),
                draft(known, sku),
                draft(TestInstance.newOrder(), another)),
            (each, fault) -> {
              if (each == null) {
                answers.completeExceptionally(fault);
              } else {
                answers.complete(each);
              }
            });

    List<Supplier<Attempt<PlaceResult>>> results = answers.get();
    assertThatThrownBy(() -> results.get(0).get()).isInstanceOf(StoreUnavailableException.class);
    assertThat(results.get(1).get())
        .isInstanceOfSatisfying(
            Attempt.Answered.class,
            answered ->
                assertThat(InWords.of((PlaceResult) answered.answer()))
                    .isEqualTo("again RESERVED"));
    assertThatThrownBy(() -> results.get(2).get()).isInstanceOf(StoreUnavailableException.class);
    refusal.end(node.redis);
    assertThat(level(sku)).isEqualTo(new StockLevel(sku, 10, 9, 1, 0));
    assertThat(level(another)).isEqualTo(new StockLevel(another, 10, 10, 0, 0));
  }

  private static OrderScripts.SingleLine draft(OrderId order, Sku sku) {
    Basket basket = Basket.of(sku, 1);
    return new OrderScripts.SingleLine(
        new OrderDraft(
            order,
            OpaqueId.of(basket.toString()),
            basket,
            "",
            "",
            Duration.ofMinutes(15),
            OrderStatus.RESERVED),
        new StockLine(sku, 1, 1));
  }

  /** As while an operator hands over to a replica. */
  @Test
  void whatOnlyReadsIsAnsweredWhileWritesArePaused() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    // A script that the server does not know yet waits for the end of the pause.
    assertThat(level(sku).available()).isEqualTo(10);
    StoreRefusal.pauseWrites(node.redis, Duration.ofMinutes(1));
    try {
      assertThat(level(sku).available()).isEqualTo(10);
    } finally {
      StoreRefusal.endPause(node.redis);
    }
  }

  /** Uses so many percent of its limit. */
  private static void fill(int percent) {
    long used = Long.parseLong(StoreRefusal.info(node.redis, "memory", "used_memory"));
    StoreRefusal.set(node.redis, "maxmemory", Long.toString(used * 100 / percent));
    node.memory.check();
  }

  private static void makeRoom() {
    StoreRefusal.OOM.end(node.redis);
    node.memory.check();
  }

  @ParameterizedTest
  @EnumSource(
      value = StrategyType.class,
      names = {"REDIS_SCRIPT", "REDIS_GROUP_COMMIT", "REDIS_CAS"})
  void theLastMemoryIsKeptForOrdersThatExist(StrategyType strategy) {
    Sku sku = node.product(strategy, 20);
    OrderId paid = reserved(sku, 1);
    OrderId less = reserved(sku, 3);
    OrderId expired = reserved(sku, 4);
    node.passDeadline(expired);
    read(expired);
    String full = new Refusal.StoreFull().toString();

    fill(93);
    try {
      assertThat(InWords.of(node.place(TestInstance.newOrder(), Basket.of(sku, 1))))
          .isEqualTo(full);
      assertThat(InWords.of(node.place(paid, Basket.of(sku, 1)))).isEqualTo("again RESERVED");
      assertThat(InWords.of(node.place(paid, Basket.of(sku, 2)))).isEqualTo(InWords.REUSED);
      assertThat(InWords.of(node.change(less, Basket.of(sku, 4)))).isEqualTo(full);
      assertThat(InWords.of(node.change(less, Basket.of(sku, 2)))).isEqualTo("decided RESERVED");
      assertThat(InWords.of(node.orders.confirmOrReReserve(expired, VersionCondition.NONE)))
          .isEqualTo(full);
      assertThat(InWords.of(node.orders.confirmOrReReserve(paid, VersionCondition.NONE)))
          .isEqualTo("decided CONFIRMED");
    } finally {
      makeRoom();
    }

    assertThat(InWords.of(node.orders.confirmOrReReserve(expired, VersionCondition.NONE)))
        .isEqualTo("decided CONFIRMED");
    assertThat(InWords.of(node.place(TestInstance.newOrder(), Basket.of(sku, 1))))
        .isEqualTo("RESERVED");
  }

  @Test
  void belowThatShareOrdersArePlaced() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    fill(85);
    try {
      reserved(sku, 1);
    } finally {
      makeRoom();
    }
  }

  @Test
  void whileItIsFullFewOrdersOfAPartitionExpireAtATime() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    List<OrderId> orders = ofOnePartition(sku, 5);
    orders.forEach(node::passDeadline);

    fill(93);
    try {
      node.orders.sweep();
      // Others of the partition may have been due too.
      assertThat(level(sku).reserved()).isBetween(3L, 5L);
      node.orders.sweep();
      assertThat(level(sku).reserved()).isBetween(1L, 4L);
    } finally {
      makeRoom();
    }
    node.orders.sweep();
    assertThat(level(sku).reserved()).isZero();
  }

  private static List<OrderId> ofOnePartition(Sku sku, int count) {
    var orders = new ArrayList<OrderId>();
    while (orders.size() < count) {
      OrderId order = TestInstance.newOrder();
      if (orders.isEmpty() || order.partition() == orders.getFirst().partition()) {
        node.place(order, Basket.of(sku, 1));
        orders.add(order);
      }
    }
    return orders;
  }

  /** That makes room. */
  @Test
  void whileItIsFullForgettingIsNotSlowedDown() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 20);
    List<OrderId> orders = ofOnePartition(sku, 10);
    orders.forEach(order -> node.orders.cancel(order, VersionCondition.NONE));
    orders.forEach(node::makeDue);
    assertThat(held(sku)).isEqualTo(10);

    fill(93);
    try {
      node.orders.sweep();
    } finally {
      makeRoom();
    }

    assertThat(held(sku)).isZero();
  }

  private static long held(Sku sku) {
    return node.redis.<Long>read(
        commands -> commands.hlen("holdfast:{" + sku.value() + "}:reservations"));
  }
}
