package dev.holdfast.load.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the waiting for stock was asked for.
 *
 * @param units that are sold out, and come back one by one
 * @param waiting how many orders wait for one of them
 * @param pause between two units that come back
 * @param waitMax how long each order waits at most
 */
public record WaitingOptions(
    Store store,
    String strategy,
    int units,
    int waiting,
    Duration pause,
    Duration waitMax,
    Map<String, String> with,
    @Nullable Path jar,
    Path out)
    implements RunOptions {
  public WaitingOptions {
    with = Collections.unmodifiableMap(new TreeMap<>(with));
  }

  /** Reads a command line; {@code standardOut} stands in where no directory is given. */
  public static ParseResult<WaitingOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    return CommandLine.parse(
        words,
        line -> {
          boolean isShort = line.flag("short", "few units, which come back soon");
          Store store = SharedOptions.store(line);
          String standard = store == Store.REDIS ? "redis-script" : "postgres-conditional-update";
          return new WaitingOptions(
              store,
              line.option("strategy", "NAME", "of the product", "the store's default")
                  .value(standard, text -> text),
              line.option("units", "N", "how many units come back", "100; short 40")
                  .number(isShort ? 40 : 100, 1, 1_000),
              line.option("waiting", "N", "how many orders wait, on two instances", "150; short 60")
                  .number(isShort ? 60 : 150, 1, 200),
              line.option("pause", "TIME", "between two units", "50ms")
                  .value(
                      Duration.ofMillis(50),
                      text ->
                          OptionValues.duration(text, Duration.ofMillis(1), Duration.ofSeconds(1))),
              line.option("wait", "TIME", "how long an order waits at most", "9s; short 6s")
                  .value(
                      Duration.ofSeconds(isShort ? 6 : 9),
                      text ->
                          OptionValues.duration(
                              text, Duration.ofSeconds(1), Duration.ofSeconds(9))),
              SharedOptions.with(line, Map.of(), "none"),
              SharedOptions.jar(line),
              SharedOptions.out(line, "logs go", "report-waiting", standardOut));
        });
  }
}
