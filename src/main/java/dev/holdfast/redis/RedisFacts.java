package dev.holdfast.redis;

import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator should know of the Redis that is used. Asking for it changes nothing, and what
 * Redis does not tell is left open.
 *
 * @param where which Redis it is, in words; never with a password
 * @param keeping whether it keeps its data
 * @param evictionPolicy what it does when its memory is full
 */
public record RedisFacts(String where, Keeping keeping, Optional<String> evictionPolicy) {
  private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:(\\S+)");
  private static final Pattern VERSION = Pattern.compile("(?m)^redis_version:(\\S+)");

  /** Whether a Redis keeps its data when it ends. */
  public enum Keeping {
    APPEND_ONLY_FILE("keeps its data in an append-only file"),
    SNAPSHOTS("keeps snapshots only: what changed since the last one is gone when it fails"),
    NOTHING("in memory only: all data is gone when it stops"),
    EMBEDDED("in memory only: all data is gone when this process ends"),
    UNKNOWN("whether it keeps its data is unknown, since it does not answer CONFIG GET");

    private final String words;

    Keeping(String words) {
      this.words = words;
    }

    /** The same in words. */
    @Override
    public String toString() {
      return words;
    }
  }

  static RedisFacts ask(RedisGateway redis, String address, boolean embedded) {
    String version = info(redis, "server", VERSION).map(found -> " " + found).orElse("");
    return new RedisFacts(
        embedded
            ? "an embedded redis-server" + version + " at " + address
            : "Redis" + version + " at " + address,
        embedded ? Keeping.EMBEDDED : keeping(config(redis, "appendonly"), config(redis, "save")),
        info(redis, "memory", POLICY));
  }

  /** Whether keys may be evicted, which would make stock unknown or, worse, forget reservations. */
  public boolean evicts() {
    return evictionPolicy.filter(policy -> !policy.equals("noeviction")).isPresent();
  }

  private static Keeping keeping(@Nullable String appendOnly, @Nullable String save) {
    if (appendOnly == null || save == null) {
      return Keeping.UNKNOWN;
    }
    if (appendOnly.equals("yes")) {
      return Keeping.APPEND_ONLY_FILE;
    }
    return save.isBlank() ? Keeping.NOTHING : Keeping.SNAPSHOTS;
  }

  /** A setting; null when Redis does not tell, as managed ones do not. */
  private static @Nullable String config(RedisGateway redis, String name) {
    try {
      return redis
          .<java.util.Map<String, String>>read(commands -> commands.configGet(name))
          .get(name);
    } catch (StoreUnavailableException e) {
      return null;
    }
  }

  private static Optional<String> info(RedisGateway redis, String section, Pattern field) {
    try {
      var matcher =
          field.matcher(
              redis.read((RedisClusterAsyncCommands<String, String> c) -> c.info(section)));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    } catch (StoreUnavailableException e) {
      return Optional.empty();
    }
  }
}
