package dev.holdfast.boot;

import dev.holdfast.api.http.RequestSettings;
import dev.holdfast.journal.JournalSettings;
import dev.holdfast.lifecycle.PlacingSettings;
import dev.holdfast.lifecycle.SweeperSettings;
import dev.holdfast.postgres.server.PostgresSettings;
import dev.holdfast.postgres.transaction.TransactionSettings;
import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.script.EventSettings;
import dev.holdfast.redis.script.RetentionSettings;
import dev.holdfast.settings.InvalidSettingException;
import dev.holdfast.settings.Setting;
import dev.holdfast.watch.StockWatchSettings;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.Binder;

/** What settings of different records must be to each other. */
final class SettingRelations {
  private static final Pattern NONE = Pattern.compile("");

  private SettingRelations() {}

  /**
   * Checks them.
   *
   * @throws InvalidSettingException when one of them does not hold
   */
  static void check(Binder binder) {
    var requests = binder.bindOrCreate("holdfast.requests", RequestSettings.class);
    var placing = binder.bindOrCreate("holdfast.placing", PlacingSettings.class);
    var retention = binder.bindOrCreate("holdfast.retention", RetentionSettings.class);
    var sweeper = binder.bindOrCreate("holdfast.sweeper", SweeperSettings.class);
    var watch = binder.bindOrCreate("holdfast.stock.watch", StockWatchSettings.class);
    var postgres = binder.bindOrCreate("holdfast.postgres", PostgresSettings.class);
    var transactions = binder.bindOrCreate("holdfast.transactions", TransactionSettings.class);
    var journal = binder.bindOrCreate("holdfast.journal", JournalSettings.class);
    var events = binder.bindOrCreate("holdfast.events", EventSettings.class);
    var redis = binder.bindOrCreate("holdfast.redis", RedisSettings.class);

    // An attempt is over before another may take its order over.
    Setting.of("holdfast.requests.wait-max", requests.waitMax())
        .atMost("holdfast.placing.claim-hold", placing.claimHold());
    // No take is later than the tombstones that reject it.
    Setting.of("holdfast.retention.reservations", retention.reservations())
        .longerThan("holdfast.placing.claim-hold", placing.claimHold());
    // A sweeper has the orders that it was handed to itself while it sweeps.
    Setting.of("holdfast.sweeper.put-off", sweeper.putOff())
        .atLeast("holdfast.sweeper.time-max", sweeper.timeMax());
    // An order that is under way is not taken for lost units.
    Setting.of("holdfast.stock.watch.settle", watch.settle())
        .longerThan("holdfast.requests.wait-max", requests.waitMax());
    // Some connections are left to confirm, cancel and expire with.
    Setting.of("holdfast.transactions.takes-max", transactions.takesMax())
        .lessThan("holdfast.postgres.pool-max", postgres.poolMax());
    // There is something to copy.
    if (events.maxLength() == 0) {
      Setting.of("holdfast.journal.path", journal.path())
          .matching(NONE, "empty where holdfast.events.max-length is 0");
    }
    // A look at the journal comes within the wait for it.
    if (!journal.sync().isZero()) {
      Setting.of("holdfast.journal.sync", journal.sync())
          .atLeast("holdfast.journal.interval", journal.interval());
    }
    // An order that waits for its line is in progress no longer than one that waits for the store.
    Setting.of("holdfast.journal.sync", journal.sync())
        .atMost("holdfast.requests.wait-max", requests.waitMax());
    // A connection that is only slow is not given up before its commands are.
    Setting.of("holdfast.redis.silence-max", redis.silenceMax())
        .atLeast("holdfast.redis.command-timeout", redis.commandTimeout());
  }
}
