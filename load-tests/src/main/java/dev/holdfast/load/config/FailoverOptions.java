package dev.holdfast.load.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a failover under load was asked for.
 *
 * @param rounds names of rounds; none for the standard ones
 * @param rate orders that arrive per second
 */
public record FailoverOptions(
    Store store,
    boolean isShort,
    List<String> rounds,
    List<String> strategies,
    int rate,
    long seed,
    Map<String, String> with,
    @Nullable Path jar,
    Path out)
    implements RunOptions {
  private static final List<String> ON_REDIS =
      List.of("redis-script", "redis-decrby", "redis-cas", "redisson-lock", "redisson-semaphore");

  private static final List<String> ON_POSTGRES =
      List.of(
          "postgres-conditional-update",
          "postgres-group-commit",
          "postgres-row-lock",
          "postgres-advisory-lock",
          "postgres-serializable");

  public FailoverOptions {
    rounds = List.copyOf(rounds);
    strategies = List.copyOf(strategies);
    with = Collections.unmodifiableMap(new TreeMap<>(with));
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<FailoverOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    return CommandLine.parse(
        words,
        line -> {
          Store store = SharedOptions.store(line);
          boolean isShort =
              line.flag("short", "four rounds, postgres one, and fewer orders a second");
          List<String> strategies = store == Store.REDIS ? ON_REDIS : ON_POSTGRES;
          return new FailoverOptions(
              store,
              isShort,
              line.option(
                      "rounds",
                      "A,B",
                      "rounds to run, by name; a wrong name lists them",
                      "all of the store; short: four, postgres one")
                  .value(List.of(), OptionValues::list),
              line.option(
                      "strategies",
                      "A,B",
                      "strategies to sell by; one that a setup does not offer is left out there",
                      String.join(",", ON_REDIS) + "; postgres " + String.join(",", ON_POSTGRES))
                  .value(strategies, OptionValues::list),
              SharedOptions.rate(line, "75; short 60").number(isShort ? 60 : 75, 10, 200),
              SharedOptions.seed(line, "what is ordered, and of which instance", drawnSeed),
              SharedOptions.with(line, Map.of(), "none"),
              SharedOptions.jar(line),
              SharedOptions.out(line, "report goes", "report-failover", standardOut));
        });
  }
}
