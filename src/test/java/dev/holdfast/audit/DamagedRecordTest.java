package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.order.Order;
import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.Orders.Position;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.audit.ReconciliationSettings;
import dev.holdfast.redis.audit.RedisStockAudits;
import dev.holdfast.redis.client.ScriptCall;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.stock.ReservationScripts;
import dev.holdfast.stock.Audit.Finding;
import dev.holdfast.stock.Audit.Kind;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Reconciliation;
import dev.holdfast.stock.Reconciliation.Action;
import dev.holdfast.stock.Reconciliation.Repair;
import dev.holdfast.stock.ReconciliationResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.store.RecordResult;
import dev.holdfast.store.StepwiseContract;
import dev.holdfast.store.StockStore.SettledLine;
import dev.holdfast.store.StockStore.Step;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.ConcurrentClients;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import dev.holdfast.testing.TwoInstances;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that is not what it must be hurts its own order only. */
class DamagedRecordTest {
  private static final int PARTITION = 5;

  private static TestInstance node;
  private static RedisStockAudits reconciliations;

  private Sku sku;
  private Sku untouched;
  private OrderId order;

  @BeforeAll
  static void start() {
    var redis = RedisUnderTest.shared();
    node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start();
    reconciliations =
        new RedisStockAudits(
            node.redis, InstanceSetup.patientRedis(), Defaults.of(ReconciliationSettings.class));
  }

  @AfterAll
  static void stop() {
    node.redis.<String>write(commands -> commands.flushdb());
    node.close();
  }

  @BeforeEach
  void place() {
    node.redis.<String>write(commands -> commands.flushdb());
    sku = node.product(StrategyType.REDIS_SCRIPT, 10);
    untouched = node.product(StrategyType.REDIS_SCRIPT, 10);
    order = placed(sku, 3);
  }

  private static OrderId placed(Sku sku, int units) {
    OrderId order =
        Stream.generate(TestInstance::newOrder)
            .filter(each -> each.partition() == PARTITION)
            .findFirst()
            .orElseThrow();
    node.place(order, Basket.of(sku, units));
    return order;
  }

  /** What may have become of a record. */
  enum Damage {
    A_STRING((key, set) -> set.accept("", "x")),
    NO_STATUS((key, set) -> set.accept("status", "")),
    UNKNOWN_STATUS((key, set) -> set.accept("status", "WEIRD")),
    NO_VERSION((key, set) -> set.accept("version", "")),
    VERSION_IS_NO_NUMBER((key, set) -> set.accept("version", "abc")),
    VERSION_IS_TOO_LARGE((key, set) -> set.accept("version", "1e400")),
    NO_ATTEMPT((key, set) -> set.accept("attempt", "")),
    NO_FINGERPRINT((key, set) -> set.accept("fingerprint", "")),
    NO_LINES((key, set) -> set.accept("lines", "")),
    LINES_ARE_GARBAGE((key, set) -> set.accept("lines", "x")),
    NO_UNITS((key, set) -> set.accept("lines", "a:0")),
    UNITS_WITH_A_ZERO_BEFORE((key, set) -> set.accept("lines", "a:05")),
    UNITS_WITH_A_SIGN((key, set) -> set.accept("lines", "a:+5")),
    TOO_MANY_UNITS((key, set) -> set.accept("lines", "a:1000001")),
    TOO_MANY_UNITS_TOGETHER((key, set) -> set.accept("lines", "a:1000000 a:1")),
    UNITS_WITHOUT_END((key, set) -> set.accept("lines", "a:1" + "0".repeat(400))),
    A_SKU_IS_TOO_LONG((key, set) -> set.accept("lines", "a".repeat(65) + ":1")),
    A_SKU_BEGINS_WITH_A_DOT((key, set) -> set.accept("lines", ".a:1")),
    A_SKU_HAS_A_SLASH((key, set) -> set.accept("lines", "a/b:1")),
    A_SKU_HAS_A_LETTER_OF_ITS_OWN((key, set) -> set.accept("lines", "\u00e4:1")),
    A_BLANK_TOO_MANY((key, set) -> set.accept("lines", "a:1  b:1")),
    A_BLANK_AT_THE_END((key, set) -> set.accept("lines", "a:1 ")),
    A_LINE_BREAK_AT_THE_END((key, set) -> set.accept("lines", "a:1\n")),
    TOO_MANY_LINES((key, set) -> set.accept("lines", lines(51))),
    BESIDE_IS_NO_SKU((key, set) -> set.accept("beside", "a:1")),
    BESIDE_HAS_A_BLANK_TOO_MANY((key, set) -> set.accept("beside", "a  b")),
    PLACING_WITHOUT_A_CLAIM((key, set) -> set.accept("status", "PLACING")),
    DEADLINE_IS_NO_TIME((key, set) -> set.accept("expiresAt", "abc")),
    NO_TIME_OF_CHANGE((key, set) -> set.accept("updatedAt", "")),
    NO_TIME_OF_CREATION((key, set) -> set.accept("createdAt", "")),
    SETTLED_SOON((key, set) -> set.accept("settleAt", "soon")),
    EXTENDED_OFTEN((key, set) -> set.accept("extensions", "often")),
    REVIVED_UNTIL_NEVER((key, set) -> set.accept("revivedUntil", "never"));

