package dev.holdfast.load.campaign;

import dev.holdfast.load.config.CampaignOptions;
import dev.holdfast.load.config.Phase;
import dev.holdfast.load.process.RunContext;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gives every phase its instances: fresh ones for each, and for each number of them in the
 * correctness phase. Where something is measured there is no race window.
 */
final class Deployments implements AutoCloseable {
  private final CampaignOptions options;
  private final @Nullable Path jar;
  private final RunContext context;
  private @Nullable Deployment current;
  private @Nullable Phase currentPhase;
  private int currentInstances;

  /** {@code jar} is what to start, and null when the instances are given. */
  Deployments(CampaignOptions options, @Nullable Path jar, RunContext context) {
    this.options = options;
    this.jar = jar;
    this.context = context;
  }

  /** Instances for a cell; those of the cell before are stopped unless they will do. */
  Deployment open(Phase phase, int instances) {
    Deployment open = current;
    if (open != null && currentPhase == phase && currentInstances == instances) {
      return open;
    }
    close();
    Deployment next = start(phase, instances);
    current = next;
    currentPhase = phase;
    currentInstances = instances;
    return next;
  }

  private Deployment start(Phase phase, int instances) {
    if (jar == null) {
      return Deployment.given(options.targets().subList(0, instances));
    }
    Duration raceWindow = phase == Phase.CORRECTNESS ? options.raceWindow() : Duration.ZERO;
    var settings =
        new Deployment.Settings(
            jar,
            options.redis(),
            options.ports(),
            raceWindow,
            phase == Phase.SCALING,
            context.logs());
    return Deployment.start(context.supervisor(), settings, instances);
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
