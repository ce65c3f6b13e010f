package dev.holdfast.load.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a rolling restart was asked for. One in {@code loseOneIn} answers gets lost; {@code with}
 * are properties that the instances start with; {@code fromJar} is the older version that the
 * instances begin as.
 */
public record RestartOptions(
    boolean isShort,
    List<String> strategies,
    int rate,
    Duration duration,
    int stock,
    int loseOneIn,
    long seed,
    Map<String, String> with,
    Sabotage sabotage,
    @Nullable Path jar,
    @Nullable Path fromJar,
    Path out)
    implements RunOptions {
  /** Orders that one unit of demand comes to, rounded down, with the standard mix. */
  private static final double ORDERS_PER_UNIT = 0.6;

  private static final double DEMAND = 3;

  /** Long enough for the balancer to see that an instance is no longer ready. */
  private static final Map<String, String> STANDARD_PROPERTIES =
      Map.of("holdfast.shutdown.readiness-lead", "1s");

  public RestartOptions {
    strategies = List.copyOf(strategies);
    with = Collections.unmodifiableMap(new TreeMap<>(with));
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<RestartOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    return CommandLine.parse(words, line -> read(line, drawnSeed, standardOut));
  }

  private static RestartOptions read(CommandLine line, long drawnSeed, Path standardOut) {
    boolean isShort = line.flag("short", "fewer orders, and instances that start faster");
    int seconds = isShort ? 180 : 300;
    if (line.has("from-jar")) {
      seconds += seconds / 2;
    }
    return new RestartOptions(
        isShort,
        line.option("strategies", "A,B", "strategies to run, one after another", "redis-script")
            .value(List.of("redis-script"), OptionValues::list),
        SharedOptions.rate(line, "150; short 60").number(isShort ? 60 : 150, 1, 1_000),
        line.option(
                "duration",
                "5m",
                "how long the load of a strategy may last at most",
                "5m; short 3m; half as long again with from-jar")
            .value(
                Duration.ofSeconds(seconds),
                t -> OptionValues.duration(t, Duration.ofSeconds(10), Duration.ofMinutes(10))),
        line.option("stock", "N", "units of a product, on average", "40").number(40, 1, 10_000),
        line.option("lose", "N", "one in so many answers is lost on its way to the customer", "100")
            .number(100, 2, 1_000_000),
        SharedOptions.seed(line, "order of the orders", drawnSeed),
        SharedOptions.with(line, STANDARD_PROPERTIES, "holdfast.shutdown.readiness-lead=1s"),
        line.option(
                "sabotage",
                "new-keys|data-loss",
                "breaks something on purpose, to see the command fail",
                "none")
            .value(Sabotage.NONE, t -> OptionValues.constant(t, Sabotage.class)),
        SharedOptions.jar(line),
        line.option(
                "from-jar",
                "FILE",
                "an older version that instances begin as; they become the new one, go back, and"
                    + " become the new one again",
                "none: one version")
            .nullable(Path::of),
        SharedOptions.out(line, "results go", "report-restart", standardOut));
  }

  /** A short run gives instances a JVM that starts faster and never becomes quick. */
  public List<String> jvmOptions() {
    return isShort ? List.of("-XX:TieredStopAtLevel=1") : List.of();
  }

  /** Enough products that something is fought for as long as the load may last. */
  public Workload workload() {
    double orders = rate * (double) duration.toSeconds();
    int products = (int) Math.ceil(orders / (stock * DEMAND * ORDERS_PER_UNIT));
    return new Workload(
        products,
        stock,
        DEMAND,
        OrderMix.parse(OrderMix.STANDARD),
        1,
        LoadModel.OPEN,
        rate,
        Duration.ZERO,
        duration);
  }
}
