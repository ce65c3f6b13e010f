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
    Path out) {
  /**
   * Orders that one unit of demand comes to, rounded down, with the mix below: most orders are of
   * one unit, some of several.
   */
  private static final double ORDERS_PER_UNIT = 0.6;

  private static final double DEMAND = 3;

  private static final OrderMix MIX =
      OrderMix.parse("singles:60,quantities:15,baskets:15,retries:5,cancels:5");

  public RestartOptions {
    strategies = List.copyOf(strategies);
    with = Collections.unmodifiableMap(new TreeMap<>(with));
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
        products, stock, DEMAND, MIX, 1, LoadModel.OPEN, rate, Duration.ZERO, duration);
  }
}
