package dev.holdfast.redis.client;

import dev.holdfast.order.OrderDamagedException;
import dev.holdfast.redis.data.Keys;
import dev.holdfast.stock.OutcomeUnknownException;
import dev.holdfast.stock.StockDamagedException;
import dev.holdfast.stock.StoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one place where faults of Redis get their meaning: a command that cannot have been executed
 * is {@link StoreUnavailableException}; one that changes something and may have been is {@link
 * OutcomeUnknownException}.
 */
public final class RedisFaults {
  // Redis answers these before it executes anything.
  private static final Set<String> NOT_EXECUTED =
      Set.of(
          "LOADING",
          "READONLY",
          "OOM",
          "MASTERDOWN",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "BUSY",
          "NOAUTH",
          "NOPERM",
          "NOREPLICAS",
          "MISCONF",
          "NOSCRIPT",
          "MOVED",
          "ASK");

  // Redis appends where in a script an error was raised.
  private static final Pattern DAMAGED_ORDER =
      Pattern.compile("DAMAGED_ORDER (\\S+) (.*?)(?: script: [0-9a-f]{40}.*)?$");

  private RedisFaults() {}

  /** What a fault of Redis means to the call that asked. */
  public static RuntimeException meaning(Throwable e, boolean changes) {
    if (e instanceof StoreUnavailableException unavailable) {
      return unavailable;
    }
    StockDamagedException damage = damage(String.valueOf(e.getMessage()));
    if (damage != null) {
      return damage;
    }
    if (!changes || neverSent(e) || notExecuted(e)) {
      return new StoreUnavailableException("Redis cannot be asked: " + e.getMessage(), e);
    }
    return new OutcomeUnknownException("Redis did not answer: " + e, e);
  }

  /** What a script found before it wrote anything; null when the message is of something else. */
  private static @Nullable StockDamagedException damage(String message) {
    var order = DAMAGED_ORDER.matcher(message);
    if (order.lookingAt()) {
      return new OrderDamagedException(Keys.orderOf(order.group(1)), order.group(2));
    }
    return message.startsWith("DAMAGED ")
        ? new StockDamagedException(message.substring("DAMAGED ".length()))
        : null;
  }

  /** Whether Redis keeps something else under a name than the command is for. */
  public static boolean isOfAnotherType(RuntimeException e) {
    return e.getCause() instanceof RedisCommandExecutionException cause
        && String.valueOf(cause.getMessage()).startsWith("WRONGTYPE");
  }

  /** Whether a slot of a Cluster is half moved, so that the keys of a call are on two servers. */
  public static boolean isHalfMoved(RuntimeException e) {
    return e.getCause() instanceof RedisCommandExecutionException cause
        && String.valueOf(cause.getMessage()).startsWith("TRYAGAIN");
  }

  private static boolean neverSent(Throwable e) {
    String message = e.getMessage();
    // Lettuce has no type of its own for these; what was on its way says "Connection closed".
    return e.getClass() == RedisException.class
        && message != null
        && (message.startsWith("Currently not connected")
            || message.startsWith("Connection is closed")
            || message.startsWith("Request queue size exceeded"));
  }

  private static boolean notExecuted(Throwable e) {
    if (!(e instanceof RedisCommandExecutionException) || e.getMessage() == null) {
      return false;
    }
    int end = e.getMessage().indexOf(' ');
    return NOT_EXECUTED.contains(end < 0 ? e.getMessage() : e.getMessage().substring(0, end));
  }
}
