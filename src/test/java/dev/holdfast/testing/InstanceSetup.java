package dev.holdfast.testing;

import dev.holdfast.redis.client.RedisSettings;
import dev.holdfast.redis.clock.CallerClock;
import dev.holdfast.redis.script.Scripts;
import dev.holdfast.strategy.check.RaceWindow;
import dev.holdfast.strategy.lock.LockSettings;
import dev.holdfast.strategy.script.GroupCommitSettings;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How a node is made. */
public record InstanceSetup(
    ServerAddress redis,
    boolean cluster,
    RaceWindow window,
    boolean oneStep,
    Duration claimHold,
    Duration putOff,
    LockSettings locks,
    boolean unordered,
    boolean resending,
    Duration commandTimeout,
    @Nullable LongSupplier clock,
    @Nullable Duration lease,
    GroupCommitSettings groupCommit,
    @Nullable CallerClock callerClock) {
  /** Long enough for a busy machine: a test that is not about time does not fail for it. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long one that gives up soon waits: more than a busy machine takes for an answer. */
  public static final Duration IMPATIENCE = Duration.ofMillis(1_500);

  public static InstanceSetup on(ServerAddress redis) {
    return new InstanceSetup(
        redis,
        false,
        RaceWindow.NONE,
        true,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Defaults.of(LockSettings.class),
        false,
        false,
        PATIENCE,
        null,
        null,
        patientGroupCommit(),
        null);
  }

  /** Settings of Redis with such a command timeout. */
  public static RedisSettings patientRedis() {
    return redis(PATIENCE);
  }

  static RedisSettings redis(Duration commandTimeout) {
    var usual = Defaults.of(RedisSettings.class);
    return new RedisSettings(
        commandTimeout,
        usual.requestQueueMax(),
        usual.reconnectDelay(),
        usual.silenceMax(),
        usual.dedicatedMax(),
        commandTimeout,
        PATIENCE);
  }

  private static GroupCommitSettings patientGroupCommit() {
    var usual = Defaults.of(GroupCommitSettings.class);
    return new GroupCommitSettings(
        usual.batchMax(), usual.queueMax(), PATIENCE, usual.gateTime(), usual.lanes());
  }

  public InstanceSetup groupCommit(GroupCommitSettings groupCommit) {
    return with(draft -> draft.groupCommit = groupCommit);
  }

  public InstanceSetup window(RaceWindow window) {
    return with(draft -> draft.window = window);
  }

  public InstanceSetup oneStep(boolean oneStep) {
    return with(draft -> draft.oneStep = oneStep);
  }

  public InstanceSetup claimHold(Duration claimHold) {
    return with(draft -> draft.claimHold = claimHold);
  }

  public InstanceSetup putOff(Duration putOff) {
    return with(draft -> draft.putOff = putOff);
  }

  public InstanceSetup locks(LockSettings locks) {
    return with(draft -> draft.locks = locks);
  }

  /** A basket's locks are acquired in the order of its lines, as the lab can have it. */
  public InstanceSetup locksAsGiven() {
    return with(draft -> draft.unordered = true);
  }

  public InstanceSetup inCluster() {
    return with(draft -> {
      draft.cluster = true;
      draft.oneStep = false;
    });
  }

  /**
   * With a client that sends again what a lost connection left unanswered, as Lettuce does unless
   * it is told otherwise.
   */
  public InstanceSetup sendingAgain() {
    return with(draft -> draft.resending = true);
  }

  /** With a client that gives up waiting for an answer soon. */
  public InstanceSetup impatient() {
    return with(draft -> draft.commandTimeout = IMPATIENCE);
  }

  /** With a client that waits so long for an answer. */
  public InstanceSetup commandTimeout(Duration timeout) {
    return with(draft -> draft.commandTimeout = timeout);
  }

  /** Outside the lab, with a lease by a clock of its own. */
  public InstanceSetup guarded(LongSupplier clock) {
    return with(draft -> draft.clock = clock);
  }

  /** With distributed locks, and a lease of the instance, that end so long after their renewal. */
  public InstanceSetup lease(Duration lease) {
    return with(draft -> draft.lease = lease);
  }

  /** With a clock of its own, that scripts clamp the store's to. */
  public InstanceSetup callerClock(CallerClock callerClock) {
    return with(draft -> draft.callerClock = callerClock);
  }

  public TestInstance start() {
    return start(Defaults.scripts());
  }

  /** With other settings of its scripts. */
  public TestInstance start(Scripts scripts) {
    return new TestInstance(this, scripts);
  }

  private InstanceSetup with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** A setup of which something is changed. */
  private static final class Draft {
    public final ServerAddress redis;
    public boolean cluster;
    public RaceWindow window;
    public boolean oneStep;
    public Duration claimHold;
    public Duration putOff;
    public LockSettings locks;
    public boolean unordered;
    public boolean resending;
    public Duration commandTimeout;
    @Nullable LongSupplier clock;
    @Nullable Duration lease;
    public GroupCommitSettings groupCommit;
    @Nullable CallerClock callerClock;

    public Draft(InstanceSetup setup) {
      redis = setup.redis;
      cluster = setup.cluster;
      window = setup.window;
      oneStep = setup.oneStep;
      claimHold = setup.claimHold;
      putOff = setup.putOff;
      locks = setup.locks;
      unordered = setup.unordered;
      resending = setup.resending;
      commandTimeout = setup.commandTimeout;
      clock = setup.clock;
      lease = setup.lease;
      groupCommit = setup.groupCommit;
      callerClock = setup.callerClock;
    }

    public InstanceSetup done() {
      return new InstanceSetup(
          redis,
          cluster,
          window,
          oneStep,
          claimHold,
          putOff,
          locks,
          unordered,
          resending,
          commandTimeout,
          clock,
          lease,
          groupCommit,
          callerClock);
    }
  }
}
