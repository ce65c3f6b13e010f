package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.DecideResult;
import dev.holdfast.order.EventLog.ReadResult;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.MovementSettings;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.redis.script.SearchSettings;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.Range;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stream of events tells every version of every order, each once. */
class EventsTest {
  private static final int ORDERS = 40;
  private static final int OPERATIONS = 600;

  private TestInstance node;
  private TestInstance other;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    var setup =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port()))
            .putOff(Duration.ofMillis(50));
    node = setup.start();
    other = setup.oneStep(false).start();
  }

  @AfterEach
  void stop() {
    other.close();
    node.close();
  }

  private record Event(long version, String type) {}

  private static String stream(OrderId order) {
    return "holdfast:{o" + order.partition() + "}:events";
  }

  private List<Event> eventsOf(OrderId order) {
    return node.redis.read(commands -> commands.xrange(stream(order), Range.unbounded())).stream()
        .map(message -> message.getBody())
        .filter(body -> order.value().equals(body.get("id")))
        .map(body ->
            new Event(
                Long.parseLong(Objects.requireNonNull(body.get("version"))),
                Objects.requireNonNull(body.get("type"))))
        .toList();
  }

  /** What one seed's operations did, and the events that they should have made. */
  private final class Story {
    private final Random random;
    private final Sku sku;
    private final Map<OrderId, List<Event>> expected = new HashMap<>();
    private final Set<OrderId> overdue = new HashSet<>();
    private final List<OrderId> orders = new ArrayList<>();

    Story(StrategyType type, long seed) {
      random = new Random(seed);
      sku = node.product(type, ORDERS / 2);
      for (int i = 0; i < ORDERS; i++) {
        orders.add(TestInstance.newOrder());
      }
    }

    void goOn() {
      OrderId order = orders.get(random.nextInt(ORDERS));
      TestInstance at = random.nextBoolean() ? node : other;
      switch (random.nextInt(8)) {
        case 0, 1 -> place(at, order, OrderStatus.RESERVED);
        case 2 -> place(at, order, OrderStatus.CONFIRMED);
        case 3 -> after(order, at.orders.cancel(order, VersionCondition.NONE), "CANCELLED");
        case 4 -> after(order, at.orders.confirm(order, VersionCondition.NONE), "CONFIRMED");
        case 5 -> revive(at, order);
        case 6 -> {
          if (at.records.find(order).isPresent()) {
            look(order);
            int minutes = 15 + random.nextInt(60);
            after(
                order,
                at.extend(order, VersionCondition.NONE, Duration.ofMinutes(minutes)),
                "EXTENDED");
          }
        }
        default -> {
          if (at.records.find(order).filter(Story::isReserved).isPresent()) {
            at.passDeadline(order);
            overdue.add(order);
          }
          at.orders.sweep();
          overdue.forEach(this::noteExpired);
          overdue.clear();
        }
      }
    }

    private static boolean isReserved(OrderRecord order) {
      return order.status() == OrderStatus.RESERVED;
    }

    private List<Event> of(OrderId order) {
      return expected.computeIfAbsent(order, id -> new ArrayList<>());
    }

    private long last(OrderId order) {
      var events = of(order);
      return events.isEmpty() ? 0 : events.getLast().version();
    }

    private void noteExpired(OrderId order) {
      of(order).add(new Event(last(order) + 1, "EXPIRED"));
    }

    private void look(OrderId order) {
      if (overdue.remove(order)) {
        noteExpired(order);
      }
    }

    /** A refusal that was tried again has claimed its record more than once. */
    private void place(TestInstance at, OrderId order, OrderStatus status) {
      var result = at.place(order, Basket.of(sku, 1 + random.nextInt(2)), status);
      if (result instanceof PlaceResult.Placed(var placed, var replayed) && !replayed) {
        of(order).add(new Event(placed.version(), placed.status().name()));
      }
    }

    private void after(OrderId order, DecideResult result, String type) {
      look(order);
      if (result instanceof DecideResult.Decided(var decided)) {
        of(order).add(new Event(last(order) + 1, type));
        assertThat(decided.version()).isEqualTo(last(order));
      }
    }

    /** The claim between the two is a version of its own, and no event. */
    private void revive(TestInstance at, OrderId order) {
      boolean expired =
          at.records.find(order).filter(o -> o.status() == OrderStatus.EXPIRED).isPresent();
      look(order);
      var result = at.orders.confirmOrReReserve(order, VersionCondition.NONE);
      switch (result) {
        case ReReserveResult.Refused r ->
            of(order).add(new Event(last(order) + 2, OrderStatus.EXPIRED.name()));
        case ReReserveResult.Answered(DecideResult.Decided(var decided)) ->
            of(order).add(new Event(last(order) + (expired ? 2 : 1), decided.status().name()));
        case ReReserveResult.Answered a -> {}
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS_SCRIPT", "REDIS_DECRBY", "JVM_MUTEX"})
  void theStreamTellsEveryVersionOfEveryOrderOnce(StrategyType type) {
    long seed = Long.getLong("holdfast.test.seed", System.nanoTime());
    var story = new Story(type, seed);
    for (int i = 0; i < OPERATIONS; i++) {
      story.goOn();
    }
    assertThat(story.expected.values()).as("enough happened").hasSizeGreaterThan(ORDERS / 4);
    for (OrderId order : story.orders) {
      var events = eventsOf(order);
      assertThat(events).as("order %s, seed %d", order, seed).isEqualTo(story.of(order));
      node.records
          .find(order)
          .ifPresent(now ->
              assertThat(events.getLast().version()).as("seed " + seed).isEqualTo(now.version()));
    }
  }

  @Test
  void whatIsRepeatedOrSentAgainAddsNothing() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    OrderId order = TestInstance.newOrder();
    for (int i = 0; i < 3; i++) {
      node.place(order, Basket.of(sku, 1));
      other.place(order, Basket.of(sku, 1));
    }
    for (int minutes : new int[] {20, 20, 18}) {
      node.extend(order, VersionCondition.NONE, Duration.ofMinutes(minutes));
      node.change(order, Basket.of(sku, 1));
      other.change(order, Basket.of(sku, 1));
    }
    for (int i = 0; i < 3; i++) {
      node.orders.confirm(order, VersionCondition.NONE);
      other.orders.cancel(order, VersionCondition.NONE);
    }
    node.makeDue(order);
    node.orders.sweep();
    assertThat(eventsOf(order))
        .containsExactly(
            new Event(1, "RESERVED"), new Event(2, "EXTENDED"), new Event(3, "CONFIRMED"));
  }

  @Test
  void withoutALengthThereAreNoEvents() {
    var redis = RedisUnderTest.shared();
    var silent =
        new Scripts(
            new EventSettings(0, Duration.ofDays(30)),
            Defaults.of(RetentionSettings.class),
            Defaults.of(MovementSettings.class),
            Defaults.of(SearchSettings.class),
            Defaults.of(ClockSettings.class));
    try (var without =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start(silent)) {
      OrderId order = TestInstance.newOrder();
      without.place(order, Basket.of(node.product(StrategyType.REDIS_SCRIPT, 5), 1));
      without.orders.confirm(order, VersionCondition.NONE);
      assertThat(node.records.find(order)).isPresent();
      assertThat(eventsOf(order)).isEmpty();
    }
  }

  @Test
  void theStreamKeepsNoMoreThanItsLengthAndALittle() {
    var redis = RedisUnderTest.shared();
    var few =
        new Scripts(
            new EventSettings(10, Duration.ofDays(30)),
            Defaults.of(RetentionSettings.class),
            Defaults.of(MovementSettings.class),
            Defaults.of(SearchSettings.class),
            Defaults.of(ClockSettings.class));
    try (var forgetful =
        InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start(few)) {
      Sku sku = node.product(StrategyType.REDIS_SCRIPT, 10_000);
      OrderId last = TestInstance.newOrder();
      for (int i = 0; i < 4_000; i++) {
        last = TestInstance.newOrder();
        forgetful.place(last, Basket.of(sku, 1));
      }
      String stream = stream(last);
      assertThat(node.redis.<Long>read(commands -> commands.xlen(stream))).isBetween(10L, 110L);
      assertThat(eventsOf(last)).hasSize(1);
    }
  }

  /** Whole nodes of a stream are trimmed, of a hundred entries each. */
  @Test
  void aSweepTrimsEventsThatAreTooOld() {
    OrderId order = TestInstance.newOrder();
    String stream = stream(order);
    long now = Instant.now().toEpochMilli();
    node.redis.<Long>write(commands -> commands.del(stream));
    for (int i = 0; i < 250; i++) {
      String id = (now - Duration.ofDays(31).toMillis() + i) + "-0";
      node.redis.<String>write(
          commands -> commands.xadd(stream, new XAddArgs().id(id), Map.of("id", "old")));
    }
    node.place(order, Basket.of(node.product(StrategyType.REDIS_SCRIPT, 5), 1));
    node.orders.sweep();
    assertThat(node.redis.<Long>read(commands -> commands.xlen(stream))).isBetween(1L, 101L);
    assertThat(eventsOf(order)).hasSize(1);
  }

  /** A reader that has read all of a stream on which nothing happens has missed nothing. */
  @Test
  void theNewestEventIsNotTrimmedByItsAge() {
    String stream = stream(TestInstance.newOrder());
    long old = Instant.now().minus(Duration.ofDays(31)).toEpochMilli();
    node.redis.<Long>write(commands -> commands.del(stream));
    for (int i = 0; i < 250; i++) {
      String id = (old + i) + "-0";
      node.redis.<String>write(
          commands -> commands.xadd(stream, new XAddArgs().id(id), Map.of("id", "old")));
    }
    String read = node.events.end();
    node.orders.sweep();
    assertThat(node.redis.<Long>read(commands -> commands.xlen(stream))).isBetween(1L, 101L);
    assertThat(node.events.read(read, 1)).isInstanceOf(ReadResult.Page.class);
    node.redis.<Long>write(commands -> commands.del(stream));
  }

  @Test
  void aRefusedOrderMakesNoEvent() {
    for (var type : List.of(StrategyType.REDIS_SCRIPT, StrategyType.REDIS_DECRBY)) {
      Sku sku = node.product(type, 1);
      OrderId order = TestInstance.newOrder();
      assertThat(node.place(order, Basket.of(sku, 2))).isInstanceOf(PlaceResult.Refused.class);
      assertThat(other.place(order, Basket.of(sku, 2))).isInstanceOf(PlaceResult.Refused.class);
      assertThat(eventsOf(order)).isEmpty();
    }
  }
}
