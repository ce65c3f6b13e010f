package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.alert.ProductEvent;
import dev.holdfast.alert.ProductEvents.ReadResult;
import dev.holdfast.alert.StockBand;
import dev.holdfast.alert.StockBands.Sampled;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Thresholds;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bands of watched products: one event a crossing, whichever instance finds it. */
public abstract class AlertsContract extends ContractBase {
  private static final Thresholds THRESHOLDS = new Thresholds(10, 20, 5);
  private static final int BATCH = 7;
  private static final int MONITORS = 2;
  private static final int BUYERS = 4;
  private static final int ORDERS_OF_BUYER = 100;
  private static final int STEPS = 120;
  private static final long SEED = 20261130;

  public AlertsContract(StoreUnderTest store) {
    super(store);
  }

  private Way besides() {
    StrategyType type = store().besides().getLast();
    return store().ways().filter(way -> way.type() == type).findFirst().orElseThrow();
  }

  private static Sku watched(
      StoreInstance node, StrategyType type, int units, Thresholds thresholds) {
    Sku sku = node.product(type, units);
    watch(node, type, sku, thresholds);
    return sku;
  }

  private static void watch(
      StoreInstance node, StrategyType type, Sku sku, @Nullable Thresholds thresholds) {
    node.inventory()
        .register(
            new Inventory.Registration(
                sku,
                type.id(),
                Product.Terms.of("a product", Duration.ofMinutes(15)).with(thresholds)));
  }

  /** A round of all watched products. */
  static List<Sampled> sample(StoreInstance node) {
    var all = new ArrayList<Sampled>();
    @Nullable Sku after = null;
    do {
      var sample = node.bands().sample(after, BATCH);
      assertThat(sample.products().size()).isLessThanOrEqualTo(BATCH);
      all.addAll(sample.products());
      after = sample.next().orElse(null);
    } while (after != null);
    return all;
  }

  private static List<ProductEvent> events(StoreInstance node, Sku sku, String from, int limit) {
    var all = new ArrayList<ProductEvent>();
    String at = from;
    while (true) {
      ReadResult result = node.productEvents().read(at, limit);
      assertThat(result).isInstanceOf(ReadResult.Page.class);
      var page = (ReadResult.Page) result;
      if (page.events().isEmpty()) {
        return all.stream().filter(event -> event.sku().equals(sku)).toList();
      }
      assertThat(page.events().size()).isLessThanOrEqualTo(limit);
      all.addAll(page.events());
      at = page.next();
    }
  }