    private final BiConsumer<String, BiConsumer<String, String>> plant;

    Damage(BiConsumer<String, BiConsumer<String, String>> plant) {
      this.plant = plant;
    }

    void plantIn(OrderId order) {
      String key = TestInstance.record(order);
      plant.accept(
          key,
          (field, value) -> {
            if (field.isEmpty()) {
              node.redis.<Long>write(commands -> commands.del(key));
              node.redis.<String>write(commands -> commands.set(key, value));
            } else if (value.isEmpty()) {
              node.redis.<Long>write(commands -> commands.hdel(key, field));
            } else {
              node.redis.<Boolean>write(commands -> commands.hset(key, field, value));
            }
          });
    }
  }

  private static String lines(int size) {
    return IntStream.range(0, size).mapToObj(i -> "a" + i + ":1").collect(Collectors.joining(" "));
  }

  /** At the bounds, and in no order: read by the scripts and by us alike. */
  @ParameterizedTest
  @MethodSource
  void whatCanBeReadIsReadByBothSides(String field, String value) {
    node.redis.<Boolean>write(commands -> commands.hset(TestInstance.record(order), field, value));
    assertThat(node.records.find(order)).isPresent();
    assertThat(node.records.confirm(order, VersionCondition.NONE))
        .isInstanceOf(RecordResult.Decided.class);
    assertThat(node.audit(sku).findings())
        .extracting(Finding::kind)
        .doesNotContain(Kind.UNREADABLE);
  }

  static Stream<Arguments> whatCanBeReadIsReadByBothSides() {
    return Stream.of(
        Arguments.of("lines", "b:1 a:2"),
        Arguments.of("lines", "a:999999 b:1 a:1"),
        Arguments.of("lines", "A.b_c-9" + "z".repeat(57) + ":1000000"),
        Arguments.of("lines", lines(50)),
        Arguments.of("lines", lines(50) + " a0:1"),
        Arguments.of("beside", ""),
        Arguments.of("beside", "b a"));
  }

