package dev.holdfast;

import dev.holdfast.instance.CutOff;
import dev.holdfast.instance.InstanceSettings;
import dev.holdfast.instance.Instances;
import dev.holdfast.lab.Crashes;
import dev.holdfast.lab.LabMode;
import dev.holdfast.lab.LabSettings;
import dev.holdfast.placing.Changing;
import dev.holdfast.placing.Completion;
import dev.holdfast.placing.Extending;
import dev.holdfast.placing.OrderMeters;
import dev.holdfast.placing.Placing;
import dev.holdfast.placing.PlacingSettings;
import dev.holdfast.placing.Products;
import dev.holdfast.placing.Reviving;
import dev.holdfast.placing.Sweeper;
import dev.holdfast.placing.SweeperSettings;
import dev.holdfast.product.ProductSettings;
import dev.holdfast.redis.DamagedRecords;
import dev.holdfast.redis.Heartbeats;
import dev.holdfast.redis.InstanceLeases;
import dev.holdfast.redis.MemorySettings;
import dev.holdfast.redis.MemoryWatch;
import dev.holdfast.redis.ReconciliationSettings;
import dev.holdfast.redis.RedisClients;
import dev.holdfast.redis.RedisGateway;
import dev.holdfast.redis.RedisOrderRecords;
import dev.holdfast.redis.RedisSettings;
import dev.holdfast.redis.RedisStockAudits;
import dev.holdfast.redis.RedisStockStore;
import dev.holdfast.redis.StockSettings;
import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.clock.ClockSettings;
import dev.holdfast.redis.health.StoreHealthSettings;
import dev.holdfast.redis.health.StoreReadiness;
import dev.holdfast.redis.health.StoreWrites;
import dev.holdfast.redis.outage.OutageSettings;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecords;
import dev.holdfast.stock.StockAudits;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.strategy.CasSettings;
import dev.holdfast.stock.strategy.GroupCommitSettings;
import dev.holdfast.stock.strategy.LockSettings;
import dev.holdfast.stock.strategy.RaceWindow;
import dev.holdfast.stock.strategy.Strategies;
import dev.holdfast.watch.ClockWatch;
import dev.holdfast.watch.StockWatch;
import dev.holdfast.watch.StockWatchSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts together: the store, the strategies, and the way of an order. */
@Configuration(proxyBeanMethods = false)
class Assembly {
  private static final int LOOKS_IN_A_RENEWAL = 3;

  @Bean
  DamagedRecords damagedRecords(MeterRegistry meters) {
    var damaged = new DamagedRecords();
    damaged.bindTo(meters);
    return damaged;
  }

  @Bean
  StockStore stockStore(
      RedisGateway redis, StockSettings stock, Crashes crashes, DamagedRecords damaged) {
    return crashes.around(
        StockStore.class, new RedisStockStore(redis, stock.adjustmentRetention(), damaged));
  }

  @Bean
  StockAudits stockAudits(
      RedisGateway redis, RedisSettings settings, ReconciliationSettings bounds) {
    return new RedisStockAudits(redis, settings, bounds);
  }

  @Bean
  OrderRecords orderRecords(
      RedisGateway redis, PlacingSettings settings, Crashes crashes, DamagedRecords damaged) {
    return crashes.around(
        OrderRecords.class,
        new RedisOrderRecords(redis, settings.claimHold(), settings.completionGrace(), damaged));
  }

  @Bean
  Instances instances(
      RedisGateway redis,
      InstanceSettings settings,
      ManagementServerProperties management,
      MeterRegistry meters) {
    var instances =
        new Instances(
            new InstanceLeases(redis), settings, System::nanoTime, InstanceAddress.of(management));
    Gauge.builder("holdfast.instances", instances, Instances::live)
        .description("Instances that live on this Redis; NaN while it is not known")
        .register(meters);
    return instances;
  }

  @Bean
  InstanceThread instanceThread(Instances instances, InstanceSettings settings) {
    return new InstanceThread(instances, settings);
  }

  @Bean
  ClientWarmUp clientWarmUp(RedisClients clients, RedisGateway redis) {
    return new ClientWarmUp(clients, redis.isCluster());
  }

  @Bean
  Strategies strategies(
      RedisGateway redis,
      RedisClients clients,
      ClientWarmUp warmUp,
      StockStore store,
      LockSettings locks,
      CasSettings cas,
      GroupCommitSettings groupCommit,
      LabSettings lab,
      LabMode labMode,
      Crashes crashes,
      Instances instances,
      MeterRegistry meters) {
    RaceWindow window = RaceWindow.of(lab.raceWindow());
    return new Strategies(
        new Strategies.Environment(
            redis,
            store,
            clients::watched,
            clients::redisson,
            locks,
            lab.bareRedissonLock(),
            cas,
            groupCommit,
            () -> {
              window.hold();
              crashes.checked();
            },
            labMode.isOpen(),
            instances::solitude,
            warmUp::redissonDenied,
            meters));
  }

  @Bean
  MemoryWatch memoryWatch(RedisGateway redis, MemorySettings settings, MeterRegistry meters) {
    var memory = new MemoryWatch(redis, settings);
    Gauge.builder("holdfast.store.memory", memory, MemoryWatch::share)
        .description(
            "Share of Redis's memory limit that is used, on the fullest master; NaN while it is not"
                + " known")
        .register(meters);
    redis.refused().bindTo(meters);
    return memory;
  }