  private static List<String> types(StoreInstance node, Sku sku, String from) {
    List<ProductEvent> events = events(node, sku, from, 3);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).sequence()).isEqualTo(events.getFirst().sequence() + i);
    }
    return events.stream().map(event -> event.type() + " " + event.available()).toList();
  }

  private static void move(StoreInstance node, Sku sku, long delta) {
    var result =
        node.inventory()
            .adjust(new Inventory.Adjustment(sku, StoreInstance.newOrder().value(), delta, "test"));
    assertThat(result).isInstanceOf(Inventory.AdjustResult.Applied.class);
  }

  private static StockBand band(StoreInstance node, Sku sku) {
    return sample(node).stream()
        .filter(sampled -> sampled.sku().equals(sku))
        .map(Sampled::band)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("ways")
  public void everyCrossingIsToldOnce(Way way) {
    StoreInstance node = start(way);
    String from = node.productEvents().end();
    Sku sku = watched(node, way.type(), 30, THRESHOLDS);
    assertThat(band(node, sku)).isEqualTo(StockBand.IN_STOCK);
    node.place(StoreInstance.newOrder(), Basket.of(sku, 19));
    assertThat(band(node, sku)).isEqualTo(StockBand.IN_STOCK);
    node.place(StoreInstance.newOrder(), Basket.of(sku, 1));
    assertThat(band(node, sku)).isEqualTo(StockBand.LOW);
    var last = StoreInstance.newOrder();
    node.place(last, Basket.of(sku, 10));
    assertThat(band(node, sku)).isEqualTo(StockBand.SOLD_OUT);
    node.restock(sku, 4);
    assertThat(band(node, sku)).isEqualTo(StockBand.SOLD_OUT);
    node.restock(sku, 1);
    assertThat(band(node, sku)).isEqualTo(StockBand.LOW);
    node.restock(sku, 15);
    assertThat(band(node, sku)).isEqualTo(StockBand.IN_STOCK);
    sample(node);

    assertThat(types(node, sku, from))
        .containsExactly("LOW_STOCK 10", "SOLD_OUT 0", "BACK_IN_STOCK 5", "RECOVERED 20");
    ProductEvent first = events(node, sku, from, 1).getFirst();
    assertThat(first.sequence()).isEqualTo(1);
    assertThat(first.shortfall()).isZero();
    assertThat(first.occurredAt())
        .isCloseTo(
            node.orders().find(last).orElseThrow().createdAt(), within(1, ChronoUnit.MINUTES));
  }

  @Test
  public void aLevelThatFlapsBetweenTheThresholdsIsNoCrossing() {
    StoreInstance node = start(besides());
    String from = node.productEvents().end();
    Sku sku = watched(node, besides().type(), 11, THRESHOLDS);
    for (int i = 0; i < 3; i++) {
      sample(node);
      move(node, sku, 8);
      sample(node);
      move(node, sku, -8);
    }
    assertThat(types(node, sku, from)).isEmpty();
    move(node, sku, -1);
    for (int i = 0; i < 3; i++) {
      sample(node);
      move(node, sku, 9);
      sample(node);
      move(node, sku, -9);
    }
    assertThat(types(node, sku, from)).containsExactly("LOW_STOCK 10");
  }

  /** The model is the one of the vocabulary: each store has to decide alike. */
  @Test
  public void aRandomHistoryCrossesAsTheModelDoes() {
    StoreInstance node = start(besides());
    var random = new Random(SEED);
    String from = node.productEvents().end();
    var thresholds = new Thresholds(3, 9, 2);
    Sku sku = watched(node, besides().type(), 12, thresholds);
    var expected = new ArrayList<String>();
    StockBand band = StockBand.IN_STOCK;
    long level = 12;
    for (int i = 0; i < STEPS; i++) {
      long next = random.nextInt(4) == 0 ? 0 : random.nextInt(13);
      if (next != level) {
        move(node, sku, next - level);
        level = next;
      }
      node.bands().sample(before(sku), 1);
      StockBand now = band.after(level, thresholds);
      if (now != band) {
        expected.add(band.crossing(now) + " " + level);
      }
      band = now;
    }
    assertThat(expected).as("crossings of the model").hasSizeGreaterThan(STEPS / 4);
    assertThat(types(node, sku, from)).isEqualTo(expected);
  }

  /** A SKU behind which a sample begins with the given one. */
  private static Sku before(Sku sku) {
    return new Sku(sku.value().substring(0, sku.value().length() - 1));
  }

  /** Orders of two instances, while the monitors of both sample without a pause. */
  @Test
  public void manyOrdersMakeOneEventACrossing_whicheverInstanceFindsIt() throws Exception {
    var nodes = start(besides(), MONITORS);
    StoreInstance first = nodes.getFirst();
    String from = first.productEvents().end();
    int units = BUYERS * ORDERS_OF_BUYER;
    Sku sku =
        watched(
            first, besides().type(), units, new Thresholds(units / 2, units / 2 + units / 4, 1));
    var done = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var monitors = new ArrayList<Future<?>>();
      for (StoreInstance node : nodes) {
        monitors.add(
            threads.submit(() -> {
              while (!done.get()) {
                node.bands().sample(before(sku), 1);
              }
            }));
      }
      var buyers = new ArrayList<Future<?>>();
      for (int i = 0; i < BUYERS; i++) {
        StoreInstance node = nodes.get(i % nodes.size());
        buyers.add(
            threads.submit(() -> {
              for (int j = 0; j < ORDERS_OF_BUYER; j++) {
                assertThat(node.place(StoreInstance.newOrder(), Basket.of(sku, 1)))
                    .isInstanceOf(PlaceResult.Placed.class);
              }
            }));
      }
      for (var buyer : buyers) {
        buyer.get();
      }
      done.set(true);
      for (var monitor : monitors) {
        monitor.get();
      }
    }
    sample(first);
    assertThat(events(first, sku, from, 500))
        .extracting(event -> event.sequence() + " " + event.type())
        .containsExactly("1 LOW_STOCK", "2 SOLD_OUT");
    assertThat(first.level(sku).isConserved()).isTrue();
  }

  @Test
  public void whatIsNotWatchedIsNotSampled_andThresholdsThatComeAgainBeginAnew() {
    StoreInstance node = start(besides());
    StrategyType type = besides().type();
    String from = node.productEvents().end();
    Sku plain = node.product(type, 0);
    Sku sku = watched(node, type, 0, THRESHOLDS);
    assertThat(sample(node)).extracting(Sampled::sku).contains(sku).doesNotContain(plain);
    watch(node, type, sku, null);
    sample(node);
    assertThat(sample(node))
        .filteredOn(sampled -> sampled.sku().equals(sku))
        .allSatisfy(sampled -> assertThat(sampled.band()).isNull());
    node.restock(sku, 30);
    watch(node, type, sku, THRESHOLDS);
    assertThat(band(node, sku)).isEqualTo(StockBand.IN_STOCK);
    assertThat(types(node, sku, from)).containsExactly("SOLD_OUT 0");
    move(node, sku, -30);
    sample(node);
    assertThat(types(node, sku, from)).containsExactly("SOLD_OUT 0", "SOLD_OUT 0");
  }

  private StrategyType another(StrategyType type) {
    return store()
        .ways()
        .map(Way::type)
        .filter(other -> other != type && !other.id().contains("unguarded"))
        .findFirst()
        .orElseThrow();
  }

  /** Also of a product that has no thresholds; a repeat changes nothing, and what only looks. */
  @Test
  public void aChangeOfStrategyIsAnEvent_numberedAmongTheCrossings() {
    var nodes = start(besides(), 2);
    StoreInstance node = nodes.getFirst();
    StrategyType type = besides().type();
    StrategyType other = another(type);
    String from = node.productEvents().end();
    Sku plain = node.product(type, 7);
    Sku sku = watched(node, type, 10, THRESHOLDS);
    sample(node);
    node.inventory().changeStrategy(sku, other.id(), null);
    for (int i = 0; i < 2; i++) {
      assertThat(node.inventory().changeStrategy(sku, other.id(), "change-" + sku.value()))
          .isInstanceOf(StrategyChangeResult.Done.class);
    }
    node.inventory().changeStrategy(sku, other.id(), "same-" + sku.value());
    node.inventory().changeStrategy(plain, other.id(), "change-" + plain.value());
    sample(nodes.getLast());
    nodes.getLast().inventory().changeStrategy(sku, type.id(), "back-" + sku.value());
    sample(node);
    sample(nodes.getLast());
    move(node, sku, -10);
    sample(node);
    sample(node);

    assertThat(types(node, sku, from))
        .containsExactly(
            "LOW_STOCK 10", "STRATEGY_CHANGED 10", "STRATEGY_CHANGED 10", "SOLD_OUT 0");
    List<ProductEvent> events = events(node, sku, from, 500);
    assertThat(events)
        .extracting(ProductEvent::from, ProductEvent::to)
        .containsExactly(
            tuple(null, null),
            tuple(type.id(), other.id()),
            tuple(other.id(), type.id()),
            tuple(null, null));
    assertThat(types(node, plain, from)).containsExactly("STRATEGY_CHANGED 7");
    var again = node.inventory().changeStrategy(sku, type.id(), "back-" + sku.value());
    assertThat(((StrategyChangeResult.Done) again).change().at())
        .isEqualTo(events.get(2).occurredAt());
  }

  @Test
  public void aProductShowsItsThresholds() {
    StoreInstance node = start(besides());
    Sku sku = watched(node, besides().type(), 1, THRESHOLDS);
    assertThat(node.inventory().products(List.of(sku)).get(sku))
        .extracting(product -> product.terms().thresholds())
        .isEqualTo(THRESHOLDS);
    watch(node, besides().type(), sku, null);
    assertThat(node.inventory().products(List.of(sku)).get(sku))
        .extracting(product -> product.terms().thresholds())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "latest",
        "p-00000001-1",
        "b-",
        "b-00000001-",
        "b-0000000g-1",
        "b-00000001--1",
        "s-",
        "s-r1",
        "s-z0.z0",
        "s-z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0.z0"
      })
  public void whatIsNoPositionIsSaid(String text) {
    assertThat(start(besides()).productEvents().read(text, 1))
        .isInstanceOf(ReadResult.NotAPosition.class);
  }

  /** A reader whose store has lost everything must hear of it, or it would wait for ever. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "b-00000000-0",
        "b-FFFFFFFF-1",
        "b-00000001-999999999999999999",
        "s-r9999999999999-7"
      })
  public void aPositionOfAnotherLogIsNotWaitedAt(String text) {
    assertThat(start(besides()).productEvents().read(text, 1))
        .isNotInstanceOf(ReadResult.Page.class);
  }
}
