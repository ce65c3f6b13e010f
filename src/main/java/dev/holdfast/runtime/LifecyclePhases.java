package dev.holdfast.runtime;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The order in which parts start, and end the other way round: clients are warm before this
 * instance announces itself, and it does so before it sweeps and serves; requests are drained
 * before the server stops, and the lease is given back when nobody takes stock any more. Clients of
 * Redis are in phase 0, and end after all of them.
 */
public final class LifecyclePhases {
  private static final int STEP = 256;

  public static final int DRAINING = SmartLifecycle.DEFAULT_PHASE;
  public static final int SWEEPER = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - STEP;
  public static final int INSTANCE = SWEEPER - STEP;
  public static final int WARM_UP = INSTANCE - STEP;

  private LifecyclePhases() {}
}
