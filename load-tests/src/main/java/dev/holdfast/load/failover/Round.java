package dev.holdfast.load.failover;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.FailoverOptions;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.Parallel;
import dev.holdfast.load.process.ReadinessPoll;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One failover under load, and the collection of its evidence. */
final class Round {
  private static final Duration BEFORE = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(100);

  /** A scarce product sells out so long after the failover began, if orders go on. */
  private static final Duration SCARCE_FOR = Duration.ofSeconds(3);

  /** An instance that sold nothing for so long before the end is helped, for the readings. */
  private static final Duration STUCK_AFTER = Duration.ofSeconds(4);

  private static final Duration CHECK_INTERVAL = Duration.ofMillis(250);
  private static final Duration CHECK_ANSWER_MAX = Duration.ofSeconds(2);

  private static final long PLENTY = HoldfastClient.QUANTITY_MAX;

  private final Scenario scenario;
  private final Topology topology;
  private final List<ServiceInstance> instances;
  private final FailoverOptions options;
  private final Map<String, DeclaredStrategy> strategies = new HashMap<>();
  private final List<Offer> offers = new ArrayList<>();
  private final Aftermath aftermath;

  Round(
      Scenario scenario,
      Topology topology,
      List<ServiceInstance> instances,
      FailoverOptions options) {
    this.scenario = scenario;
    this.topology = topology;
    this.instances = List.copyOf(instances);
    this.options = options;
    this.aftermath = new Aftermath(instances.getFirst().client());
  }

  /**
   * Runs it.
   *
   * @param directory where its receipts go
   */
  Evidence run(Path directory) {
    topology.awaitSettled();
    supply();
    topology.requireReplicas(scenario.minReplicas());
    Observed observed = observe();
    new Receipts(observed.failover(), observed.attempts()).write(directory);
    topology.requireReplicas(0);
    topology.awaitSettled();
    help(observed);
    Map<String, Evidence.Fate> fates = aftermath.fates(observed.attempts());
    List<Evidence.Stock> stock = aftermath.stock(offers, strategies);
    instances.forEach(ServiceInstance::requireAlive);
    return new Evidence(
        scenario,
        instances.size(),
        observed.failover(),
        observed.demotedNanos(),
        observed.loadEndNanos(),
        observed.attempts(),
        fates,
        stock,
        aftermath.executed(observed.attempts()),
        observed.unreadySeconds());
  }

  private record Observed(
      Switch failover,
      @Nullable Long demotedNanos,
      long loadEndNanos,
      List<Attempt> attempts,
      List<Double> unreadySeconds) {}

  private List<URI> targets() {
    return instances.stream().map(instance -> instance.client().target()).toList();
  }

  /** Two products a strategy, each ordered once of each instance: what starts lazily has. */
  private void supply() {
    HoldfastClient client = instances.getFirst().client();
    List<DeclaredStrategy> offered =
        client.strategies().stream()
            .filter(s -> s.guarantee().scope() == Scope.ALL_INSTANCES)
            .filter(s -> options.strategies().contains(s.name()))
            .filter(s -> scenario.setup() != Setup.CLUSTER || !s.name().equals("redis-cas"))
            .toList();
    long scarce = Load.scarceDemand(options.rate(), offered.size(), BEFORE.plus(SCARCE_FOR));
    for (DeclaredStrategy strategy : offered) {
      strategies.put(strategy.name(), strategy);
      String sku = scenario.label() + "-" + strategy.name();
      offers.add(new Offer(sku, strategy.name(), PLENTY, false));
      offers.add(new Offer(sku + "-scarce", strategy.name(), scarce, true));
    }
    Parallel.map(
        offers,
        offer -> {
          client.supply(offer.sku(), offer.strategy(), offer.supplied());
          return offer;
        });
    for (URI target : targets()) {
      offers.stream().filter(offer -> !offer.scarce()).forEach(offer -> warm(target, offer));
    }
  }

  private void warm(URI target, Offer offer) {
    ShopClient shop = new ShopClient();
    String key = "warm-" + offer.sku() + "-" + target.getPort();
    Topology.await(
        "an order of " + offer.sku() + " at " + target,
        Duration.ofSeconds(20),
        () ->
            shop.placeConfirmed(target, key, List.of(new Line(offer.sku(), 1)))
                instanceof ShopClient.Reply.Order);
  }

  private Observed observe() {
    Map<URI, Integer> unready = new ConcurrentHashMap<>();
    try (Load load =
            Load.begin(targets(), offers, scenario.label(), options.rate(), options.seed());
        ReadinessPoll _ =
            ReadinessPoll.start(
                targets(),
                CHECK_INTERVAL,
                CHECK_ANSWER_MAX,
                (instance, ready) -> unready.merge(instance, ready ? 0 : 1, Integer::sum))) {
      Deadline.sleep(BEFORE);
      Switch failover = topology.failOver(scenario.way(), offers.getFirst().sku());
      Long demoted = watch(failover);
      long end = System.nanoTime();
      List<Attempt> attempts = load.end();
      List<Double> seconds =
          targets().stream()
              .map(t -> unready.getOrDefault(t, 0) * CHECK_INTERVAL.toMillis() / 1_000.0)
              .toList();
      return new Observed(failover, demoted, end, attempts, seconds);
    }
  }

  /** Lets orders go on, and tells when the old master became a replica. */
  private @Nullable Long watch(Switch failover) {
    Long demoted = null;
    long end = failover.startNanos() + scenario.bounds().watched().toNanos();
    while (System.nanoTime() - end < 0) {
      if (demoted == null && topology.isDemoted()) {
        demoted = System.nanoTime();
      }
      Deadline.sleep(LOOK);
    }
    return demoted;
  }

  /** An instance that no longer sells is made to connect anew, so that it can be asked. */
  private void help(Observed observed) {
    for (int i = 1; i <= instances.size(); i++) {
      int number = i;
      boolean sells =
          observed.attempts().stream()
              .filter(a -> a.instance() == number && a.isAcknowledged())
              .anyMatch(a -> observed.loadEndNanos() - a.endNanos() < STUCK_AFTER.toNanos());
      if (!sells) {
        topology.cutClients();
        return;
      }
    }
  }
}
