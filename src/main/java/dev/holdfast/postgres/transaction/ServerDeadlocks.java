package dev.holdfast.postgres.transaction;

import dev.holdfast.locks.Acquisition;
import dev.holdfast.locks.Deadlock;
import dev.holdfast.locks.Deadlocks;
import dev.holdfast.locks.LockName;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Names and counts the deadlocks that the server finds and ends: it tells one of the transactions,
 * which is rolled back. Safe for use by many threads.
 */
final class ServerDeadlocks {
  private static final Pattern WAIT =
      Pattern.compile("Process (\\d+) waits for (.+?); blocked by process (\\d+)\\.");
  private static final String UNKNOWN = "unknown";

  /** Less than the server waits before it looks for a deadlock (1 s as it comes). */
  private static final Duration SOON_AFTER = Duration.ofMillis(5);

  private final Sessions sessions;
  private final Deadlocks deadlocks;

  ServerDeadlocks(Sessions sessions, Deadlocks deadlocks) {
    this.sessions = sessions;
    this.deadlocks = deadlocks;
  }

  /**
   * Takes down one that the server has reported to this instance.
   *
   * @param statementAt when the statement was sent that waited in vain, in ns of this JVM's clock.
   *     The others were in their transactions soon after it, and may have ended them by now
   */
  void found(SQLException fault, long statementAt) {
    var deadlock =
        new Deadlock(
            InstantSource.system().instant(),
            acquisitions(fault, statementAt + SOON_AFTER.toNanos()));
    deadlocks.show(deadlock);
    deadlocks.name(deadlock, "PostgreSQL");
  }

  /** The server names sessions and locks, and of the one that it rolled back the row. */
  private List<Acquisition> acquisitions(SQLException fault, long moment) {
    ServerErrorMessage message = message(fault);
    if (message == null) {
      return List.of();
    }
    var waits = WAIT.matcher(String.valueOf(message.getDetail())).results().toList();
    Map<String, List<Acquisition.Claim>> holds = new HashMap<>();
    waits.forEach(wait ->
        holds
            .computeIfAbsent(wait.group(3), session -> new ArrayList<>())
            .add(claim(wait.group(2))));
    var found = new ArrayList<Acquisition>();
    for (var wait : waits) {
      String where = found.isEmpty() && message.getWhere() != null ? ", " + message.getWhere() : "";
      found.add(
          acquisition(
              Integer.parseInt(wait.group(1)),
              moment,
              claim(wait.group(2) + where),
              holds.getOrDefault(wait.group(1), List.of())));
    }
    return found;
  }

  /** What the server said, also where it is that of one statement of a batch. */
  private static @Nullable ServerErrorMessage message(SQLException fault) {
    for (Throwable each : fault) {
      if (each instanceof PSQLException server && server.getServerErrorMessage() != null) {
        return server.getServerErrorMessage();
      }
    }
    return null;
  }

  private Acquisition acquisition(
      int session, long moment, Acquisition.Claim wanted, List<Acquisition.Claim> holds) {
    Sessions.Work work = sessions.at(session, moment);
    return new Acquisition(
        "session " + session,
        work == null ? UNKNOWN : sessions.instance(),
        work == null ? null : work.order(),
        wanted,
        holds);
  }

  private static Acquisition.Claim claim(String lock) {
    return new Acquisition.Claim(
        new LockName("postgresql", LockName.Level.DISTRIBUTED, lock), false, 0);
  }
}
