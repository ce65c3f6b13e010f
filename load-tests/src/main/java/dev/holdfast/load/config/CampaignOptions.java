package dev.holdfast.load.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a campaign was asked for. An empty {@code strategies} means all that the service lists;
 * empty {@code targets} means that instances are started, on each of {@code stores} in turn; empty
 * {@code ports} means free ones.
 */
public record CampaignOptions(
    boolean isShort,
    List<Store> stores,
    List<String> strategies,
    List<Integer> instances,
    Set<Phase> phases,
    Workload workload,
    int rounds,
    Duration raceWindow,
    long seed,
    List<URI> targets,
    @Nullable HostAndPort redis,
    List<Integer> ports,
    @Nullable Path jar,
    Path out)
    implements RunOptions {
  public CampaignOptions {
    stores = List.copyOf(stores);
    strategies = List.copyOf(strategies);
    instances = List.copyOf(instances);
    phases = Set.copyOf(phases);
    targets = List.copyOf(targets);
    ports = List.copyOf(ports);
  }

  /**
   * Reads a command line; {@code drawnSeed} and {@code standardOut} stand in where none is given.
   */
  public static ParseResult<CampaignOptions> parse(
      List<String> words, long drawnSeed, Path standardOut) {
    return CommandLine.parse(
        words, line -> new CampaignOptionsReader(line).read(drawnSeed, standardOut));
  }

  /** Whether the campaign starts the instances itself. */
  public boolean startsInstances() {
    return targets.isEmpty();
  }
}
