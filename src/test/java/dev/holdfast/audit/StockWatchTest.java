package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Breakpoint;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.EachRedisStrategy;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.watch.StockWatch;
import dev.holdfast.watch.StockWatchSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Stock that is damaged is counted; stock that is only busy never is. */
@ExtendWith(OutputCaptureExtension.class)
class StockWatchTest {
  /** Longer than an order takes on a busy machine. */
  private static final Duration SETTLE = Duration.ofSeconds(30);

  private static final Duration BUSY_FOR = Duration.ofMillis(600);
  private static final Duration SEEN_MAX = Duration.ofSeconds(20);
  private static final int CUSTOMERS = 16;

  private final Breakpoint gate = new Breakpoint();
  private TestInstance node;
  private TestInstance gated;
  private StockWatch watch;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    var setup = InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
    node = setup.start();
    gated = setup.window(gate).start();
    // Nodes have a database of their own; what other tests have damaged there is not ours.
    node.redis.<String>write(commands -> commands.flushdb());
    watchWith(Duration.ZERO);
  }

  @AfterEach
  void stop() {
    gate.letGo();
    node.close();
    gated.close();
  }

  private void watchWith(Duration settle) {
    node.meters.clear();
    watch =
        new StockWatch(
            node.inventory,
            new StockWatchSettings(
                true, Duration.ofSeconds(10), 2, Duration.ZERO, settle, 10_000, 100));
    watch.bindTo(node.meters);
  }

  private double gauge(String name) {
    return node.meters.get("holdfast.stock." + name).gauge().value();
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      watch.inspect();
    }
  }

  private void assertCounted(int products) {
    assertThat(gauge("unconserved")).isEqualTo(products);
  }

  private void shift(Sku sku, long units) {
    node.redis.<Long>write(commands -> commands.incrby(Keys.available(sku, 1), units));
  }

  private PlaceResult order(Sku sku) {
    return node.place(TestInstance.newOrder(), Basket.of(sku, 1));
  }

  @ParameterizedTest
  @EachRedisStrategy
  void unitsThatLeakedAreCountedWithinTwoLooks(StrategyType type) {
    Sku sku = node.product(type, 10);
    order(sku);
    look(1);
    assertCounted(0);
    shift(sku, -4);
    look(2);
    assertCounted(1);
    shift(sku, 4);
    look(1);
    assertCounted(0);
  }

  @ParameterizedTest
  @EachRedisStrategy
  void whatOrdersUnderWayCannotExplainIsCountedAtFirstSight(StrategyType type) {
    Sku phantom = node.product(type, 10);
    shift(phantom, 4);
    Sku reservedOnly = node.product(type, 10);
    node.redis.<Long>write(
        commands -> commands.hincrby("holdfast:{" + reservedOnly + "}:totals", "reserved", 3));
    Sku withoutCounter = node.product(type, 10);
    node.redis.<Long>write(commands -> commands.del(Keys.available(withoutCounter, 1)));
    Sku withoutTotals = node.product(type, 10);
    node.redis.<Long>write(commands -> commands.del("holdfast:{" + withoutTotals + "}:totals"));
    node.product(type, 10);
    look(1);
    assertCounted(4);
  }

  /** What cannot be read is damage of its own, and keeps nobody from looking at the others. */
  @ParameterizedTest
  @ValueSource(strings = {"totals", "available:1", "product", "reservations"})
  void aKeyOfAnotherTypeSpoilsNoOther(String key) {
    Sku broken = node.product(StrategyType.REDIS_DECRBY, 10);
    shift(broken, -1);
    node.redis.<Long>write(commands -> commands.del("holdfast:{" + broken + "}:" + key));
    node.redis.<Long>write(
        commands -> commands.lpush("holdfast:{" + broken + "}:" + key, "not what it was"));
    for (int i = 0; i < 3; i++) {
      shift(node.product(StrategyType.REDIS_SCRIPT, 10), 1);
      node.product(StrategyType.REDIS_SCRIPT, 10);
    }
    look(3);
    assertCounted(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"supplied", "reserved", "sold", "version", "epoch"})
  void aTotalThatIsNoNumberIsDamageAndSpoilsNoOther(String field) {
    Sku broken = node.product(StrategyType.REDIS_SCRIPT, 10);
    node.redis.<Boolean>write(
        commands -> commands.hset("holdfast:{" + broken + "}:totals", field, "many"));
    shift(node.product(StrategyType.REDIS_SCRIPT, 10), 1);
    look(1);
    assertCounted(2);
  }

  @Test
  void unitsOversoldAreSummed() {
    for (int i = 0; i < 3; i++) {
      Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
      node.place(TestInstance.newOrder(), Basket.of(sku, 5));
      node.redis.<Long>write(
          commands -> commands.hincrby("holdfast:{" + sku + "}:totals", "supplied", -7));
      shift(sku, -7);
    }
    look(1);
    assertCounted(3);
    assertThat(gauge("oversold")).isEqualTo(6);
  }

  @Test
  void unitsThatCountsDidNotFindAreSummed_andAreNoDamage() {
    assertThat(gauge("shortfall")).isNaN();
    for (int i = 1; i < 4; i++) {
      Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
      node.place(TestInstance.newOrder(), Basket.of(sku, 5));
      node.inventory.count(new StockCount(sku, TestInstance.newOrder().value(), 5, 5 - i, "test"));
    }
    look(1);
    assertCounted(0);
    assertThat(gauge("shortfall")).isEqualTo(6);
  }

  /** The schedule that a careless watch would take for damage: a decrement without its record. */
  @Test
  void unitsThatAreTakenAndNotYetRecordedAreNotCounted() {
    watchWith(SETTLE);
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 10);
    var held =
        ConcurrentClients.start(() -> gated.place(TestInstance.newOrder(), Basket.of(sku, 1)));
    gate.awaitArrival();
    assertThat(node.audits.audits(List.of(sku)).get(sku).isConserved()).isFalse();
    look(10);
    assertCounted(0);
    gate.letGo();
    assertThat(held.join()).isInstanceOf(PlaceResult.Placed.class);
    look(2);
    assertCounted(0);
  }

  /** However long it takes: as long as orders come, units in between are not counted as lost. */
  @Test
  void aProductIsNotAtRestWhileOrdersComeAndGo() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 100);
    var held =
        ConcurrentClients.start(() -> gated.place(TestInstance.newOrder(), Basket.of(sku, 1)));
    gate.awaitArrival();
    for (int i = 0; i < 10; i++) {
      look(1);
      order(sku);
    }
    assertCounted(0);
    gate.letGo();
    held.join();
    look(2);
    assertCounted(0);
  }

  @Test
  void damageIsCountedOnceTheProductRestsAndStaysSoWhenItIsBusyAgain() {
    Sku sku = node.product(StrategyType.REDIS_DECRBY, 100);
    shift(sku, -4);
    for (int i = 0; i < 5; i++) {
      look(1);
      order(sku);
    }
    assertCounted(0);
    look(2);
    assertCounted(1);
    for (int i = 0; i < 5; i++) {
      order(sku);
      look(1);
    }
    assertCounted(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = StrategyType.class,
      mode = EnumSource.Mode.MATCH_NONE,
      names = "UNGUARDED|POSTGRES_.*")
  void aBusyProductIsNotCounted(StrategyType type) {
    watchWith(SETTLE);
    Sku sku = node.product(type, 1_000_000);
    Sku scarce = node.product(type, 20);
    var open = new AtomicBoolean(true);
    List<CompletableFuture<Integer>> customers = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      Sku wanted = i % 4 == 0 ? scarce : sku;
      customers.add(
          ConcurrentClients.start(() -> {
            int orders = 0;
            while (open.get()) {
              order(wanted);
              orders++;
            }
            return orders;
          }));
    }
    boolean seenUnderWay = false;
    boolean toBeSeen = !type.guarantee().conservedAtEveryMoment();
    long start = System.nanoTime();
    while (System.nanoTime() - start < BUSY_FOR.toNanos()
        || (toBeSeen && !seenUnderWay && System.nanoTime() - start < SEEN_MAX.toNanos())) {
      look(1);
      assertCounted(0);
      seenUnderWay |=
          node.audits.audits(List.of(sku)).values().stream().anyMatch(a -> !a.isConserved());
    }
    open.set(false);
    assertThat(customers.stream().mapToInt(CompletableFuture::join).sum()).isPositive();
    look(2);
    assertCounted(0);
    // Where a strategy says that it adds up at every moment it did; elsewhere it was put to the
    // test.
    assertThat(seenUnderWay).isEqualTo(toBeSeen);
  }

  @Test
  void everyPageIsLookedAt() {
    List<Sku> skus = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      skus.add(node.product(StrategyType.REDIS_SCRIPT, 10));
    }
    skus.forEach(sku -> shift(sku, 1));
    look(1);
    assertCounted(7);
  }

  @Test
  void aProductIsNamedInTheLogOnceWhenItBreaksAndOnceWhenItIsMended(CapturedOutput output) {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    look(2);
    assertThat(output).doesNotContain(sku.value());
    shift(sku, 3);
    look(5);
    assertThat(told(output, sku))
        .singleElement()
        .asString()
        .contains("ERROR")
        .contains("does not add up: counters disagree, -3 of 10 supplied units")
        .contains("supplied 10, available 13, reserved 0, sold 0");
    shift(sku, -3);
    look(5);
    assertThat(told(output, sku)).hasSize(2).last().asString().contains("adds up again");
  }

  private static List<String> told(CapturedOutput output, Sku sku) {
    return output.getAll().lines().filter(line -> line.contains(sku.value())).toList();
  }

  @Test
  void aGreatDamageIsToldInAFewLines(CapturedOutput output) {
    watch =
        new StockWatch(
            node.inventory,
            new StockWatchSettings(
                true, Duration.ofSeconds(10), 100, Duration.ZERO, Duration.ZERO, 10_000, 3));
    for (int i = 0; i < 8; i++) {
      shift(node.product(StrategyType.REDIS_SCRIPT, 10), 1);
    }
    look(2);
    assertThat(output.getAll().lines().filter(line -> line.contains("does not add up"))).hasSize(3);
    assertThat(output).containsOnlyOnce("5 more products do not add up");
  }

  @Test
  void nothingIsClaimedBeforeTheFirstLookAndWhatWasFoundStandsWhenALookFails() {
    shift(node.product(StrategyType.REDIS_SCRIPT, 10), 1);
    assertThat(gauge("unconserved")).isNaN();
    assertThat(gauge("oversold")).isNaN();
    assertThat(age()).isNotNegative();
    look(1);
    double age = age();
    node.redis.close();
    assertThatThrownBy(watch::inspect).isInstanceOf(StoreUnavailableException.class);
    assertCounted(1);
    Awaitility.await().until(() -> age() > age + 0.2);
  }

  private double age() {
    return node.meters.get("holdfast.stock.watch.age").timeGauge().value();
  }

  @Test
  void whatIsPublishedNamesNoProduct() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    shift(sku, 1);
    look(1);
    assertThat(node.meters.scrape().lines().filter(line -> line.startsWith("holdfast_stock")))
        .hasSize(4)
        .anyMatch(line -> line.startsWith("holdfast_stock_shortfall 0"))
        .anyMatch(line -> line.startsWith("holdfast_stock_unconserved 1"))
        .anyMatch(line -> line.startsWith("holdfast_stock_oversold 0"))
        .anyMatch(line -> line.startsWith("holdfast_stock_watch_age_seconds "))
        .noneMatch(line -> line.contains(sku.value()));
  }
}
