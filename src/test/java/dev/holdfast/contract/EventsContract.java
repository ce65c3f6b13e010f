package dev.holdfast.contract;

import static dev.holdfast.order.Disposition.RESTOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.journal.JournalOfTests;
import dev.holdfast.order.EventLog.ReadResult;
import dev.holdfast.order.LinesResult;
import dev.holdfast.order.OrderEvent;
import dev.holdfast.order.OrderLife;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReReserveResult;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log of events: every change of every order, in order, for readers that follow positions. */
public abstract class EventsContract extends ContractBase {
  private static final int WRITERS = 4;
  private static final int ORDERS_OF_WRITER = 60;
  private static final int PAGE = 100;

  public EventsContract(StoreUnderTest store) {
    super(store);
  }

  private Way besides() {
    StrategyType type = store().besides().getLast();
    return store().ways().filter(way -> way.type() == type).findFirst().orElseThrow();
  }

  private static ReadResult.Page page(StoreInstance node, @Nullable String after, int limit) {
    ReadResult result = node.events().read(after, limit);
    assertThat(result).isInstanceOf(ReadResult.Page.class);
    return (ReadResult.Page) result;
  }

  /** All that is in the log after a position. */
  private static List<OrderEvent> follow(StoreInstance node, String from, int limit) {
    node.publishEvents();
    var all = new ArrayList<OrderEvent>();
    var page = page(node, from, limit);
    while (!page.events().isEmpty()) {
      assertThat(page.events().size()).isLessThanOrEqualTo(limit);
      all.addAll(page.events());
      page = page(node, page.next(), limit);
    }
    return all;
  }

  private static List<OrderEvent> of(OrderId order, List<OrderEvent> events) {
    return events.stream().filter(event -> event.order().equals(order.value())).toList();
  }

  private static void assertTold(
      StoreInstance node, OrderId order, List<OrderEvent> events, List<String> types) {
    var own = of(order, events);
    assertThat(own).extracting(OrderEvent::type).as(order.value()).isEqualTo(types);
    assertThat(own)
        .extracting(OrderEvent::version)
        .isSortedAccordingTo(Long::compare)
        .doesNotHaveDuplicates();
    if (!own.isEmpty()) {
      var now = node.orders().find(order).orElseThrow();
      assertThat(own.getLast().version()).isEqualTo(now.version());
      assertThat(own.getLast().occurredAt()).isEqualTo(now.updatedAt());
    }
  }

  private static void assertLifeIs(StoreInstance node, OrderId order, List<OrderEvent> events) {
    OrderLife life = node.lives().of(node.orders().find(order).orElseThrow());
    assertThat(life.complete()).as(order.value()).isTrue();
    assertThat(life.steps())
        .isEqualTo(
            events.stream()
                .map(event -> new OrderLife.Step(event.version(), event.type(), event.occurredAt()))
                .toList());
  }

