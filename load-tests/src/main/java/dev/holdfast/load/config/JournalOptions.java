package dev.holdfast.load.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the proof of the journal was asked for.
 *
 * @param events how many are to be in the journal at least
 * @param kills how often the instance that writes is killed; the last one that is stays dead
 * @param fed how many events a second are added to the store's log beside those of the customers'
 *     orders; 0 adds none
 * @param customers how many there are at a time
 * @param sizeMax how large a file of the journal may become, in bytes
 */
public record JournalOptions(
    boolean isShort,
    Store store,
    int events,
    int kills,
    int fed,
    int customers,
    int sizeMax,
    Map<String, String> with,
    @Nullable Path jar,
    Path out)
    implements RunOptions {
  public JournalOptions {
    with = Collections.unmodifiableMap(new TreeMap<>(with));
  }

  /** Reads a command line; {@code standardOut} stands in where no directory is given. */
  public static ParseResult<JournalOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    return CommandLine.parse(
        words,
        line -> {
          boolean isShort = line.flag("short", "few events, two kills, and never all at once");
          return new JournalOptions(
              isShort,
              SharedOptions.store(line),
              line.option(
                      "events", "N", "how many events there are at least", "1000000; short 20000")
                  .number(isShort ? 20_000 : 1_000_000, 100, 5_000_000),
              line.option(
                      "kills", "N", "how often the instance that writes is killed", "8; short 2")
                  .number(isShort ? 2 : 8, 1, 100),
              line.option(
                      "fed",
                      "N",
                      "how many events a second come without an order, at most; 0 none",
                      "5000")
                  .number(5_000, 0, 50_000),
              line.option("customers", "N", "how many customers there are at a time", "16")
                  .number(16, 1, 1_000),
              line.option("size-max", "BYTES", "of a file of the journal", "1048576; short 262144")
                  .number(isShort ? 1 << 18 : 1 << 20, 1 << 16, 1 << 30),
              SharedOptions.with(line, Map.of(), "none"),
              SharedOptions.jar(line),
              SharedOptions.out(line, "logs and the journal go", "report-journal", standardOut));
        });
  }
}
