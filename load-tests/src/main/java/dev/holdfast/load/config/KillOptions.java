package dev.holdfast.load.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the killing of instances was asked for. */
public record KillOptions(
    int kills,
    int redisKills,
    int customers,
    int stock,
    long seed,
    Map<String, String> with,
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
          return new KillOptions(
              line.option("kills", "N", "how many instances are killed", "100; short 20")
                  .number(isShort ? 20 : 100, 1, 10_000),
              line.option(
                      "redis-kills",
                      "N",
                      "how often Redis is killed and started again",
                      "6; short 2")
                  .number(isShort ? 2 : 6, 0, 1_000),
              line.option("customers", "N", "how many customers there are at a time", "12")
                  .number(12, 1, 1_000),
              line.option("stock", "N", "units of a product", "10").number(10, 1, 10_000),
              SharedOptions.seed(line, "what is ordered, and where instances die", drawnSeed),
              SharedOptions.with(line, Map.of(), "none"),
              SharedOptions.jar(line),
              SharedOptions.out(line, "results go", "report-kills", standardOut));
        });
  }
}
