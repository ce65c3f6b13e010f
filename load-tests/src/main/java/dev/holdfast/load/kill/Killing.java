package dev.holdfast.load.kill;

import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.process.Console;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** All that dies in a run: in each slot one instance after the other, and the store in between. */
final class Killing {
  /**
   * How many instances start at a time. All of these are held while the store is away: an instance
   * that finds none does not start.
   */
  static final int STARTS_MAX = 2;

  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration KILL_MAX = Duration.ofMinutes(2);
  private static final int TOLD_EVERY = 10;

  private final KillOptions options;
  private final List<Slot> slots;
  private final KilledStore store;
  private final Semaphore starting;
  private final Random random;

  /**
   * What was killed.
   *
   * @param blows what happened to the store, and how often
   */
  record Killed(List<Slot.Kill> instances, Map<String, Integer> blows) {
    Killed {
      instances = List.copyOf(instances);
      blows = new TreeMap<>(blows);
    }
  }

  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean survivor = new AtomicBoolean();
  private final Queue<Slot.Kill> kills = new ConcurrentLinkedQueue<>();
  private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> blows = new TreeMap<>();
  private int dealt;

  Killing(KillOptions options, List<Slot> slots, KilledStore store, Semaphore starting) {
    this.options = options;
    this.slots = List.copyOf(slots);
    this.store = store;
    this.starting = starting;
    this.random = new Random(options.seed());
  }

  /**
   * Kills as many as were asked for. Beside the last of them one begins to live that stays alive.
   *
   * @param customers refuses to go on when something is wrong with them
   */
  Killed carryOut(Runnable customers, Console console) {
    List<Thread> killers =
        slots.stream().map(slot -> Thread.startVirtualThread(() -> killIn(slot))).toList();
    int told = 0;
    int known = 0;
    Deadline deadline = Deadline.in(KILL_MAX);
    while (killers.stream().anyMatch(Thread::isAlive)) {
      Deadline.sleep(LOOK);
      customers.run();
      if (isTimeForBlow()) {
        strikeStore();
      }
      if (kills.size() / TOLD_EVERY > told) {
        told = kills.size() / TOLD_EVERY;
        console.print("%d of %d killed%n", kills.size(), options.kills());
      }
      if (kills.size() > known) {
        known = kills.size();
        deadline = Deadline.in(KILL_MAX);
      }
      if (deadline.isOver()) {
        throw new LoadTestException("no instance died for " + KILL_MAX.toSeconds() + " s");
      }
    }
    // What a start held up until the last kill; customers are still there.
    while (dealt < options.blows()) {
      strikeStore();
    }
    RuntimeException failure = failures.peek();
    if (failure != null) {
      throw failure;
    }
    return new Killed(List.copyOf(kills), blows);
  }

  private void killIn(Slot slot) {
    try {
      for (int number = turn.getAndIncrement();
          number < options.kills();
          number = turn.getAndIncrement()) {
        Slot.Kill kill = slot.liveAndDie(death(number));
        kills.add(kill);
      }
      if (survivor.compareAndSet(false, true)) {
        slot.startLast();
      }
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }

  private synchronized Death death(int number) {
    return Death.of(number, random, store.hasPoints());
  }

  /** They are spread evenly over the kills of the instances. */
  private boolean isTimeForBlow() {
    return dealt < options.blows()
        && kills.size() >= (dealt + 1) * options.kills() / (options.blows() + 1);
  }

  /** Those that the store has, in turn. */
  private void strikeStore() {
    KilledStore.Blow blow = store.blows().get(dealt % store.blows().size());
    starting.acquireUninterruptibly(STARTS_MAX);
    try {
      if (blow.withInstances()) {
        slots.forEach(Slot::strike);
      }
      blow.dealt().run();
      blows.merge(blow.name(), 1, Integer::sum);
      dealt++;
    } finally {
      starting.release(STARTS_MAX);
    }
  }
}
