package dev.holdfast.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.alert.ProductEvent;
import dev.holdfast.alert.ProductEvents.ReadResult;
import dev.holdfast.alert.StockBand;
import dev.holdfast.alert.StockBands.Sample;
import dev.holdfast.alert.StockBands.Sampled;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Thresholds;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StrategyChangeResult;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Crossings on Redis where an instance ends in the middle, and what cannot be read. */
class BandFaultsTest {
  private static final int ALL = 10_000;

  private TestInstance node;
  private String from;

  @BeforeEach
  void start() {
    var redis = RedisUnderTest.shared();
    node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start();
    from = node.productEvents().end();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Sku watched(int units) {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, units);
    node.inventory()
        .register(
            new Inventory.Registration(
                sku,
                null,
                Product.Terms.of("a product", Duration.ofMinutes(1))
                    .with(new Thresholds(10, 20, 1))));
    return sku;
  }

  /** What an instance does that ends before it appends the event. */
  private void sampleAndEnd(Sku sku) {
    node.redis.run(
        Script.BAND_SAMPLE,
        List.of(Keys.totals(sku), Keys.product(sku), Keys.band(sku), Keys.strategyChanges(sku)));
  }

  private List<Sampled> sample() {
    return node.bands().sample(null, ALL).products();
  }

  private List<ProductEvent> events(Sku sku) {
    return ((ReadResult.Page) node.productEvents().read(from, ALL))
        .events().stream().filter(event -> event.sku().equals(sku)).toList();
  }

  private List<String> told(Sku sku) {
    return events(sku).stream()
        .map(event -> event.sequence() + " " + event.type() + " " + event.available())
        .toList();
  }

  @Test
  void aCrossingThatIsNotAnnounced_isAnnouncedByTheNextSampleBeforeAnyOther() {
    Sku sku = watched(10);
    sampleAndEnd(sku);
    assertThat(told(sku)).isEmpty();
    node.restock(sku, 15);
    sampleAndEnd(sku);
    sample();
    assertThat(told(sku)).containsExactly("1 LOW_STOCK 10");
    sample();
    sample();
    assertThat(told(sku)).containsExactly("1 LOW_STOCK 10", "2 RECOVERED 25");
  }

  @Test
  void anEventThatWasAppendedAndNotCounted_isThereOnce() {
    Sku sku = watched(10);
    sample();
    node.redis.<Boolean>write(commands -> commands.hset(Keys.band(sku), "announced", "0"));
    sample();
    sample();
    assertThat(told(sku)).containsExactly("1 LOW_STOCK 10");
    assertThat(node.redis.<String>read(commands -> commands.hget(Keys.band(sku), "announced")))
        .isEqualTo("1");
  }

  /** A monitor that was held up counts an event that is no longer the last one. */
  @Test
  void anAnnouncementThatComesLate_hidesNoLaterCrossing() {
    Sku sku = watched(10);
    sample();
    node.restock(sku, 15);
    sample();
    node.redis.<Boolean>write(commands -> commands.hset(Keys.band(sku), "announced", "1"));
    sample();
    assertThat(told(sku)).containsExactly("1 LOW_STOCK 10", "2 RECOVERED 25");
  }

  @Test
  void whatCannotBeRead_hurtsItselfOnly() {
    Sku damaged = watched(10);
    Sku sound = watched(10);
    node.redis.<Boolean>write(commands -> commands.hset(Keys.totals(damaged), "supplied", "many"));
    assertThat(sample()).extracting(Sampled::sku).contains(sound).doesNotContain(damaged);
    node.redis.<String>write(commands -> commands.set(Keys.band(damaged), "none"));
    node.redis.<Boolean>write(commands -> commands.hset(Keys.totals(damaged), "supplied", "10"));
    assertThat(sample()).extracting(Sampled::sku).contains(sound).doesNotContain(damaged);
    node.redis.<Long>write(commands -> commands.del(Keys.band(damaged)));
    sample();
    assertThat(told(damaged)).containsExactly("1 LOW_STOCK 10");
    assertThat(told(sound)).containsExactly("1 LOW_STOCK 10");
  }

  /** The watch goes on behind it: that nothing of a page can be read is no failure of the store. */
  @Test
  void aPageOfWhatCannotBeRead_isPassedOver() {
    Sku damaged = watched(10);
    // No other SKU begins with what is left of it.
    var before = new Sku(damaged.value().substring(0, damaged.value().length() - 1));
    node.redis.<String>write(commands -> commands.set(Keys.band(damaged), "none"));
    assertThat(node.bands().sample(before, 1))
        .isEqualTo(new Sample(List.of(), Optional.of(damaged)));
  }

  @Test
  void aBandOfNoName_holdsNoCrossingUp() {
    Sku sku = watched(10);
    sampleAndEnd(sku);
    node.redis.<Boolean>write(commands -> commands.hset(Keys.band(sku), "band", "PLENTY"));
    sample();
    assertThat(told(sku)).contains("1 LOW_STOCK 10");
    assertThat(sample()).contains(new Sampled(sku, StockBand.LOW, false));
  }

