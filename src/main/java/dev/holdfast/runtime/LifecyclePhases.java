package dev.holdfast.runtime;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The order in which components start; they stop in reverse. Clients are warm before this instance
 * announces itself. The instance announces itself before it sweeps and serves. Requests drain
 * before the server stops. The instance returns its lease after its last take. Clients of Redis are
 * in phase 0 and stop after all of these.
 */
public final class LifecyclePhases {
  private static final int STEP = 256;

  public static final int DRAINING = SmartLifecycle.DEFAULT_PHASE;

  /** Monitors only read: they start last and stop first. */
  public static final int MONITORS = SmartLifecycle.DEFAULT_PHASE;

  public static final int SWEEPER = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - STEP;
  public static final int INSTANCE = SWEEPER - STEP;
  public static final int WARM_UP = INSTANCE - STEP;

  private LifecyclePhases() {}
}
