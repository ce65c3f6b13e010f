package dev.holdfast.load.kill;

import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.process.ExtractedJar;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.ProcessSupervisor;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The training run before the first kill: one instance takes the products and some orders, and
 * leaves the cache from which the others start fast.
 *
 * @param settings how those others start
 * @param lives what its customers lived through
 */
record Preparation(
    ServiceInstance.Settings settings, Map<String, DeclaredStrategy> products, List<Life> lives) {
  private static final Duration RESERVATION_TIME = Duration.ofSeconds(4);

  /** Enough for every kind of order: the cache has what was used. */
  private static final Duration TRAINING_TIME = Duration.ofSeconds(3);

  /**
   * Short times, so that what is left behind is found within the run; none is shorter than its job.
   */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "holdfast.placing.claim-hold", "2s",
          "holdfast.sweeper.put-off", "2s",
          "holdfast.sweeper.time-max", "2s",
          // When all die together, the time until one has started is an outage: it moves deadlines.
          "holdfast.outage.grace", "4s",
          "holdfast.lab.race-window", "2ms");

  Preparation {
    products = new TreeMap<>(products);
    lives = List.copyOf(lives);
  }

  static Preparation make(
      KillOptions options, Path jar, Map<String, String> store, RunContext context) {
    ProcessSupervisor supervisor = context.supervisor();
    Path directory = context.output().root().resolve("service");
    ExtractedJar service = ExtractedJar.of(supervisor, jar, directory, context.logs());
    ServiceInstance.Settings settings =
        ServiceInstance.Settings.of(service.jar(), store, context.logs())
            .with(ServiceInstance.FAST_START)
            .with(PROPERTIES)
            .with(options.with())
            .numbered(0, Ports.freeToKeep());
    ServiceInstance trained =
        ServiceInstance.start(supervisor, settings.with(List.of(service.trainingOption())));
    trained.awaitReady();
    Map<String, DeclaredStrategy> products = supply(trained.client(), options.stock());
    List<Life> lives = train(trained.client(), List.copyOf(products.keySet()), options);
    return new Preparation(settings.with(service.endTraining(trained)), products, lives);
  }

  /** Two products of each strategy that is exact on several instances. */
  private static Map<String, DeclaredStrategy> supply(HoldfastClient client, int stock) {
    Map<String, DeclaredStrategy> products = new TreeMap<>();
    for (DeclaredStrategy strategy : client.strategies()) {
      if (strategy.guarantee().scope() == Scope.ALL_INSTANCES) {
        for (String suffix : List.of("a", "b")) {
          String sku = strategy.name() + "-" + suffix;
          client.supply(sku, strategy.name(), stock, RESERVATION_TIME);
          products.put(sku, strategy);
        }
      }
    }
    return products;
  }

  private static List<Life> train(HoldfastClient client, List<String> skus, KillOptions options) {
    Customer customer = new Customer(new ShopClient(), () -> Optional.of(client.target()));
    try (Customers customers =
        Customers.begin(customer, skus, "t", options.customers(), options.seed())) {
      Thread.sleep(TRAINING_TIME);
      return customers.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadTestException("interrupted in the training run", e);
    }
  }
}
