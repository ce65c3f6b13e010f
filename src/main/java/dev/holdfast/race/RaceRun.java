package dev.holdfast.race;

import dev.holdfast.race.RaceView.State;
import dev.holdfast.race.Verdicts.Conditions;
import dev.holdfast.race.scratch.ScratchInstance;
import dev.holdfast.race.scratch.ScratchStore;
import dev.holdfast.stock.Guarantee;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Sku;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.strategy.check.RaceWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One race, from the start of its store to the end of it. Safe for use by many threads. */
final class RaceRun {
  private static final Logger log = LoggerFactory.getLogger(RaceRun.class);

  /** How often the store's counter is read for the curve. */
  private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(50);

  /** The lease of Redisson's locks. */
  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Longer than a lease. */
  private static final Duration LEASE_PASSED = LEASE.plusMillis(500);

  /** How long an order is held at most, while the crowd buys what is left. */
  private static final Duration PAUSE_MAX = Duration.ofSeconds(8);

  /** The same for a strategy without a lease, under whose lock the crowd waits. */
  private static final Duration PAUSE_UNDER_LOCK_MAX = Duration.ofSeconds(2);

  /** How many orders come before those that count. */
  private static final int WARM_UP_ORDERS = 64;

  private static final Duration WARM_UP_MAX = Duration.ofSeconds(2);

  /** Between two tries of a last order: more than the 100 ms that a sold-out gate remembers. */
  private static final Duration LAST_ORDER_PAUSE = Duration.ofMillis(150);

  private static final Duration RESERVATION_TIME = Duration.ofMinutes(15);

  /** Starts a store for a race, which the race closes. */
  @FunctionalInterface
  interface Stores {
    ScratchStore start() throws Exception;
  }

  private final String id;
  private final RacePlan plan;
  private final Stores stores;
  private final Runnable onEnd;
  private final List<Lane> lanes;
  private final long createdAt = System.nanoTime();
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile State state = State.STARTING;
  private volatile long endedAt;
  private volatile @Nullable String error;

  /**
   * @param onEnd called when nothing of it is left, after {@link #hasEnded} says so
   */
  RaceRun(String id, RacePlan plan, Stores stores, Runnable onEnd) {
    this.onEnd = onEnd;
    this.id = id;
    this.plan = plan;
    this.stores = stores;
    this.lanes =
        plan.lanes().stream()
            .map(strategy ->
                new Lane(
                    strategy, plan.units(), plan.customers(), plan.quantity(), System::nanoTime))
            .toList();
  }

  String id() {
    return id;
  }

  /** Whether its store is gone, or never came. */
  boolean hasEnded() {
    return state != State.STARTING && state != State.RUNNING;
  }

  /** Its customers come to their end, and it does; does not wait for that. */
  void stop() {
    stop.countDown();
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }

  /** Runs it, and returns when nothing of it is left. */
  void run() {
    State last = State.FAILED;
    try (var store = stores.start()) {
      var window = new HeldOrder(RaceWindow.of(plan.raceWindow()));
      var instances = new ArrayList<ScratchInstance>();
      instances.add(store.instance(window));
      if (lanes.stream().anyMatch(lane -> instances(lane.strategy()) > 1)) {
        instances.add(store.instance(RaceWindow.of(plan.raceWindow())));
      }
      if (!isStopped()) {
        state = State.RUNNING;
        runLanes(store, instances, window);
      }
      last = isStopped() ? State.STOPPED : State.FINISHED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      last = State.STOPPED;
    } catch (Exception | LinkageError e) {
      log.warn("a race failed", e);
      error = "The race failed: " + e.getMessage();
    } finally {
      lanes.forEach(Lane::failed);
      endedAt = System.nanoTime();
      state = last;
      // The last: another race may be the latest from here on.
      onEnd.run();
    }
  }