  /** Also before a reader of all events can see it. */
  @Test
  public void anEventIsOfItsOrdersLifeAtOnce() {
    StoreInstance node = start(store().ways().findFirst().orElseThrow());
    Sku sku = node.product(store().besides().getFirst(), 10);
    OrderId order = StoreInstance.newOrder();
    node.place(order, Basket.of(sku, 1));
    assertThat(node.lives().of(node.orders().find(order).orElseThrow()).steps())
        .extracting(OrderLife.Step::type)
        .containsExactly("RESERVED");
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void everyChangeIsToldOnce(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 100);
    String from = node.events().end();
    OrderId confirmed = StoreInstance.newOrder();
    OrderId cancelled = StoreInstance.newOrder();
    OrderId soldAtOnce = StoreInstance.newOrder();
    OrderId expired = StoreInstance.newOrder();
    OrderId lookedAt = StoreInstance.newOrder();
    OrderId revived = StoreInstance.newOrder();
    for (OrderId order : List.of(confirmed, cancelled, expired, lookedAt, revived)) {
      assertThat(node.place(order, Basket.of(sku, 2))).isInstanceOf(PlaceResult.Placed.class);
    }
    node.place(soldAtOnce, Basket.of(sku, 1), OrderStatus.CONFIRMED);
    node.extend(confirmed, VersionCondition.NONE, Duration.ofHours(1));
    assertThat(node.change(confirmed, Basket.of(sku, 3))).isInstanceOf(LinesResult.Answered.class);
    node.orders().confirm(confirmed, VersionCondition.NONE);
    var units = OrderReturn.of(confirmed, "key", List.of(ReturnedUnits.of(sku, 1, RESTOCK)));
    node.orders().returnUnits(units);
    node.orders().returnUnits(units);
    node.orders().cancel(cancelled, VersionCondition.NONE);
    List.of(expired, lookedAt, revived).forEach(node::passDeadline);
    node.orders().find(lookedAt);
    node.orders().sweep();
    assertThat(node.orders().confirmOrReReserve(revived, VersionCondition.NONE))
        .isInstanceOf(ReReserveResult.Answered.class);

    var events = follow(node, from, PAGE);
    assertTold(
        node,
        confirmed,
        events,
        List.of("RESERVED", "EXTENDED", "LINES_CHANGED", "CONFIRMED", "RETURNED"));
    assertTold(node, cancelled, events, List.of("RESERVED", "CANCELLED"));
    assertTold(node, soldAtOnce, events, List.of("CONFIRMED"));
    assertTold(node, expired, events, List.of("RESERVED", "EXPIRED"));
    assertTold(node, lookedAt, events, List.of("RESERVED", "EXPIRED"));
    assertTold(node, revived, events, List.of("RESERVED", "EXPIRED", "CONFIRMED"));
    for (OrderId order : List.of(confirmed, cancelled, soldAtOnce, expired, lookedAt, revived)) {
      assertLifeIs(node, order, of(order, events));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void whatIsRepeatedOrRefusedIsNotTold(Way way) {
    StoreInstance node = start(way);
    Sku sku = node.product(way.type(), 10);
    OrderId order = StoreInstance.newOrder();
    node.place(order, Basket.of(sku, 1));
    node.orders().confirm(order, VersionCondition.NONE);
    node.publishEvents();
    String from = node.events().end();
    OrderId refused = StoreInstance.newOrder();
    assertThat(node.place(refused, Basket.of(sku, 11))).isInstanceOf(PlaceResult.Refused.class);
    node.place(order, Basket.of(sku, 1));
    node.orders().confirm(order, VersionCondition.NONE);
    node.orders().cancel(order, VersionCondition.NONE);
    OrderId late = StoreInstance.newOrder();
    node.place(late, Basket.of(sku, 9));
    assertThat(node.change(late, Basket.of(sku, 10))).isInstanceOf(LinesResult.Refused.class);
    node.change(late, Basket.of(sku, 9));
    node.extend(late, VersionCondition.NONE, Duration.ofSeconds(1));

    var events = follow(node, from, PAGE);
    assertThat(of(refused, events)).isEmpty();
    assertThat(of(order, events)).isEmpty();
    assertTold(node, late, events, List.of("RESERVED"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 500})
  public void pagesOfAnySizeTellEachChangeOnce(int limit) {
    StoreInstance node = start(besides());
    Sku sku = node.product(besides().type(), 1_000);
    String from = node.events().end();
    var orders = new ArrayList<OrderId>();
    for (int i = 0; i < 40; i++) {
      orders.add(StoreInstance.newOrder());
      node.place(orders.getLast(), Basket.of(sku, 1));
      node.orders().cancel(orders.getLast(), VersionCondition.NONE);
    }
    var events = follow(node, from, limit);
    for (OrderId order : orders) {
      assertTold(node, order, events, List.of("RESERVED", "CANCELLED"));
    }
    assertThat(follow(node, node.events().end(), limit)).isEmpty();
    // The oldest of all is where one begins who names no position.
    assertThat(page(node, null, limit).events()).isNotEmpty();
  }

  /** Other tests' orders come between; each reader knows its own. */
  @Test
  public void aFollowerMissesNoneWhileOthersWrite() throws Exception {
    var nodes = start(besides(), 2);
    Sku sku = nodes.getFirst().product(besides().type(), 10_000);
    String from = nodes.getFirst().events().end();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing = new ArrayList<Future<Map<OrderId, List<String>>>>();
      for (int i = 0; i < WRITERS; i++) {
        writing.add(threads.submit(writer(nodes.get(i % nodes.size()), sku)));
      }
      var events = new ArrayList<OrderEvent>();
      String at = from;
      while (!writing.stream().allMatch(Future::isDone)) {
        nodes.forEach(StoreInstance::publishEvents);
        var page = page(nodes.getLast(), at, 7);
        events.addAll(page.events());
        at = page.next();
      }
      events.addAll(follow(nodes.getLast(), at, 500));
      for (var writer : writing) {
        for (var written : writer.get().entrySet()) {
          assertTold(nodes.getFirst(), written.getKey(), events, written.getValue());
        }
      }
    }
  }

  private static Callable<Map<OrderId, List<String>>> writer(StoreInstance node, Sku sku) {
    return () -> {
      var written = new LinkedHashMap<OrderId, List<String>>();
      for (int i = 0; i < ORDERS_OF_WRITER; i++) {
        OrderId order = StoreInstance.newOrder();
        var types = new ArrayList<String>();
        if (node.place(order, Basket.of(sku, 1)) instanceof PlaceResult.Placed) {
          types.add("RESERVED");
          node.extend(order, VersionCondition.NONE, Duration.ofHours(1));
          types.add("EXTENDED");
          node.orders().confirm(order, VersionCondition.NONE);
          types.add("CONFIRMED");
        }
        written.put(order, types);
      }
      return written;
    };
  }

  /** Each goes on where the line of another ends, in the middle of a page of the log. */
  @Test
  public void aJournalHasEachChangeOnce_whicheverInstanceWritesIt(@TempDir Path folder)
      throws Exception {
    var nodes = start(besides(), 2);
    Sku sku = nodes.getFirst().product(besides().type(), 10_000);
    var journal =
        new JournalOfTests(folder.resolve("orders.jsonl"), nodes.getFirst().events().end());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writing = new ArrayList<Future<Map<OrderId, List<String>>>>();
      for (int i = 0; i < WRITERS; i++) {
        writing.add(threads.submit(writer(nodes.get(i % nodes.size()), sku)));
      }
      for (int turn = 0; !writing.stream().allMatch(Future::isDone); turn++) {
        nodes.forEach(StoreInstance::publishEvents);
        journal.writeBy(nodes.get(turn % nodes.size()).events());
      }
      nodes.forEach(StoreInstance::publishEvents);
      journal.writeAllBy(nodes.getFirst().events());
      for (var writer : writing) {
        for (var written : writer.get().entrySet()) {
          var types = new ArrayList<String>();
          for (String type : written.getValue()) {
            types.add(types.size() + 1 + " " + type);
          }
          assertThat(journal.changesOf(written.getKey().value())).isEqualTo(types);
        }
      }
    }
    assertThat(journal.gaps()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "latest",
        "0",
        "-1",
        "p",
        "p-",
        "p-00000001-",
        "p-00000001--1",
        "p-00000001-9999999999999999999",
        "p-0000000g-1",
        "s-",
        "s-z0",
        "s-r1-1.r1-1",
        "s-z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z",
        "s-z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.r1",
        "s-z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.r99999999999999999999-0",
        "s-z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0"
      })
  public void whatIsNoPositionIsSaid(String text) {
    assertThat(start(besides()).events().read(text, 1)).isInstanceOf(ReadResult.NotAPosition.class);
  }

  /** A reader whose store has lost everything must hear of it, or it would wait for ever. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "p-FFFFFFFF-999999999999999999",
        "s-z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.r9999999999999-7"
      })
  public void aPositionOfAnotherLogIsNotWaitedAt(String text) {
    assertThat(start(besides()).events().read(text, 1)).isNotInstanceOf(ReadResult.Page.class);
  }
}
