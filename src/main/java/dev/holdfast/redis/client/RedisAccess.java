package dev.holdfast.redis.client;

import dev.holdfast.redis.data.ScriptReplies;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StoreUnavailableException;
import java.util.List;
import java.util.Optional;

/**
 * Whether the Redis user has the rights that Holdfast needs: see <a
 * href="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/">Redis ACL</a>.
 * A right that is missing would otherwise show itself in the middle of an order.
 */
public final class RedisAccess {
  private static final String TAG = "holdfast:{access-check}:";

  private static final List<String> KEYS =
      List.of(TAG + "hash", TAG + "zset", TAG + "stream", TAG + "text", TAG + "another");

  /** How Redis words a refusal by its access control list, also within a script. */
  private static final List<String> REFUSALS =
      List.of("NOPERM", "ACL failure in script", "The user executing the script can't");

  private RedisAccess() {}

  /**
   * Tries every command that scripts send, on keys of its own.
   *
   * @return what the user may not do, in words; empty when it may do all, or when Redis could not
   *     be asked for another reason
   */
  public static Optional<String> denied(RedisGateway redis) {
    try {
      List<String> denied =
          redis.run(Script.ACCESS_CHECK, KEYS).stream().map(ScriptReplies::text).toList();
      return denied.isEmpty()
          ? Optional.empty()
          : Optional.of("run %s on keys 'holdfast:*'".formatted(String.join(", ", denied)));
    } catch (StoreUnavailableException | OutcomeUnknownException e) {
      return refusal(e);
    }
  }

  /** What a fault says of a missing right; empty when it has another cause. */
  public static Optional<String> refusal(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && REFUSALS.stream().anyMatch(message::contains)) {
        return Optional.of("do what Holdfast asks for (%s)".formatted(withoutDetails(message)));
      }
    }
    return Optional.empty();
  }

  /** Redisson appends its connection and the whole script to what Redis answered. */
  private static String withoutDetails(String message) {
    int end = message.indexOf(". channel: ");
    return end < 0 ? message : message.substring(0, end);
  }
}
