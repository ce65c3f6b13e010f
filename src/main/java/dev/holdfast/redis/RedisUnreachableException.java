package dev.holdfast.redis;

/** Redis could not be reached when the service started. */
public class RedisUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RedisUnreachableException(String address, Throwable cause) {
    super("Redis cannot be reached at " + address, cause);
  }
}
