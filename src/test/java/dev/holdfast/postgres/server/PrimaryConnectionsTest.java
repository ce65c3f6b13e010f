package dev.holdfast.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every wait of a connection has a bound, and none leads to a former primary. */
class PrimaryConnectionsTest {
  private static final int TIMELINE = 1;
  private static final AtomicInteger PROMOTED = new AtomicInteger();

  private static PostgresSettings settings(Duration socket, Duration statement, Duration lock) {
    return new PostgresSettings(
        4,
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        socket,
        statement,
        lock,
        Duration.ofMillis(1234),
        Duration.ofMinutes(30),
        true,
        Duration.ofMinutes(1));
  }

  private static PrimaryConnections connections(int seen) {
    return new PrimaryConnections(ServerUnderTest.shared().login(), settings(), seen);
  }

  private static PostgresSettings settings() {
    return settings(Duration.ofSeconds(20), Duration.ofMillis(700), Duration.ofMillis(300));
  }

  @ParameterizedTest
  @CsvSource({
    "statement_timeout, 700ms",
    "lock_timeout, 300ms",
    "idle_in_transaction_session_timeout, 1234ms",
    "application_name, holdfast"
  })
  void aSessionHasItsBoundsFromTheStart(String setting, String value) throws SQLException {
    try (Connection connection = connections(0).getConnection()) {
      assertThat(query(connection, "SHOW " + setting)).isEqualTo(value);
    }
  }

  /** As a pooler of connections does that drops options of the start. */
  @Test
  void aSessionWhoseBoundsWereOverriddenIsRefused() throws SQLException {
    PostgresLogin login = ServerUnderTest.database("overriding");
    var owner = ServerUnderTest.shared().administrator();
    JdbcClient database =
        ServerUnderTest.client(new PostgresLogin(login.url(), owner.user(), owner.password()));
    database
        .sql(
            """
            CREATE FUNCTION override() RETURNS event_trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM set_config('lock_timeout', '0', false); END $$
            """)
        .update();
    database.sql("CREATE EVENT TRIGGER overriding ON login EXECUTE FUNCTION override()").update();
    assertThatThrownBy(() -> new PrimaryConnections(login, settings()).getConnection())
        .isInstanceOf(SQLException.class)
        .hasMessage(
            "the session was opened with '-c idle_in_transaction_session_timeout=1234"
                + " -c lock_timeout=300 -c statement_timeout=700' and has '-c"
                + " idle_in_transaction_session_timeout=1234 -c lock_timeout=0 -c"
                + " statement_timeout=700': a connection pooler or the server overrides its"
                + " bounds, so connect to PostgreSQL itself");
  }

