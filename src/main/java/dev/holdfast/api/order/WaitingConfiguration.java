package dev.holdfast.api.order;

import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.waiting.OrderWaits;
import dev.holdfast.waiting.StockWaiters;
import dev.holdfast.waiting.WaitedStock;
import dev.holdfast.waiting.WaitingSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets orders wait for stock. */
@Configuration(proxyBeanMethods = false)
class WaitingConfiguration {
  @Bean
  OrderWaits orderWaits(
      WaitedStock stock,
      WaitingSettings settings,
      InFlightRequests inFlight,
      MeterRegistry meters) {
    var waiters = new StockWaiters(stock, settings);
    inFlight.onEnding(waiters::end);
    return new OrderWaits(waiters, settings, meters);
  }
}
