package dev.holdfast.redis.topology;

import io.lettuce.core.RedisException;

/** The server that was connected to is no master: nothing was sent to it. */
public final class NotMasterException extends RedisException {
  private static final long serialVersionUID = 1L;

  NotMasterException(String role) {
    super("its role is " + role + ", not master");
  }
}
