package dev.holdfast.redis.topology;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what Sentinels say into the view of the master, and lets none of them turn it back: a
 * message may come late, and a majority may still name the master of before. Safe for use by many
 * threads.
 */
final class SentinelView {
  private static final Logger log = LoggerFactory.getLogger(SentinelView.class);

  /**
   * So many times in a row a majority names another master of an earlier epoch before it is
   * believed: the Sentinels were set up anew then.
   */
  static final int EARLIER_EPOCHS_MAX = 10;

  private final MasterView view;
  private long epoch = -1;
  private int earlier;

  SentinelView(MasterView view) {
    this.view = view;
  }

  /**
   * A Sentinel announces a switch. One that does not begin at the master of the view is late, or
   * announces what is known.
   */
  synchronized void announced(String fromHost, int fromPort, String toHost, int toPort) {
    if (view.current().isAt(fromHost, fromPort)) {
      // A failover raises the epoch by one or more.
      epoch++;
      switchTo(toHost, toPort);
    }
  }

  /** A majority of Sentinels was asked. */
  synchronized void decided(SentinelVotes.Vote vote) {
    boolean same = view.current().isAt(vote.host(), vote.port());
    // One epoch has one master: another address under the epoch of the view is not finished yet.
    boolean later = vote.epoch() > epoch || (vote.epoch() == epoch && !view.current().isKnown());
    boolean believed = same ? vote.epoch() >= epoch : later || ++earlier >= EARLIER_EPOCHS_MAX;
    if (believed || same) {
      earlier = 0;
    }
    if (believed) {
      epoch = vote.epoch();
      switchTo(vote.host(), vote.port());
    }
  }

  private void switchTo(String host, int port) {
    MasterView.View before = view.current();
    view.switchTo(host, port);
    MasterView.View now = view.current();
    if (before.isKnown() && now.number() != before.number()) {
      log.warn("Sentinel has made {} the master in place of {}", now, before);
    }
  }
}