  @Test
  void aProductThatFails_keepsNoOtherFromItsTurn() {
    Sku calm = watched(30);
    Sku crossing = watched(10);
    sample();
    node.restock(crossing, 15);
    String aside = Keys.PRODUCT_EVENTS + ":aside";
    node.redis.<String>write(commands -> commands.rename(Keys.PRODUCT_EVENTS, aside));
    try {
      node.redis.<String>write(commands -> commands.set(Keys.PRODUCT_EVENTS, "no stream"));
      Sku behind = watched(30);
      assertThat(sample()).extracting(Sampled::sku).contains(calm, behind);
    } finally {
      node.redis.<String>write(commands -> commands.rename(aside, Keys.PRODUCT_EVENTS));
    }
    sample();
    assertThat(told(crossing)).containsExactly("1 LOW_STOCK 10", "2 RECOVERED 25");
  }

  @Test
  void anEntryThatIsNoEvent_holdsNoReaderUp() {
    Sku sku = watched(10);
    node.redis.<String>write(
        commands -> commands.xadd(Keys.PRODUCT_EVENTS, Map.of("sku", "no number")));
    sample();
    assertThat(told(sku)).containsExactly("1 LOW_STOCK 10");
    assertThat(((ReadResult.Page) node.productEvents().read(null, ALL)).events())
        .extracting(ProductEvent::sku)
        .contains(sku);
  }

  @Test
  void aShortfallIsTold_beforeTheBand() {
    Sku sku = watched(30);
    node.redis.<Long>write(commands -> commands.hincrby(Keys.totals(sku), "supplied", -24));
    node.redis.<Long>write(commands -> commands.hincrby(Keys.totals(sku), "shortfall", 4));
    sample();
    assertThat(told(sku)).containsExactly("1 SHORTFALL 10");
    assertThat(sample()).filteredOn(Sampled::shortfall).extracting(Sampled::sku).contains(sku);
    node.redis.<Long>write(commands -> commands.hincrby(Keys.totals(sku), "shortfall", -4));
    node.redis.<Long>write(commands -> commands.hincrby(Keys.totals(sku), "supplied", 4));
    sample();
    assertThat(told(sku))
        .containsExactly("1 SHORTFALL 10", "2 LOW_STOCK 10", "3 SHORTFALL_FILLED 10");
  }

  private void change(Sku sku, StrategyType to) {
    assertThat(node.inventory().changeStrategy(sku, to.id(), TestInstance.newOrder().value()))
        .isInstanceOf(StrategyChangeResult.Done.class);
  }

  /** Neither the change nor a number is lost with what made it. */
  @Test
  void changesAreToldInTheirOrder_whicheverSampleFindsThem() {
    Sku sku = watched(10);
    change(sku, StrategyType.REDIS_DECRBY);
    change(sku, StrategyType.REDIS_SCRIPT);
    sampleAndEnd(sku);
    for (int i = 0; i < 4; i++) {
      sample();
    }
    assertThat(told(sku))
        .containsExactly("1 STRATEGY_CHANGED 10", "2 STRATEGY_CHANGED 10", "3 LOW_STOCK 10");
    assertThat(events(sku))
        .extracting(event -> event.from() + " " + event.to())
        .containsExactly("redis-script redis-decrby", "redis-decrby redis-script", "null null");
  }

  /** An instance of an earlier version writes a crossing, and leaves what is not its own. */
  @Test
  void theCrossingOfAnEarlierVersion_hasNoStrategies() {
    Sku sku = watched(10);
    change(sku, StrategyType.REDIS_DECRBY);
    sample();
    node.redis.<Long>write(commands ->
        commands.hset(
            Keys.band(sku),
            Map.of("band", "LOW", "sequence", "2", "type", "LOW_STOCK", "at", "1")));
    sample();
    assertThat(told(sku)).containsExactly("1 STRATEGY_CHANGED 10", "2 LOW_STOCK 10");
    assertThat(events(sku).getLast().from()).isNull();
  }

  /** What an instance of before these events has changed is told of to no reader. */
  @Test
  void changesOfBeforeAreNoEvents() {
    Sku sku = watched(30);
    change(sku, StrategyType.REDIS_DECRBY);
    node.redis.<Long>write(commands -> commands.del(Keys.band(sku)));
    sample();
    assertThat(told(sku)).isEmpty();
    change(sku, StrategyType.REDIS_SCRIPT);
    sample();
    sample();
    assertThat(events(sku))
        .extracting(ProductEvent::from, ProductEvent::to)
        .containsExactly(tuple("redis-decrby", "redis-script"));
  }

  /** Whether or not the product has thresholds. */
  @Test
  void aShortfallThatACountFinds_isTold() {
    Sku sku = node.product(StrategyType.REDIS_SCRIPT, 5);
    node.place(TestInstance.newOrder(), Basket.of(sku, 5));
    node.inventory()
        .count(
            new Inventory.StockCount(
                sku, TestInstance.newOrder().value(), 5, 3, "two were damaged"));
    sample();
    assertThat(told(sku)).containsExactly("1 SHORTFALL 0");
  }

  @Test
  void aPositionWhoseEventIsTrimmed_isGone() {
    watched(10);
    sample();
    String last = node.productEvents().end();
    node.redis.<Long>write(commands -> commands.xtrim(Keys.PRODUCT_EVENTS, 0));
    assertThat(node.productEvents().read(last, 1)).isInstanceOf(ReadResult.Gone.class);
  }
}
