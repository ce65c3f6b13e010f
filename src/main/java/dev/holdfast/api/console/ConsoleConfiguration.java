package dev.holdfast.api.console;

import dev.holdfast.api.console.InstanceViews.InstancesView;
import dev.holdfast.api.console.InstanceViews.SweeperView;
import dev.holdfast.api.http.RequestSettings;
import dev.holdfast.api.stream.Streams;
import dev.holdfast.instance.InstanceRegistry;
import dev.holdfast.lifecycle.SweeperLifecycle;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.runtime.LifecyclePhases;
import dev.holdfast.runtime.PeriodicTask;
import dev.holdfast.runtime.PeriodicTaskLifecycle;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Sku;
import dev.holdfast.waiting.OrderWaits;
import dev.holdfast.watch.StockWatch;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The console's live picture, where there is a console. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "holdfast.console.enabled", matchIfMissing = true)
class ConsoleConfiguration {
  @Bean
  LiveProducts liveProducts(
      Streams streams,
      Inventory inventory,
      StockWatch watch,
      ObjectProvider<InstanceRegistry> instances,
      SweeperLifecycle sweeper,
      OrderWaits waits,
      RequestSettings requests,
      ConsoleSettings settings) {
    String kind = inventory.storeKind().name().toLowerCase(Locale.ROOT);
    return new LiveProducts(
        streams.audience("console", settings.viewersMax()),
        skus -> Deadline.apart(requests.waitMax(), () -> inventory.stocked(skus)),
        reachable -> {
          var totals = watch.totals().orElse(null);
          Set<Sku> unconserved = totals == null ? Set.of() : totals.unconserved();
          var attention =
              unconserved.stream().limit(ConsolePicture.ATTENTION_MAX).map(Sku::value).toList();
          var at = Instant.now();
          var peers = InstancesView.of(instances.getIfAvailable(), SweeperView.of(sweeper));
          int waiting = waits.waiting();
          return (found, unknown) ->
              new ConsolePicture(
                  at,
                  new ConsolePicture.StoreState(kind, reachable),
                  totals == null ? null : ConsolePicture.Totals.of(totals),
                  attention,
                  found.stream().map(one -> ConsolePicture.Item.of(one, unconserved)).toList(),
                  List.copyOf(unknown),
                  peers,
                  waiting);
        },
        settings.samplesMax());
  }

  @Bean
  PeriodicTaskLifecycle consoleSampler(LiveProducts live, ConsoleSettings settings) {
    return new PeriodicTaskLifecycle(
        new PeriodicTask(
            "console-sampler",
            live::sample,
            new PeriodicTask.Messages(
                LoggerFactory.getLogger(LiveProducts.class),
                "the console's pictures could not be made, which is retried",
                "the console's pictures are made again")),
        settings.interval(),
        LifecyclePhases.MONITORS);
  }
}
