package dev.holdfast.api.console;

import dev.holdfast.instance.InstanceRegistry;
import dev.holdfast.instance.PeerStatus;
import dev.holdfast.lifecycle.SweeperLifecycle;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Instances and their sweepers as operators see them. */
final class InstanceViews {
  private InstanceViews() {}

  /** The instances of the store. */
  @Schema(name = "Instances", description = "The instances that hold a lease in this store.")
  record InstancesView(
      @Schema(
              description = "The instance that answers; absent where instances hold no leases.",
              example = "0b7bc532-3f55-4260-aed9-a11dbeaf9381")
          @Nullable String self,
      @Schema(
              description =
                  "`sole`, `peers-alive`, `unknown` while its lease is not renewed, or `no-leases`:"
                      + " on PostgreSQL the database keeps instances apart.",
              example = "sole")
          String status,
      @Schema(description = "How many live, while that is known.", example = "1")
          @Nullable Integer live,
      @Schema(
              description = "Those that can be named, this one first; ten at most.",
              example =
                  "[{\"id\": \"0b7bc532-3f55-4260-aed9-a11dbeaf9381\", \"state\": \"alive\","
                      + " \"renewedAgoMs\": 1200}]")
          List<InstanceView> items,
      @Schema(description = "The sweeper of this instance.") SweeperView sweeper) {
    static InstancesView of(@Nullable InstanceRegistry registry, SweeperView sweeper) {
      if (registry == null) {
        return new InstancesView(null, "no-leases", null, List.of(), sweeper);
      }
      var items = new ArrayList<InstanceView>();
      PeerStatus status = registry.peerStatus();
      boolean known = !(status instanceof PeerStatus.Unknown);
      items.add(
          new InstanceView(
              registry.id(),
              null,
              known ? "alive" : "unknown",
              registry.renewedAgo().map(Duration::toMillis).orElse(null)));
      registry.peers().stream()
          .map(peer -> new InstanceView(peer.id(), peer.address(), "alive", null))
          .forEach(items::add);
      return new InstancesView(
          registry.id(),
          words(status),
          known ? Integer.valueOf((int) registry.live()) : null,
          items,
          sweeper);
    }

    private static String words(PeerStatus status) {
      return switch (status) {
        case PeerStatus.Sole sole -> "sole";
        case PeerStatus.PeersAlive peers -> "peers-alive";
        case PeerStatus.Unknown unknown -> "unknown";
      };
    }
  }

  /** One instance. */
  @Schema(name = "Instance", description = "An instance that holds a lease.")
  record InstanceView(
      @Schema(description = "Its id.", example = "0b7bc532-3f55-4260-aed9-a11dbeaf9381") String id,
      @Schema(
              description = "Where its actuator is, where it is another one.",
              example = "10.1.2.3:9080")
          @Nullable String address,
      @Schema(
              description = "`alive` at the last renewal of this instance, or `unknown`.",
              example = "alive")
          String state,
      @Schema(
              description = "How long ago it renewed its lease, in ms; of this instance alone.",
              example = "1200")
          @Nullable Long renewedAgoMs) {}

  /** A sweeper. */
  @Schema(name = "Sweeper", description = "What expires and settles orders in this instance.")
  record SweeperView(
      @Schema(description = "Whether it sweeps.", example = "true") boolean running,
      @Schema(description = "How long ago its last sweep ended, in ms.", example = "640")
          @Nullable Long lastEndedAgoMs,
      @Schema(description = "How many orders that sweep settled.", example = "3")
          @Nullable Integer lastSettled,
      @Schema(description = "Whether a fault cut that sweep short.", example = "false")
          @Nullable Boolean lastFailed) {
    static SweeperView of(SweeperLifecycle sweeper) {
      return sweeper
          .last()
          .map(last ->
              new SweeperView(
                  sweeper.isRunning(),
                  TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - last.endNanos()),
                  last.settled(),
                  last.failed()))
          .orElseGet(() -> new SweeperView(sweeper.isRunning(), null, null, null));
    }
  }
}
