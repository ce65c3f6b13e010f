package dev.holdfast.load.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options that several commands have. */
final class SharedOptions {
  private SharedOptions() {}

  static CommandLine.Option rate(CommandLine line, String standard) {
    return line.option(
        "rate", "N", "orders that arrive per second, whatever the answers take", standard);
  }

  static long seed(CommandLine line, String meaning, long drawn) {
    return line.option("seed", "N", meaning, "drawn, and printed").value(drawn, OptionValues::seed);
  }

  /** The store that the instances run on. */
  static Store store(CommandLine line) {
    return line.option("store", "redis|postgres", "the store of the instances", "redis")
        .value(Store.REDIS, text -> OptionValues.constant(text, Store.class));
  }

  /** The stores that a command runs on one after the other. */
  static List<Store> stores(CommandLine line) {
    return line.option("store", "redis|postgres|both", "the stores of the instances", "redis")
        .value(
            List.of(Store.REDIS),
            text ->
                text.equals("both")
                    ? List.of(Store.values())
                    : List.of(OptionValues.constant(text, Store.class, "both")));
  }

  /** The properties of instances: what is named stands beside the standard, or in its place. */
  static Map<String, String> with(
      CommandLine line, Map<String, String> standard, String standardInWords) {
    return line.option(
            "with",
            "NAME=VALUE,...",
            "properties that the instances are started with",
            standardInWords)
        .value(
            standard,
            text -> {
              Map<String, String> properties = new LinkedHashMap<>(standard);
              properties.putAll(OptionValues.properties(text));
              return properties;
            });
  }

  static @Nullable Path jar(CommandLine line) {
    return line.option("jar", "FILE", "the service to start", "built from this repository")
        .nullable(Path::of);
  }

  static Path out(CommandLine line, String what, String folder, Path standard) {
    return line.option("out", "DIR", "where the " + what, "load-tests/" + folder)
        .value(standard, Path::of);
  }
}
