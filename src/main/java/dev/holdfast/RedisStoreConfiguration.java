package dev.holdfast;

import dev.holdfast.alert.AlertSettings;
import dev.holdfast.alert.ProductEvents;
import dev.holdfast.alert.StockBands;
import dev.holdfast.api.security.AdminSettings;
import dev.holdfast.boot.ClientWarmUp;
import dev.holdfast.instance.InstanceAddress;
import dev.holdfast.instance.InstanceHeartbeat;
import dev.holdfast.instance.InstanceLeases;
import dev.holdfast.instance.InstanceRegistry;
import dev.holdfast.instance.InstanceSettings;
import dev.holdfast.journal.JournalSync;
import dev.holdfast.lab.ConditionalOnLab;
import dev.holdfast.lab.CrashInjector;
import dev.holdfast.lab.LabMode;
import dev.holdfast.lab.LabSettings;
import dev.holdfast.lab.StoreCall;
import dev.holdfast.lifecycle.Engine;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.locks.DeadlockWatch;
import dev.holdfast.locks.Deadlocks;
import dev.holdfast.locks.LockBook;
import dev.holdfast.locks.LockDiagnosis;
import dev.holdfast.locks.LocksEndpoint;
import dev.holdfast.locks.SharedAcquisitions;
import dev.holdfast.order.Orders;
import dev.holdfast.redis.alert.RedisStockBands;
import dev.holdfast.redis.audit.ReconciliationSettings;
import dev.holdfast.redis.audit.RedisStockAudits;
import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.data.DamagedRecords;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.redis.event.RedisEvents;
import dev.holdfast.redis.event.RedisProductEvents;
import dev.holdfast.redis.health.MemoryWatch;
import dev.holdfast.redis.locks.PublishedLocks;
import dev.holdfast.redis.order.RedisOrderRecords;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.stock.RedisClients;
import dev.holdfast.redis.stock.RedisStockStore;
import dev.holdfast.redis.stock.StockSettings;
import dev.holdfast.redis.waiting.RedisWaitedStock;
import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import dev.holdfast.runtime.PeriodicTaskLifecycle;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.store.OrderRecords;
import dev.holdfast.store.StockAudits;
import dev.holdfast.store.StockStore;
import dev.holdfast.strategy.Strategies;
import dev.holdfast.strategy.cas.CasSettings;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.strategy.script.GroupCommitSettings;
import dev.holdfast.waiting.WaitedStock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts together on Redis: the store, the strategies, and the way of an order. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnStore(StoreKind.REDIS)
class RedisStoreConfiguration {
  @Bean
  DamagedRecords damagedRecords(MeterRegistry meters) {
    var damaged = new DamagedRecords();
    damaged.bindTo(meters);
    return damaged;
  }

  @Bean
  StockStore stockStore(
      RedisGateway redis,
      StockSettings stock,
      CrashInjector crashInjector,
      DamagedRecords damaged) {
    return crashInjector.around(
        StockStore.class, new RedisStockStore(redis, stock.adjustmentRetention(), damaged));
  }

  @Bean
  StockAudits stockAudits(
      RedisGateway redis, RedisSettings settings, ReconciliationSettings bounds) {
    return new RedisStockAudits(redis, settings, bounds);
  }

  @Bean
  OrderRecords orderRecords(
      RedisGateway redis,
      PlacingSettings settings,
      CrashInjector crashInjector,
      DamagedRecords damaged) {
    return crashInjector.around(
        OrderRecords.class,
        new RedisOrderRecords(redis, settings.claimHold(), settings.completionGrace(), damaged));
  }

  @Bean
  InstanceRegistry instances(
      RedisGateway redis,
      InstanceSettings settings,
      ManagementServerProperties management,
      MeterRegistry meters) {
    var instances =
        new InstanceRegistry(
            new InstanceLeases(redis), settings, System::nanoTime, InstanceAddress.of(management));
    Gauge.builder("holdfast.instances", instances, InstanceRegistry::live)
        .description("Instances that live on this Redis; NaN while it is not known")
        .register(meters);
    return instances;
  }

