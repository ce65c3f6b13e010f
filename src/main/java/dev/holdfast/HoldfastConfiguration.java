package dev.holdfast;

import dev.holdfast.alert.AlertSettings;
import dev.holdfast.alert.StockBands;
import dev.holdfast.api.console.ConsoleSettings;
import dev.holdfast.api.page.Pages;
import dev.holdfast.lab.ConditionalOnLab;
import dev.holdfast.lab.LabMode;
import dev.holdfast.lab.LabSettings;
import dev.holdfast.lifecycle.SweeperLifecycle;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.order.Orders;
import dev.holdfast.race.Races;
import dev.holdfast.redis.server.EmbeddedSettings;
import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import dev.holdfast.runtime.PeriodicTaskLifecycle;
import dev.holdfast.settings.StoreSettings;
import dev.holdfast.stock.Inventory;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.watch.BandWatch;
import dev.holdfast.watch.StockMonitorLifecycle;
import dev.holdfast.watch.StockWatch;
import dev.holdfast.watch.StockWatchSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What works on either store: the sweeper and the watch know its two ports only. */
@Configuration(proxyBeanMethods = false)
class HoldfastConfiguration {
  /** Where strategies pause between their check and their take. */
  @Bean
  RaceWindow raceWindow(LabSettings lab) {
    return RaceWindow.of(lab.raceWindow());
  }

  /** It ends with the service, and its store before that. */
  @Bean(destroyMethod = "close")
  @ConditionalOnLab
  Races races(Environment environment) {
    var embedded =
        Binder.get(environment).bindOrCreate("holdfast.embedded-redis", EmbeddedSettings.class);
    return new Races(StoreSettings.chosen(environment), embedded.server(), RaceInstance.class);
  }

  @Bean
  Pages pages(LabMode lab, ConsoleSettings console) {
    return new Pages(lab.isOpen(), console.enabled());
  }

  @Bean
  SweeperLifecycle sweeper(Orders orders, SweeperSettings settings) {
    return new SweeperLifecycle(orders, settings);
  }

  @Bean
  StockWatch stockInspections(
      Inventory inventory, StockWatchSettings settings, MeterRegistry meters) {
    var watch = new StockWatch(inventory, settings);
    if (settings.enabled()) {
      watch.bindTo(meters);
    }
    return watch;
  }

  @Bean
  StockMonitorLifecycle stockWatch(StockWatch watch, StockWatchSettings settings) {
    return new StockMonitorLifecycle(watch, settings);
  }

  /** It can end anywhere: a crossing that is not announced is announced by the next sample. */
  @Bean
  @ConditionalOnBooleanProperty(name = "holdfast.alerts.enabled", matchIfMissing = true)
  PeriodicTaskLifecycle bandWatch(StockBands bands, AlertSettings settings, MeterRegistry meters) {
    var watch = new BandWatch(bands, settings);
    watch.bindTo(meters);
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            "band-watch",
            watch::sample,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(BandWatch.class),
                "the bands of products could not be sampled, which is retried",
                "the bands of products are sampled again")),
        settings.interval(),
        LifecyclePhases.MONITORS);
  }
}
