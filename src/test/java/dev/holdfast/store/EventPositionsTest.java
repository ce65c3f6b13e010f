package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.EventLog.ReadResult;
import dev.holdfast.order.OrderEvent;
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
import dev.holdfast.testing.Defaults;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a position in the streams of Redis promises when they are trimmed, or lost. */
class EventPositionsTest {
  private static final int PARTITION = 7;
  private static final String STREAM = Keys.events(PARTITION);
  private static final String[] STREAMS =
      IntStream.range(0, OrderId.PARTITIONS).mapToObj(Keys::events).toArray(String[]::new);

  private InstanceSetup setup;
  private TestInstance node;
  private Sku sku;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    setup = InstanceSetup.on(new ServerAddress(redis.host(), redis.port()));
    node = setup.start();
    sku = node.product(StrategyType.REDIS_SCRIPT, 1_000);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** An order of the partition. */
  private String place() {
    OrderId order = TestInstance.newOrder();
    while (order.partition() != PARTITION) {
      order = TestInstance.newOrder();
    }
    node.place(order, Basket.of(sku, 1));
    return order.value();
  }

  private ReadResult.Page page(@Nullable String after) {
    return (ReadResult.Page) node.events.read(after, 500);
  }

  private static List<String> orders(ReadResult.Page page) {
    return page.events().stream().map(OrderEvent::order).toList();
  }

  /** Page by page: what other tests have left there is older. */
  private List<String> allOrders(@Nullable String after) {
    var found = new ArrayList<String>();
    for (var page = page(after); !page.events().isEmpty(); page = page(page.next())) {
      found.addAll(orders(page));
    }
    return found;
  }

  private void trimTo(long length) {
    assertThat(node.redis.<Long>write(commands -> commands.xtrim(STREAM, length))).isNotNegative();
    assertThat(node.redis.<Long>read(commands -> commands.xlen(STREAM))).isEqualTo(length);
  }

  @Test
  void whereWhatWasReadLastIsTrimmedMoreMayBe() {
    String from = node.events.end();
    place();
    String read = page(from).next();
    String next = place();
    assertThat(orders(page(read))).containsExactly(next);
    trimTo(1);
    assertThat(node.events.read(read, 500)).isInstanceOf(ReadResult.Gone.class);
    assertThat(allOrders(null)).contains(next);
  }

  /** Other tests have left events there: what was ever added is there, or some of it is not. */
  @Test
  void theBeginningIsGoneOnceTheFirstEventsAreTrimmed() {
    place();
    String other = otherPartition();
    node.redis.<Long>write(commands -> commands.del(STREAMS));
    assertThat(allOrders(node.events.beginning())).as(other).isEmpty();
    String first = place();
    assertThat(orders(page(node.events.beginning()))).containsExactly(first);
    String second = place();
    trimTo(1);
    assertThat(node.events.read(node.events.beginning(), 500)).isInstanceOf(ReadResult.Gone.class);
    assertThat(orders(page(node.events.afterGap(node.events.beginning())))).containsExactly(second);
  }

  /** A reader that has not come to a stream yet must not miss its first events. */
  @Test
  void whereWhatIsNextIsTrimmedItIsGone() {
    place();
    place();
    String other = otherPartition();
    String read = ((ReadResult.Page) node.events.read(null, 1)).next();
    assertThat(read).as(other).contains("n");
    trimTo(1);
    assertThat(node.events.read(read, 500)).isInstanceOf(ReadResult.Gone.class);
  }

  private String otherPartition() {
    OrderId order = TestInstance.newOrder();
    while (order.partition() == PARTITION) {
      order = TestInstance.newOrder();
    }
    node.place(order, Basket.of(sku, 1));
    return order.value();
  }

  @Test
  void anEmptyStreamIsFollowedFromWhatWasEverAdded() {
    place();
    trimTo(0);
    String empty = node.events.end();
    assertThat(page(empty).events()).isEmpty();
    String first = place();
    assertThat(orders(page(empty))).containsExactly(first);
    String second = place();
    assertThat(orders(page(empty))).containsExactly(first, second);
    trimTo(1);
    assertThat(node.events.read(empty, 500)).isInstanceOf(ReadResult.Gone.class);
  }

