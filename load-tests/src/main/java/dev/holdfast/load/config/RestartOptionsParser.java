package dev.holdfast.load.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the words of a command line into options, or refuses them all at once. */
public final class RestartOptionsParser {
  /** Long enough for the balancer to see that an instance is no longer ready. */
  private static final Map<String, String> STANDARD_PROPERTIES =
      Map.of("holdfast.shutdown.readiness-lead", "1s");

  private RestartOptionsParser() {}

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<RestartOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    if (CommandLine.wantsHelp(words)) {
      return new ParseResult.HelpWanted<>();
    }
    CommandLine<RestartOption> line = new CommandLine<>(RestartOption.class, words);
    boolean isShort = line.has(RestartOption.SHORT);
    int seconds = isShort ? 180 : 300;
    if (line.has(RestartOption.FROM_JAR)) {
      seconds += seconds / 2;
    }
    RestartOptions options =
        new RestartOptions(
            isShort,
            line.value(RestartOption.STRATEGIES, List.of("redis-script"), OptionValues::list),
            line.number(RestartOption.RATE, isShort ? 60 : 150, 1, 1_000),
            line.value(
                RestartOption.DURATION,
                Duration.ofSeconds(seconds),
                t -> OptionValues.duration(t, Duration.ofSeconds(10), Duration.ofMinutes(10))),
            line.number(RestartOption.STOCK, 40, 1, 10_000),
            line.number(RestartOption.LOSE, 100, 2, 1_000_000),
            line.value(RestartOption.SEED, drawnSeed, OptionValues::seed),
            line.value(RestartOption.WITH, STANDARD_PROPERTIES, RestartOptionsParser::properties),
            line.value(
                RestartOption.SABOTAGE,
                Sabotage.NONE,
                t -> OptionValues.constant(t, Sabotage.class)),
            line.nullable(RestartOption.JAR, Path::of),
            line.nullable(RestartOption.FROM_JAR, Path::of),
            line.value(RestartOption.OUT, standardOut, Path::of));
    List<String> reasons = line.reasons();
    return reasons.isEmpty()
        ? new ParseResult.Parsed<>(options)
        : new ParseResult.Refused<>(reasons);
  }

  /** What is named here stands beside what is standard, or in its place. */
  private static Map<String, String> properties(String text) {
    Map<String, String> properties = new LinkedHashMap<>(STANDARD_PROPERTIES);
    properties.putAll(OptionValues.properties(text));
    return properties;
  }
}
