package dev.holdfast;

import dev.holdfast.lifecycle.SweeperLifecycle;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.order.Orders;
import dev.holdfast.stock.Inventory;
import dev.holdfast.watch.StockMonitorLifecycle;
import dev.holdfast.watch.StockWatch;
import dev.holdfast.watch.StockWatchSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What works on either store: the sweeper and the watch know its two ports only. */
@Configuration(proxyBeanMethods = false)
class HoldfastConfiguration {
  @Bean
  SweeperLifecycle sweeper(Orders orders, SweeperSettings settings) {
    return new SweeperLifecycle(orders, settings);
  }

  @Bean
  StockMonitorLifecycle stockWatch(
      Inventory inventory, StockWatchSettings settings, MeterRegistry meters) {
    var watch = new StockWatch(inventory, settings);
    if (settings.enabled()) {
      watch.bindTo(meters);
    }
    return new StockMonitorLifecycle(watch, settings);
  }
}
