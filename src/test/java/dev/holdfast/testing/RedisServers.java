package dev.holdfast.testing;

import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A master and its replica, each of which can become the other. */
public final class RedisServers implements AutoCloseable {
  private static final Duration SYNCED_MAX = Duration.ofSeconds(30);

  // A replica keeps what it is sent in memory.
  private final RedisServerProcess first = start();
  private final RedisServerProcess second = start();

  /** Starts both; the second one replicates the first. */
  public RedisServers() {
    on(second(), redis -> redis.replicaof("127.0.0.1", first()));
    awaitSynced();
  }

  private static RedisServerProcess start() {
    return RedisServerProcess.start("--repl-diskless-load", "swapdb");
  }

  /** The port of the server that is the master at first. */
  public int first() {
    return first.port();
  }

  /** The port of the other one. */
  public int second() {
    return second.port();
  }

  /** Waits until the second server has all that the first one has. */
  public void awaitSynced() {
    Awaitility.await("the replica has all")
        .atMost(SYNCED_MAX)
        .until(() -> on(first(), redis -> redis.waitForReplication(1, 100)) == 1);
  }

  /** The second server becomes the master, and the first one its replica; no connection is cut. */
  public void changeRoles() {
    on(second(), RedisCommands::replicaofNoOne);
    on(first(), redis -> redis.replicaof("127.0.0.1", second()));
  }

  /** The second server becomes a master as well. */
  public void part() {
    on(second(), RedisCommands::replicaofNoOne);
  }

  /**
   * How many scripts a server has run for its clients. What a replica gets from its master is not
   * counted: that is what scripts have written, not the scripts.
   */
  public long runs(int port) {
    return on(port, redis -> redis.info("commandstats"))
        .lines()
        .filter(line -> line.matches("cmdstat_(eval|evalsha):.*"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
        .sum();
  }

  /** Whether a server has connections of this name. */
  public boolean hasClients(int port, String name) {
    return on(port, RedisCommands::clientList).contains(" name=" + name + " ");
  }

  /** Does something on a server. */
  public <T> T on(int port, Function<RedisCommands<String, String>, T> work) {
    return (port == first() ? first : second).on(work);
  }

  @Override
  public void close() {
    second.close();
    first.close();
  }
}
