package dev.holdfast.postgres.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.hostchooser.HostRequirement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Opens bounded connections to the primary. Each promotion of a replica begins a new timeline. A
 * server of an earlier one than was seen is a primary that has lost its role and does not know it:
 * its connections are refused, and those that were opened before write nothing any more. So is a
 * session that has other bounds than it was opened with: a pooler of connections, or the server,
 * has dropped them. Safe for use by many threads.
 *
 * <p>The driver takes the first server of the URL that says it is a primary. A former primary that
 * was started again says so too, and would keep instances from the one behind it; so the servers
 * are asked in another order then. Before a connection is used, all servers are asked for their
 * timelines: an instance that has not met the promoted one yet learns of it there.
 */
final class PrimaryConnections extends AbstractDataSource {
  private static final Logger log = LoggerFactory.getLogger(PrimaryConnections.class);

  static final int HEX = 16;

  /** A replica has no timeline of its own to write to; the name of a WAL file begins with it. */
  static final String TIMELINE =
      """
      CASE WHEN NOT pg_is_in_recovery()
           THEN left(pg_walfile_name(pg_current_wal_lsn()), 8) END\
      """;

  /** The bounds are in ms, in the order in which they are asked for below. */
  private static final String LOOK =
      """
      SELECT %s,
             (SELECT string_agg('-c ' || name || '=' || setting, ' ' ORDER BY name)
                FROM pg_settings
               WHERE name IN ('idle_in_transaction_session_timeout', 'lock_timeout',
                              'statement_timeout'))
      """
          .formatted(TIMELINE);

  private final Duration socketTimeout;
  private final String bounds;
  private final AtomicInteger newest;
  private final List<? extends DataSource> orders;
  private final PromotionLook promotions;

  /** The one of the orders that found the primary last. */
  private final AtomicInteger order = new AtomicInteger();

  private volatile Runnable onNewTimeline = () -> {};

  PrimaryConnections(PostgresLogin login, PostgresSettings settings) {
    this(login, settings, 0);
  }

  /**
   * @param seen the newest timeline that is known
   */
  PrimaryConnections(PostgresLogin login, PostgresSettings settings, int seen) {
    this(orders(login, settings), servers(login, settings), settings, seen);
  }

  /**
   * @param orders the same servers in different orders
   * @param servers each of them alone
   */
  PrimaryConnections(
      List<? extends DataSource> orders,
      List<? extends DataSource> servers,
      PostgresSettings settings,
      int seen) {
    this.orders = List.copyOf(orders);
    this.promotions = new PromotionLook(servers);
    this.socketTimeout = settings.socketTimeout();
    this.newest = new AtomicInteger(seen);
    this.bounds = bounds(settings);
  }

  /** A driver for each server of the URL, which asks that one first and then those behind it. */
  static List<PGSimpleDataSource> orders(PostgresLogin login, PostgresSettings settings) {
    int servers = driver(login, settings, "").getServerNames().length;
    return IntStream.range(0, servers)
        .mapToObj(first -> {
          PGSimpleDataSource driver = driver(login, settings, bounds(settings));
          List<String> names = new ArrayList<>(List.of(driver.getServerNames()));
          List<Integer> ports =
              new ArrayList<>(IntStream.of(driver.getPortNumbers()).boxed().toList());
          Collections.rotate(names, -first);
          Collections.rotate(ports, -first);
          driver.setServerNames(names.toArray(String[]::new));
          driver.setPortNumbers(ports.stream().mapToInt(Integer::intValue).toArray());
          return driver;
        })
        .toList();
  }

  /**
   * A driver for each server of the URL alone. It remembers nothing of it: a server that was a
   * replica a moment ago may have been promoted.
   */
  static List<PGSimpleDataSource> servers(PostgresLogin login, PostgresSettings settings) {
    PGSimpleDataSource all = driver(login, settings, "");
    return IntStream.range(0, all.getServerNames().length)
        .mapToObj(i -> {
          PGSimpleDataSource driver = driver(login, settings, "");
          driver.setServerNames(new String[] {all.getServerNames()[i]});
          driver.setPortNumbers(new int[] {all.getPortNumbers()[i]});
          driver.setHostRecheckSeconds(0);
          driver.setSocketTimeout(seconds(settings.loginTimeout()));
          return driver;
        })
        .toList();
  }

