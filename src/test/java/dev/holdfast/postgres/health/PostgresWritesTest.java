package dev.holdfast.postgres.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.postgres.PostgresUnderTest;
import dev.holdfast.postgres.server.NotPrimaryException;
import dev.holdfast.postgres.transaction.CommitFaults;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** An instance is not ready while its server takes no writes, and another one's may. */
class PostgresWritesTest {
  private static final Duration MAX = Duration.ofSeconds(3);

  private final AtomicLong now = new AtomicLong(1);
  private final Server server = new Server(PostgresUnderTest.dataSource("public"));
  private final PostgresWrites writes = new PostgresWrites(server, now::get);
  private final PostgresReadiness readiness = new PostgresReadiness(writes, MAX);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** How the server answers, to this instance. */
  private enum Mode {
    PRIMARY,
    READ_ONLY,
    REPLICA,
    /** It ends its wait for a replica. */
    UNREPLICATED,
    AWAY
  }

  private static final class Server extends DelegatingDataSource {
    private Mode mode = Mode.PRIMARY;
    private int cut;

    Server(DataSource real) {
      super(real);
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (mode == Mode.AWAY || cut-- > 0) {
        throw new SQLException("the connection was lost", "08006");
      }
      if (mode == Mode.REPLICA) {
        // As the pool wraps what its connections were refused for.
        throw new SQLException("no connection", new NotPrimaryException("the server is a replica"));
      }
      Connection connection = super.getConnection();
      connection.setAutoCommit(false);
      connection.setReadOnly(mode == Mode.READ_ONLY);
      if (mode == Mode.UNREPLICATED) {
        var faults = new CommitFaults();
        faults.next(CommitFaults.Fault.WARNING);
        return faults.around(connection);
      }
      return connection;
    }
  }

  private Status statusAfter(Mode mode, Duration time) {
    server.mode = mode;
    writes.check();
    now.addAndGet(time.toNanos());
    writes.check();
    return readiness.health().getStatus();
  }

  @Test
  void aServerThatTakesWritesIsReady() {
    writes.bindTo(meters);
    assertThat(meters.get("holdfast.store.writable").gauge().value()).isNaN();
    assertThat(statusAfter(Mode.PRIMARY, MAX)).isEqualTo(Status.UP);
    assertThat(meters.get("holdfast.store.writable").gauge().value()).isEqualTo(1);
  }

  @Test
  void oneThatIsReadOnlyForTooLongIsNot_untilItTakesOne() {
    assertThat(statusAfter(Mode.READ_ONLY, MAX.minusMillis(1))).isEqualTo(Status.UP);
    assertThat(statusAfter(Mode.READ_ONLY, Duration.ofMillis(1))).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(statusAfter(Mode.PRIMARY, Duration.ZERO)).isEqualTo(Status.UP);
  }

  @Test
  void norIsAReplica_norOneThatWentAwayAfterIt() {
    assertThat(statusAfter(Mode.REPLICA, MAX)).isEqualTo(Status.OUT_OF_SERVICE);
    assertThat(statusAfter(Mode.AWAY, MAX)).isEqualTo(Status.OUT_OF_SERVICE);
  }

  @Test
  void oneThatDoesNotAnswerIsNoReason() {
    writes.bindTo(meters);
    assertThat(statusAfter(Mode.AWAY, MAX)).isEqualTo(Status.UP);
    assertThat(meters.get("holdfast.store.writable").gauge().value()).isZero();
  }

  @Test
  void aWriteThatWaitsForNoReplicaAnyMoreIsNotTaken() {
    writes.bindTo(meters);
    assertThat(statusAfter(Mode.UNREPLICATED, MAX)).isEqualTo(Status.UP);
    assertThat(meters.get("holdfast.store.writable").gauge().value()).isZero();
  }

  @Test
  void aConnectionThatWasCutIsNotTheServer() {
    writes.bindTo(meters);
    server.cut = 1;
    writes.check();
    assertThat(meters.get("holdfast.store.writable").gauge().value()).isEqualTo(1);
  }
}
