package dev.holdfast.store;

import static dev.holdfast.contract.StoreContract.assertSold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.Order;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.Adjustment;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.store.StockStore.AdjustResult;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an older version stored is read, decided, changed and settled by this one.
 *
 * <p>The data is of the service before its packages were laid out anew (commit ee5feb2), from a run
 * of its jar: {@code .ci/older-data $(.ci/older-jar ee5feb2)
 * >src/test/resources/older-data/ee5feb2.jsonl}. Orders are placed over HTTP, so their ids stand
 * for their keys; those called {@code half-...} an instance left when it died on the way.
 */
class StoredByOlderVersionTest {
  private static final String DATA = "/older-data/ee5feb2.jsonl";
  private static final VersionCondition NONE = VersionCondition.NONE;
  private static final Sku CAS = new Sku("half-cas");
  private static final Sku LOCK = new Sku("half-lock");

  private TestInstance node;

  @BeforeEach
  void load() {
    var redis = RedisUnderTest.shared();
    node =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .putOff(Duration.ofMillis(50))
            .start();
    node.redis.<String>write(commands -> commands.flushdb());
    OlderData.load(node, DATA);
  }

  @AfterEach
  void stop() {
    node.redis.<String>write(commands -> commands.flushdb());
    node.close();
  }

  static Stream<String> strategies() {
    return Stream.of(
        "redis-script",
        "redis-decrby",
        "redis-cas",
        "redisson-lock",
        "redisson-semaphore",
        "redis-group-commit");
  }

  private static OrderId order(String key) {
    return new OrderId(OpaqueId.of("anonymous", key));
  }

  private Order read(String key) {
    return node.orders.find(order(key)).orElseThrow();
  }

