package dev.holdfast.race;

import dev.holdfast.race.scratch.ScratchStore;
import dev.holdfast.stock.StoreKind;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The races of this instance, one at a time. A race has a store and instances of its own, which end
 * with it, and with this. Safe for use by many threads.
 */
public final class Races implements AutoCloseable {
  /** How long this waits at its end for a race to end by itself; then it is interrupted. */
  static final Duration END_MAX = Duration.ofSeconds(10);

  private final StoreKind kind;
  private final RaceRun.Stores stores;
  private @Nullable RaceRun latest;
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * @param redisServer which redis-server a race starts, as {@code holdfast.embedded-redis.server}
   *     names it
   * @param assembly the class that says what an instance of a race consists of
   */
  public Races(StoreKind kind, String redisServer, Class<?> assembly) {
    this(kind, () -> ScratchStore.start(kind, redisServer, assembly));
  }

  Races(StoreKind kind, RaceRun.Stores stores) {
    this.kind = kind;
    this.stores = stores;
  }

  /** What became of starting a race. */
  public sealed interface Start {
    /** It runs. */
    record Started(RaceView race) implements Start {}

    /** Another one runs. */
    record Busy(String id) implements Start {}

    /** This instance ends. */
    record Ending() implements Start {}
  }

  /** The store whose strategies race. */
  public StoreKind store() {
    return kind;
  }

  /** Starts a race, and does not wait for it. */
  public synchronized Start start(RacePlan plan) {
    if (closed) {
      return new Start.Ending();
    }
    if (latest != null && !latest.hasEnded()) {
      return new Start.Busy(latest.id());
    }
    var run = new RaceRun(UUID.randomUUID().toString(), plan, stores);
    latest = run;
    thread = Thread.ofPlatform().daemon().name("race").start(run::run);
    return new Start.Started(run.view());
  }

  /** The race that runs, or ran last. */
  public synchronized Optional<RaceView> latest() {
    return Optional.ofNullable(latest).map(run -> run.view());
  }

  /** The race of an id; only the latest is known. */
  public synchronized Optional<RaceView> find(String id) {
    return latest().filter(race -> race.id().equals(id));
  }

  /** Stops a race, and does not wait for its end. One that has ended stays as it is. */
  public synchronized Optional<RaceView> stop(String id) {
    RaceRun run = latest;
    if (run == null || !run.id().equals(id)) {
      return Optional.empty();
    }
    run.stop();
    return Optional.of(run.view());
  }

  /** Ends the race that runs, and waits until nothing of it is left. */
  @Override
  public void close() throws InterruptedException {
    RaceRun run;
    Thread runner;
    synchronized (this) {
      closed = true;
      run = latest;
      runner = thread;
    }
    if (run == null || runner == null) {
      return;
    }
    run.stop();
    if (!run.awaitEnd(END_MAX)) {
      runner.interrupt();
      var _ = run.awaitEnd(END_MAX);
    }
  }
}