  private static String dump(OrderId order) {
    return new String(
        node.redis.<byte[]>read(commands -> commands.dump(TestInstance.record(order))),
        java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource
  void whoAsksForItHearsWhatIsWrongAndNothingHappens(Damage damage) {
    damage.plantIn(order);
    String before = dump(order);
    List<ThrowingCallable> calls =
        List.of(
            () -> node.records.find(order),
            () -> node.orders.confirm(order, VersionCondition.NONE),
            () -> node.orders.cancel(order, VersionCondition.NONE),
            () -> node.orders.extend(order, VersionCondition.NONE, Instant.now().plusSeconds(60)),
            () -> node.orders.changeLines(order, VersionCondition.NONE, Basket.of(sku, 1)),
            () -> node.orders.confirmOrReReserve(order, VersionCondition.NONE),
            () -> node.place(order, Basket.of(sku, 3)));
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(OrderDamagedException.class)
          .hasMessageContaining(order.value());
    }
    assertThat(dump(order)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void itsPartitionGoesOnAndItIsNamedAndCounted(Damage damage) {
    OrderId overdue = placed(sku, 1);
    OrderId other = placed(untouched, 2);
    damage.plantIn(order);
    node.makeDue(order);
    node.passDeadline(overdue);
    double met = met();

    TwoInstances.sweepUntil(node, () -> assertThat(status(overdue)).isEqualTo(OrderStatus.EXPIRED));

    assertThat(met()).isGreaterThan(met);
    assertThat(node.isDue(order)).as("it comes again").isTrue();
    assertThat(node.records.list(null, new Position(Instant.EPOCH, ""), 100).orders())
        .extracting(Order::id)
        .containsExactlyInAnyOrder(overdue, other);
    assertThat(node.audit(untouched).findings()).isEmpty();
    assertThat(
            ((ReconciliationResult.Reconciled) reconciliations.look(untouched))
                .reconciliation()
                .repairs())
        .isEmpty();
    assertThat(node.audit(sku).findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(Kind.UNREADABLE);
          assertThat(finding.orders()).containsExactly(order.value());
          // The audit and the scripts judge alike.
          assertThatThrownBy(() -> node.records.find(order))
              .isInstanceOfSatisfying(
                  OrderDamagedException.class,
                  e -> assertThat(finding.detail()).endsWith(e.damage()));
        });
  }

  private static OrderStatus status(OrderId order) {
    return node.records.find(order).orElseThrow().status();
  }

  private static double met() {
    return node.meters.get("holdfast.orders.damaged").functionCounter().count();
  }

  @ParameterizedTest
  @EnumSource
  void aReconciliationPutsItAsideAndTheNextGivesItsUnitsBack(Damage damage) {
    damage.plantIn(order);
    String before = dump(order);

    assertThat(looked().repairs())
        .extracting(Repair::action)
        .containsExactly(Action.QUARANTINE_ORDER);
    assertThat(dump(order)).as("a look changes nothing").isEqualTo(before);
    var aside = applied();

    assertThat(aside.repairs()).extracting(Repair::action).containsExactly(Action.QUARANTINE_ORDER);
    assertThat(aside.repairs().getFirst().orders()).containsExactly(order.value());
    assertThat(level()).isEqualTo(new StockLevel(sku, 10, 7, 3, 0));
    assertTaken();
    assertThat(node.isDue(order)).isFalse();
    String kept = TestInstance.record(order).replace(":order:", ":damaged:");
    assertThat(node.redis.<Long>read(commands -> commands.exists(kept))).isEqualTo(1);
    assertThat(node.audit(sku).findings())
        .extracting(Finding::kind)
        .containsExactly(Kind.RESERVATION_WITHOUT_ORDER);
    applied();
    assertThat(level()).isEqualTo(new StockLevel(sku, 10, 10, 0, 0));
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  /** Its pause is over when it is to mend the other order, so it has not taken place. */
  @Test
  void aReconciliationThatCameToNothingHasPutNothingAside() {
    OrderId withoutRecord = placed(sku, 1);
    node.redis.<Long>write(commands -> commands.del(TestInstance.record(withoutRecord)));
    Damage.VERSION_IS_NO_NUMBER.plantIn(order);
    Duration blink = Duration.ofMillis(100);
    assertThat(settling(blink, blink).apply(sku, "a test"))
        .isInstanceOf(ReconciliationResult.Busy.class);
    assertThatThrownBy(() -> node.records.find(order))
        .isInstanceOf(OrderDamagedException.class)
        .hasMessageContaining("version");
    assertThat(level().reserved()).isEqualTo(4);
  }

  /** Between the two looks of one reconciliation, by that of another product of the order. */
  @Test
  void whatIsPutAsideMeanwhileIsNotGivenBackByTheSameReconciliation() throws Exception {
    Damage.VERSION_IS_NO_NUMBER.plantIn(order);
    var slow = settling(Duration.ofMillis(500), Duration.ofSeconds(20));
    var applied = ConcurrentClients.start(() -> slow.apply(sku, "a test"));
    Awaitility.await()
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          // As long as something moves, it does not get on.
          node.redis.<Long>write(c -> c.hincrby("holdfast:{" + sku + "}:totals", "version", 1));
          return node.store.products(List.of(sku)).get(sku).isPaused();
        });
    assertThat(node.redis.run(quarantine())).isEqualTo(List.of("ASIDE"));
    assertThat(applied.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ReconciliationResult.Reconciled.class);
    assertThat(level()).isEqualTo(new StockLevel(sku, 10, 7, 3, 0));
  }

  private static RedisStockAudits settling(Duration settle, Duration pauseMax) {
    var usual = Defaults.of(ReconciliationSettings.class);
    return new RedisStockAudits(
        node.redis,
        InstanceSetup.patientRedis(),
        new ReconciliationSettings(
            usual.lookMax(),
            pauseMax,
            settle,
            pauseMax,
            usual.triesMax(),
            usual.linesMax(),
            usual.kept()));
  }

  private ScriptCall quarantine() {
    String key = TestInstance.record(order);
    return new ScriptCall(
        Script.ORDER_QUARANTINE,
        List.of(
            key,
            key.replace(":order:", ":damaged:"),
            TestInstance.due(order),
            TestInstance.forgetting(order),
            TestInstance.listing(order),
            Keys.search(order.partition()),
            Keys.returning(order.partition())),
        List.of(order.value()));
  }

  @Test
  void whatWasPaidIsNotSoldAgainWhereItsRecordWasPutAside() {
    node.records.confirm(order, VersionCondition.NONE);
    Damage.VERSION_IS_NO_NUMBER.plantIn(order);
    applied();
    assertTaken();
    assertThat(level()).isEqualTo(new StockLevel(sku, 10, 7, 3, 0));
    applied();
    assertTaken();
    assertThat(level()).isEqualTo(new StockLevel(sku, 10, 7, 0, 3));
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  /** Its key sells nothing again before an operator has decided. */
  private void assertTaken() {
    List<ThrowingCallable> calls =
        List.of(
            () -> node.records.find(order),
            () -> node.place(order, Basket.of(sku, 3)),
            () -> node.records.claim(StepwiseContract.draft(order, Basket.of(sku, 3))));
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(OrderDamagedException.class)
          .hasMessageContaining("it was put aside");
    }
  }

  /** Its units have left the house, as far as anybody knows. */
  @Test
  void whatWasWithdrawnIsNotGivenBackWhereItsRecordWasPutAside() {
    String key = TestInstance.record(order);
    node.redis.<Boolean>write(commands -> commands.hset(key, "status", "WITHDRAWN"));
    Damage.VERSION_IS_NO_NUMBER.plantIn(order);
    applied();
    assertThat(looked().repairs()).isEmpty();
    assertThat(looked().left())
        .extracting(Finding::kind)
        .containsExactly(Kind.RESERVATION_WITHOUT_ORDER);
    applied();
    assertThat(level()).isEqualTo(new StockLevel(sku, 10, 7, 3, 0));
  }

  /** As docs/operations/repair.md has it. */
  @Test
  void whatWasMendedIsTakenBack() {
    Damage.VERSION_IS_NO_NUMBER.plantIn(order);
    applied();
    String key = TestInstance.record(order);
    String aside = key.replace(":order:", ":damaged:");
    node.redis.<Boolean>write(commands -> commands.hset(aside, "version", "7"));
    node.redis.<Long>write(commands -> commands.del(key));
    assertThat(node.redis.<Boolean>write(commands -> commands.renamenx(aside, key))).isTrue();
    node.redis.<Long>write(commands -> commands.zadd(TestInstance.due(order), 0, order.value()));
    node.orders.sweep();
    assertThat(status(order)).isEqualTo(OrderStatus.RESERVED);
    assertThat(node.isDue(order)).isTrue();
    assertThat(node.audit(sku).findings()).isEmpty();
  }

  /** The record was mended by hand after the audit had seen it. */
  @Test
  void whatIsSoundIsNotPutAside() {
    assertThat(node.redis.run(quarantine())).isEqualTo(List.of("SOUND"));
    assertThat(node.records.find(order)).isPresent();
    assertThat(node.isDue(order)).isTrue();
  }

  private Reconciliation looked() {
    return ((ReconciliationResult.Reconciled) reconciliations.look(sku)).reconciliation();
  }

  private Reconciliation applied() {
    return ((ReconciliationResult.Reconciled) reconciliations.apply(sku, "a test"))
        .reconciliation();
  }

  private StockLevel level() {
    return node.store.levels(Set.of(sku)).levels().get(sku);
  }

  /** What is no order's id leads to no record, and must not be asked for again and again. */
  @Test
  void whatIsNoOrdersIdIsTakenOutOfTheList() {
    String due = TestInstance.due(order);
    node.redis.<Long>write(commands -> commands.zadd(due, 0, "by hand"));
    node.orders.sweep();
    assertThat(node.redis.<Double>read(commands -> commands.zscore(due, "by hand"))).isNull();
    assertThat(node.isDue(order)).isTrue();
  }

  @Test
  void anOrderOfAnotherPartitionIsTakenOutOfTheList() {
    OrderId other = TestInstance.newOrder();
    while (other.partition() == order.partition()) {
      other = TestInstance.newOrder();
    }
    String elsewhere = other.value();
    assertThat(node.place(other, Basket.of(untouched, 1))).isInstanceOf(PlaceResult.Placed.class);
    String due = TestInstance.due(order);
    node.redis.<Long>write(commands -> commands.zadd(due, 0, elsewhere));
    node.orders.sweep();
    assertThat(node.redis.<Double>read(commands -> commands.zscore(due, elsewhere))).isNull();
    assertThat(node.isDue(other)).isTrue();
    assertThat(node.isDue(order)).isTrue();
  }

  /** Two orders whose lines are to follow together, of two customers. */
  private List<SettledLine> ofTwoCustomers(Sku limited) {
    return Stream.of("ann", "bob")
        .map(customer -> {
          OrderId theirs = TestInstance.newOrder();
          node.placeFor(customer, theirs, Basket.of(limited, 2));
          node.records.cancel(theirs, VersionCondition.NONE);
          long attempt = node.records.find(theirs).orElseThrow().attempt();
          return new SettledLine(Step.RELEASE, limited, theirs, attempt, 0);
        })
        .toList();
  }

  private static Map<String, String> counted(Sku limited) {
    return node.redis.read(commands -> commands.hgetall(Keys.customers(limited)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "Q:2:1", "R:2", "R:1234567890:1", "R:2:1x", "R:-2:1"})
  void aReservationThatIsNoneSpoilsThatOfNoOtherCustomer(String stored) {
    Sku limited = node.limitedProduct(StrategyType.REDIS_SCRIPT, 20, 4);
    var lines = ofTwoCustomers(limited);
    OrderId bobs = lines.get(1).order();
    node.redis.<Boolean>write(c -> c.hset(Keys.reservations(limited), bobs.value(), stored));
    for (int i = 0; i < 2; i++) {
      assertThat(node.store.settle(lines)).containsExactly(bobs);
      assertThat(counted(limited)).isEqualTo(Map.of("bob", "2"));
    }
    assertThatThrownBy(() -> node.store.release(limited, bobs, lines.get(1).attempt()))
        .isInstanceOf(StockDamagedException.class)
        .hasMessageContaining(bobs.value());
    // Strategies that compare before they take read it themselves.
    var request = node.request(bobs, lines.get(1).attempt(), Basket.of(limited, 1), true);
    assertThatThrownBy(() -> new ReservationScripts(node.redis).read(request))
        .isInstanceOf(StockDamagedException.class);
  }

  @Test
  void aChangeThatDropsAReservationThatIsNoneTakesNothing() {
    OrderId both = TestInstance.newOrder();
    node.place(both, Basket.of(List.of(new Line(sku, 1), new Line(untouched, 1))));
    node.redis.<Boolean>write(c -> c.hset(Keys.reservations(untouched), both.value(), "x"));
    assertThatThrownBy(
            () -> node.orders.changeLines(both, VersionCondition.NONE, Basket.of(sku, 5)))
        .isInstanceOf(StockDamagedException.class);
    assertThat(level()).isEqualTo(new StockLevel(sku, 10, 6, 4, 0));
  }

  /** A script that ends on its way has counted nothing off. */
  @Test
  void aCountThatIsNoNumberTakesNothingOffThoseOfOthers() {
    Sku limited = node.limitedProduct(StrategyType.REDIS_SCRIPT, 20, 4);
    var lines = ofTwoCustomers(limited);
    node.redis.<Boolean>write(c -> c.hset(Keys.customers(limited), "bob", "abc"));
    assertThatThrownBy(() -> node.store.settle(lines)).isInstanceOf(StockDamagedException.class);
    assertThat(counted(limited)).isEqualTo(Map.of("ann", "2", "bob", "abc"));
    assertThat(node.store.levels(Set.of(limited)).levels().get(limited).reserved()).isEqualTo(4);
  }

  /** More of them than a page has, before, between and behind the products. */
  @Test
  void whatIsNoSkuIsPassedOverInTheCatalogue() {
    for (String none : List.of("", "!1", "!2", "!3", "!4", "sku-/", "~")) {
      node.redis.<Long>write(commands -> commands.zadd("holdfast:products", 0, none));
    }
    double met = met();
    var all = Stream.of(sku, untouched).sorted().toList();
    var first = node.store.page("", null, 1);
    assertThat(first.skus()).containsExactly(all.get(0));
    assertThat(node.store.page("", first.next().orElseThrow(), 1))
        .isEqualTo(new Inventory.Skus(all.subList(1, 2), Optional.empty()));
    assertThat(node.store.page("", null, 10).skus()).isEqualTo(all);
    assertThat(met()).isGreaterThanOrEqualTo(met + 7);
  }

  @Test
  void aLimitThatIsNoNumberSpoilsNoOtherProduct() {
    String product = "holdfast:{" + sku + "}:product";
    node.redis.<Boolean>write(commands -> commands.hset(product, "maxPerOrder", "many"));
    assertThat(node.store.products(List.of(sku, untouched))).containsOnlyKeys(untouched);
  }
}
