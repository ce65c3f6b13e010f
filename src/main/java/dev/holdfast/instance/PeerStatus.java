package dev.holdfast.instance;

/** What an instance knows, at this moment, of its peers on the same Redis. */
public sealed interface PeerStatus {
  /**
   * No other instance lives.
   *
   * @param term changes whenever the lease may have ended in between: within one term, no other
   *     instance was the sole one
   * @param until how long that is certain, in milliseconds of Redis's clock, as far as is known
   *     now: a renewal prolongs it
   */
  record Sole(long term, long until) implements PeerStatus {}

  /**
   * Peers live.
   *
   * @param peers how many; at least one
   */
  record PeersAlive(int peers) implements PeerStatus {}

  /** The lease was not renewed in time: peers may have started. */
  record Unknown() implements PeerStatus {}
}
