package dev.holdfast.load.campaign;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server that instances keep stock and orders on, and all in which stores differ here. */
sealed interface StoreServer extends AutoCloseable permits RedisStore, PostgresStore {
  /** What an instance is started with to find it. */
  Map<String, String> properties();

  /** What it says of itself and of its settings, as far as that can be known. */
  Map<String, String> settings();

  /** Its process; null when it was given. */
  @Nullable Long process();

  /** Where the load generator reads what statements cost, as a URL of JDBC; null when nowhere. */
  @Nullable String statistics();

  /** Refuses to go on when it was started for the campaign, and is no longer there. */
  void requireAlive();

  /** Stops it, unless it was given. */
  @Override
  void close();
}
