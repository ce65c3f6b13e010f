package dev.holdfast.postgres.server;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the connections to PostgreSQL.
 *
 * @param poolMax how many connections an instance has, all of which it opens at its start
 * @param acquireTimeout how long a transaction waits for a connection of the pool
 * @param connectTimeout how long a new connection may take to be opened, in whole seconds
 * @param loginTimeout how long a new connection may take until it is logged in, in whole seconds
 * @param socketTimeout how long the answer to a statement may take, or to a COMMIT, which the
 *     server's own timeouts do not end; the outcome of the COMMIT is unknown then
 * @param statementTimeout how long a statement may take
 * @param lockTimeout how long a statement may wait for each lock
 * @param idleInTransactionTimeout how long a transaction may be idle before the server ends its
 *     session, and with it its locks
 * @param connectionLifeMax how long a connection is used before another takes its place
 * @param migrate whether the start brings the schema to this version; otherwise it refuses another,
 *     and a role that owns the schema has to migrate it
 * @param migrationWait how long the start waits for another instance that migrates the schema
 */
@ConfigurationProperties("holdfast.postgres")
public record PostgresSettings(
    @DefaultValue("16") int poolMax,
    @DefaultValue("500ms") Duration acquireTimeout,
    @DefaultValue("1s") Duration connectTimeout,
    @DefaultValue("2s") Duration loginTimeout,
    @DefaultValue("1500ms") Duration socketTimeout,
    @DefaultValue("1s") Duration statementTimeout,
    @DefaultValue("500ms") Duration lockTimeout,
    @DefaultValue("5s") Duration idleInTransactionTimeout,
    @DefaultValue("30m") Duration connectionLifeMax,
    @DefaultValue("true") boolean migrate,
    @DefaultValue("1m") Duration migrationWait) {
  public PostgresSettings {
    Setting.of("holdfast.postgres.pool-max", poolMax).between(2, 1_000);
    Setting.of("holdfast.postgres.acquire-timeout", acquireTimeout).between("250ms", "1m");
    Setting.of("holdfast.postgres.connect-timeout", connectTimeout).between("1s", "1m");
    Setting.of("holdfast.postgres.login-timeout", loginTimeout).between("1s", "1m");
    Setting.of("holdfast.postgres.lock-timeout", lockTimeout).between("10ms", "1m");
    Setting.of("holdfast.postgres.statement-timeout", statementTimeout)
        .between("10ms", "5m")
        .atLeast("holdfast.postgres.lock-timeout", lockTimeout);
    Setting.of("holdfast.postgres.socket-timeout", socketTimeout)
        .between("100ms", "10m")
        .longerThan("holdfast.postgres.statement-timeout", statementTimeout);
    Setting.of("holdfast.postgres.idle-in-transaction-timeout", idleInTransactionTimeout)
        .between("100ms", "5m");
    Setting.of("holdfast.postgres.connection-life-max", connectionLifeMax).between("1m", "1d");
    Setting.of("holdfast.postgres.migration-wait", migrationWait).between("1s", "1h");
  }
}
