package dev.holdfast.instance;

import dev.holdfast.instance.InstanceLeases.Announced;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces this instance, and reports what it knows of its peers. Of two instances at most one
 * considers itself the sole one at any moment: the later one sees the earlier one's lease, and the
 * earlier one stops relying on its lease before that ends in Redis.
 *
 * <p>Redis's clock decides when a lease ends. Here only the time since the last renewal was sent
 * counts, less a margin. So an instance that was paused, or that cannot reach Redis, has an unknown
 * status until it announces itself again. Safe for use by many threads.
 */
public final class InstanceRegistry {
  private static final Logger log = LoggerFactory.getLogger(InstanceRegistry.class);

  private final String id = UUID.randomUUID().toString();
  private final String announced;
  private final InstanceLeases leases;
  private final InstanceSettings settings;
  private final LongSupplier nanoTime;

  /** The term increases when the lease is returned or ends: no term is ever used twice. */
  private long term;

  private int liveBefore;
  private volatile @Nullable Known known;
  private volatile @Nullable Long renewed;
  private volatile List<Peer> peers = List.of();

  /**
   * What the last announcement found.
   *
   * @param until when this instance stops relying on it
   * @param redisUntil when Redis stops relying on it
   */
  private record Known(int others, long term, long until, long redisUntil) {}

  public InstanceRegistry(InstanceLeases leases, InstanceSettings settings) {
    this(leases, settings, System::nanoTime, "");
  }

  public InstanceRegistry(InstanceLeases leases, InstanceSettings settings, LongSupplier nanoTime) {
    this(leases, settings, nanoTime, "");
  }

  /**
   * @param nanoTime a clock that never goes back, nor stops while the process is paused
   * @param address host and port where others ask for its lease; empty for none
   */
  public InstanceRegistry(
      InstanceLeases leases, InstanceSettings settings, LongSupplier nanoTime, String address) {
    this.announced = address.isEmpty() ? id : id + "@" + address;
    this.leases = leases;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  /** The name under which it is announced. */
  public String id() {
    return id;
  }

  /** What this instance knows of its peers now. */
  public PeerStatus peerStatus() {
    Known last = known;
    if (last == null || hasEnded(last)) {
      return new PeerStatus.Unknown();
    }
    return last.others() == 0
        ? new PeerStatus.Sole(last.term(), last.redisUntil())
        : new PeerStatus.PeersAlive(last.others());
  }

  /** How many live, this one included; NaN while it is not known. */
  public double live() {
    return switch (peerStatus()) {
      case PeerStatus.Sole sole -> 1;
      case PeerStatus.PeersAlive(int others) -> others + 1;
      case PeerStatus.Unknown unknown -> Double.NaN;
    };
  }

  /** How long ago the last renewal that Redis answered was sent; empty before the first. */
  public Optional<Duration> renewedAgo() {
    Long last = renewed;
    return last == null
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - last));
  }

  /** Others that lived at the last renewal and can be asked; not all where there are many. */
  public List<Peer> peers() {
    return peers;
  }

  /**
   * Announces this instance, or renews its lease.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException or OutcomeUnknownException when Redis does
   *     not answer; what was known stays known until its time
   */
  public synchronized void announce() {
    long sent = nanoTime.getAsLong();
    Announced answer = leases.announce(announced, settings.lease());
    renewed = sent;
    peers =
        answer.some().stream()
            .map(Peer::parse)
            .flatMap(Optional::stream)
            .filter(peer -> !peer.id().equals(id))
            .toList();
    Known before = known;
    // A renewal whose answer was lost may have begun a lease anew without our knowing: only what we
    // still believe in, and Redis too, has gone on.
    if (!answer.unbroken() || before == null || hasEnded(before)) {
      term++;
    }
    long believed = settings.lease().minus(settings.margin()).toNanos();
    known =
        new Known(
            answer.live() - 1, term, sent + believed, answer.end() - settings.margin().toMillis());
    if (answer.live() != liveBefore) {
      log.info("Instances that live on this Redis: {}; this one is {}", answer.live(), id);
      liveBefore = answer.live();
    }
  }

  /**
   * Gives the lease back.
   *
   * @throws dev.holdfast.stock.StoreUnavailableException or OutcomeUnknownException when Redis does
   *     not answer; the lease then ends by itself
   */
  public synchronized void leave() {
    known = null;
    leases.leave(announced);
  }

  private boolean hasEnded(Known last) {
    return nanoTime.getAsLong() - last.until() >= 0;
  }
}
