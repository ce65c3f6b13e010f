package dev.holdfast.race;

import dev.holdfast.race.scratch.ScratchStore;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
  private final Semaphore turn = new Semaphore(1);
  private volatile @Nullable RaceRun latest;
  private volatile @Nullable Thread runner;

  /**
   * @param redisServer which redis-server a race starts, as {@code holdfast.embedded-redis.server}
   *     names it
   * @param assembly the class that says what an instance of a race consists of
   */
  public Races(StoreKind kind, String redisServer, Class<?> assembly) {
    this.kind = kind;
    this.stores = () -> ScratchStore.start(kind, redisServer, assembly);
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

  /** Starts a race, and does not wait for it. */
  public Start start(RacePlan plan) {
    if (!turn.tryAcquire()) {
      return new Start.Busy(running());
    }
    var run = new RaceRun(UUID.randomUUID().toString(), plan, stores, turn::release);
    latest = run;
    runner = Thread.ofPlatform().daemon().name("race").start(run::run);
    return new Start.Started(run.view());
  }

  private Optional<String> running() {
    return latest().filter(race -> !race.hasEnded()).map(RaceView::id);
  }

  /**
   * Runs the smallest race: two customers, one unit.
   *
   * @return empty while another race runs
   * @throws IllegalStateException when its store does not start, or an order comes to nothing
   */
  public Optional<SmallestRaceView> smallest(StrategyType strategy) throws InterruptedException {
    if (!turn.tryAcquire()) {
      return Optional.empty();
    }
    runner = Thread.currentThread();
    try (var store = stores.start()) {
      var gates = new Gates(SmallestRace.WAIT_MAX);
      return Optional.of(new SmallestRace(strategy, store.instance(gates), gates).run());
    } catch (InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the smallest race has no store", e);
    } finally {
      turn.release();
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
    if (!turn.tryAcquire(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      Thread running = runner;
      if (running != null) {
        running.interrupt();
      }
      var _ = turn.tryAcquire(END_MAX.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