  @Test
  void anAnswerThatDoesNotComeIsGivenUp() throws SQLException {
    var impatient =
        new PrimaryConnections(
            ServerUnderTest.shared().login(),
            settings(Duration.ofMillis(300), Duration.ofMillis(200), Duration.ofMillis(200)));
    try (Connection connection = impatient.getConnection()) {
      query(connection, "SELECT set_config('statement_timeout', '0', false)");
      assertThatThrownBy(() -> query(connection, "SELECT pg_sleep(20)::text"))
          .isInstanceOf(SQLException.class)
          .hasRootCauseInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  @Test
  void aFormerPrimaryIsRefused() {
    assertThatThrownBy(() -> connections(TIMELINE + 1).getConnection())
        .isInstanceOf(NotPrimaryException.class)
        .hasMessage("the server is on timeline 1, and 2 was seen: it is a former primary");
  }

  /** The driver alone would find the former primary first, again and again. */
  @Test
  void behindAFormerPrimary_thePrimaryIsFound() throws SQLException {
    var former = PrimaryConnections.orders(ServerUnderTest.shared().login(), settings());
    var primary = PrimaryConnections.orders(promoted(), settings());
    var both = List.of(former.getFirst(), primary.getFirst());
    var connections = new PrimaryConnections(both, List.of(), settings(), TIMELINE + 1);
    for (int i = 0; i < 2; i++) {
      try (Connection connection = connections.getConnection()) {
        assertThat(query(connection, "SELECT current_database()")).startsWith("promoted");
      }
    }
  }

  /** A former primary that was started again knows nothing of the promotion. */
  @Test
  void aPromotionThatNoConnectionHasMetYet_isLearntFromTheOtherServers() throws SQLException {
    PostgresLogin former = ServerUnderTest.shared().login();
    PostgresLogin promoted = promoted();
    PostgresLogin away = new PostgresLogin("jdbc:postgresql://localhost:1/away", "u", "p");
    var orders =
        Stream.of(former, promoted)
            .map(login -> PrimaryConnections.orders(login, settings()).getFirst())
            .toList();
    var servers =
        Stream.of(former, away, promoted)
            .map(login -> PrimaryConnections.servers(login, settings()).getFirst())
            .toList();
    var connections = new PrimaryConnections(orders, servers, settings(), 0);
    try (Connection connection = connections.getConnection()) {
      assertThat(query(connection, "SELECT current_database()")).startsWith("promoted");
    }
  }

  /** A database that says so of its server. */
  private static PostgresLogin promoted() {
    String name = "promoted_" + PROMOTED.incrementAndGet();
    PostgresLogin login = ServerUnderTest.database(name);
    var owner = ServerUnderTest.shared().administrator();
    JdbcClient database =
        ServerUnderTest.client(new PostgresLogin(login.url(), owner.user(), owner.password()));
    database.sql("CREATE SCHEMA said; GRANT USAGE ON SCHEMA said TO PUBLIC").update();
    database
        .sql(
            "CREATE FUNCTION said.pg_walfile_name(pg_lsn) RETURNS text LANGUAGE sql AS"
                + " $$ SELECT '000000020000000000000001' $$")
        .update();
    database.sql("ALTER DATABASE " + name + " SET search_path = said, pg_catalog, public").update();
    return login;
  }

  @Test
  void eachServerOfTheUrlIsAskedFirstOnce() {
    var login = new PostgresLogin("jdbc:postgresql://a:1,b:2,c:3/shop", "u", "p");
    assertThat(PrimaryConnections.orders(login, settings()))
        .extracting(
            driver -> List.of(driver.getServerNames()) + Arrays.toString(driver.getPortNumbers()))
        .containsExactly("[a, b, c][1, 2, 3]", "[b, c, a][2, 3, 1]", "[c, a, b][3, 1, 2]");
  }

  @Test
  void aPromotionDropsTheConnectionsBeforeIt() throws SQLException {
    var dropped = new AtomicInteger();
    for (int seen : new int[] {0, TIMELINE}) {
      var connections = connections(seen);
      connections.onNewTimeline(dropped::incrementAndGet);
      connections.getConnection().close();
    }
    assertThat(dropped).hasValue(0);
    var promoted = connections(-1);
    promoted.onNewTimeline(dropped::incrementAndGet);
    promoted.getConnection().close();
    assertThat(dropped).hasValue(1);
  }

  /** Neither one that was in use when the promotion was seen, nor one that was being opened. */
  @Test
  void aConnectionFromBeforeAPromotion_executesAndCommitsNothingAfterIt() throws SQLException {
    var connections = connections(0);
    try (Connection before = connections.getConnection()) {
      before.setAutoCommit(false);
      assertThat(query(before, "SELECT pg_logical_emit_message(true, 'test', '')::text"))
          .isNotEmpty();
      assertThat(before.isValid(1)).isTrue();

      connections.see(TIMELINE + 1);

      assertThatThrownBy(before::commit).isInstanceOf(NotPrimaryException.class);
      assertThatThrownBy(before::createStatement).isInstanceOf(NotPrimaryException.class);
      assertThatThrownBy(() -> before.prepareStatement("SELECT 1"))
          .isInstanceOf(NotPrimaryException.class);
      // The pool drops it before it is used.
      assertThat(before.isValid(1)).isFalse();
      before.rollback();
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }
}
