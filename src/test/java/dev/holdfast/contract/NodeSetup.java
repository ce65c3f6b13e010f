package dev.holdfast.contract;

import dev.holdfast.redis.RedisSettings;
import dev.holdfast.redis.Scripts;
import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.stock.strategy.GroupCommitSettings;
import dev.holdfast.stock.strategy.LockSettings;
import dev.holdfast.stock.strategy.RaceWindow;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How a node is made. */
record NodeSetup(
    RedisAddress redis,
    boolean cluster,
    RaceWindow window,
    boolean oneStep,
    Duration claimHold,
    Duration putOff,
    LockSettings locks,
    boolean resending,
    Duration commandTimeout,
    @Nullable LongSupplier clock,
    @Nullable Duration lease,
    GroupCommitSettings groupCommit,
    @Nullable CallerClock callerClock) {
  /** Long enough for a busy machine: a test that is not about time does not fail for it. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration IMPATIENCE = RedisSettings.defaults().commandTimeout();

  static NodeSetup on(RedisAddress redis) {
    return new NodeSetup(
        redis,
        false,
        RaceWindow.NONE,
        true,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        LockSettings.defaults(),
        false,
        PATIENCE,
        null,
        null,
        GroupCommitSettings.defaults(),
        null);
  }

  NodeSetup groupCommit(GroupCommitSettings groupCommit) {
    return with(draft -> draft.groupCommit = groupCommit);
  }

  NodeSetup window(RaceWindow window) {
    return with(draft -> draft.window = window);
  }

  NodeSetup oneStep(boolean oneStep) {
    return with(draft -> draft.oneStep = oneStep);
  }

  NodeSetup claimHold(Duration claimHold) {
    return with(draft -> draft.claimHold = claimHold);
  }

  NodeSetup putOff(Duration putOff) {
    return with(draft -> draft.putOff = putOff);
  }

  NodeSetup locks(LockSettings locks) {
    return with(draft -> draft.locks = locks);
  }

  NodeSetup inCluster() {
    return with(draft -> {
      draft.cluster = true;
      draft.oneStep = false;
    });
  }

  /**
   * With a client that sends again what a lost connection left unanswered, as Lettuce does unless
   * it is told otherwise.
   */
  NodeSetup sendingAgain() {
    return with(draft -> draft.resending = true);
  }

  /** With a client that gives up waiting for an answer as soon as the service does. */
  NodeSetup impatient() {
    return with(draft -> draft.commandTimeout = IMPATIENCE);
  }

  /** Outside the lab, with a lease by a clock of its own. */
  NodeSetup guarded(LongSupplier clock) {
    return with(draft -> draft.clock = clock);
  }

  /** With distributed locks, and a lease of the instance, that end so long after their renewal. */
  NodeSetup lease(Duration lease) {
    return with(draft -> draft.lease = lease);
  }

  /** With a clock of its own, that scripts clamp the store's to. */
  NodeSetup callerClock(CallerClock callerClock) {
    return with(draft -> draft.callerClock = callerClock);
  }

  Node start() {
    return start(Scripts.defaults());
  }

  /** With other settings of its scripts. */
  Node start(Scripts scripts) {
    return new Node(this, scripts);
  }

  private NodeSetup with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** A setup of which something is changed. */
  private static final class Draft {
    final RedisAddress redis;
    boolean cluster;
    RaceWindow window;
    boolean oneStep;
    Duration claimHold;
    Duration putOff;
    LockSettings locks;
    boolean resending;
    Duration commandTimeout;
    @Nullable LongSupplier clock;
    @Nullable Duration lease;
    GroupCommitSettings groupCommit;
    @Nullable CallerClock callerClock;

    Draft(NodeSetup setup) {
      redis = setup.redis;
      cluster = setup.cluster;
      window = setup.window;
      oneStep = setup.oneStep;
      claimHold = setup.claimHold;
      putOff = setup.putOff;
      locks = setup.locks;
      resending = setup.resending;
      commandTimeout = setup.commandTimeout;
      clock = setup.clock;
      lease = setup.lease;
      groupCommit = setup.groupCommit;
      callerClock = setup.callerClock;
    }

    NodeSetup done() {
      return new NodeSetup(
          redis,
          cluster,
          window,
          oneStep,
          claimHold,
          putOff,
          locks,
          resending,
          commandTimeout,
          clock,
          lease,
          groupCommit,
          callerClock);
    }
  }
}
