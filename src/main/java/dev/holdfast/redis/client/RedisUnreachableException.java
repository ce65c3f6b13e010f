package dev.holdfast.redis.client;

import io.lettuce.core.protocol.RedisProtocolException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/**
 * Redis could not be reached when the service started. Its message says where it was looked for,
 * and what happened.
 */
public class RedisUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RedisUnreachableException(String address, Throwable cause) {
    super("Redis cannot be reached at " + address + " (" + reason(cause) + ")", cause);
  }

  private RedisUnreachableException(Throwable cause) {
    super("The embedded redis-server does not start (" + reason(cause) + ")", cause);
  }

  public static RedisUnreachableException embedded(Throwable cause) {
    return new RedisUnreachableException(cause);
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return switch (root) {
      case UnknownHostException unknown -> "its host is unknown";
      case java.nio.channels.UnresolvedAddressException unresolved -> "its host is unknown";
      case TimeoutException timeout -> "it did not answer in time";
      case ConnectException connect when message != null && message.contains("refused") ->
          "the connection was refused";
      case RedisProtocolException garbled -> "what answers there is not Redis";
      default -> message == null ? root.getClass().getSimpleName() : message.strip();
    };
  }
}
