package dev.holdfast.postgres.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each server of a URL for the timeline that it writes to. A former primary that was started
 * again does not know of the promotion: only the promoted server tells of it. Safe for use by many
 * threads.
 */
final class PromotionLook {
  /** How long a connection waits for the servers. One that answers later is still heard. */
  static final Duration WAIT_MAX = Duration.ofSeconds(1);

  /** How long what they said is believed, so that a server that is away delays few connections. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(PromotionLook.class);

  private final List<? extends DataSource> servers;
  private final AtomicLong freshUntil = new AtomicLong(System.nanoTime());

  /**
   * @param servers one each, which refuse to be a replica; with less than two nothing is asked
   */
  PromotionLook(List<? extends DataSource> servers) {
    this.servers = List.copyOf(servers);
  }

  /**
   * Asks all servers at once, unless that was done within the last second. A server that does not
   * answer, or is a replica, tells nothing.
   *
   * @param seen is given the timeline of each primary, also after this method has returned
   */
  void look(IntConsumer seen) {
    if (servers.size() < 2 || System.nanoTime() - freshUntil.get() < 0) {
      return;
    }
    var answered = new CountDownLatch(servers.size());
    for (DataSource server : servers) {
      Thread.ofVirtual()
          .name("promotion-look")
          .start(() -> {
            try {
              ask(server, seen);
            } finally {
              answered.countDown();
            }
          });
    }
    try {
      var _ = answered.await(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    freshUntil.set(System.nanoTime() + FRESH.toNanos());
  }

  private static void ask(DataSource server, IntConsumer seen) {
    try (Connection connection = server.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT " + PrimaryConnections.TIMELINE)) {
      String timeline = answer.next() ? answer.getString(1) : null;
      if (timeline != null) {
        seen.accept(Integer.parseInt(timeline, PrimaryConnections.HEX));
      }
    } catch (SQLException e) {
      log.debug("a server of the URL does not tell its timeline: {}", e.getMessage());
    }
  }
}
