package dev.holdfast.instance;

/** What an instance knows, at this moment, of others on the same Redis. */
public sealed interface PeerStatus {
  /**
   * No other lives.
   *
   * @param term changes whenever the lease may have ended in between: within one term, nobody else
   *     was ever alone
   * @param until how long that is certain, in milliseconds of Redis's clock, as far as is known
   *     now: a renewal prolongs it
   */
  record Sole(long term, long until) implements PeerStatus {}

  /**
   * Others live.
   *
   * @param peers how many; at least one
   */
  record PeersAlive(int peers) implements PeerStatus {}

  /** The lease was not renewed in time: others may have come. */
  record Unknown() implements PeerStatus {}
}
