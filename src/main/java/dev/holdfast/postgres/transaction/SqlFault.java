package dev.holdfast.postgres.transaction;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** What a fault that PostgreSQL or its driver reports means for a transaction. */
enum SqlFault {
  /** Others were in the way, and the server has rolled the transaction back: it may run again. */
  REPEAT,
  /** A lock was not acquired in time, or a statement did not end in time. */
  CONTENDED,
  /** The server cannot be reached, is shutting down, is full or does not accept writes. */
  UNAVAILABLE,
  /** A constraint of the schema refused what the transaction wrote. */
  DAMAGED,
  /** Anything else is a mistake of ours. */
  OTHER;

  private static final String SERIALIZATION_FAILURE = "40001";
  private static final String DEADLOCK_DETECTED = "40P01";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String QUERY_CANCELED = "57014";
  private static final String TRANSACTION_TIMEOUT = "25P04";
  private static final String READ_ONLY_TRANSACTION = "25006";
  private static final String CHECK_VIOLATION = "23514";
  private static final String CANNOT_CONNECT = "08001";

  /**
   * Classes of states: connection exceptions, rejected logins, insufficient resources, operator
   * intervention, errors of the system, and the timeouts that end a session.
   */
  private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "28", "53", "57", "58", "25");

  /** The fault of the server or the driver below an exception; null when it is another. */
  static @Nullable SQLException in(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  /** Whether the server ended a deadlock by rolling this transaction back. */
  static boolean isDeadlock(SQLException e) {
    return DEADLOCK_DETECTED.equals(e.getSQLState());
  }

  /**
   * What the server says of a fault, without the row that it is about: that may say who bought
   * what. So does the driver's own text for a batch, which repeats its parameters.
   */
  static String message(SQLException e) {
    SQLException cause = e;
    while (cause instanceof BatchUpdateException && cause.getNextException() != null) {
      cause = cause.getNextException();
    }
    if (cause instanceof BatchUpdateException) {
      return "a batch was not executed";
    }
    return cause instanceof PSQLException fault && fault.getServerErrorMessage() != null
        ? String.valueOf(fault.getServerErrorMessage().getMessage())
        : String.valueOf(cause.getMessage());
  }

  static SqlFault of(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() < 2) {
      return OTHER;
    }
    return switch (state) {
      case SERIALIZATION_FAILURE, DEADLOCK_DETECTED -> REPEAT;
      case LOCK_NOT_AVAILABLE, QUERY_CANCELED, TRANSACTION_TIMEOUT -> CONTENDED;
      case READ_ONLY_TRANSACTION -> UNAVAILABLE;
      case CHECK_VIOLATION -> DAMAGED;
      default -> UNAVAILABLE_CLASSES.contains(state.substring(0, 2)) ? UNAVAILABLE : OTHER;
    };
  }

  /**
   * Whether a COMMIT that failed so is known not to have happened: the server checks
   * serializability and constraints before it commits, and a connection to a former primary does
   * not send it. Any other fault leaves the outcome open.
   */
  static boolean isRolledBackByCommit(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith("40") || state.startsWith("23") || state.equals(CANNOT_CONNECT));
  }
}