  private static Order decided(DecideResult result) {
    assertThat(result).isInstanceOf(DecideResult.Decided.class);
    return ((DecideResult.Decided) result).order();
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void order_isReadAsItWasStored(String strategy) {
    Sku sku = new Sku(strategy);
    assertRead("reserved-" + strategy, OrderStatus.RESERVED, 1, Basket.of(sku, 2));
    assertRead("extended-" + strategy, OrderStatus.RESERVED, 2, Basket.of(sku, 1));
    assertRead("confirmed-" + strategy, OrderStatus.CONFIRMED, 2, Basket.of(sku, 3));
    assertRead("cancelled-" + strategy, OrderStatus.CANCELLED, 2, Basket.of(sku, 4));
    assertRead("changed-" + strategy, OrderStatus.RESERVED, 2, Basket.of(sku, 1));
    Order extended = read("extended-" + strategy);
    assertThat(extended.expiresAt()).isEqualTo(extended.createdAt().plus(Duration.ofHours(24)));
    assertThat(extended.customer()).isEqualTo(OpaqueId.of("customer", "c-1"));
    assertThat(extended.reference()).isEqualTo("extended-" + strategy);
  }

  private void assertRead(String key, OrderStatus status, long version, Basket basket) {
    assertThat(read(key))
        .as(key)
        .returns(status, Order::status)
        .returns(version, Order::version)
        .returns(basket, Order::basket);
  }

  @ParameterizedTest
  @CsvSource({
    "revived, CONFIRMED", "expired, EXPIRED", "overdue, EXPIRED",
    "half-claimed, PLACING", "half-taken, PLACING", "half-confirmed, CONFIRMED",
    "half-cancelled, CANCELLED", "half-changing, RESERVED", "half-changed, RESERVED",
  })
  void orderOnItsWay_isReadAsFarAsItCame(String key, OrderStatus status) {
    assertThat(read(key).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void reservedOrder_isDecidedAndChanged(String strategy) {
    Sku sku = new Sku(strategy);
    var before = node.records.find(order("reserved-" + strategy)).orElseThrow();
    assertThat(
            node.placing.place(
                new PlaceOrder(
                    before.id(),
                    before.fingerprint(),
                    before.basket(),
                    before.reference(),
                    before.customer(),
                    null,
                    OrderStatus.RESERVED)))
        .isEqualTo(new PlaceResult.Placed(before.order(), true));
    long supplied = node.audit(sku).level().supplied();
    assertThat(supplied).isEqualTo(90);

    assertThat(node.change(order("changed-" + strategy), NONE, Basket.of(sku, 6)))
        .isInstanceOf(LinesResult.Answered.class);
    decided(node.orders.confirm(order("reserved-" + strategy), NONE));
    decided(node.orders.confirm(order("changed-" + strategy), NONE));
    decided(node.orders.cancel(order("extended-" + strategy), NONE));
    // The older version sold three units, this one two and six.
    TwoInstances.sweepUntil(
        node,
        () -> {
          assertThat(node.audit(sku).isConserved()).isTrue();
          assertSold(node, sku, 90 - 11, 0, 11);
        });
  }

  @Test
  void whatWasLeftHalfDone_isSettled() {
    var withdrawal =
        new Adjustment(CAS, OpaqueId.of("adjustment", CAS.value(), "half-withdrawn"), -5, "lost");
    assertThat(node.store.announceWithdrawal(withdrawal)).isEqualTo(AdjustResult.DUPLICATE);
    assertThat(node.store.announceWithdrawal(new Adjustment(CAS, withdrawal.id(), -6, "lost")))
        .isEqualTo(AdjustResult.REUSED);
    for (String key : List.of("half-claimed", "half-taken", "half-changing", "half-changed")) {
      node.passDeadline(order(key));
    }
    node.passDeadline(new OrderId("w:" + withdrawal.id()));
    node.makeDue(order("half-confirmed"));
    node.makeDue(order("half-cancelled"));
    TwoInstances.sweepUntil(
        node,
        () -> {
          assertSold(node, CAS, 98, 0, 2);
          assertSold(node, LOCK, 100, 0, 0);
          assertThat(node.audit(CAS).isConserved()).isTrue();
          assertThat(node.audit(LOCK).isConserved()).isTrue();
        });
    assertThat(read("half-taken").status()).isEqualTo(OrderStatus.EXPIRED);
    assertThat(node.records.find(order("half-confirmed")).orElseThrow().settled()).isTrue();
  }

  @Test
  void changeOfLinesUnderWay_isWrittenOrNot() {
    assertThat(read("half-changing").basket()).isEqualTo(Basket.of(CAS, 2));
    assertThat(read("half-changed").basket())
        .isEqualTo(Basket.of(List.of(new Line(CAS, 4), new Line(LOCK, 1))));
    // The instance died before it gave back four units; the sweeper does when the claim is over.
    assertThat(held("half-changed")).startsWith("R:8:");
    node.makeDue(order("half-changed"));
    TwoInstances.sweepUntil(node, () -> assertThat(held("half-changed")).startsWith("R:4:"));
    decided(node.orders.cancel(order("half-changed"), NONE));
    assertThat(node.change(order("half-changing"), NONE, Basket.of(CAS, 3)))
        .isInstanceOf(LinesResult.Answered.class);
    assertThat(read("half-changing").basket()).isEqualTo(Basket.of(CAS, 3));
  }

  @Test
  void events_areContinuedInTheirForm() {
    OrderId older = order("confirmed-redis-cas");
    OrderId newer = order("reserved-redis-cas");
    decided(node.orders.confirm(newer, NONE));
    StreamMessage<String, String> before = events(older).getLast();
    StreamMessage<String, String> after = events(newer).getLast();
    assertThat(events(older)).hasSize(2);
    assertThat(events(newer)).hasSize(2);
    assertThat(after.getBody()).containsOnlyKeys(before.getBody().keySet());
    assertThat(after.getBody()).containsEntry("type", before.getBody().get("type"));
    assertThat(before.getBody()).containsEntry("version", "2");
  }

  private List<StreamMessage<String, String>> events(OrderId order) {
    String stream = "holdfast:{o" + order.partition() + "}:events";
    return node.redis.read(commands -> commands.xrange(stream, Range.unbounded())).stream()
        .filter(message -> order.value().equals(message.getBody().get("id")))
        .toList();
  }

  /** What is stored of the units that an order holds. */
  private String held(String key) {
    return node.redis.read(
        commands -> commands.hget("holdfast:{half-cas}:reservations", order(key).value()));
  }
}
