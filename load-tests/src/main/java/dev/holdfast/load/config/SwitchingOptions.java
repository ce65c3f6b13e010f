package dev.holdfast.load.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the changing of strategies under load was asked for.
 *
 * @param strategies between which the product changes, in every direction
 * @param rounds how often every change is made
 * @param pause between two changes
 */
public record SwitchingOptions(
    boolean isShort,
    Store store,
    List<String> strategies,
    int rounds,
    Duration pause,
    int customers,
    int stock,
    long seed,
    Map<String, String> with,
    @Nullable Path jar,
    Path out)
    implements RunOptions {
  /** One of each class of takes. */
  private static final List<String> ON_REDIS =
      List.of("redisson-lock", "redis-decrby", "redis-cas", "redis-script", "redis-group-commit");

  private static final List<String> ON_POSTGRES =
      List.of(
          "postgres-row-lock",
          "postgres-optimistic",
          "postgres-conditional-update",
          "postgres-skip-locked",
          "postgres-group-commit");

  public SwitchingOptions {
    strategies = List.copyOf(strategies);
    with = Collections.unmodifiableMap(new TreeMap<>(with));
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<SwitchingOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    return CommandLine.parse(
        words,
        line -> {
          boolean isShort = line.flag("short", "one round, and the instance that dies stays dead");
          Store store = SharedOptions.store(line);
          List<String> standard = store == Store.REDIS ? ON_REDIS : ON_POSTGRES;
          List<String> strategies =
              line.option(
                      "strategies",
                      "A,B,...",
                      "between which the product changes",
                      "one of each class")
                  .value(standard, OptionValues::list);
          if (strategies.size() < 2) {
            line.refuse("strategies: name at least two");
          }
          return new SwitchingOptions(
              isShort,
              store,
              strategies,
              line.option("rounds", "N", "how often every change is made", "3; short 1")
                  .number(isShort ? 1 : 3, 1, 100),
              line.option("pause", "TIME", "between two changes", "300ms; short 150ms")
                  .value(
                      Duration.ofMillis(isShort ? 150 : 300),
                      text ->
                          OptionValues.duration(text, Duration.ofMillis(1), Duration.ofMinutes(1))),
              line.option("customers", "N", "how many customers there are at a time", "8")
                  .number(8, 1, 1_000),
              line.option("stock", "N", "units of the product", "50000")
                  .number(50_000, 100, 100_000),
              SharedOptions.seed(line, "what is ordered", drawnSeed),
              SharedOptions.with(line, Map.of(), "none"),
              SharedOptions.jar(line),
              SharedOptions.out(line, "logs go", "report-switching", standardOut));
        });
  }
}
