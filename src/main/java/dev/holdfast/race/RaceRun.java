package dev.holdfast.race;

import dev.holdfast.race.Lane.Outcome;
import dev.holdfast.race.RaceView.State;
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

  /** Longer than the lease of Redisson's locks, which is 3 s. */
  private static final Duration LEASE_PASSED = Duration.ofMillis(3_500);

  /** How long an order is held at most, while the crowd buys what is left. */
  private static final Duration PAUSE_MAX = Duration.ofSeconds(8);

  /** The same for a strategy without a lease, under whose lock the crowd waits. */
  private static final Duration PAUSE_UNDER_LOCK_MAX = Duration.ofSeconds(2);

  /** How many orders come before those that count. */
  private static final int WARM_UP_ORDERS = 64;

  private static final Duration WARM_UP_MAX = Duration.ofSeconds(2);

  /** How often the last orders of a lane are tried, since a sold-out gate remembers for 100 ms. */
  private static final int LAST_ORDER_TRIES = 3;

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
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile State state = State.STARTING;
  private volatile long endedAt;
  private volatile @Nullable String error;

  /**
   * @param onEnd called when nothing of it is left, before {@link #hasEnded} says so
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
    stopped.set(true);
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
      if (!stopped.get()) {
        state = State.RUNNING;
        runLanes(store, instances, window);
      }
      last = stopped.get() ? State.STOPPED : State.FINISHED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      last = State.STOPPED;
    } catch (Exception | LinkageError e) {
      log.warn("a race failed", e);
      error = "The race failed: " + e.getMessage();
    } finally {
      lanes.forEach(Lane::failed);
      endedAt = System.nanoTime();
      onEnd.run();
      state = last;
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
    for (int i = 0; i < lanes.size() && !stopped.get(); i++) {
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
      BooleanSupplier over = () -> stopped.get() || System.nanoTime() - deadline >= 0;
      try (var crowd = crowd(instances, over);
          var last = crowd(instances.subList(0, 1), stopped::get)) {
        lane.start();
        var sampler = Thread.ofVirtual().name("race-sampler").start(this::sample);
        try {
          if (plan.fault() == Fault.PAUSED_HOLDER) {
            pauseOne(crowd, over);
          } else {
            crowd.order(lane, sku.value(), plan.quantity(), 0, plan.customers());
          }
        } finally {
          lane.crowdLeft();
          sampler.interrupt();
          sampler.join();
        }
        if (!stopped.get()) {
          var seen = lastOrders(last);
          lane.sample(available());
          lane.judged(Verdicts.of(lane, seen, plan.fault(), instances.size()));
        }
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
      try (var crowd = crowd(instances, () -> stopped.get() || System.nanoTime() - until >= 0)) {
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

    /** Reads the store's counter until the crowd has gone, and cuts connections where they are. */
    private void sample() {
      boolean cut = plan.fault() != Fault.CUT_CONNECTION;
      while (!Thread.currentThread().isInterrupted()) {
        if (!cut && lane.answered() * 2 >= plan.customers()) {
          store.cut();
          cut = true;
        }
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

    /** The first customer's order is held at the first instance; the others go on elsewhere. */
    private void pauseOne(Crowd crowd, BooleanSupplier over) throws InterruptedException {
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
      hold.arrived().await();
      window.cancel();
      var release =
          Thread.ofVirtual()
              .name("race-release")
              .start(() -> releaseWhenSoldOut(hold, leased ? LEASE_PASSED : Duration.ZERO));
      var elsewhere = instances.subList(instances.size() - 1, instances.size());
      try (var others = crowd(elsewhere, over)) {
        others.order(lane, sku.value(), plan.quantity(), 1, plan.customers());
      } finally {
        hold.released().countDown();
        release.interrupt();
        holder.join();
      }
    }

    private void releaseWhenSoldOut(HeldOrder.Hold hold, Duration notBefore) {
      try {
        Thread.sleep(notBefore);
        while (!stopped.get() && lane.storeAvailable() >= plan.quantity()) {
          Thread.sleep(SAMPLE_INTERVAL);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      hold.released().countDown();
    }

    /** All that must be left is ordered, then one unit more. */
    private Verdicts.Evidence lastOrders(Crowd crowd) throws InterruptedException {
      long left = lane.unitsLeft();
      if (left < 0) {
        return new Verdicts.Evidence(-left, true, true);
      }
      boolean rest = left == 0 || lastOrder(crowd, (int) left, Outcome.ACCEPTED);
      boolean refused = lastOrder(crowd, 1, Outcome.REFUSED);
      return new Verdicts.Evidence(0, rest, refused);
    }

    private boolean lastOrder(Crowd crowd, int quantity, Outcome wanted)
        throws InterruptedException {
      for (int i = 0; i < LAST_ORDER_TRIES; i++) {
        if (crowd.order(sku.value(), quantity) == wanted) {
          return true;
        }
        Thread.sleep(LAST_ORDER_PAUSE);
      }
      return false;
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
