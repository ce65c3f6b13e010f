package dev.holdfast.load.restart;

import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.CellSettings;
import dev.holdfast.load.config.RestartOptions;
import dev.holdfast.load.config.Sabotage;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.process.Io;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.RedisInfo;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import dev.holdfast.load.process.ServiceJar;
import dev.holdfast.load.report.Machines;
import dev.holdfast.load.report.ReportFiles;
import dev.holdfast.load.report.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One rolling restart, from the build to the results. */
final class RestartRun {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private final RestartOptions options;
  private final RunContext context;
  private final RestartSummary summary;
  private final Results.Machine machine = Machines.here();

  RestartRun(RestartOptions options, RunContext context) {
    this.options = options;
    this.context = context;
    this.summary = new RestartSummary(context.console());
  }

  /** Runs every strategy and writes the results; tells whether nothing was lost. */
  boolean run() {
    Versions versions = versions();
    context.print("Starting Redis, %d instances and a balancer ...%n", Fleet.SIZE);
    try (RedisServerProcess redis = RedisServerProcess.start(context.supervisor(), context.logs());
        Fleet fleet =
            Fleet.start(context.supervisor(), versions, redis.address(), options, context.logs());
        Balancer balancer = Balancer.start(fleet.targets(), options.loseOneIn())) {
      List<DeclaredStrategy> strategies = selected(fleet.clients().getFirst().strategies());
      Map<String, String> settings = RedisInfo.settings(redis.address());
      List<RestartResults.Round> rounds = new ArrayList<>();
      for (DeclaredStrategy strategy : strategies) {
        announce(strategy);
        rounds.add(round(strategy, fleet, balancer, redis));
        summary.ended(rounds.getLast());
      }
      return end(rounds, settings);
    }
  }

  private Versions versions() {
    return new Versions(
        context.jar(options.jar()),
        options.fromJar() == null ? null : ServiceJar.given(options.fromJar()));
  }

  private List<DeclaredStrategy> selected(List<DeclaredStrategy> offered) {
    List<DeclaredStrategy> safe =
        offered.stream().filter(s -> s.guarantee().scope() == Scope.ALL_INSTANCES).toList();
    List<String> names = safe.stream().map(DeclaredStrategy::name).toList();
    for (String wanted : options.strategies()) {
      if (!names.contains(wanted)) {
        throw new LoadTestException(
            "no strategy %s that protects across instances; there are %s"
                .formatted(wanted, String.join(", ", names)));
      }
    }
    return safe.stream().filter(s -> options.strategies().contains(s.name())).toList();
  }

  private void announce(DeclaredStrategy strategy) {
    context.print(
        "%s: %d orders a second, seed %d; customers come again under their keys, %d times at"
            + " most%n",
        strategy.name(), options.rate(), options.seed(), RetryPolicy.STANDARD.attemptsMax() - 1);
    if (options.fromJar() != null) {
      context.print(
          "Instances begin as %s; SIGTERM brings the new version, rollback the old one again, and"
              + " SIGKILL the new one%n",
          options.fromJar());
    }
    if (options.sabotage() != Sabotage.NONE) {
      context.print("Sabotage: %s. This must fail.%n", options.sabotage().label());
    }
  }

  private RestartResults.Round round(
      DeclaredStrategy strategy, Fleet fleet, Balancer balancer, RedisServerProcess redis) {
    CellSettings cell =
        new CellSettings(
            "r%s-%s"
                .formatted(
                    Long.toString(context.started().getEpochSecond(), Character.MAX_RADIX),
                    strategy.name()),
            strategy.name(),
            List.of(balancer.uri()),
            options.workload(),
            options.seed(),
            context.output().cell(strategy.name()),
            true);
    Customer customer =
        new Customer(
            new HoldfastClient(balancer.uri(), ANSWER_MAX),
            RetryPolicy.STANDARD,
            options.sabotage() == Sabotage.NEW_KEYS);
    return new StrategyRound(fleet, balancer, redis, options, summary)
        .run(strategy, cell, customer);
  }

  private boolean end(List<RestartResults.Round> rounds, Map<String, String> redis) {
    boolean passed = rounds.stream().allMatch(RestartResults.Round::passed);
    RestartResults results =
        new RestartResults(
            RestartResults.FORMAT_VERSION,
            passed,
            context.started().toString(),
            RunContext.now().toString(),
            settings(),
            machine,
            redis,
            rounds);
    Io.run(
        "the results cannot be written",
        () -> ReportFiles.writeResults(results, context.output().root()));
    summary.ended(results);
    context.print("Results: %s%n", context.output().root().resolve(ReportFiles.RESULTS));
    return passed;
  }

  private RestartResults.Settings settings() {
    return new RestartResults.Settings(
        context.command(),
        options.seed(),
        options.rate(),
        options.stock(),
        options.loseOneIn(),
        Fleet.SIZE,
        options.with(),
        options.sabotage().label(),
        options.fromJar() == null ? null : options.fromJar().toString(),
        Stream.concat(ServiceInstance.JVM_OPTIONS.stream(), options.jvmOptions().stream()).toList(),
        RetryPolicy.STANDARD.attemptsMax(),
        RetryPolicy.STANDARD.pausesMax().toMillis() / 1_000.0);
  }
}