  /**
   * How many instances a lane has. A lock of one instance has no other that could have its stock
   * while its holder pauses.
   */
  private int instances(StrategyType strategy) {
    return switch (plan.fault()) {
      case NONE, CUT_CONNECTION -> 1;
      case SECOND_INSTANCE -> 2;
      case PAUSED_HOLDER -> strategy.guarantee().scope() == Guarantee.Scope.ALL_INSTANCES ? 2 : 1;
    };
  }

  private void runLanes(ScratchStore store, List<ScratchInstance> instances, HeldOrder window)
      throws InterruptedException {
    long left = RacePlan.TIME_MAX.toNanos();
    for (int i = 0; i < lanes.size() && !isStopped(); i++) {
      long from = System.nanoTime();
      var course = new Course(lanes.get(i), new Sku("race-" + (i + 1)), store, instances, window);
      course.run(from + left / (lanes.size() - i));
      left -= System.nanoTime() - from;
    }
  }

  /** A lane's way through its crowd and to its verdict. */
  private final class Course {
    private final Lane lane;
    private final Sku sku;
    private final ScratchStore store;
    private final List<ScratchInstance> instances;
    private final HeldOrder window;

    Course(
        Lane lane, Sku sku, ScratchStore store, List<ScratchInstance> instances, HeldOrder window) {
      this.lane = lane;
      this.sku = sku;
      this.store = store;
      this.instances = instances.subList(0, instances(lane.strategy()));
      this.window = window;
    }

    /**
     * @param deadline when no customer begins or repeats any more, by {@link System#nanoTime}
     */
    void run(long deadline) throws InterruptedException {
      warmUp();
      supply(sku, plan.units());
      BooleanSupplier over = () -> isStopped() || System.nanoTime() - deadline >= 0;
      var happened = new AtomicBoolean(!plan.fault().isAnEvent());
      if (plan.fault() == Fault.CUT_CONNECTION) {
        lane.atHalf(() -> happened.set(store.cut()));
      }
      try (var crowd = crowd(instances, over);
          var last = crowd(instances.subList(0, 1), RaceRun.this::isStopped)) {
        lane.start();
        var sampler = Thread.ofVirtual().name("race-sampler").start(this::sample);
        try {
          if (plan.fault() == Fault.PAUSED_HOLDER) {
            happened.set(pauseOne(crowd, over));
          } else {
            crowd.order(lane, sku.value(), plan.quantity(), 0, plan.customers());
          }
        } finally {
          lane.crowdLeft();
          sampler.interrupt();
          sampler.join();
        }
        if (!isStopped()) {
          judge(last, new Conditions(plan.fault(), happened.get(), instances.size()));
        }
      }
    }

    private void judge(Crowd last, Conditions conditions) throws InterruptedException {
      var orders =
          new LastOrders(
              (quantity, key) -> last.order(sku.value(), quantity, key),
              () -> {
                var _ = stop.await(LAST_ORDER_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
              });
      var seen = orders.of(lane.unitsLeft());
      lane.sample(available());
      // Last orders of a race that is stopped meanwhile show nothing.
      if (!isStopped()) {
        lane.judged(Verdicts.of(lane, seen, conditions));
      }
    }

    /**
     * The first orders of a process take many times as long as later ones, which says nothing of
     * their strategy.
     */
    private void warmUp() throws InterruptedException {
      var warm = new Sku("warm-" + sku.value());
      supply(warm, WARM_UP_ORDERS);
      long until = System.nanoTime() + WARM_UP_MAX.toNanos();
      var uncounted =
          new Lane(lane.strategy(), WARM_UP_ORDERS, WARM_UP_ORDERS, 1, System::nanoTime);
      try (var crowd = crowd(instances, () -> isStopped() || System.nanoTime() - until >= 0)) {
        crowd.order(uncounted, warm.value(), 1, 0, WARM_UP_ORDERS);
      }
    }

    private static Crowd crowd(List<ScratchInstance> instances, BooleanSupplier over) {
      return new Crowd(instances.stream().map(ScratchInstance::port).toList(), over);
    }

    private void supply(Sku sku, int units) {
      var inventory = inventory();
      var _ =
          inventory.register(
              new Inventory.Registration(
                  sku, lane.strategy().id(), Product.Terms.of("Race", RESERVATION_TIME)));
      var _ = inventory.adjust(new Inventory.Adjustment(sku, "supply", units, "for a race"));
    }

    private Inventory inventory() {
      return instances.getLast().inventory();
    }

    private long available() {
      return inventory().stocked(List.of(sku)).getFirst().level().available();
    }

    /** Reads the store's counter until the crowd has gone. */
    private void sample() {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          lane.sample(available());
          Thread.sleep(SAMPLE_INTERVAL);
        } catch (InterruptedException e) {
          return;
        } catch (RuntimeException e) {
          // The store cannot be asked for a moment: the curve keeps what it said before.
          LockSupport.parkNanos(SAMPLE_INTERVAL.toNanos());
        }
      }
    }

