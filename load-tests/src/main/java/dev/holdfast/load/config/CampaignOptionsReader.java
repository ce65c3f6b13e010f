package dev.holdfast.load.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Declares and reads the options of the campaign. */
final class CampaignOptionsReader {
  private static final int INSTANCES_MAX = 4;
  private static final int ROUNDS_MAX = 100;

  private final CommandLine line;

  CampaignOptionsReader(CommandLine line) {
    this.line = line;
  }

  CampaignOptions read(long drawnSeed, Path standardOut) {
    boolean isShort =
        line.flag(
            "short",
            "about four minutes: every verdict, and nothing is measured unless phases asks for it");
    List<URI> targets =
        line.option(
                "targets",
                "http://a,http://b",
                "instances that already run, sharing one store",
                "none: they are started")
            .value(List.of(), each(OptionValues::target));
    List<Integer> instances =
        line.option(
                "instances",
                "1,2",
                "numbers of instances to run them on",
                "1,2; with targets, their number")
            .value(
                targets.isEmpty() ? List.of(1, 2) : List.of(targets.size()),
                each(t -> OptionValues.wholeNumber(t, 1, INSTANCES_MAX)));
    List<Integer> ports =
        line.option("ports", "18081,18082", "ports of the instances that are started", "free ones")
            .value(List.of(), each(t -> OptionValues.wholeNumber(t, 1, 65_535)));
    refuseConflicts(instances, targets, ports);
    List<Store> stores = SharedOptions.stores(line);
    Set<Phase> phases = phases(isShort, stores);
    // Where stores are compared, ratios of single rounds are what is looked at.
    boolean isBrief = isShort && !phases.contains(Phase.STORES);
    Workload workload = workload(isShort, isBrief);
    if (phases.contains(Phase.STORES) && workload.model() == LoadModel.OPEN) {
      line.refuse("model: open is for other phases; stores compares what each can take");
    }
    return new CampaignOptions(
        isShort,
        stores,
        line.option("strategies", "A,B", "strategies to run", "all that the service lists")
            .value(List.of(), OptionValues::list),
        instances.stream().sorted().toList(),
        phases,
        workload,
        line.option(
                "rounds",
                "N",
                "rounds in which everything is measured once",
                "5; short 1, where stores are compared 5")
            .number(isBrief ? 1 : 5, 1, ROUNDS_MAX),
        line.option(
                "race-window",
                "5ms",
                "how long the correctness phase holds every strategy between check and take",
                "2ms")
            .value(
                targets.isEmpty() ? Duration.ofMillis(2) : Duration.ZERO,
                t -> OptionValues.duration(t, Duration.ZERO, Duration.ofSeconds(1))),
        SharedOptions.seed(line, "order of the cells and of the orders", drawnSeed),
        targets,
        line.option("redis", "HOST:PORT", "a Redis that already runs", "an embedded one is started")
            .nullable(HostAndPort::parse),
        ports,
        SharedOptions.jar(line),
        SharedOptions.out(line, "report goes", "report", standardOut));
  }

  /** The stores are compared with each other where both are there. */
  private Set<Phase> phases(boolean isShort, List<Store> stores) {
    boolean areBoth = stores.size() == Store.values().length;
    Set<Phase> all = EnumSet.allOf(Phase.class);
    if (!areBoth) {
      all.remove(Phase.STORES);
    }
    Set<Phase> phases =
        line.option(
                "phases",
                "correctness,speed,scaling,stores",
                "phases to run; stores compares both",
                "all; short: correctness")
            .value(
                isShort ? Set.of(Phase.CORRECTNESS) : all,
                each(t -> OptionValues.constant(t, Phase.class)).andThen(Set::copyOf));
    if (phases.contains(Phase.STORES) && !areBoth) {
      line.refuse("phases: stores compares both stores, which are run with --store=both");
    }
    return phases;
  }

  private void refuseConflicts(List<Integer> instances, List<URI> targets, List<Integer> ports) {
    if (line.has("targets")) {
      List.of("store", "redis", "ports", "jar", "race-window").stream()
          .filter(line::has)
          .forEach(key ->
              line.refuse(
                  key
                      + " is for instances that the campaign starts; with targets they run"
                      + " already"));
    }
    int most = instances.stream().mapToInt(Integer::intValue).max().orElse(1);
    if (!targets.isEmpty() && most > targets.size()) {
      line.refuse(
          "instances asks for %d, but there are %d targets".formatted(most, targets.size()));
    }
    if (!ports.isEmpty() && most > ports.size()) {
      line.refuse("instances asks for %d, but there are %d ports".formatted(most, ports.size()));
    }
  }

  private Workload workload(boolean isShort, boolean isBrief) {
    return new Workload(
        line.option("products", "N", "products in the correctness phase", "240; short 200")
            .number(isShort ? 200 : 240, 1, 100_000),
        line.option("stock", "N", "units of a product, on average", "8; short 3")
            .number(isShort ? 3 : 8, 1, 10_000),
        line.option("demand", "N", "units ordered for each unit of stock", "3")
            .value(3.0, t -> OptionValues.number(t, 1.5, 100)),
        line.option("mix", "KIND:WEIGHT,...", "orders of the correctness phase", OrderMix.STANDARD)
            .value(OrderMix.parse(OrderMix.STANDARD), OrderMix::parse),
        line.option("users", "N", "users at once", "64").number(64, 1, 2_000),
        line.option("model", "closed|open", "closed shows capacity, open shows latency", "closed")
            .value(LoadModel.CLOSED, t -> OptionValues.constant(t, LoadModel.class)),
        line.option("rate", "N", "arrivals per second in the open model", "500")
            .number(500, 1, 50_000),
        line.option(
                "warm-up",
                "30s",
                "load before the first round, which itself is not counted",
                "20s; short 2s, where stores are compared 4s")
            .value(Duration.ofSeconds(isBrief ? 2 : isShort ? 4 : 20), CampaignOptionsReader::time),
        line.option(
                "duration",
                "5s",
                "how long each thing is measured in each round",
                "3s; short 1s, where stores are compared 2s")
            .value(Duration.ofSeconds(isBrief ? 1 : isShort ? 2 : 3), CampaignOptionsReader::time));
  }

  private static Duration time(String text) {
    return OptionValues.duration(text, Duration.ofMillis(200), Duration.ofMinutes(10));
  }

  private static <T> Function<String, List<T>> each(Function<String, T> reader) {
    return text -> OptionValues.list(text).stream().map(reader).toList();
  }
}
