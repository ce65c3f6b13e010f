package dev.holdfast.testing;

import dev.holdfast.alert.AlertSettings;
import dev.holdfast.alert.ProductEvents;
import dev.holdfast.alert.StockBands;
import dev.holdfast.contract.StoreInstance;
import dev.holdfast.instance.InstanceLeases;
import dev.holdfast.instance.InstanceRegistry;
import dev.holdfast.instance.InstanceSettings;
import dev.holdfast.lifecycle.Engine;
import dev.holdfast.lifecycle.OrderPlacer;
import dev.holdfast.lifecycle.OrderSettler;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.locks.DeadlockWatch;
import dev.holdfast.locks.Deadlocks;
import dev.holdfast.locks.LockBook;
import dev.holdfast.locks.LockDiagnosis;
import dev.holdfast.order.EventLog;
import dev.holdfast.order.OrderLives;
import dev.holdfast.order.Orders;
import dev.holdfast.redis.alert.RedisStockBands;
import dev.holdfast.redis.audit.ReconciliationSettings;
import dev.holdfast.redis.audit.RedisStockAudits;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.RedissonConnector;
import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.event.RedisEvents;
import dev.holdfast.redis.event.RedisProductEvents;
import dev.holdfast.redis.health.MemorySettings;
import dev.holdfast.redis.health.MemoryWatch;
import dev.holdfast.redis.locks.PublishedLocks;
import dev.holdfast.redis.order.RedisOrderRecords;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.redis.stock.RedisClients;
import dev.holdfast.redis.stock.RedisStockStore;
import dev.holdfast.redis.stock.WatchedConnections;
import dev.holdfast.redis.topology.MasterTopology;
import dev.holdfast.redis.topology.MasterView;
import dev.holdfast.redis.waiting.RedisWaitedStock;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.CustomerLimit;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.ReserveRequest;
import dev.holdfast.store.StockAudits;
import dev.holdfast.store.StockLine;
import dev.holdfast.strategy.Strategies;
import dev.holdfast.strategy.StrategyBindings;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.cas.CasSettings;
import dev.holdfast.waiting.WaitedStock;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ZAddArgs;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.redisson.config.Config;

/**
 * The stock layer of one instance, put together as the service does, with clients and locks of its
 * own. Several of them on one Redis are several instances.
 */
public final class TestInstance implements StoreInstance {
  public final CallerClock callerClock;
  public final RedisGateway redis;
  public final RedisStockStore store;
  public final StockAudits audits;

  /** Knows nothing, as long as no test has it look. */
  public final MemoryWatch memory;

  public final DamagedRecords damaged = new DamagedRecords();
  public final OrderRecords records;
  public final InstanceRegistry instances;
  public final LockBook lockBook;

  /** Looks when a test has it look, also at what has only just begun. */
  public final DeadlockWatch deadlockWatch;

  public final Deadlocks deadlocks;

  public final LockDiagnosis diagnosis;
  public final Strategies strategies;
  public final Orders orders;
  public final Inventory inventory;
  public final RedisEvents events;
  public final StrategyBindings products;
  public final OrderPlacer placing;
  public final OrderSettler completion;
  public final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  public final MasterTopology topology;
  private final @Nullable AbstractRedisClient client;
  private final RedisClients clients;

  /** Threads and timers of clients, shared by all nodes of this JVM. */
  private static final ClientResources RESOURCES = ClientResources.create();

  private static final Duration FIRST_MASTER_WAIT = Duration.ofSeconds(20);

  /** How long an order may stay reserved in all. */
  public static final Duration RESERVED_MAX = Duration.ofHours(24);

  /** Apart from the services of other tests, whose sweepers would do a test's work for it. */
  public static final int DATABASE = 1;

  private static final InstanceSettings LEASE =
      new InstanceSettings(Duration.ofSeconds(1), Duration.ofMillis(200));

  public TestInstance(InstanceSetup setup, Scripts scripts) {
    this(setup, scripts, topology(setup));
  }

