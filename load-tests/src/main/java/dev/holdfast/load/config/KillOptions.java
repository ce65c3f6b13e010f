package dev.holdfast.load.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the killing of instances was asked for.
 *
 * @param kills how many instances are killed
 * @param blows how often something happens to the store
 */
public record KillOptions(
    Store store,
    int kills,
    int blows,
    int customers,
    int stock,
    long seed,
    Map<String, String> with,
    KillSabotage sabotage,
    @Nullable Path jar,
    Path out)
    implements RunOptions {
  public KillOptions {
    with = Collections.unmodifiableMap(new TreeMap<>(with));
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<KillOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    return CommandLine.parse(
        words,
        line -> {
          boolean isShort = line.flag("short", "fewer kills");
          Store store = SharedOptions.store(line);
          KillSabotage sabotage =
              line.option(
                      "sabotage",
                      "asynchronous-commit",
                      "breaks what the run is to show, to see that it fails",
                      "none")
                  .value(
                      KillSabotage.NONE, text -> OptionValues.constant(text, KillSabotage.class));
          if (store == Store.REDIS && sabotage == KillSabotage.ASYNCHRONOUS_COMMIT) {
            line.refuse(
                "sabotage: asynchronous-commit is one of PostgreSQL, with --store=postgres");
          }
          return new KillOptions(
              store,
              line.option(
                      "kills", "N", "how many instances are killed", "100; short 20, postgres 10")
                  .number(kills(store, isShort), 1, 10_000),
              line.option(
                      "blows",
                      "N",
                      "how often something happens to the store: a kill, and what else it may"
                          + " suffer",
                      "6, postgres 12; short 2, postgres 4")
                  .number(blows(store, isShort), 0, 1_000),
              line.option(
                      "customers", "N", "how many customers there are at a time", "12; postgres 24")
                  .number(store == Store.REDIS ? 12 : 24, 1, 1_000),
              line.option("stock", "N", "units of a product", "10").number(10, 1, 10_000),
              SharedOptions.seed(line, "what is ordered, and where instances die", drawnSeed),
              SharedOptions.with(line, Map.of(), "none"),
              sabotage,
              SharedOptions.jar(line),
              SharedOptions.out(line, "results go", "report-kills", standardOut));
        });
  }

  /** Half of them on Redis are at named points, which PostgreSQL has not. */
  private static int kills(Store store, boolean isShort) {
    if (!isShort) {
      return 100;
    }
    return store == Store.REDIS ? 20 : 10;
  }

  /** Each kind that the store has is dealt at least once. */
  private static int blows(Store store, boolean isShort) {
    return switch (store) {
      case REDIS -> isShort ? 2 : 6;
      case POSTGRES -> isShort ? 4 : 12;
    };
  }
}
