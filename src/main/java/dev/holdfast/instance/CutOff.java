package dev.holdfast.instance;

import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this instance alone is cut off from the store: the store does not answer it, and another
 * instance has renewed its lease since. In an outage that all share, no instance has.
 *
 * <p>One thread checks; any thread may read the result.
 */
public final class CutOff {
  private static final Logger log = LoggerFactory.getLogger(CutOff.class);

  private final InstanceRegistry instanceRegistry;
  private final Runnable ping;
  private final Duration laterBy;
  private final int peersMax;
  private final Function<Peer, Optional<Duration>> renewedAgo;
  private volatile boolean alone;

  /**
   * @param ping asks the store anything
   * @param laterBy how much later than this instance another must have renewed its lease: instances
   *     that lose the store at one moment differ by a renewal and the time that one takes
   * @param peersMax how many others are asked at most
   * @param renewedAgo asks another instance when it renewed its lease; empty when it does not say
   */
  public CutOff(
      InstanceRegistry instanceRegistry,
      Runnable ping,
      Duration laterBy,
      int peersMax,
      Function<Peer, Optional<Duration>> renewedAgo) {
    this.instanceRegistry = instanceRegistry;
    this.ping = ping;
    this.laterBy = laterBy;
    this.peersMax = peersMax;
    this.renewedAgo = renewedAgo;
  }

  /** Whether the last check found this instance cut off alone. */
  public boolean alone() {
    return alone;
  }

  /** Checks once. */
  public void check() {
    boolean now = !isReached() && anotherReachesIt();
    if (now != alone) {
      if (now) {
        log.error("this instance alone is cut off from Redis: it is not ready");
      } else {
        log.info("this instance is no longer alone in being cut off from Redis");
      }
    }
    alone = now;
  }

  private boolean isReached() {
    try {
      ping.run();
      return true;
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      return false;
    }
  }

  private boolean anotherReachesIt() {
    Optional<Duration> ours = instanceRegistry.renewedAgo();
    List<Peer> peers = instanceRegistry.peers();
    return ours.isPresent()
        && ours.get().compareTo(laterBy) > 0
        && peers.stream()
            .limit(peersMax)
            .map(renewedAgo)
            .flatMap(Optional::stream)
            .anyMatch(theirs -> theirs.plus(laterBy).compareTo(ours.get()) < 0);
  }
}
