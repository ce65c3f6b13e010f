package dev.holdfast.postgres.transaction;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Connections whose next COMMIT ends in a way that a test chooses. */
public final class CommitFaults {
  /** How a COMMIT ends. */
  public enum Fault {
    /** It reaches the server, whose answer is lost. */
    ANSWER_LOST,
    /** The connection is cut before it reaches the server. */
    CUT_BEFORE,
    /** The server ended its wait for a replica: it returns with a warning. */
    WARNING,
    /** The server refuses it, since the transaction could not have run alone. */
    NOT_SERIALIZABLE,
    /** It is not sent, since the server is a former primary. */
    FORMER_PRIMARY
  }

  private final AtomicReference<Fault> next = new AtomicReference<>();

  /** The next COMMIT of any of these connections ends so. */
  public void next(Fault fault) {
    next.set(fault);
  }

  /** Connections of a data source, with the faults. */
  DataSource around(DataSource source) {
    return proxy(
        DataSource.class,
        source,
        (method, call) ->
            method.equals("getConnection") ? around((Connection) call.run()) : call.run());
  }

  /** A connection with them. */
  public Connection around(Connection connection) {
    var warning = new AtomicReference<SQLWarning>();
    return proxy(
        Connection.class,
        connection,
        (method, call) ->
            switch (method) {
              case "commit" -> {
                Fault fault = next.getAndSet(null);
                if (fault == null) {
                  yield call.run();
                }
                yield switch (fault) {
                  case ANSWER_LOST -> {
                    call.run();
                    throw new SQLException("an I/O error occurred", "08006");
                  }
                  case CUT_BEFORE -> {
                    connection.close();
                    throw new SQLException("an I/O error occurred", "08006");
                  }
                  case NOT_SERIALIZABLE -> {
                    connection.rollback();
                    throw new SQLException("could not serialize access", "40001");
                  }
                  case FORMER_PRIMARY -> throw new SQLException("a former primary", "08001");
                  case WARNING -> {
                    warning.set(
                        new SQLWarning("canceling wait for synchronous replication", "01000"));
                    yield call.run();
                  }
                };
              }
              case "getWarnings" -> warning.get() != null ? warning.get() : call.run();
              case "clearWarnings" -> {
                warning.set(null);
                yield call.run();
              }
              default -> call.run();
            });
  }

  /** What a proxy does in place of a call. */
  @FunctionalInterface
  private interface Around {
    Object call(String method, Call call) throws Throwable;
  }

  /** The call itself. */
  @FunctionalInterface
  private interface Call {
    Object run() throws Throwable;
  }

  private static <T> T proxy(Class<T> type, T target, Around around) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                around.call(
                    method.getName(),
                    () -> {
                      try {
                        return method.invoke(target, arguments);
                      } catch (InvocationTargetException e) {
                        throw e.getCause();
                      }
                    })));
  }
}