  /** Options of the start, since SET is a round trip of each transaction. */
  private static String bounds(PostgresSettings settings) {
    return "-c idle_in_transaction_session_timeout=%d -c lock_timeout=%d -c statement_timeout=%d"
        .formatted(
            settings.idleInTransactionTimeout().toMillis(),
            settings.lockTimeout().toMillis(),
            settings.statementTimeout().toMillis());
  }

  /**
   * For changes of the schema, whose statements take as long as they do; only locks are bounded.
   */
  static DataSource forMigration(PostgresLogin login, PostgresSettings settings) {
    return driver(login, settings, "-c lock_timeout=" + settings.migrationWait().toMillis());
  }

  private static PGSimpleDataSource driver(
      PostgresLogin login, PostgresSettings settings, String options) {
    var driver = new PGSimpleDataSource();
    driver.setUrl(login.url());
    if (login.user() != null) {
      driver.setUser(login.user());
    }
    if (login.password() != null) {
      driver.setPassword(login.password());
    }
    driver.setApplicationName("holdfast");
    driver.setTargetServerType(HostRequirement.primary.name());
    driver.setTcpKeepAlive(true);
    driver.setConnectTimeout(seconds(settings.connectTimeout()));
    driver.setLoginTimeout(seconds(settings.loginTimeout()));
    driver.setOptions(options);
    return driver;
  }

  /** Rounded up, since the driver reads 0 as no bound. */
  private static int seconds(Duration time) {
    return Math.toIntExact(time.plusMillis(999).toSeconds());
  }

  /** What is done when a later timeline is seen: connections to the old primary are dropped. */
  void onNewTimeline(Runnable action) {
    onNewTimeline = action;
  }

  @Override
  public Connection getConnection() throws SQLException {
    int first = order.get();
    for (int i = 0; ; i++) {
      int next = (first + i) % orders.size();
      try {
        Connection connection = open(orders.get(next));
        order.set(next);
        return connection;
      } catch (NotPrimaryException e) {
        if (i == orders.size() - 1) {
          throw e;
        }
      }
    }
  }

  @Override
  public Connection getConnection(String user, String password) {
    throw new UnsupportedOperationException("the login is that of the settings");
  }

  private Connection open(DataSource servers) throws SQLException {
    Connection connection = servers.getConnection();
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(socketTimeout.toMillis()));
      int timeline = look(connection);
      promotions.look(this::learn);
      if (timeline < newest.get()) {
        throw TimelineConnection.former(timeline, newest.get());
      }
      return TimelineConnection.of(connection, timeline, newest::get);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Returns its timeline. */
  private int look(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(LOOK)) {
      String name = answer.next() ? answer.getString(1) : null;
      if (name == null) {
        throw new NotPrimaryException("the server is a replica");
      }
      int timeline = Integer.parseInt(name, HEX);
      see(timeline);
      String found = answer.getString(2);
      if (!bounds.equals(found)) {
        throw new UnboundedSessionException(bounds, found);
      }
      return timeline;
    }
  }

  /**
   * A server of this timeline takes writes; one of an earlier timeline than was seen is refused.
   */
  void see(int timeline) throws NotPrimaryException {
    int before = newest.getAndAccumulate(timeline, Math::max);
    if (timeline < before) {
      throw TimelineConnection.former(timeline, before);
    }
    if (before != 0 && timeline > before) {
      log.warn(
          "PostgreSQL was promoted, from timeline {} to {}: connections to the former primary are"
              + " dropped",
          before,
          timeline);
      onNewTimeline.run();
    }
  }

  /** What another server of the URL says of itself; that it is a former primary changes nothing. */
  private void learn(int timeline) {
    try {
      see(timeline);
    } catch (NotPrimaryException e) {
      log.debug("not used: {}", e.getMessage());
    }
  }

  /** The pool would set it to its own; the setting counts. */
  @Override
  public void setLoginTimeout(int seconds) {}
}