  @Bean
  InstanceHeartbeat instanceThread(InstanceRegistry instances, InstanceSettings settings) {
    return new InstanceHeartbeat(instances, settings);
  }

  @Bean
  ClientWarmUp clientWarmUp(RedisClients clients, RedisGateway redis) {
    return new ClientWarmUp(clients, redis.isCluster());
  }

  @Bean
  LockBook lockBook(InstanceRegistry instances) {
    return new LockBook(instances.id(), System::nanoTime);
  }

  @Bean
  SharedAcquisitions sharedAcquisitions(RedisGateway redis, LockBook book) {
    return new PublishedLocks(redis, book.instance());
  }

  @Bean
  Deadlocks deadlocks(MeterRegistry meters) {
    return new Deadlocks(meters);
  }

  @Bean
  PeriodicTaskLifecycle deadlockLooks(
      LockBook book, SharedAcquisitions shared, Deadlocks deadlocks, LockSettings locks) {
    var watch = new DeadlockWatch(book, shared, locks.old(), InstantSource.system(), deadlocks);
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            "deadlock-watch",
            watch::look,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(DeadlockWatch.class),
                "other instances could not be asked for their locks, which is retried",
                "other instances are asked for their locks again")),
        locks.lookInterval(),
        LifecyclePhases.MONITORS);
  }

  @Bean
  LocksEndpoint locksEndpoint(
      LockBook book,
      SharedAcquisitions shared,
      Deadlocks deadlocks,
      LockSettings locks,
      AdminSettings admin) {
    return new LocksEndpoint(
        new LockDiagnosis(
            book, shared, deadlocks::latest, locks.shownMax(), InstantSource.system()),
        admin.isOpen());
  }

  @Bean
  Strategies strategies(
      RedisGateway redis,
      RedisClients clients,
      ClientWarmUp warmUp,
      StockStore store,
      LockSettings locks,
      LockBook lockBook,
      CasSettings cas,
      GroupCommitSettings groupCommit,
      LabSettings lab,
      LabMode labMode,
      RaceWindow window,
      CrashInjector crashInjector,
      InstanceRegistry instances,
      MeterRegistry meters) {
    return new Strategies(
        new Strategies.Environment(
            redis,
            store,
            clients::watched,
            clients::redisson,
            locks,
            lockBook,
            lab.unorderedLocks(),
            lab.bareRedissonLock(),
            cas,
            groupCommit,
            () -> {
              window.pause();
              crashInjector.checked();
            },
            labMode.isOpen(),
            !redis.isCluster(),
            instances::peerStatus,
            warmUp::redissonDenied,
            meters));
  }

  @Bean
  Engine engine(
      OrderRecords records,
      StockStore store,
      StockAudits audits,
      Strategies strategies,
      PlacingSettings placing,
      ProductSettings products,
      SweeperSettings sweeper,
      MeterRegistry meters,
      MemoryWatch memory) {
    return Engine.assemble(
        records,
        store,
        audits,
        strategies,
        new Engine.Settings(placing, products, sweeper),
        meters,
        memory::isFull,
        memory::expiredMax);
  }

  @Bean
  Orders orders(Engine engine, JournalSync journal) {
    return journal.around(engine.orders());
  }

  @Bean
  Inventory inventory(Engine engine) {
    return engine.inventory();
  }

  /** The clock's key is one of a partition; no order is of interest here. */
  @Bean
  @ConditionalOnLab
  StoreCall storeCall(RedisGateway redis) {
    return () -> redis.run(Script.CLOCK_READ, List.of(Keys.due(0)));
  }

  @Bean
  WaitedStock waitedStock(RedisGateway redis) {
    return new RedisWaitedStock(redis);
  }

  @Bean
  ProductEvents productEvents(RedisGateway redis) {
    return new RedisProductEvents(redis);
  }

  @Bean
  StockBands stockBands(RedisGateway redis, AlertSettings settings) {
    return new RedisStockBands(redis, settings.eventsMax());
  }

  @Bean
  RedisEvents eventLog(RedisGateway redis) {
    return new RedisEvents(redis);
  }
}
