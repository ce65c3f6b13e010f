package dev.holdfast.postgres.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Where PostgreSQL is, and who logs in. Its text never has the password.
 *
 * @param url JDBC's; what it says of user and password counts where these are null
 */
public record PostgresLogin(String url, @Nullable String user, @Nullable String password) {
  private static final String PREFIX = "spring.datasource.";

  /** What {@code spring.datasource.*} says. */
  static PostgresLogin configured(Environment environment) {
    return new PostgresLogin(
        Objects.requireNonNull(environment.getProperty(PREFIX + "url")),
        environment.getProperty(PREFIX + "username"),
        environment.getProperty(PREFIX + "password"));
  }

  /** What the driver reads from the URL; null when it is not one of PostgreSQL's. */
  @Nullable Properties parsed() {
    return Driver.parseURL(url, null);
  }

  /** Whether there is a password to log in with. */
  boolean hasPassword() {
    Properties parsed = parsed();
    return StringUtils.hasText(password)
        || (parsed != null && StringUtils.hasText(PGProperty.PASSWORD.getOrDefault(parsed)));
  }

  /** Its hosts, ports and database, as in {@code db1:5432,db2:5432/holdfast}. */
  String address() {
    Properties parsed = parsed();
    if (parsed == null) {
      return "nowhere";
    }
    String[] hosts = String.valueOf(PGProperty.PG_HOST.getOrDefault(parsed)).split(",", -1);
    String[] ports = String.valueOf(PGProperty.PG_PORT.getOrDefault(parsed)).split(",", -1);
    var address = new StringBuilder();
    for (int i = 0; i < hosts.length; i++) {
      address.append(i == 0 ? "" : ",").append(hosts[i]).append(':').append(ports[i]);
    }
    return address + "/" + PGProperty.PG_DBNAME.getOrDefault(parsed);
  }

  /** Opens a connection without bounds, which the caller closes. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  @Override
  public String toString() {
    return address();
  }
}
