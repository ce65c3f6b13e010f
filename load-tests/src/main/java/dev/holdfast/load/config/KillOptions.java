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
    Path out) {
  public KillOptions {
    with = Collections.unmodifiableMap(new TreeMap<>(with));
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<KillOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    if (CommandLine.wantsHelp(words)) {
      return new ParseResult.HelpWanted<>();
    }
    CommandLine<KillOption> line = new CommandLine<>(KillOption.class, words);
    KillOptions options =
        new KillOptions(
            line.number(KillOption.KILLS, line.has(KillOption.SHORT) ? 20 : 100, 1, 10_000),
            line.number(KillOption.REDIS_KILLS, line.has(KillOption.SHORT) ? 2 : 6, 0, 1_000),
            line.number(KillOption.CUSTOMERS, 12, 1, 1_000),
            line.number(KillOption.STOCK, 10, 1, 10_000),
            line.value(KillOption.SEED, drawnSeed, OptionValues::seed),
            line.value(KillOption.WITH, Map.of(), OptionValues::properties),
            line.nullable(KillOption.JAR, Path::of),
            line.value(KillOption.OUT, standardOut, Path::of));
    List<String> reasons = line.reasons();
    return reasons.isEmpty()
        ? new ParseResult.Parsed<>(options)
        : new ParseResult.Refused<>(reasons);
  }
}
