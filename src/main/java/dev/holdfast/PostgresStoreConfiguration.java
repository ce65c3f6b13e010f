package dev.holdfast;

import com.zaxxer.hikari.HikariDataSource;
import dev.holdfast.alert.AlertSettings;
import dev.holdfast.alert.ProductEvents;
import dev.holdfast.alert.StockBands;
import dev.holdfast.api.security.AdminSettings;
import dev.holdfast.journal.JournalSync;
import dev.holdfast.lab.LabMode;
import dev.holdfast.lab.LabSettings;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.ProductSettings;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.locks.LocksEndpoint;
import dev.holdfast.order.Orders;
import dev.holdfast.postgres.PostgresStore;
import dev.holdfast.postgres.event.PostgresEvents;
import dev.holdfast.postgres.event.Sequencer;
import dev.holdfast.postgres.event.SequencerSettings;
import dev.holdfast.postgres.health.PostgresReadiness;
import dev.holdfast.postgres.health.PostgresWrites;
import dev.holdfast.postgres.health.ServerLoad;
import dev.holdfast.postgres.stock.Ledger;
import dev.holdfast.postgres.transaction.TransactionSettings;
import dev.holdfast.postgres.waiting.PostgresWaitedStock;
import dev.holdfast.redis.audit.ReconciliationSettings;
import dev.holdfast.redis.health.StoreHealthSettings;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.MovementSettings;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.redis.stock.StockSettings;
import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import dev.holdfast.runtime.PeriodicTaskLifecycle;
import dev.holdfast.settings.ConditionalOnStore;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.strategy.script.GroupCommitSettings;
import dev.holdfast.waiting.WaitedStock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the parts together on PostgreSQL. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnStore(StoreKind.POSTGRES)
class PostgresStoreConfiguration {
  /** What it reads grows within minutes, and is shown by alerts of minutes. */
  private static final Duration LOAD_INTERVAL = Duration.ofSeconds(15);

  @Bean
  PostgresStore postgresStore(
      DataSource source,
      TransactionSettings transactions,
      PlacingSettings placing,
      GroupCommitSettings groupCommit,
      ProductSettings products,
      SweeperSettings sweeper,
      RetentionSettings retention,
      StockSettings stock,
      ReconciliationSettings reconciliation,
      EventSettings events,
      MovementSettings movements,
      SequencerSettings sequencer,
      AlertSettings alerts,
      LockSettings locks,
      LabSettings lab,
      LabMode labMode,
      RaceWindow window,
      MeterRegistry meters) {
    return PostgresStore.assemble(
        source,
        new PostgresStore.Settings(
            transactions,
            placing,
            groupCommit,
            products,
            sweeper,
            products.defaultStrategy(),
            retention.orders(),
            stock.adjustmentRetention(),
            new Ledger(movements.maxLength(), movements.maxAge()),
            reconciliation.linesMax(),
            events.maxLength(),
            events.maxAge(),
            locks.shownMax(),
            sequencer,
            alerts.eventsMax()),
        window,
        labMode.isOpen(),
        lab.unorderedLocks(),
        meters);
  }

  @Bean
  Orders orders(PostgresStore store, JournalSync journal) {
    return journal.around(store.orders());
  }

  @Bean
  Inventory inventory(PostgresStore store) {
    return store.inventory();
  }

  @Bean
  WaitedStock waitedStock(HikariDataSource pool, PostgresStore store) {
    return new PostgresWaitedStock(pool.getDataSource(), store.inventory());
  }

  @Bean
  LocksEndpoint locksEndpoint(PostgresStore store, AdminSettings admin) {
    return new LocksEndpoint(store.locks(), admin.isOpen());
  }

  @Bean
  ProductEvents productEvents(PostgresStore store) {
    return store.productEvents();
  }

  @Bean
  StockBands stockBands(PostgresStore store) {
    return store.bands();
  }

  @Bean
  PostgresEvents eventLog(PostgresStore store) {
    return store.events();
  }

  /** It ends after the last order: an event without a position is another instance's work then. */
  @Bean
  PeriodicTaskLifecycle sequencer(PostgresStore store, SequencerSettings settings) {
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            "event-sequencer",
            () -> {
              var _ = store.sequencer().sequence();
            },
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(Sequencer.class),
                "events could not be given their positions, which is retried",
                "events get their positions again")),
        settings.interval(),
        LifecyclePhases.SWEEPER);
  }

  @Bean
  PostgresWrites postgresWrites(DataSource source, MeterRegistry meters) {
    var writes = new PostgresWrites(source, System::nanoTime);
    writes.bindTo(meters);
    return writes;
  }

  @Bean
  PeriodicTaskLifecycle postgresWritesWatch(PostgresWrites writes, StoreHealthSettings settings) {
    return watch("store-writes", writes::check, PostgresWrites.class, settings.writeInterval());
  }

  @Bean
  PostgresReadiness storeHealthIndicator(PostgresWrites writes, StoreHealthSettings settings) {
    return new PostgresReadiness(writes, settings.readOnlyMax());
  }

  @Bean
  PeriodicTaskLifecycle serverLoadWatch(DataSource source, MeterRegistry meters) {
    var load = new ServerLoad(source);
    load.bindTo(meters);
    return watch("server-load", load::check, ServerLoad.class, LOAD_INTERVAL);
  }

  private static PeriodicTaskLifecycle watch(
      String name, Runnable check, Class<?> type, Duration interval) {
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            name,
            check,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(type),
                "a check of the store failed",
                "checks of the store succeed again")),
        interval,
        LifecyclePhases.MONITORS);
  }
}
