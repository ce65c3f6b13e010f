package dev.holdfast.load.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the words of a command line into options, or refuses them all at once. */
public final class OptionsParser {
  /** What reading a command line comes to. */
  public sealed interface Result {
    record Parsed(CampaignOptions options) implements Result {}

    record HelpWanted() implements Result {}

    record Refused(List<String> reasons) implements Result {}
  }

  private static final int INSTANCES_MAX = 4;

  private final Map<Option, String> given = new EnumMap<>(Option.class);
  private final List<String> reasons = new ArrayList<>();
  private final long drawnSeed;
  private final Path standardOut;

  private OptionsParser(long drawnSeed, Path standardOut) {
    this.drawnSeed = drawnSeed;
    this.standardOut = standardOut;
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static Result parse(List<String> words, long drawnSeed, Path standardOut) {
    if (words.contains("--help") || words.contains("-h")) {
      return new Result.HelpWanted();
    }
    OptionsParser parser = new OptionsParser(drawnSeed, standardOut);
    words.forEach(parser::read);
    parser.refuseConflicts();
    CampaignOptions options = parser.options();
    return parser.reasons.isEmpty()
        ? new Result.Parsed(options)
        : new Result.Refused(List.copyOf(parser.reasons));
  }

  private void read(String word) {
    String bare = word.startsWith("-D") || word.startsWith("--") ? word.substring(2) : "";
    int equals = bare.indexOf('=');
    String key = equals < 0 ? bare : bare.substring(0, equals);
    Option option = Option.of(key).orElse(null);
    if (option == null) {
      reasons.add("'" + word + "' is not an option");
    } else if (option.isFlag() ? equals >= 0 && !bare.endsWith("=true") : equals < 0) {
      reasons.add(option.isFlag() ? key + " takes no value" : key + " needs a value");
    } else if (given.put(option, equals < 0 ? "true" : bare.substring(equals + 1)) != null) {
      reasons.add(key + " is given twice");
    }
  }

  private void refuseConflicts() {
    if (given.containsKey(Option.TARGETS)) {
      List.of(Option.REDIS, Option.PORTS, Option.JAR, Option.RACE_WINDOW).stream()
          .filter(given::containsKey)
          .forEach(o ->
              reasons.add(
                  o.key()
                      + " is for instances that the campaign starts; with targets they run already"));
    }
  }

  private CampaignOptions options() {
    boolean isShort = given.containsKey(Option.SHORT);
    List<URI> targets =
        value(
            Option.TARGETS,
            List.of(),
            t -> OptionValues.list(t).stream().map(OptionValues::target).toList());
    List<Integer> instances = value(Option.INSTANCES, standardInstances(targets), this::instances);
    List<Integer> ports = value(Option.PORTS, List.of(), this::ports);
    int most = instances.stream().mapToInt(Integer::intValue).max().orElse(1);
    if (!targets.isEmpty() && most > targets.size()) {
      reasons.add(
          "instances asks for %d, but there are %d targets".formatted(most, targets.size()));
    }
    if (!ports.isEmpty() && most > ports.size()) {
      reasons.add("instances asks for %d, but there are %d ports".formatted(most, ports.size()));
    }
    return new CampaignOptions(
        isShort,
        value(Option.STRATEGIES, List.of(), OptionValues::list),
        instances,
        value(Option.PHASES, Set.of(Phase.values()), OptionsParser::phases),
        workload(isShort),
        value(
            Option.RACE_WINDOW,
            targets.isEmpty() ? Duration.ofMillis(2) : Duration.ZERO,
            t -> OptionValues.duration(t, Duration.ZERO, Duration.ofSeconds(1))),
        value(Option.SEED, drawnSeed, OptionValues::seed),
        targets,
        nullable(Option.REDIS, HostAndPort::parse),
        ports,
        nullable(Option.JAR, Path::of),
        value(Option.OUT, standardOut, Path::of));
  }

  private Workload workload(boolean isShort) {
    Duration second = Duration.ofSeconds(1);
    return new Workload(
        number(Option.PRODUCTS, isShort ? 200 : 240, 1, 100_000),
        number(Option.STOCK, isShort ? 5 : 8, 1, 10_000),
        value(Option.DEMAND, 3.0, t -> OptionValues.number(t, 1.5, 100)),
        value(
            Option.MIX,
            OrderMix.parse("singles:60,quantities:15,baskets:15,retries:5,cancels:5"),
            OrderMix::parse),
        number(Option.USERS, 64, 1, 2_000),
        value(Option.MODEL, LoadModel.CLOSED, t -> OptionValues.constant(t, LoadModel.class)),
        number(Option.RATE, 500, 1, 50_000),
        value(
            Option.WARM_UP,
            Duration.ofSeconds(isShort ? 3 : 20),
            t -> OptionValues.duration(t, second, Duration.ofMinutes(10))),
        value(
            Option.DURATION,
            Duration.ofSeconds(isShort ? 3 : 12),
            t -> OptionValues.duration(t, second, Duration.ofMinutes(30))));
  }

  private static List<Integer> standardInstances(List<URI> targets) {
    return targets.isEmpty() ? List.of(1, 2) : List.of(targets.size());
  }

  private List<Integer> instances(String text) {
    return OptionValues.list(text).stream()
        .map(t -> OptionValues.wholeNumber(t, 1, INSTANCES_MAX))
        .sorted()
        .toList();
  }

  private List<Integer> ports(String text) {
    return OptionValues.list(text).stream()
        .map(t -> OptionValues.wholeNumber(t, 1, 65_535))
        .toList();
  }

  private static Set<Phase> phases(String text) {
    return OptionValues.list(text).stream()
        .map(t -> OptionValues.constant(t, Phase.class))
        .collect(Collectors.toSet());
  }

  private int number(Option option, int standard, int min, int max) {
    return value(option, standard, t -> OptionValues.wholeNumber(t, min, max));
  }

  private <T> T value(Option option, T standard, Function<String, T> reader) {
    T value = nullable(option, reader);
    return value == null ? standard : value;
  }

  private <T> @Nullable T nullable(Option option, Function<String, T> reader) {
    String text = given.get(option);
    if (text == null) {
      return null;
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      reasons.add(option.key() + ": " + e.getMessage());
      return null;
    }
  }
}
