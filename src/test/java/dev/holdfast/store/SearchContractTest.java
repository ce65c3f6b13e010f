package dev.holdfast.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.SearchContract;
import dev.holdfast.contract.StoreInstance;
import dev.holdfast.contract.Way;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.Order;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.MovementSettings;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.redis.script.SearchSettings;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisStore;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searching orders on one Redis server. */
class SearchContractTest extends SearchContract {
  private static final String KEY = "the-first-secret-key-of-this-test";
  private static final String NEXT_KEY = "the-second-secret-key-of-this-test";

  SearchContractTest() {
    super(RedisStore.oneServer());
  }

  private static TestInstance withKeys(String key, String... before) {
    var server = RedisUnderTest.shared();
    return InstanceSetup.on(new ServerAddress(server.host(), server.port()))
        .start(
            new Scripts(
                Defaults.of(EventSettings.class),
                Defaults.of(RetentionSettings.class),
                Defaults.of(MovementSettings.class),
                new SearchSettings(key.isEmpty() ? null : key, List.of(before)),
                Defaults.of(ClockSettings.class)));
  }

  private static List<String> index(TestInstance node, OrderId order) {
    return node
        .redis
        .<List<String>>read(commands -> commands.zrange(Keys.search(order.partition()), 0, -1))
        .stream()
        .filter(member -> member.endsWith(order.value()))
        .toList();
  }

  private static List<OrderId> found(TestInstance node, String reference) {
    return ids(node.orders.search(reference, "", 50));
  }

  @Test
  void ordersUnderOlderKeysAreFoundAsLongAsThoseAreKnown() {
    try (var without = withKeys("");
        var first = withKeys(KEY);
        var next = withKeys(NEXT_KEY, KEY);
        var forgetful = withKeys(NEXT_KEY)) {
      Sku sku = without.product(StrategyType.REDIS_SCRIPT, 9);
      OrderId oldest = place(without, reference(), "", sku);
      OrderId old = place(first, reference(), "", sku);
      OrderId latest = place(next, reference(), "", sku);
      assertThat(found(without, reference())).containsExactly(oldest);
      assertThat(found(first, reference())).containsExactlyInAnyOrder(oldest, old);
      assertThat(found(next, reference())).containsExactlyInAnyOrder(oldest, old, latest);
      assertThat(found(forgetful, reference())).containsExactlyInAnyOrder(oldest, latest);
    }
  }

  @Test
  void theIndexNamesNoCustomerAndNoReference() {
    try (var node = withKeys(KEY)) {
      Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
      String customer = "some-customer";
      OrderId order = place(node, reference(), customer, sku);
      assertThat(index(node, order))
          .hasSize(2)
          .allMatch(member -> member.matches("[cr]:[a-z2-7]{20,26}:\\d{13}:" + order))
          .noneMatch(member -> member.contains(customer));
      // Beyond 64 bytes, Redis's default, the record would be a table of a kilobyte.
      String searched =
          requireNonNull(
              node.redis.<@Nullable String>read(
                  commands -> commands.hget(TestInstance.record(order), "searched")));
      assertThat(searched).hasSizeBetween(40, 64);
    }
  }

  /** With others that name nothing, so that a batch has both. */
  @Test
  void whatManyPlaceInBatchesIsFound() {
    var way = new Way(StrategyType.REDIS_GROUP_COMMIT, true);
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 200);
    var results =
        ConcurrentClients.run(
            80,
            i -> {
              OrderId order = TestInstance.newOrder();
              String name = i % 3 == 0 ? "" : reference();
              return () ->
                  ConcurrentClients.insist(
                      () -> node.placeNamed(name, "", order, Basket.of(sku, 1)));
            });
    var named =
        results.stream()
            .map(result -> ((PlaceResult.Placed) result).order())
            .filter(order -> !order.reference().isEmpty())
            .map(Order::id)
            .toList();
    assertThat(ids(node.orders().search(reference(), "", 80)))
        .containsExactlyInAnyOrderElementsOf(named);
  }

  @Test
  void anOrderThatNamesNothingIsInNoIndex() {
    var node = (TestInstance) start(way());
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    OrderId order = place(node, "", "", sku);
    assertThat(index(node, order)).isEmpty();
  }

  @Test
  void anOrderLeavesTheIndexWhenItIsForgotten() {
    var node = (TestInstance) start(way());
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 1);
    OrderId order = place(node, reference(), "ann", sku);
    node.orders.cancel(order, VersionCondition.NONE);
    assertThat(index(node, order)).hasSize(2);
    node.redis.<Boolean>write(
        commands -> commands.hset(TestInstance.record(order), "followed", "2"));
    node.redis.<Long>write(
        commands -> commands.zadd(TestInstance.listing(order), 1, order.value()));
    Awaitility.await()
        .untilAsserted(() -> {
          node.orders.sweep();
          assertThat(node.hasRecord(order)).isFalse();
        });
    assertThat(index(node, order)).isEmpty();
  }

  /** Step by step, and in one step over what an earlier attempt left. */
  @ParameterizedTest
  @EnumSource(names = {"JVM_MUTEX", "REDIS_DECRBY", "REDIS_SCRIPT"})
  void aRefusedOrderLeavesNothingInTheIndex(StrategyType type) {
    var server = RedisUnderTest.shared();
    try (var node =
        InstanceSetup.on(new ServerAddress(server.host(), server.port()))
            .claimHold(Duration.ofMillis(1))
            .start()) {
      Sku sku = node.product(type, 0);
      OrderId order = TestInstance.newOrder();
      if (type == StrategyType.REDIS_SCRIPT) {
        var basket = Basket.of(sku, 1);
        var usual = StepwiseContract.draft(order, basket);
        node.records.claim(
            new OrderDraft(
                order,
                OpaqueId.of(basket.toString(), reference(), "ann"),
                basket,
                reference(),
                "ann",
                usual.reservationTime(),
                usual.status()));
        assertThat(index(node, order)).hasSize(2);
      }
      Awaitility.await()
          .untilAsserted(() ->
              assertThat(node.placeNamed(reference(), "ann", order, Basket.of(sku, 1)))
                  .isInstanceOf(PlaceResult.Refused.class));
      assertThat(index(node, order)).isEmpty();
    }
  }

  /** As an older instance leaves it, which does not know the index. */
  @Test
  void whatItsRecordDoesNotKnowIsTakenOutByTheSearchThatMeetsIt() {
    var node = (TestInstance) start(way());
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 9);
    OrderId forgotten = place(node, reference(), "", sku);
    OrderId refused = place(node, reference(), "", sku);
    OrderId damaged = place(node, reference(), "", sku);
    OrderId sound = place(node, reference(), "", sku);
    node.redis.<Long>write(commands -> commands.del(TestInstance.record(forgotten)));
    node.redis.<Boolean>write(
        commands -> commands.hset(TestInstance.record(refused), "status", "REFUSED"));
    node.redis.<Boolean>write(
        commands -> commands.hset(TestInstance.record(damaged), "version", "none"));
    assertThat(found(node, reference())).containsExactly(sound);
    assertThat(index(node, forgotten)).isEmpty();
    assertThat(index(node, refused)).isEmpty();
    assertThat(index(node, damaged)).hasSize(1);
    assertThat(index(node, sound)).hasSize(1);
  }
}