  /** Of a Redis that is found in a way of its own, such as by Sentinels. */
  public TestInstance(InstanceSetup setup, Scripts scripts, MasterTopology topology) {
    var settings = InstanceSetup.redis(setup.commandTimeout());
    var placingSettings =
        new PlacingSettings(
            Defaults.of(PlacingSettings.class).claimHold(),
            Defaults.of(PlacingSettings.class).completionGrace(),
            Duration.ofSeconds(1),
            Duration.ofMillis(5),
            3,
            Duration.ofSeconds(2),
            10_000);
    callerClock =
        setup.callerClock() == null
            ? new CallerClock(Defaults.of(ClockSettings.class))
            : setup.callerClock();
    this.topology = topology;
    if (setup.cluster() || setup.resending()) {
      var own = client(setup);
      client = own;
      redis = new RedisGateway(own, settings, scripts, callerClock);
    } else {
      client = null;
      topology.awaitMaster(FIRST_MASTER_WAIT);
      redis = new RedisGateway(topology.connector(), settings, scripts, callerClock);
    }
    memory = new MemoryWatch(redis, Defaults.of(MemorySettings.class));
    store = new RedisStockStore(redis, Duration.ofDays(30), damaged);
    audits = new RedisStockAudits(redis, settings, Defaults.of(ReconciliationSettings.class));
    instances =
        new InstanceRegistry(
            new InstanceLeases(redis),
            setup.lease() == null
                ? LEASE
                : new InstanceSettings(setup.lease(), setup.lease().dividedBy(4)),
            setup.clock() == null ? System::nanoTime : setup.clock());
    records = new RedisOrderRecords(redis, setup.claimHold(), setup.putOff(), damaged);
    damaged.bindTo(meters);
    clients =
        new RedisClients(
            () -> new WatchedConnections(topology.connector(), settings),
            topology.view(),
            master ->
                RedissonConnector.connect(
                    redisson(setup, master), master, client == null ? topology.connector() : null),
            setup.commandTimeout());
    lockBook = new LockBook(instances.id(), System::nanoTime);
    var shared = new PublishedLocks(redis, instances.id());
    deadlocks = new Deadlocks(meters);
    deadlockWatch =
        new DeadlockWatch(
            lockBook, shared, Duration.ofMillis(1), InstantSource.system(), deadlocks);
    diagnosis =
        new LockDiagnosis(
            lockBook, shared, deadlocks::latest, setup.locks().shownMax(), InstantSource.system());
    strategies =
        new Strategies(
            new Strategies.Environment(
                redis,
                store,
                clients::watched,
                clients::redisson,
                setup.locks(),
                lockBook,
                setup.unordered(),
                false,
                Defaults.of(CasSettings.class),
                setup.groupCommit(),
                setup.window(),
                setup.clock() == null,
                setup.oneStep(),
                instances::peerStatus,
                Optional::empty,
                meters));
    var usual = Defaults.of(SweeperSettings.class);
    var engine =
        Engine.assemble(
            records,
            store,
            audits,
            strategies,
            new Engine.Settings(
                placingSettings,
                new ProductSettings(
                    StrategyType.REDIS_SCRIPT, Duration.ofMinutes(15), RESERVED_MAX),
                new SweeperSettings(
                    true, usual.interval(), usual.batchMax(), usual.timeMax(), setup.putOff())),
            meters,
            memory::isFull,
            memory::expiredMax);
    orders = engine.orders();
    inventory = engine.inventory();
    events = new RedisEvents(redis);
    products = engine.bindings();
    placing = engine.placer();
    completion = engine.settler();
  }

  private static MasterTopology topology(InstanceSetup setup) {
    var uri = RedisURI.create(setup.redis().host(), setup.redis().port());
    uri.setDatabase(DATABASE);
    return MasterTopology.oneAddress(clients(), uri);
  }

  /** As the service makes them. */
  public static MasterTopology.Clients clients() {
    return new MasterTopology.Clients(
        RESOURCES,
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .build());
  }

