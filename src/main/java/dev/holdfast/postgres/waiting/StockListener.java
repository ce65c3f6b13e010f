package dev.holdfast.postgres.waiting;

import dev.holdfast.postgres.event.StockChannel;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of its own that receives signals, and the thread that waits for them. It ends with
 * its connection.
 */
final class StockListener {
  private static final Logger log = LoggerFactory.getLogger(StockListener.class);

  /** After so long without a signal the connection is tried. */
  private static final Duration QUIET_MAX = Duration.ofSeconds(1);

  private static final int VALID_WITHIN_SECONDS = 1;

  private final Connection connection;
  private final Runnable signalled;
  private volatile boolean ended;

  private StockListener(Connection connection, Runnable signalled) {
    this.connection = connection;
    this.signalled = signalled;
  }

  /**
   * Listens: what is signalled from now on is received.
   *
   * @param source of connections outside of any pool
   * @param signalled is run for each signal, and must not wait
   */
  static StockListener open(DataSource source, Runnable signalled) throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      String channel;
      try (ResultSet name = statement.executeQuery("SELECT " + StockChannel.NAME)) {
        name.next();
        channel = name.getString(1);
      }
      statement.execute("LISTEN \"" + channel + "\"");
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
    var listener = new StockListener(connection, signalled);
    Thread.ofVirtual().name("stock-listener").start(listener::listen);
    return listener;
  }

  boolean isListening() {
    return !ended;
  }

  private void listen() {
    try (connection) {
      var notified = connection.unwrap(PGConnection.class);
      while (!ended) {
        if (notified.getNotifications(Math.toIntExact(QUIET_MAX.toMillis())).length > 0) {
          signalled.run();
        } else if (!connection.isValid(VALID_WITHIN_SECONDS)) {
          break;
        }
      }
    } catch (SQLException | RuntimeException e) {
      log.debug("signals of units that came back are received no more", e);
    } finally {
      ended = true;
    }
  }

  /** Ends it; its thread closes the connection soon. */
  void end() {
    ended = true;
  }
}
