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
    boolean isShort,
    List<String> rounds,
    List<String> strategies,
    int rate,
    long seed,
    Map<String, String> with,
    @Nullable Path jar,
    Path out) {
  private static final List<String> STRATEGIES =
      List.of("redis-script", "redis-decrby", "redis-cas", "redisson-lock", "redisson-semaphore");

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
    if (CommandLine.wantsHelp(words)) {
      return new ParseResult.HelpWanted<>();
    }
    CommandLine<FailoverOption> line = new CommandLine<>(FailoverOption.class, words);
    boolean isShort = line.has(FailoverOption.SHORT);
    FailoverOptions options =
        new FailoverOptions(
            isShort,
            line.value(FailoverOption.ROUNDS, List.of(), OptionValues::list),
            line.value(FailoverOption.STRATEGIES, STRATEGIES, OptionValues::list),
            line.number(FailoverOption.RATE, isShort ? 60 : 75, 10, 200),
            line.value(FailoverOption.SEED, drawnSeed, OptionValues::seed),
            line.value(FailoverOption.WITH, Map.of(), OptionValues::properties),
            line.nullable(FailoverOption.JAR, Path::of),
            line.value(FailoverOption.OUT, standardOut, Path::of));
    List<String> reasons = line.reasons();
    return reasons.isEmpty()
        ? new ParseResult.Parsed<>(options)
        : new ParseResult.Refused<>(reasons);
  }
}
