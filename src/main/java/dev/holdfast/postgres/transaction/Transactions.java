package dev.holdfast.postgres.transaction;

import dev.holdfast.locks.Deadlocks;
import dev.holdfast.runtime.Deadline;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Runs transactions, and is the one place that commits. Safe for use by many threads.
 *
 * <p>What ends a transaction before its COMMIT was sent has not happened. A COMMIT that is lost is
 * in doubt, and so is one that returns with a warning: the server ends its wait for a replica with
 * that alone. A transaction that others were in the way of runs again, within bounds.
 *
 * <p>No statement has a timeout of the driver: it would cancel a COMMIT that waits for a replica.
 * Locks and statements are bounded by the server, answers by the socket's timeout.
 */
public final class Transactions {
  private static final Logger log = LoggerFactory.getLogger(Transactions.class);

  /** How many long reads are under way at the same time, so that they leave connections. */
  private static final int LONG_READS_MAX = 2;

  private static final String SERIALIZABLE = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE";

  private final DataSource dataSource;
  private final TransactionSettings settings;
  private final Semaphore takes;
  private final Semaphore longReads = new Semaphore(LONG_READS_MAX);
  private final Counter repeated;
  private final Counter contended;
  private final Counter unknown;
  private final Sessions sessions = new Sessions();
  private final Deadlocks deadlocks;
  private final ServerDeadlocks serverDeadlocks;

  /**
   * @param dataSource a pool, whose waits are bounded
   */
  public Transactions(DataSource dataSource, TransactionSettings settings, MeterRegistry meters) {
    this.dataSource = dataSource;
    this.settings = settings;
    this.takes = new Semaphore(settings.takesMax());
    this.repeated =
        counter(meters, "repeated", "Attempts of a transaction that others were in the way of");
    this.contended = counter(meters, "contended", "Transactions that ran out of time or attempts");
    this.unknown = counter(meters, "unknown", "Transactions whose COMMIT was not answered");
    this.deadlocks = new Deadlocks(meters);
    this.serverDeadlocks = new ServerDeadlocks(sessions, deadlocks);
  }

  /** For which orders the sessions of this instance are in transactions. */
  public Sessions sessions() {
    return sessions;
  }

  /** The deadlocks that the server reported to this instance. */
  public Deadlocks deadlocks() {
    return deadlocks;
  }

  private static Counter counter(MeterRegistry meters, String what, String description) {
    return Counter.builder("holdfast.transactions." + what)
        .description(description)
        .register(meters);
  }

  /** What a transaction is for. */
  public enum Purpose {
    /** It takes stock. So many at once leave connections for the others. */
    TAKE,
    /** It decides, gives back, expires, or reads. */
    OTHER
  }

  /** How a transaction is isolated from others. */
  public enum Isolation {
    /** Each statement reads what was committed before it. */
    READ_COMMITTED,
    /** As if transactions ran one after the other. The server refuses what could not have. */
    SERIALIZABLE
  }

  /** As {@link #run(Purpose, Isolation, Function)} for one that takes no stock. */
  public <T extends @Nullable Object> T run(Function<Transaction, T> work) {
    return run(Purpose.OTHER, Isolation.READ_COMMITTED, work);
  }

  /**
   * Runs a transaction, again where others were in the way.
   *
   * @param work has no effect but in the store, since it may run several times
   * @throws ContendedException when a lock was not acquired, or the attempts ran out, in time
   * @throws StoreUnavailableException when nothing happened
   * @throws OutcomeUnknownException when its COMMIT was not answered, or answered with a warning
   * @throws StockDamagedException when a constraint refused what it wrote
   */
  public <T extends @Nullable Object> T run(
      Purpose purpose, Isolation isolation, Function<Transaction, T> work) {
    long until = System.nanoTime() + Deadline.atMost(settings.retryTime()).toNanos();
    for (int attempt = 1; ; attempt++) {
      try {
        return once(purpose, isolation, work);
      } catch (RepeatException e) {
        repeated.increment();
        long left = until - System.nanoTime();
        if (attempt >= settings.attemptsMax() || left <= 0) {
          throw contended("others were in the way " + attempt + " times", e);
        }
        pause(attempt, left);
      }
    }
  }

  private <T extends @Nullable Object> T once(
      Purpose purpose, Isolation isolation, Function<Transaction, T> work) {
    if (purpose == Purpose.TAKE) {
      awaitTurn(takes, "too many transactions take stock");
    }
    try {
      Connection connection = connect();
      try {
        return on(connection, isolation, work);
      } finally {
        giveBack(connection);
      }
    } finally {
      if (purpose == Purpose.TAKE) {
        takes.release();
      }
    }
  }