  @Bean
  BackgroundThread memoryThread(MemoryWatch memory, MemorySettings settings) {
    return new BackgroundThread(
        new RepeatedWork(
            "store-memory",
            memory::look,
            new RepeatedWork.Told(
                LoggerFactory.getLogger(MemoryWatch.class),
                "Redis's memory could not be looked at, which is tried again",
                "Redis's memory is looked at again")),
        settings.interval(),
        Duration.ZERO);
  }

  @Bean
  Heartbeats heartbeats(RedisGateway redis, OutageSettings settings) {
    return new Heartbeats(redis, settings);
  }

  /** A thread of its own: no other work may hold up what tells that decisions can be written. */
  @Bean
  BackgroundThread heartbeatThread(Heartbeats heartbeats, OutageSettings settings) {
    return new BackgroundThread(
        new RepeatedWork(
            "store-heartbeat",
            heartbeats::beat,
            new RepeatedWork.Told(
                LoggerFactory.getLogger(Heartbeats.class),
                "decisions cannot be written: this time does not count against deadlines, within a"
                    + " bound",
                "decisions can be written again")),
        settings.heartbeat(),
        Duration.ZERO);
  }

  @Bean
  Products products(StockStore store, PlacingSettings settings) {
    return new Products(store, settings);
  }

  @Bean
  Placing placing(
      OrderRecords records,
      StockStore store,
      Products products,
      Strategies strategies,
      PlacingSettings settings,
      OrderMeters meters,
      RedisGateway redis,
      MemoryWatch memory) {
    return new Placing(
        records, store, products, strategies, settings, meters, !redis.isCluster(), memory::isFull);
  }

  @Bean
  OrderMeters orderMeters(MeterRegistry meters) {
    return new OrderMeters(meters);
  }

  @Bean
  Completion completion(OrderRecords records, StockStore store) {
    return new Completion(records, store);
  }

  @Bean
  Reviving reviving(
      OrderRecords records,
      StockStore store,
      Products products,
      Strategies strategies,
      Placing placing,
      Completion completion,
      PlacingSettings settings) {
    return new Reviving(records, store, products, strategies, placing, completion, settings);
  }

  @Bean
  Changing changing(
      OrderRecords records,
      Products products,
      Strategies strategies,
      Placing placing,
      Completion completion,
      PlacingSettings settings,
      RedisGateway redis) {
    return new Changing(
        records, products, strategies, placing, completion, settings, !redis.isCluster());
  }

  @Bean
  Extending extending(OrderRecords records, ProductSettings settings) {
    return new Extending(records, settings.reservationTimeMax());
  }

  @Bean
  SweeperThread sweeper(
      OrderRecords records, Completion completion, SweeperSettings settings, MemoryWatch memory) {
    return new SweeperThread(
        new Sweeper(records, completion, settings, memory::expiredMax), settings);
  }

  @Bean
  StockWatchThread stockWatch(
      StockStore store, StockAudits audits, StockWatchSettings settings, MeterRegistry meters) {
    var watch = new StockWatch(store, audits, settings);
    if (settings.enabled()) {
      watch.bindTo(meters);
    }
    return new StockWatchThread(watch, settings);
  }

  @Bean
  WatchThread clockWatch(
      RedisGateway redis, CallerClock clock, ClockSettings settings, MeterRegistry meters) {
    var watch = new ClockWatch(redis::compareClocks, clock, meters);
    return new WatchThread(
        new RepeatedWork(
            "clock-watch",
            watch::look,
            new RepeatedWork.Told(
                LoggerFactory.getLogger(ClockWatch.class),
                "the clocks could not be compared, which is tried again",
                "the clocks are compared again")),
        settings.interval());
  }

  @Bean
  StoreWrites storeWrites(RedisGateway redis, MeterRegistry meters) {
    var writes = new StoreWrites(redis::tryWrites, System::nanoTime);
    writes.bindTo(meters, OrderId.PARTITIONS);
    return writes;
  }

  @Bean
  WatchThread storeWritesWatch(StoreWrites writes, StoreHealthSettings settings) {
    return new WatchThread(
        new RepeatedWork("store-writes", writes::look, told(StoreWrites.class)),
        settings.writeInterval());
  }

  @Bean
  LeaseEndpoint leaseEndpoint(Instances instances, StoreHealthSettings settings) {
    return new LeaseEndpoint(instances, settings.peerTimeout());
  }

  @Bean
  CutOff cutOff(
      Instances instances,
      RedisGateway redis,
      InstanceSettings settings,
      StoreHealthSettings health,
      LeaseEndpoint peers) {
    return new CutOff(
        instances,
        redis::ping,
        settings.renewal().plus(settings.margin()),
        health.peersMax(),
        peers::renewedAgo);
  }

  @Bean
  WatchThread cutOffWatch(CutOff cutOff, InstanceSettings settings) {
    return new WatchThread(
        new RepeatedWork("cut-off", cutOff::look, told(CutOff.class)),
        settings.renewal().dividedBy(LOOKS_IN_A_RENEWAL));
  }

  @Bean
  StoreReadiness storeHealthIndicator(
      StoreWrites writes, StoreHealthSettings settings, CutOff cutOff) {
    return new StoreReadiness(writes, settings.readOnlyMax(), cutOff::alone);
  }

  private static RepeatedWork.Told told(Class<?> watch) {
    return new RepeatedWork.Told(
        LoggerFactory.getLogger(watch), "a look at the store failed", "looks go well again");
  }
}
