package dev.holdfast.load.scenarios;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Instances that something is measured on, as the load generator knows them; what is not known of
 * them is not there, and not measured.
 *
 * @param targets where orders go, in turn
 * @param meters where the instances' own metrics are
 * @param instances their processes, whose processor time counts
 * @param store the process of their store, whose processor time counts with that of its children
 * @param statistics where PostgreSQL tells its statistics: a URL of JDBC, login included
 */
public record MeasuredService(
    List<URI> targets,
    List<URI> meters,
    List<Long> instances,
    @Nullable Long store,
    @Nullable String statistics) {
  public MeasuredService {
    targets = List.copyOf(targets);
    meters = List.copyOf(meters);
    instances = List.copyOf(instances);
  }

  /** Of which only the addresses are known. */
  public static MeasuredService at(List<URI> targets) {
    return new MeasuredService(targets, List.of(), List.of(), null, null);
  }
}
