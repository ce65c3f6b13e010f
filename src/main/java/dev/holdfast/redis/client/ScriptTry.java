package dev.holdfast.redis.client;

import dev.holdfast.redis.script.Script;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisNoScriptException;
import org.jspecify.annotations.Nullable;

/**
 * The ways to send one call of a script, of which the next is tried where the server has refused
 * the one before without executing anything. There are four, so a call is repeated three times at
 * most.
 */
enum ScriptTry {
  BY_NAME(false, false),
  /** The server does not have the script, as after a restart. */
  WITH_SOURCE(false, true),
  /** The server is at its memory limit, and the script may go beyond it. */
  BEYOND_MEMORY(true, false),
  BEYOND_MEMORY_WITH_SOURCE(true, true);

  private final boolean beyondMemory;
  private final boolean withSource;

  ScriptTry(boolean beyondMemory, boolean withSource) {
    this.beyondMemory = beyondMemory;
    this.withSource = withSource;
  }

  /** Whether the script is sent in the form that is executed at the memory limit too. */
  boolean isBeyondMemory() {
    return beyondMemory;
  }

  /** Whether the script's source is sent instead of its name. */
  boolean isWithSource() {
    return withSource;
  }

  /** What to try after this try has failed; null when its failure is the answer. */
  @Nullable ScriptTry after(Throwable failure, Script script) {
    if (failure instanceof RedisNoScriptException) {
      return switch (this) {
        case BY_NAME -> WITH_SOURCE;
        case BEYOND_MEMORY -> BEYOND_MEMORY_WITH_SOURCE;
        case WITH_SOURCE, BEYOND_MEMORY_WITH_SOURCE -> null;
      };
    }
    return !beyondMemory && script.mayGoBeyondMemory() && isOutOfMemory(failure)
        ? BEYOND_MEMORY
        : null;
  }

  /** Redis checks its memory before the first write of a script, and never after it. */
  private static boolean isOutOfMemory(Throwable failure) {
    return failure instanceof RedisCommandExecutionException
        && String.valueOf(failure.getMessage()).startsWith("OOM ");
  }
}