    /**
     * The first customer's order is held at the first instance; the others go on elsewhere.
     *
     * @return whether it was held, for longer than its lease where it has one; true as well where
     *     check and take are one step, which leaves nothing to hold
     */
    private boolean pauseOne(Crowd crowd, BooleanSupplier over) throws InterruptedException {
      boolean leased = instances.size() > 1 && lane.strategy().usesRedisson();
      var hold =
          HeldOrder.Hold.of(
              leased ? PAUSE_MAX : PAUSE_UNDER_LOCK_MAX,
              () -> instances.getFirst().stopRenewal(sku));
      window.hold(hold);
      var holder =
          Thread.ofVirtual()
              .name("race-holder")
              .start(() -> {
                crowd.orderOnce(lane, sku.value(), plan.quantity(), 0);
                hold.arrived().countDown();
              });
      var gone = new CountDownLatch(1);
      var release =
          Thread.ofVirtual()
              .name("race-release")
              .unstarted(
                  () -> releaseWhenSoldOut(hold, leased ? LEASE_PASSED : Duration.ZERO, gone));
      try {
        hold.arrived().await();
        window.cancel();
        release.start();
        var elsewhere = instances.subList(instances.size() - 1, instances.size());
        try (var others = crowd(elsewhere, over)) {
          others.order(lane, sku.value(), plan.quantity(), 1, plan.customers());
        }
        gone.countDown();
        // A crowd that has gone leaves the holder to its pause, which is the fault.
        release.join();
      } catch (InterruptedException e) {
        // So that nothing waits for the answer to its order.
        crowd.close();
        throw e;
      } finally {
        release.interrupt();
        hold.released().countDown();
        holder.join();
      }
      return !lane.strategy().hasRaceWindow() || hold.lasted(leased ? LEASE : Duration.ZERO);
    }

    private void releaseWhenSoldOut(HeldOrder.Hold hold, Duration notBefore, CountDownLatch gone) {
      try {
        boolean over = stop.await(notBefore.toMillis(), TimeUnit.MILLISECONDS);
        while (!over && !isStopped() && lane.storeAvailable() >= plan.quantity()) {
          over = gone.await(SAMPLE_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      hold.released().countDown();
    }
  }

  /** The race as it is now. */
  RaceView view() {
    State now = state;
    long until = hasEnded() ? endedAt : System.nanoTime();
    return new RaceView(
        id,
        now,
        RaceView.Settings.of(plan),
        TimeUnit.NANOSECONDS.toMillis(until - createdAt),
        0,
        lanes.stream().map(Lane::view).toList(),
        now == State.FINISHED || now == State.STOPPED ? sentence(now) : null,
        error);
  }

  private String sentence(State now) {
    if (now == State.STOPPED) {
      return "The race was stopped: what it shows proves nothing.";
    }
    return Verdicts.sentence(lanes.stream().map(Lane::view).toList(), plan.units());
  }
}
