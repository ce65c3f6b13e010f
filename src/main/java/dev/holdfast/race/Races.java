package dev.holdfast.race;

import dev.holdfast.race.scratch.ScratchStore;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The races of this instance, one at a time. A race has a store and instances of its own, which end
 * with it, and with this. Safe for use by many threads.
 */
public final class Races implements AutoCloseable {
  /** How long this waits at its end for a race to end by itself; then it is interrupted. */
  static final Duration END_MAX = Duration.ofSeconds(10);

  /** How long the smallest race may take, the start of its store included. */
  static final Duration SMALLEST_MAX = Duration.ofSeconds(60);

  /** A race says that it has ended just before it frees its turn. */
  private static final Duration TURN_FREED_MAX = Duration.ofMillis(100);

  private final StoreKind kind;
  private final RaceRun.Stores stores;
  private final Duration endMax;
  private final Semaphore turn = new Semaphore(1);
  private volatile @Nullable RaceRun latest;
  private volatile @Nullable Thread runner;

  /**
   * @param redisServer which redis-server a race starts, as {@code holdfast.embedded-redis.server}
   *     names it
   * @param assembly the class that says what an instance of a race consists of
   */
  public Races(StoreKind kind, String redisServer, Class<?> assembly) {
    this(kind, () -> ScratchStore.start(kind, redisServer, assembly));
  }

  Races(StoreKind kind, RaceRun.Stores stores) {
    this(kind, stores, END_MAX);
  }

  /**
   * @param endMax how long the end waits for a race, before it interrupts it and after
   */
  Races(StoreKind kind, RaceRun.Stores stores, Duration endMax) {
    this.kind = kind;
    this.stores = stores;
    this.endMax = endMax;
  }

  /** What became of starting a race. */
  public sealed interface Start {
    /** It runs. */
    record Started(RaceView race) implements Start {}

    /** Another one runs, or this instance ends: its id where it has one. */
    record Busy(Optional<String> id) implements Start {}
  }

  /** The store whose strategies race. */
  public StoreKind store() {
    return kind;
  }

  /**
   * Starts a race, and does not wait for it.
   *
   * @param shown receives the race before it runs: what it gives is the race as it is then, also
   *     when another one is the latest
   */
  public Start start(RacePlan plan, Consumer<Supplier<RaceView>> shown)
      throws InterruptedException {
    if (!takeTurn()) {
      return new Start.Busy(running());
    }
    var run = new RaceRun(UUID.randomUUID().toString(), plan, stores, turn::release);
    var started = new Start.Started(run.view());
    try {
      shown.accept(run::view);
    } catch (RuntimeException e) {
      turn.release();
      throw e;
    }
    latest = run;
    runner = Thread.ofPlatform().daemon().name("race").start(run::run);
    return started;
  }

  private boolean takeTurn() throws InterruptedException {
    RaceRun run = latest;
    if (run == null || !run.hasEnded()) {
      return turn.tryAcquire();
    }
    return turn.tryAcquire(TURN_FREED_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Optional<String> running() {
    return latest().filter(race -> !race.hasEnded()).map(RaceView::id);
  }

  /**
   * Runs the smallest race: two customers, one unit. It has a thread of its own, since the deadline
   * of the caller is that of a request, and its store alone takes longer.
   *
   * @return empty while another race runs
   * @throws IllegalStateException when its store does not start, or an order comes to nothing
   */
  public Optional<SmallestRaceView> smallest(StrategyType strategy) throws InterruptedException {
    if (!takeTurn()) {
      return Optional.empty();
    }
    var race = new FutureTask<>(() -> runSmallest(strategy));
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name("smallest-race")
            .start(() -> {
              try {
                race.run();
              } finally {
                turn.release();
              }
            });
    runner = thread;
    try {
      if (!thread.join(SMALLEST_MAX)) {
        throw new IllegalStateException("the smallest race takes too long");
      }
      return Optional.of(race.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("the smallest race came to nothing", e);
    } finally {
      // It ends, and its store does, where its caller waits no longer.
      thread.interrupt();
    }
  }

  private SmallestRaceView runSmallest(StrategyType strategy) throws Exception {
    try (var store = stores.start()) {
      var gates = new Gates(SmallestRace.WAIT_MAX);
      return new SmallestRace(strategy, store.instance(gates), gates).run();
    }
  }

  /** The race that runs, or ran last. */
  public Optional<RaceView> latest() {
    return Optional.ofNullable(latest).map(RaceRun::view);
  }

  /** The race of an id; only the latest is known. */
  public Optional<RaceView> find(String id) {
    return latest().filter(race -> race.id().equals(id));
  }

  /** Stops a race, and does not wait for its end. One that has ended stays as it is. */
  public Optional<RaceView> stop(String id) {
    RaceRun run = latest;
    if (run == null || !run.id().equals(id)) {
      return Optional.empty();
    }
    run.stop();
    return Optional.of(run.view());
  }

  /** Ends the race that runs, waits until nothing of it is left, and starts no other. */
  @Override
  public void close() throws InterruptedException {
    RaceRun run = latest;
    if (run != null) {
      run.stop();
    }
    if (!turn.tryAcquire(endMax.toMillis(), TimeUnit.MILLISECONDS)) {
      Thread running = runner;
      if (running != null) {
        running.interrupt();
      }
      var _ = turn.tryAcquire(endMax.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