  /** A client that connects again by itself, as that of a Cluster does. */
  private static AbstractRedisClient client(InstanceSetup setup) {
    var uri = RedisURI.create(setup.redis().host(), setup.redis().port());
    if (setup.cluster()) {
      var several = RedisClusterClient.create(RESOURCES, uri);
      several.setOptions(ClusterClientOptions.builder().build());
      return several;
    }
    uri.setDatabase(DATABASE);
    var one = RedisClient.create(RESOURCES, uri);
    one.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.DEFAULT)
            .build());
    return one;
  }

  private static Config redisson(InstanceSetup setup, MasterView.View master) {
    if (setup.cluster()) {
      return TestRedisson.ofCluster(
          setup.redis().host(), setup.redis().port(), setup.commandTimeout());
    }
    var config = TestRedisson.of(master.host(), master.port(), DATABASE, setup.commandTimeout());
    if (setup.lease() != null) {
      config.setLockWatchdogTimeout(setup.lease().toMillis());
    }
    return config;
  }

  /** A new order id. */
  public static OrderId newOrder() {
    return StoreInstance.newOrder();
  }

  @Override
  public Orders orders() {
    return orders;
  }

  @Override
  public Inventory inventory() {
    return inventory;
  }

  @Override
  public EventLog events() {
    return events;
  }

  @Override
  public OrderLives lives() {
    return events;
  }

  @Override
  public StockBands bands() {
    return new RedisStockBands(redis, Defaults.of(AlertSettings.class).eventsMax());
  }

  @Override
  public ProductEvents productEvents() {
    return new RedisProductEvents(redis);
  }

  /** Whether anything is stored of an order, if only the tombstones' record of a refused one. */
  public boolean hasRecord(OrderId order) {
    return redis.<Long>read(commands -> commands.exists(Keys.order(order))) == 1;
  }

  @Override
  public WaitedStock waitedStock() {
    return new RedisWaitedStock(redis);
  }

  @Override
  public void passDeadline(OrderId order) {
    String key = record(order);
    String field =
        redis.<Boolean>read(commands -> commands.hexists(key, "revivedUntil"))
            ? "revivedUntil"
            : "expiresAt";
    redis.<Boolean>write(commands -> commands.hset(key, field, "1"));
    makeDue(order);
  }

  public static String record(OrderId order) {
    return "holdfast:{o" + order.partition() + "}:order:" + order.value();
  }

  public static String listing(OrderId order) {
    return "holdfast:{o" + order.partition() + "}:orders";
  }

  public static String due(OrderId order) {
    return "holdfast:{o" + order.partition() + "}:due";
  }

  public static String forgetting(OrderId order) {
    return "holdfast:{o" + order.partition() + "}:forgetting";
  }

  /** As if the time had come at which the sweeper looks at an order, wherever it is filed. */
  public void makeDue(OrderId order) {
    for (String list : List.of(due(order), forgetting(order))) {
      redis.<Long>write(commands -> commands.zadd(list, ZAddArgs.Builder.xx(), 0, order.value()));
    }
  }

  /** Whether the sweeper is still to look at an order, other than for forgetting it. */
  public boolean isDue(OrderId order) {
    return filedAt(due(order), order).isPresent();
  }

  /** When the sweeper is to look at an order. */
  public Instant dueAt(OrderId order) {
    return filedAt(due(order), order).orElseThrow();
  }

  /** When what an order held may be forgotten; empty while something is to come of it. */
  public Optional<Instant> forgottenAt(OrderId order) {
    return filedAt(forgetting(order), order);
  }

  private Optional<Instant> filedAt(String list, OrderId order) {
    return Optional.ofNullable(
            redis.<@Nullable Double>read(commands -> commands.zscore(list, order.value())))
        .map(at -> Instant.ofEpochMilli(at.longValue()));
  }

  /** The request of an attempt for some SKUs of an order, as the strategy gets it. */
  public ReserveRequest request(OrderId id, long attempt, Basket basket, boolean mayHoldAlready) {
    var products = store.products(basket.skus());
    @Nullable String customer = redis.read(commands -> commands.hget(record(id), "customer"));
    List<StockLine> lines =
        basket.lines().stream()
            .map(line -> {
              Product product = Objects.requireNonNull(products.get(line.sku()));
              return new StockLine(
                  line.sku(),
                  line.quantity(),
                  product.epoch(),
                  customer == null ? null : new CustomerLimit(null, customer));
            })
            .toList();
    return new ReserveRequest(id, attempt, lines, mayHoldAlready);
  }

  @Override
  public void close() {
    clients.close();
    redis.close();
    topology.close();
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }
}
