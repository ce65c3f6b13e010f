package dev.holdfast.redis.server;

import dev.holdfast.redis.client.RedisGateway;
import dev.holdfast.redis.script.Script;
import dev.holdfast.redis.script.ScriptSource;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.models.command.CommandDetailParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator should know of the Redis that is used. Asking for it changes nothing, and what
 * Redis does not tell is left open.
 *
 * @param where which Redis it is, in words; never with a password
 * @param keeping whether it keeps its data
 * @param evictionPolicy what it does when its memory is full
 * @param unusable why Holdfast cannot use it, a sentence each; empty when it can
 */
public record RedisFacts(
    String where, Keeping keeping, Optional<String> evictionPolicy, List<String> unusable) {
  private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:(\\S+)");
  private static final Pattern ANYTHING = Pattern.compile("(?s)(.*)");

  /** What is called outside of scripts. */
  private static final String CALLED_ALONE =
      "DECRBY EVALSHA EXISTS GET HGET HLEN HMGET MGET MULTI SCRIPT TYPE WATCH ZADD ZRANGEBYLEX"
          + " ZSCAN";

  /** What Holdfast calls. Operators are known to rename or remove some. */
  static final Set<String> COMMANDS =
      Stream.of(
              ScriptSource.commands(Arrays.stream(Script.values()).map(Script::resource)).stream(),
              Arrays.stream(CALLED_ALONE.split(" ")))
          .flatMap(commands -> commands)
          .collect(Collectors.toUnmodifiableSet());

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

  /**
   * @param executable of the embedded server, as it says itself; null when it is not embedded
   */
  public static RedisFacts ask(RedisGateway redis, String address, @Nullable String executable) {
    var version = info(redis, "server", ANYTHING).flatMap(ServerVersion::reported);
    return new RedisFacts(
        where(version, address, executable),
        executable != null
            ? Keeping.EMBEDDED
            : keeping(config(redis, "appendonly"), config(redis, "save")),
        info(redis, "memory", POLICY),
        unusable(version, missing(redis)));
  }

  private static String where(
      Optional<ServerVersion> version, String address, @Nullable String executable) {
    if (executable == null) {
      return version.map(ServerVersion::toString).orElse("Redis") + " at " + address;
    }
    return version
        .map(known ->
            "an embedded %s %s (%s)"
                .formatted(known.product().executable(), known.number(), executable))
        .orElse("an embedded server (" + executable + ")")
        .concat(" at " + address);
  }

  static List<String> unusable(Optional<ServerVersion> version, List<String> missing) {
    List<String> sentences = new ArrayList<>();
    version
        .filter(ServerVersion::isTooOld)
        .ifPresent(old ->
            sentences.add(
                "The store is %s, and the oldest that will do is %s."
                    .formatted(old, ServerVersion.oldest())));
    if (!missing.isEmpty()) {
      sentences.add(
          "The store does not know %s, which Holdfast needs under this name."
              .formatted(String.join(", ", missing)));
    }
    return sentences;
  }

  /** The commands that it does not know; none when it does not disclose them. */
  private static List<String> missing(RedisGateway redis) {
    try {
      List<Object> known =
          redis.read(commands -> commands.commandInfo(COMMANDS.toArray(String[]::new)));
      var names =
          CommandDetailParser.parse(known).stream()
              .map(command -> command.getName().toUpperCase(Locale.ROOT))
              .collect(Collectors.toSet());
      return names.isEmpty()
          ? List.of()
          : COMMANDS.stream().filter(name -> !names.contains(name)).sorted().toList();
    } catch (StoreUnavailableException e) {
      return List.of();
    }
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

  /** A setting; null when Redis does not disclose it, as a managed Redis does not. */
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