  private <T extends @Nullable Object> T on(
      Connection connection, Isolation isolation, Function<Transaction, T> work) {
    var transaction = transaction(connection);
    try {
      connection.setAutoCommit(false);
      if (isolation == Isolation.SERIALIZABLE) {
        transaction.update(SERIALIZABLE);
      }
      T result = work.apply(transaction);
      if (transaction.isRolledBack()) {
        rollBack(connection);
      } else {
        commit(connection);
      }
      return result;
    } catch (OutcomeUnknownException e) {
      throw e;
    } catch (SQLException | RuntimeException e) {
      SQLException fault = SqlFault.in(e);
      if (fault != null && SqlFault.isDeadlock(fault)) {
        serverDeadlocks.found(fault, transaction.statementAt());
      }
      rollBack(connection);
      throw beforeCommit(e);
    } finally {
      transaction.end();
    }
  }

  private Transaction transaction(Connection connection) {
    return new Transaction(template(connection), connection, sessions);
  }

  /** Reads with one statement, outside a transaction. */
  public <T extends @Nullable Object> T read(Function<Transaction, T> work) {
    Connection connection = connect();
    try {
      connection.setAutoCommit(true);
      return work.apply(transaction(connection));
    } catch (SQLException | RuntimeException e) {
      RuntimeException fault = beforeCommit(e);
      throw fault instanceof RepeatException ? contended("others were in the way", e) : fault;
    } finally {
      giveBack(connection);
    }
  }

  /**
   * Reads for as long as this, whatever the session's bounds are: an audit looks at every order.
   * Few do so at the same time.
   *
   * @param time how long each statement may take
   * @throws ContendedException when other long reads did not end, or a statement did not, in time
   * @throws StoreUnavailableException when the server cannot be reached
   */
  public <T extends @Nullable Object> T readFor(Duration time, Function<Transaction, T> work) {
    awaitTurn(longReads, "too many long reads are under way");
    try {
      return readLong(time, work);
    } finally {
      longReads.release();
    }
  }

  private <T extends @Nullable Object> T readLong(Duration time, Function<Transaction, T> work) {
    Connection connection = connect();
    try {
      connection.setAutoCommit(false);
      var transaction = transaction(connection);
      transaction.allow(time);
      return work.apply(transaction);
    } catch (SQLException | RuntimeException e) {
      RuntimeException fault = beforeCommit(e);
      throw fault instanceof RepeatException ? contended("others were in the way", e) : fault;
    } finally {
      rollBack(connection);
      giveBack(connection);
    }
  }

  private static JdbcTemplate template(Connection connection) {
    return new JdbcTemplate(new SingleConnectionDataSource(connection, true));
  }

  private void awaitTurn(Semaphore turns, String why) {
    Duration wait = Deadline.atMost(settings.connectionWait());
    try {
      if (turns.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted before a transaction began", e);
    }
    throw contended(why, null);
  }

  private Connection connect() {
    try {
      return dataSource.getConnection();
    } catch (SQLException e) {
      throw new StoreUnavailableException("no connection to PostgreSQL: " + e.getMessage(), e);
    }
  }

  /** Gives it back to the pool, which drops one that cannot be used any more. */
  private static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // What became of the transaction is known already.
      log.debug("a connection could not be given back: {}", e.getMessage());
    }
  }

  private void commit(Connection connection) throws SQLException {
    connection.clearWarnings();
    @Nullable SQLWarning warning;
    try {
      connection.commit();
      warning = connection.getWarnings();
    } catch (SQLException e) {
      if (SqlFault.isRolledBackByCommit(e)) {
        throw e;
      }
      unknown.increment();
      throw new OutcomeUnknownException("the COMMIT was not answered: " + e.getMessage(), e);
    }
    if (warning != null) {
      unknown.increment();
      throw new OutcomeUnknownException(
          "the COMMIT returned with a warning: " + warning.getMessage(), warning);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The server rolls back what a lost connection leaves.
      log.debug("a rollback was not answered: {}", e.getMessage());
    }
  }

  /** What a fault means when no COMMIT was sent: nothing has happened. */
  private RuntimeException beforeCommit(Exception e) {
    if (e instanceof RepeatException repeat) {
      return repeat;
    }
    SQLException fault = SqlFault.in(e);
    if (fault == null || e instanceof StoreUnavailableException) {
      return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
    return switch (SqlFault.of(fault)) {
      case REPEAT -> new RepeatException(SqlFault.message(fault));
      case CONTENDED -> contended("a lock or a statement took too long", e);
      case UNAVAILABLE ->
          new StoreUnavailableException("PostgreSQL: " + SqlFault.message(fault), fault);
      case DAMAGED -> new StockDamagedException("a constraint refused: " + SqlFault.message(fault));
      case OTHER -> new IllegalStateException(SqlFault.message(fault), e);
    };
  }

  private ContendedException contended(String message, @Nullable Throwable cause) {
    contended.increment();
    return new ContendedException(message, cause);
  }

  /** A random pause, longer from attempt to attempt. */
  private void pause(int attempt, long left) {
    long longest = settings.pauseMax().toNanos() * Math.min(attempt, 4) / 4;
    if (longest > 0) {
      LockSupport.parkNanos(Math.min(left, ThreadLocalRandom.current().nextLong(longest + 1)));
    }
  }
}
