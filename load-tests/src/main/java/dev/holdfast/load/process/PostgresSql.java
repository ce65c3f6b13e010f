package dev.holdfast.load.process;

import dev.holdfast.load.config.HostAndPort;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What the superuser of a PostgreSQL asks of it, each time over a connection of its own. Safe for
 * use by many threads.
 */
public final class PostgresSql {
  /** The superuser's name, and that of the database which each server has from its start. */
  static final String ADMINISTRATOR = "postgres";

  private static final String ANSWER_MAX_SECONDS = "10";

  private final String server;
  private final HostAndPort address;
  private final String password;
  private final String database;

  /**
   * @param server what messages call it
   * @param database the one that queries are about
   */
  PostgresSql(String server, HostAndPort address, String password, String database) {
    this.server = server;
    this.address = address;
    this.password = password;
    this.database = database;
  }

  /**
   * Runs a statement in the superuser's database.
   *
   * @throws LoadTestException when it fails, or the server does not answer
   */
  public void execute(String sql) {
    try (Connection connection = connect(ADMINISTRATOR);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * The first column of the rows that a query has in the service's database.
   *
   * @throws LoadTestException when it fails, or the server does not answer
   */
  public List<String> query(String sql, String... parameters) {
    try (Connection connection = connect(database);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      List<String> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(result.getString(1));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Whether the server answers a query; false too when it does not answer at all. */
  boolean says(String question) {
    try {
      return query(question).equals(List.of("true"));
    } catch (LoadTestException e) {
      return false;
    }
  }

  /** Whether the server lets the superuser in. */
  boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** A connection to the superuser's database, for statements that belong to one session. */
  Connection connect() throws SQLException {
    return connect(ADMINISTRATOR);
  }

  private Connection connect(String name) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", ADMINISTRATOR);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", ANSWER_MAX_SECONDS);
    properties.setProperty("loginTimeout", ANSWER_MAX_SECONDS);
    properties.setProperty("socketTimeout", ANSWER_MAX_SECONDS);
    return DriverManager.getConnection(
        "jdbc:postgresql://%s/%s".formatted(address, name), properties);
  }

  /** What a statement of the superuser failed with. */
  LoadTestException failure(SQLException e) {
    return new LoadTestException("%s: %s".formatted(server, e.getMessage()), e);
  }
}
