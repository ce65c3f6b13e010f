package dev.holdfast.load.switching;

import dev.holdfast.load.check.Audit;
import dev.holdfast.load.config.SwitchingOptions;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.ChangedStrategy;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.process.CustomerThreads;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.PostgresServerProcess;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Changes the strategy of one product under load, from the start of the store to the verdict. */
final class SwitchingRun {
  private static final String SKU = "switching";

  /** Short times, so that what an instance leaves behind is settled within the run. */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "holdfast.placing.claim-hold", "2s",
          "holdfast.sweeper.put-off", "2s",
          "holdfast.sweeper.time-max", "2s",
          "holdfast.lab.race-window", "2ms");

  /**
   * So many takes an instance passes before it dies between the check of one, or its decrement, and
   * the record. On PostgreSQL one transaction is one step, and nothing is half done.
   */
  private static final Map<String, String> DEATH_ON_REDIS =
      Map.of("holdfast.lab.crash.at", "checked", "holdfast.lab.crash.time", "40");

  /** A take that pauses in a race window, and dies there, dies by then. */
  private static final Duration DEATH_MAX = Duration.ofSeconds(4);

  private static final Duration ANSWERED_MAX = Duration.ofMinutes(1);
  private static final Duration SETTLED_MAX = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final SwitchingOptions options;
  private final RunContext context;
  private final Ledger ledger = new Ledger();
  private final List<Attempt> changes = new ArrayList<>();
  private long returned;

  SwitchingRun(SwitchingOptions options, RunContext context) {
    this.options = options;
    this.context = context;
  }

  /** Tells whether no order was refused and every unit is where its order says. */
  boolean run() {
    Path jar = context.jar(options.jar());
    return switch (options.store()) {
      case REDIS -> {
        try (RedisServerProcess redis =
            RedisServerProcess.startDurable(context.supervisor(), context.logs())) {
          yield runOn(jar, RedisLocation.at(redis.address()), DEATH_ON_REDIS);
        }
      }
      case POSTGRES -> {
        var binaries = PostgresBinaries.of(context.supervisor(), jar, context.logs());
        try (PostgresServerProcess postgres =
            PostgresServerProcess.start(context.supervisor(), binaries, context.logs())) {
          yield runOn(jar, postgres.properties(), Map.of());
        }
      }
    };
  }

  private boolean runOn(Path jar, Map<String, String> store, Map<String, String> death) {
    ServiceInstance.Settings settings =
        ServiceInstance.Settings.of(jar, store, context.logs())
            .with(ServiceInstance.FAST_START)
            .with(PROPERTIES)
            .with(options.with());
    List<String> walk = Walk.through(options.strategies(), options.rounds());
    context.print(
        "%d changes among %s on %s, %d customers on two instances, seed %d%n",
        walk.size(),
        options.strategies(),
        options.store().label(),
        options.customers(),
        options.seed());
    try (Pair pair = Pair.start(context.supervisor(), settings, death)) {
      HoldfastClient client = pair.first().client();
      client.supply(SKU, options.strategies().getFirst(), options.stock());
      load(pair, walk);
      return judge(client);
    }
  }

  private void load(Pair pair, List<String> walk) {
    AtomicBoolean goesOn = new AtomicBoolean(true);
    ShopClient shop = new ShopClient();
    try (CustomerThreads customers = new CustomerThreads()) {
      for (int i = 0; i < options.customers(); i++) {
        customers.start(
            new Buyer(shop, pair::next, SKU, "s" + i, options.seed() + i, goesOn::get, ledger));
      }
      CompletableFuture<String> death =
          CompletableFuture.supplyAsync(
              () -> {
                String how = pair.awaitDeath(DEATH_MAX);
                if (!options.isShort()) {
                  pair.revive();
                }
                return how;
              },
              task -> Thread.ofVirtual().start(task));
      for (int i = 0; i < walk.size(); i++) {
        Deadline.sleep(options.pause());
        change(pair, walk.get(i), "change-" + i);
        customers.requireRunning();
      }
      context.print("one instance died %s%n", death.join());
      goesOn.set(false);
      customers.end(ANSWERED_MAX);
    }
    // What died with its instance between a decrement and its record comes back by one change more.
    change(pair, options.strategies().get(1), "last");
  }

  private void change(Pair pair, String strategy, String key) {
    long from = System.nanoTime();
    ChangedStrategy changed =
        HoldfastClient.changeStrategy(pair::next, SKU, strategy, key, ANSWERED_MAX);
    changes.add(new Attempt(from, System.nanoTime(), strategy));
    returned += changed.unitsReturned();
  }

  private boolean judge(HoldfastClient client) {
    if (!Deadline.holdsWithin(
        SETTLED_MAX, LOOK, () -> client.audit(SKU).reserved() == ledger.reserved())) {
      context.print("not all was settled within %d s%n", SETTLED_MAX.toSeconds());
    }
    Audit audit = client.audit(SKU);
    List<String> wrong =
        SwitchingJudge.wrong(ledger, options.stock(), audit, client.deepFindings(SKU));
    context.print("changes: %s%n", Latencies.of(changes));
    context.print("orders during a change: %s%n", latencies(this::isDuringAChange));
    context.print("orders at other times: %s%n", latencies(a -> !isDuringAChange(a)));
    context.print(
        "%d units reserved and %d sold; %d came back that a take had decremented and not recorded;"
            + " %d requests contended%n",
        audit.reserved(),
        audit.sold(),
        returned,
        ledger.attempts().stream().filter(a -> a.came().equals("contended")).count());
    wrong.forEach(what -> context.print("WRONG: %s%n", what));
    context.print("%s%n", wrong.isEmpty() ? "PASSED" : "FAILED");
    return wrong.isEmpty();
  }

  private boolean isDuringAChange(Attempt attempt) {
    return changes.stream().anyMatch(attempt::overlaps);
  }

  private Latencies latencies(Predicate<Attempt> meant) {
    Collection<Attempt> answered = ledger.attempts();
    return Latencies.of(
        answered.stream().filter(a -> a.came().equals("placed")).filter(meant).toList());
  }
}
