package dev.holdfast.postgres.transaction;

import dev.holdfast.settings.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of the transactions on PostgreSQL.
 *
 * @param takesMax how many transactions of an instance take stock at the same time; the pool's
 *     other connections are for confirming, cancelling, expiring and reading
 * @param takesPerSkuMax how many of them may want the same SKU: the others wait without a
 *     connection, so that a hot product does not use up the pool
 * @param connectionWait how long a transaction waits for its turn before the order is contended, or
 *     the store unavailable
 * @param attemptsMax how often a transaction runs that the server refuses because of others
 * @param retryTime how long it is repeated at most
 * @param pauseMax the longest random pause between two attempts
 */
@ConfigurationProperties("holdfast.transactions")
public record TransactionSettings(
    @DefaultValue("8") int takesMax,
    @DefaultValue("4") int takesPerSkuMax,
    @DefaultValue("800ms") Duration connectionWait,
    @DefaultValue("50") int attemptsMax,
    @DefaultValue("800ms") Duration retryTime,
    @DefaultValue("8ms") Duration pauseMax) {
  public TransactionSettings {
    Setting.of("holdfast.transactions.takes-max", takesMax).between(1, 1_000);
    Setting.of("holdfast.transactions.takes-per-sku-max", takesPerSkuMax).between(1, 1_000);
    Setting.of("holdfast.transactions.connection-wait", connectionWait).between("1ms", "1m");
    Setting.of("holdfast.transactions.attempts-max", attemptsMax).between(1, 10_000);
    Setting.of("holdfast.transactions.retry-time", retryTime).between("1ms", "1m");
    Setting.of("holdfast.transactions.pause-max", pauseMax).between("0s", "1s");
  }

  /** The defaults. */
  public static TransactionSettings defaults() {
    return new TransactionSettings(
        8, 4, Duration.ofMillis(800), 50, Duration.ofMillis(800), Duration.ofMillis(8));
  }
}
