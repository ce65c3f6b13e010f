package dev.holdfast.api.event;

import dev.holdfast.api.http.InFlightRequests;
import dev.holdfast.api.http.RequestSettings;
import dev.holdfast.order.EventLog;
import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import dev.holdfast.runtime.PeriodicTaskLifecycle;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets readers of events wait. */
@Configuration(proxyBeanMethods = false)
class EventConfiguration {
  @Bean
  EventReaders eventReaders(
      EventLog log,
      EventReaderSettings settings,
      RequestSettings requests,
      InFlightRequests inFlight,
      MeterRegistry meters) {
    var readers = new EventReaders(log, settings.waitingMax(), requests.waitMax());
    readers.bindTo(meters);
    inFlight.onEnding(readers::end);
    return readers;
  }

  @Bean
  PeriodicTaskLifecycle eventWatch(EventReaders readers, EventReaderSettings settings) {
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            "event-watch",
            readers::look,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(EventReaders.class),
                "new events cannot be looked for, which is retried",
                "new events are looked for again")),
        settings.interval(),
        LifecyclePhases.MONITORS);
  }
}
