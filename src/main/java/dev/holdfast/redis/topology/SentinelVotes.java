package dev.holdfast.redis.topology;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What Sentinels say of their master, and what that comes to. */
final class SentinelVotes {
  /**
   * What one Sentinel says.
   *
   * @param sentinel its run id, so that one that is known by two addresses has one vote
   * @param epoch that of the configuration that it knows; it rises with every failover
   * @param sentinels how many Sentinels it knows, itself among them
   */
  record Vote(String sentinel, String host, int port, long epoch, int sentinels) {}

  private SentinelVotes() {}

  /**
   * What the Sentinels agree on: the latest configuration that is known among a majority of them. A
   * minority may be cut off from the rest and know of no failover.
   *
   * @return empty when no majority has answered
   */
  static Optional<Vote> decide(Collection<Vote> votes) {
    Map<String, Vote> bySentinel = new HashMap<>();
    int sentinels = 0;
    for (Vote vote : votes) {
      bySentinel.put(vote.sentinel(), vote);
      sentinels = Math.max(sentinels, vote.sentinels());
    }
    return 2 * bySentinel.size() > sentinels
        ? bySentinel.values().stream().max(Comparator.comparingLong(Vote::epoch))
        : Optional.empty();
  }
}
