package dev.holdfast.load.restart;

import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.History;
import dev.holdfast.load.check.Receipt;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.RestartOptions;
import dev.holdfast.load.config.Sabotage;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.Io;
import dev.holdfast.load.process.Parallel;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.scenarios.CellFiles;
import dev.holdfast.load.scenarios.OrderPlan;
import dev.holdfast.load.scenarios.ReceiptFile;
import dev.holdfast.load.scenarios.Settlement;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Every instance restarted in each stage while orders of one strategy arrive; then all is judged.
 */
final class StrategyRound {
  private static final Duration BEFORE = Duration.ofSeconds(2);
  private static final Duration BETWEEN = Duration.ofMillis(500);

  /** For as long both versions serve beside each other after each restart. */
  private static final Duration BETWEEN_VERSIONS = Duration.ofSeconds(3);

  private static final Duration SEEN_READY_MAX = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(50);

  /** Each attempt may take its time beside the pauses between them. */
  private static final Duration ANSWERED_MAX = Duration.ofMinutes(3);

  private final Fleet fleet;
  private final Balancer balancer;
  private final RedisServerProcess redis;
  private final RestartOptions options;
  private final RestartSummary summary;
  private final List<Restart> restarts = new ArrayList<>();

  StrategyRound(
      Fleet fleet,
      Balancer balancer,
      RedisServerProcess redis,
      RestartOptions options,
      RestartSummary summary) {
    this.fleet = fleet;
    this.balancer = balancer;
    this.redis = redis;
    this.options = options;
    this.summary = summary;
  }

  /** Runs it; the customers go to {@code customer}'s address, and the files to the cell's. */
  RestartResults.Round run(DeclaredStrategy strategy, CellSettings cell, Customer customer) {
    long start = System.nanoTime();
    fleet.begin();
    OrderPlan plan = OrderPlan.of(cell);
    supply(plan.supplied(), cell.strategy());
    for (int i = 0; i < Fleet.SIZE; i++) {
      awaitSeenReady(i);
    }
    List<OrderTimeline> timelines = restartAll(customer, plan);
    ReceiptFile load = receipts(timelines, cell);
    History history = new Settlement(fleet.clients().getFirst(), plan.supplied(), load).history();
    fleet.requireAlive();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return RestartJudge.judge(strategy, history, fleet.stages(), timelines, restarts, took);
  }

  private void supply(Map<String, Long> supplied, String strategy) {
    List<HoldfastClient> clients = fleet.clients();
    List<String> skus = List.copyOf(supplied.keySet());
    Parallel.map(
        skus,
        sku -> {
          HoldfastClient client = clients.get(Math.floorMod(sku.hashCode(), clients.size()));
          client.supply(sku, strategy, supplied.getOrDefault(sku, 0L));
          return sku;
        });
  }

  private List<OrderTimeline> restartAll(Customer customer, OrderPlan plan) {
    try (Arrivals arrivals = Arrivals.begin(customer, plan.orders(), options.rate())) {
      Deadline.sleep(BEFORE);
      for (Stage stage : fleet.stages()) {
        if (stage == Stage.SIGKILL && options.sabotage() == Sabotage.DATA_LOSS) {
          redis.command("FLUSHALL");
        }
        restartEach(stage, arrivals);
      }
      arrivals.end(ANSWERED_MAX);
      return arrivals.timelines();
    }
  }

  private void restartEach(Stage stage, Arrivals arrivals) {
    arrivals.enter(stage);
    for (int i = 0; i < Fleet.SIZE; i++) {
      URI target = fleet.targets().get(i);
      int before = balancer.brokenOffBy(target);
      Restart restart = fleet.restart(i, stage);
      awaitSeenReady(i);
      restart = restart.withBrokenOff(balancer.brokenOffBy(target) - before);
      restarts.add(restart);
      summary.restarted(restart);
      redis.requireAlive();
      arrivals.requireRunning();
      Deadline.sleep(options.fromJar() == null ? BETWEEN : BETWEEN_VERSIONS);
    }
    arrivals.enter(Stage.UNDISTURBED);
    arrivals.awaitAnswered(stage, ANSWERED_MAX);
  }

  /** The next instance goes only when the balancer sends orders to this one again. */
  private void awaitSeenReady(int instance) {
    Deadline.await(
        "the balancer to find instance %d ready".formatted(instance + 1),
        SEEN_READY_MAX,
        LOOK,
        () -> balancer.sendsTo(fleet.targets().get(instance)));
  }

  private static ReceiptFile receipts(List<OrderTimeline> timelines, CellSettings cell) {
    List<Receipt> receipts = timelines.stream().flatMap(s -> s.attempts().stream()).toList();
    List<Cancellation> cancellations =
        timelines.stream().flatMap(s -> s.cancellations().stream()).toList();
    ReceiptFile load = new ReceiptFile(receipts, cancellations);
    Io.run("the receipts cannot be written", () -> load.write(CellFiles.receipts(cell.out())));
    return load;
  }
}
