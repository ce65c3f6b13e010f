package dev.holdfast.postgres.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What an operator should know of the PostgreSQL that is used. Asking for it changes nothing.
 *
 * @param where which PostgreSQL it is, in words; never with a password
 * @param embedded whether it ends with this process, and its data with it
 * @param versionNumber as in {@code server_version_num}
 * @param synchronousCommit for the sessions of this service
 * @param standbys the value of {@code synchronous_standby_names}; empty for none
 */
public record PostgresFacts(
    String where,
    boolean embedded,
    int versionNumber,
    String fsync,
    String fullPageWrites,
    String synchronousCommit,
    String standbys,
    boolean superuser,
    boolean encrypted) {
  /** The oldest major version that will do. */
  static final int OLDEST = 15;

  private static final int MAJOR = 10_000;
  private static final Set<String> DURABLE = Set.of("on", "remote_apply");

  private static final String ASK =
      """
      SELECT current_setting('server_version') AS version,
             current_setting('server_version_num')::int AS number,
             current_setting('fsync') AS fsync,
             current_setting('full_page_writes') AS full_page_writes,
             current_setting('synchronous_commit') AS synchronous_commit,
             current_setting('synchronous_standby_names') AS standbys,
             (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
             (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS encrypted
      """;

  /** Asks a server. */
  static PostgresFacts ask(DataSource source, PostgresServer server) {
    return JdbcClient.create(source)
        .sql(ASK)
        .query((row, number) ->
            new PostgresFacts(
                server.isEmbedded()
                    ? "an embedded PostgreSQL %s at %s"
                        .formatted(row.getString("version"), server.login().address())
                    : "PostgreSQL %s at %s %s TLS"
                        .formatted(
                            row.getString("version"),
                            server.login().address(),
                            row.getBoolean("encrypted") ? "over" : "without"),
                server.isEmbedded(),
                row.getInt("number"),
                row.getString("fsync"),
                row.getString("full_page_writes"),
                row.getString("synchronous_commit"),
                row.getString("standbys"),
                row.getBoolean("superuser"),
                row.getBoolean("encrypted")))
        .single();
  }

  /** Why Holdfast cannot use it, a sentence each; empty when it can. */
  List<String> unusable() {
    return versionNumber / MAJOR < OLDEST
        ? List.of(
            "The store is %s, and the oldest PostgreSQL that will do is %d."
                .formatted(where, OLDEST))
        : List.of();
  }

  /** What the production profile refuses, a sentence each. */
  public List<String> refusedInProduction() {
    List<String> wrong = new ArrayList<>();
    if (!fsync.equals("on")) {
      wrong.add(
          "PostgreSQL has fsync '%s': in the production profile it must be on, or a power cut loses orders and may damage all data."
              .formatted(fsync));
    }
    if (!fullPageWrites.equals("on")) {
      wrong.add(
          "PostgreSQL has full_page_writes '%s': in the production profile it must be on, or a power cut may damage all data."
              .formatted(fullPageWrites));
    }
    if (!DURABLE.contains(synchronousCommit)) {
      wrong.add(
          "PostgreSQL has synchronous_commit '%s': in the production profile it must be on or remote_apply, or orders are lost that were acknowledged."
              .formatted(synchronousCommit));
    }
    if (superuser) {
      wrong.add(
          "The role of spring.datasource.username is a superuser: in the production profile it must"
              + " have the rights that docs/operations/postgresql.md lists, and no more.");
    }
    return wrong;
  }

  /** How durable an acknowledged order is, in words. */
  public String durability() {
    if (embedded) {
      return "all data is gone when this process ends; until then a commit waits for the disk"
          + " (fsync '%s', synchronous_commit '%s')".formatted(fsync, synchronousCommit);
    }
    if (!fsync.equals("on") || !DURABLE.contains(synchronousCommit)) {
      return "acknowledged orders may be lost, with fsync '%s' and synchronous_commit '%s'"
          .formatted(fsync, synchronousCommit);
    }
    return standbys.isBlank()
        ? "an acknowledged order survives a crash (fsync 'on', synchronous_commit '%s', no synchronous replica)"
            .formatted(synchronousCommit)
        : "an acknowledged order survives a crash, and a failover to a synchronous replica (fsync 'on', synchronous_commit '%s', synchronous_standby_names '%s')"
            .formatted(synchronousCommit, standbys);
  }
}
