package dev.holdfast.load.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns the words of a command line into options, or refuses them all at once. */
public final class OptionsParser {
  private static final int INSTANCES_MAX = 4;
  private static final int ROUNDS_MAX = 100;

  private final CommandLine<Option> line;
  private final long drawnSeed;
  private final Path standardOut;

  private OptionsParser(List<String> words, long drawnSeed, Path standardOut) {
    this.line = new CommandLine<>(Option.class, words);
    this.drawnSeed = drawnSeed;
    this.standardOut = standardOut;
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<CampaignOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    if (CommandLine.wantsHelp(words)) {
      return new ParseResult.HelpWanted<>();
    }
    OptionsParser parser = new OptionsParser(words, drawnSeed, standardOut);
    parser.refuseConflicts();
    CampaignOptions options = parser.options();
    List<String> reasons = parser.line.reasons();
    return reasons.isEmpty()
        ? new ParseResult.Parsed<>(options)
        : new ParseResult.Refused<>(reasons);
  }

  private void refuseConflicts() {
    if (line.has(Option.TARGETS)) {
      List.of(Option.REDIS, Option.PORTS, Option.JAR, Option.RACE_WINDOW).stream()
          .filter(line::has)
          .forEach(o ->
              line.refuse(
                  o.key()
                      + " is for instances that the campaign starts; with targets they run"
                      + " already"));
    }
  }

  private CampaignOptions options() {
    boolean isShort = line.has(Option.SHORT);
    List<URI> targets =
        line.value(
            Option.TARGETS,
            List.of(),
            t -> OptionValues.list(t).stream().map(OptionValues::target).toList());
    List<Integer> instances =
        line.value(Option.INSTANCES, standardInstances(targets), this::instances);
    List<Integer> ports = line.value(Option.PORTS, List.of(), this::ports);
    int most = instances.stream().mapToInt(Integer::intValue).max().orElse(1);
    if (!targets.isEmpty() && most > targets.size()) {
      line.refuse(
          "instances asks for %d, but there are %d targets".formatted(most, targets.size()));
    }
    if (!ports.isEmpty() && most > ports.size()) {
      line.refuse("instances asks for %d, but there are %d ports".formatted(most, ports.size()));
    }
    return new CampaignOptions(
        isShort,
        line.value(Option.STRATEGIES, List.of(), OptionValues::list),
        instances,
        line.value(Option.PHASES, standardPhases(isShort), OptionsParser::phases),
        workload(isShort),
        line.number(Option.ROUNDS, isShort ? 1 : 5, 1, ROUNDS_MAX),
        line.value(
            Option.RACE_WINDOW,
            targets.isEmpty() ? Duration.ofMillis(2) : Duration.ZERO,
            t -> OptionValues.duration(t, Duration.ZERO, Duration.ofSeconds(1))),
        line.value(Option.SEED, drawnSeed, OptionValues::seed),
        targets,
        line.nullable(Option.REDIS, HostAndPort::parse),
        ports,
        line.nullable(Option.JAR, Path::of),
        line.value(Option.OUT, standardOut, Path::of));
  }

  private Workload workload(boolean isShort) {
    Duration least = Duration.ofMillis(200);
    return new Workload(
        line.number(Option.PRODUCTS, isShort ? 200 : 240, 1, 100_000),
        line.number(Option.STOCK, isShort ? 3 : 8, 1, 10_000),
        line.value(Option.DEMAND, 3.0, t -> OptionValues.number(t, 1.5, 100)),
        line.value(
            Option.MIX,
            OrderMix.parse("singles:60,quantities:15,baskets:15,retries:5,cancels:5"),
            OrderMix::parse),
        line.number(Option.USERS, 64, 1, 2_000),
        line.value(Option.MODEL, LoadModel.CLOSED, t -> OptionValues.constant(t, LoadModel.class)),
        line.number(Option.RATE, 500, 1, 50_000),
        line.value(
            Option.WARM_UP,
            Duration.ofSeconds(isShort ? 2 : 20),
            t -> OptionValues.duration(t, least, Duration.ofMinutes(10))),
        line.value(
            Option.DURATION,
            Duration.ofSeconds(isShort ? 1 : 3),
            t -> OptionValues.duration(t, least, Duration.ofMinutes(10))));
  }

  private static Set<Phase> standardPhases(boolean isShort) {
    return isShort ? Set.of(Phase.CORRECTNESS) : Set.of(Phase.values());
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
}
