package dev.holdfast.load.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that one simulation needs to know. It travels as system properties, so that a simulation can
 * also be run by hand. {@code cell} names the run and begins every SKU; {@code strategy} may be
 * several, separated by commas; {@code prepared} says that the products are registered already.
 */
public record CellSettings(
    String cell,
    String strategy,
    List<URI> targets,
    Workload workload,
    long seed,
    Path out,
    boolean prepared) {
  /**
   * The strategy's name of the endpoint that does nothing, which every throughput is compared with.
   */
  public static final String REFERENCE = "reference";

  private static final List<String> FOR_A_CELL =
      List.of(
          "products",
          "stock",
          "demand",
          "mix",
          "users",
          "model",
          "rate",
          "warm-up",
          "duration",
          "seed",
          "targets");

  public CellSettings {
    targets = List.copyOf(targets);
  }

  /** The cells of several strategies that one process runs in turn, if this names several. */
  public List<CellSettings> parts() {
    List<String> strategies = OptionValues.list(strategy);
    return strategies.size() == 1 ? List.of(this) : strategies.stream().map(this::part).toList();
  }

  private CellSettings part(String one) {
    return new CellSettings(
        cell + "-" + one, one, targets, workload, seed, out.resolve(one), prepared);
  }

  /** These settings as system properties. */
  public Map<String, String> toProperties() {
    Map<String, String> properties = new TreeMap<>();
    properties.put("cell", cell);
    properties.put("strategy", strategy);
    properties.put("targets", targets.stream().map(URI::toString).collect(Collectors.joining(",")));
    properties.put("products", Integer.toString(workload.products()));
    properties.put("stock", Integer.toString(workload.stock()));
    properties.put("demand", Double.toString(workload.demand()));
    properties.put("mix", workload.mix().toString());
    properties.put("users", Integer.toString(workload.users()));
    properties.put("model", workload.model().label());
    properties.put("rate", Integer.toString(workload.rate()));
    properties.put("warm-up", OptionValues.text(workload.warmUp()));
    properties.put("duration", OptionValues.text(workload.duration()));
    properties.put("seed", Long.toString(seed));
    properties.put("out", out.toString());
    properties.put("prepared", Boolean.toString(prepared));
    return properties;
  }

  /**
   * Reads what {@link #toProperties} writes; everything that a campaign has a default for may be
   * left out.
   */
  public static CellSettings fromProperties(Function<String, @Nullable String> properties) {
    CampaignOptions options = options(properties);
    Path out = Path.of(orElse(properties.apply("out"), "target/by-hand"));
    return new CellSettings(
        orElse(
            properties.apply("cell"),
            "by-hand-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX)),
        orElse(properties.apply("strategy"), "redis-script"),
        options.startsInstances()
            ? List.of(URI.create("http://127.0.0.1:8080"))
            : options.targets(),
        options.workload(),
        options.seed(),
        out,
        Boolean.parseBoolean(orElse(properties.apply("prepared"), "false")));
  }

  private static CampaignOptions options(Function<String, @Nullable String> properties) {
    List<String> words =
        FOR_A_CELL.stream()
            .filter(key -> properties.apply(key) != null)
            .map(key -> "--" + key + "=" + properties.apply(key))
            .toList();
    return switch (CampaignOptions.parse(words, 1, Path.of("."))) {
      case ParseResult.Parsed<CampaignOptions>(CampaignOptions options) -> options;
      case ParseResult.Refused<CampaignOptions>(List<String> reasons, _) ->
          throw new IllegalArgumentException(String.join("; ", reasons));
      case ParseResult.HelpWanted<CampaignOptions> _ ->
          throw new IllegalStateException("no cell asks for help");
    };
  }

  private static String orElse(@Nullable String value, String standard) {
    return value == null ? standard : value;
  }
}
