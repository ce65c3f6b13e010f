package dev.holdfast.api.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.api.console.ConsolePicture.Item;
import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.api.stream.Client;
import dev.holdfast.api.stream.StreamSettings;
import dev.holdfast.api.stream.Streams;
import dev.holdfast.stock.Inventory.StockedProduct;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockLevel;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.stock.StoreUnavailableException;
import dev.holdfast.strategy.StrategyType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the console's pages see live, and what that asks of the store. */
class LiveProductsTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int SAMPLES_MAX = 150;

  /** Its stock adds up only while no order is on its way. */
  private static final String STEPWISE =
      StrategyType.of(StoreKind.REDIS).stream()
          .filter(type -> !type.guarantee().conservedAtEveryMoment())
          .findFirst()
          .orElseThrow()
          .id();

  private final InFlightRequests inFlight = new InFlightRequests();
  private final List<List<Sku>> reads = new ArrayList<>();
  private boolean away;
  private long available = 5;

  private final LiveProducts live =
      new LiveProducts(
          new Streams(
                  new StreamSettings(LONG, LONG, LONG),
                  new JsonMapper(),
                  new SimpleMeterRegistry(),
                  inFlight)
              .audience("console", 10),
          this::read,
          reachable ->
              (found, unknown) ->
                  new ConsolePicture(
                      Instant.EPOCH,
                      new ConsolePicture.StoreState("redis", reachable),
                      null,
                      List.of(),
                      found.stream().map(one -> Item.of(one, Set.of())).toList(),
                      unknown,
                      null,
                      0),
          SAMPLES_MAX);

  @AfterEach
  void endAll() {
    inFlight.endConnections();
  }

  private List<StockedProduct> read(Collection<Sku> skus) {
    reads.add(List.copyOf(skus));
    if (away) {
      throw new StoreUnavailableException("away", null);
    }
    return skus.stream()
        .filter(sku -> !sku.value().startsWith("unknown"))
        .map(sku -> stocked("redis-script", new StockLevel(sku, 5, available, 5 - available, 0)))
        .toList();
  }

  private static StockedProduct stocked(String strategy, StockLevel level) {
    var terms = Product.Terms.of("A product", Duration.ofMinutes(1));
    return new StockedProduct(new Product(level.sku(), strategy, 1, 1, terms), level);
  }

  private Client open(String... skus) {
    var all = new TreeSet<Sku>();
    for (String sku : skus) {
      all.add(new Sku(sku));
    }
    var client = new Client();
    live.open(all, client.request, client.response);
    return client;
  }

  private static String[] many(String prefix, int number) {
    return IntStream.range(0, number).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  @Test
  void pagesOfTheSameProducts_shareOneRead() {
    var one = open("a", "b");
    var two = open("b", "a");

    live.sample();

    assertThat(reads).containsExactly(List.of(new Sku("a"), new Sku("b")));
    for (Client client : List.of(one, two)) {
      await().until(() -> client.received().contains("\"sku\":\"b\""));
    }
  }

  @Test
  void productOfSeveralPages_isReadOnceInARound() {
    open("a", "b");
    open("b", "c");

    live.sample();

    assertThat(reads).containsExactly(List.of(new Sku("a"), new Sku("b"), new Sku("c")));
  }

  @Test
  void withoutAPage_nothingIsRead() {
    live.sample();
    var client = open("a");
    inFlight.endConnections();
    await().until(client::hasEnded);

    live.sample();

    assertThat(reads).isEmpty();
    assertThat(live.feeds()).isZero();
  }

  @Test
  void moreProductsThanARoundReads_takeTurns() {
    var first = open(many("a", 100));
    var second = open(many("b", 100));

    live.sample();
    assertThat(reads).hasSize(1);
    live.sample();

    assertThat(reads).hasSize(2);
    await().until(() -> first.received().contains("\"a99\""));
    await().until(() -> second.received().contains("\"b99\""));
  }

  @Test
  void whileTheStoreIsAway_theLastProductsStayAndThePictureSaysSo() {
    var client = open("a", "unknown");
    live.sample();
    await().until(() -> client.received().contains("\"unknown\":[\"unknown\"]"));
    assertThat(client.received()).contains("\"reachable\":true");

    away = true;
    live.sample();

    await().until(() -> client.received().contains("\"reachable\":false"));
    assertThat(client.received().substring(client.received().lastIndexOf("event")))
        .contains("\"available\":5");

    away = false;
    available = 4;
    live.sample();

    await().until(() -> client.received().contains("\"available\":4"));
  }

  @Test
  void conserved_isFalseOnlyForWhatOrdersOnTheirWayCannotExplain() {
    var sku = new Sku("a");
    var whole = new StockLevel(sku, 5, 3, 2, 0);
    var leaked = new StockLevel(sku, 5, 2, 2, 0);
    var oversold = new StockLevel(sku, 5, -1, 6, 0);

    assertThat(Item.of(stocked("redis-script", whole), Set.of()).conserved()).isTrue();
    assertThat(Item.of(stocked("redis-script", leaked), Set.of()).conserved()).isFalse();
    assertThat(Item.of(stocked(STEPWISE, leaked), Set.of()).conserved()).isTrue();
    assertThat(Item.of(stocked(STEPWISE, leaked), Set.of(sku)).conserved())
        .as("once the watch has seen it stand still")
        .isFalse();
    assertThat(Item.of(stocked("unguarded", oversold), Set.of()).conserved()).isFalse();
    assertThat(Item.of(stocked(STEPWISE, whole), Set.of(sku)).conserved())
        .as("repaired since the watch looked")
        .isTrue();
  }
}