  @Test
  void aReaderOfAStreamThatIsLostHearsOfIt() {
    String from = node.events.end();
    place();
    String read = page(from).next();
    assertThat(node.redis.<Long>write(commands -> commands.del(STREAM))).isEqualTo(1);
    assertThat(node.events.read(read, 500)).isInstanceOf(ReadResult.Gone.class);
    place();
    assertThat(node.events.read(read, 500)).isInstanceOf(ReadResult.Gone.class);
  }

  /** What was read in other streams does not come again. */
  @Test
  void afterAGapAReaderGoesOnAtWhatIsKept_andNoneComesTwice() {
    String from = node.events.end();
    place();
    String other = otherPartition();
    var read = page(from);
    assertThat(orders(read)).contains(other);
    place();
    String kept = place();
    String laterOther = otherPartition();
    trimTo(1);
    assertThat(node.events.read(read.next(), 500)).isInstanceOf(ReadResult.Gone.class);
    var page = page(node.events.afterGap(read.next()));
    assertThat(orders(page)).containsExactlyInAnyOrder(kept, laterOther);
    assertThat(page(page.next()).events()).isEmpty();
  }

  @Test
  void afterAGapBeforeWhatIsNextAReaderGoesOnAtWhatIsKept() {
    place();
    String kept = place();
    String next = ((ReadResult.Page) node.events.read(null, 1)).next();
    trimTo(1);
    assertThat(node.events.read(next, 500)).isInstanceOf(ReadResult.Gone.class);
    String later = place();
    assertThat(allOrders(node.events.afterGap(next))).contains(kept, later);
  }

  @Test
  void afterTheLossOfAStreamAReaderGoesOnWithTheNextEvent() {
    String from = node.events.end();
    place();
    String read = page(from).next();
    assertThat(node.redis.<Long>write(commands -> commands.del(STREAM))).isEqualTo(1);
    String at = node.events.afterGap(read);
    assertThat(page(at).events()).isEmpty();
    String next = place();
    assertThat(orders(page(at))).containsExactly(next);
    assertThat(orders(page(node.events.afterGap(at)))).containsExactly(next);
  }

  /** The ids of what came after the loss are smaller than the last one that was read. */
  @Test
  void afterALossWithASlowerClockAReaderGoesOnAtTheOldest() {
    long later = System.currentTimeMillis() + 200_000;
    add(later);
    String read = node.events.end();
    assertThat(node.redis.<Long>write(commands -> commands.del(STREAM))).isEqualTo(1);
    add(later - 2);
    add(later - 1);
    assertThat(node.events.read(read, 500)).isInstanceOf(ReadResult.Gone.class);
    assertThat(orders(page(node.events.afterGap(read))))
        .containsExactly("at-" + (later - 2), "at-" + (later - 1));
    node.redis.<Long>write(commands -> commands.del(STREAM));
  }

  private void add(long millis) {
    var fields =
        Map.of("id", "at-" + millis, "version", "1", "type", "RESERVED", "occurredAt", "1");
    node.redis.<String>write(
        commands -> commands.xadd(STREAM, new XAddArgs().id(millis + "-0"), fields));
  }

  @Test
  void whatIsNoEventHoldsNoReaderUp() {
    String from = node.events.end();
    assertThat(
            node.redis.<String>write(
                commands -> commands.xadd(STREAM, Map.of("what", "another program wrote"))))
        .isNotEmpty();
    String order = place();
    var read = page(from);
    assertThat(orders(read)).containsExactly(order);
    assertThat(page(read.next()).events()).isEmpty();
  }

  @Test
  void whereNoneAreKeptAReaderHearsOfIt() {
    var none =
        new Scripts(
            new EventSettings(0, Duration.ofDays(30)),
            Defaults.of(RetentionSettings.class),
            Defaults.of(MovementSettings.class),
            Defaults.of(SearchSettings.class),
            Defaults.of(ClockSettings.class));
    try (var silent = setup.start(none)) {
      assertThat(silent.events.read(null, 1)).isInstanceOf(ReadResult.Off.class);
      assertThat(silent.events.read(silent.events.end(), 1)).isInstanceOf(ReadResult.Off.class);
    }
  }
}
