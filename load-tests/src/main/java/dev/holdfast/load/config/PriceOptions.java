package dev.holdfast.load.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the price of an order was asked for.
 *
 * @param against a revision that is packaged and measured beside this code
 * @param againstJar a jar that is measured beside this code
 * @param rounds in each of which every case has one turn on each jar
 * @param seconds of one turn
 * @param warmUp of each case on each jar, before the rounds
 * @param starts of each jar, without and with a cache
 * @param jvmOptions of the JVM of this code, beside those that every instance has
 * @param cases which are measured, by name; empty measures all
 * @param redisServer the redis-server or valkey-server that is started; null is the embedded one
 */
public record PriceOptions(
    @Nullable String against,
    @Nullable Path againstJar,
    @Nullable Path jar,
    int rounds,
    int seconds,
    Duration warmUp,
    int starts,
    List<String> jvmOptions,
    List<String> cases,
    int connections,
    @Nullable Path redisServer,
    boolean durable,
    Map<String, String> with,
    long seed,
    Path out)
    implements RunOptions {
  private static final Duration WARM_UP = Duration.ofSeconds(12);

  public PriceOptions {
    jvmOptions = List.copyOf(jvmOptions);
    cases = List.copyOf(cases);
    with = Collections.unmodifiableMap(new TreeMap<>(with));
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<PriceOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    return CommandLine.parse(
        words,
        line -> {
          String against =
              line.option("against", "REVISION", "packaged and measured beside", "none")
                  .nullable(text -> text);
          Path againstJar =
              line.option("against-jar", "FILE", "measured beside", "none").nullable(Path::of);
          if (against != null && againstJar != null) {
            line.refuse("against and against-jar: name one of them");
          }
          return new PriceOptions(
              against,
              againstJar,
              SharedOptions.jar(line),
              line.option("rounds", "N", "rounds that count", "10").number(10, 1, 100),
              line.option("seconds", "N", "of a turn of a case on a jar in a round", "3")
                  .number(3, 1, 600),
              line.option("warm-up", "TIME", "of each case on each jar", "12s")
                  .value(
                      WARM_UP,
                      text ->
                          OptionValues.duration(
                              text, Duration.ofSeconds(1), Duration.ofMinutes(10))),
              line.option("starts", "N", "of each jar, without and with a cache", "6")
                  .number(6, 1, 50),
              line.option(
                      "jvm-options", "A,B,...", "of this code's JVM, not of the other's", "none")
                  .value(List.of(), OptionValues::list),
              line.option("cases", "A,B,...", "what is measured", "everything")
                  .value(List.of(), OptionValues::list),
              line.option("connections", "N", "kept open, each with one request at a time", "64")
                  .number(64, 1, 1_024),
              line.option("redis-server", "FILE", "the store to start", "the embedded one")
                  .nullable(Path::of),
              line.flag("durable", "Redis answers when a change is on disk: appendfsync always"),
              SharedOptions.with(line, Map.of(), "none"),
              SharedOptions.seed(line, "the order of turns, and of products", drawnSeed),
              SharedOptions.out(line, "report goes", "target/price", standardOut));
        });
  }
}
