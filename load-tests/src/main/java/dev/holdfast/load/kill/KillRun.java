package dev.holdfast.load.kill;

import dev.holdfast.load.check.Scope;
import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.harness.CampaignException;
import dev.holdfast.load.harness.Deadline;
import dev.holdfast.load.harness.Lifeline;
import dev.holdfast.load.harness.OutputDirectory;
import dev.holdfast.load.harness.Ports;
import dev.holdfast.load.harness.RedisServer;
import dev.holdfast.load.harness.ServiceInstance;
import dev.holdfast.load.harness.ServiceJar;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Kills as many instances as were asked for, from the build to the verdict. */
final class KillRun {
  private static final int SLOTS = 3;
  private static final Duration RESERVATION_TIME = Duration.ofSeconds(4);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration KILL_MAX = Duration.ofMinutes(2);

  /**
   * Short times, so that what is left behind is found within the run; none is shorter than its job.
   */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "holdfast.placing.claim-hold", "2s",
          "holdfast.sweeper.put-off", "2s",
          "holdfast.lab.race-window", "2ms");

  /** A JVM that starts fast; it never lives long enough to become quick. */
  private static final List<String> JVM_OPTIONS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final KillOptions options;
  private final Path home;
  private final Lifeline lifeline;
  private final PrintStream out;
  private final OutputDirectory output;
  private final Random random;

  /** Held while an instance starts, or Redis: an instance that finds no Redis does not start. */
  private final ReentrantLock starting = new ReentrantLock(true);

  private int redisKills;

  KillRun(KillOptions options, Path home, Lifeline lifeline, PrintStream out) {
    this.options = options;
    this.home = home;
    this.lifeline = lifeline;
    this.out = out;
    this.output = OutputDirectory.prepare(options.out().toAbsolutePath());
    this.random = new Random(options.seed());
  }

  /** Tells whether every order ended once, with its units where its end says. */
  boolean run() {
    long start = System.nanoTime();
    Path jar =
        options.jar() == null
            ? ServiceJar.built(lifeline, home, output.logs(), out)
            : ServiceJar.given(options.jar());
    out.printf(
        "%d instances and %d times Redis are killed; %d instances at a time, %d customers, seed %d%n",
        options.kills(), options.redisKills(), SLOTS, options.customers(), options.seed());
    List<Slot> slots = new ArrayList<>();
    try (RedisServer redis = RedisServer.startDurable(lifeline, output.logs())) {
      for (int i = 0; i < SLOTS; i++) {
        slots.add(slot(i, jar, redis));
      }
      slots.getFirst().start(Map.of());
      HoldfastClient first = slots.getFirst().living().orElseThrow().client();
      Map<String, DeclaredStrategy> products = supply(first);
      Queue<Slot.Kill> kills = new ConcurrentLinkedQueue<>();
      List<Life> lives = killAll(slots, List.copyOf(products.keySet()), kills, redis);
      boolean passed = judge(slots, products, lives, List.copyOf(kills));
      out.printf("%s, %d s%n", passed ? "PASSED" : "FAILED", seconds(start));
      return passed;
    } finally {
      slots.forEach(Slot::close);
    }
  }

  private static long seconds(long sinceNanos) {
    return Duration.ofNanos(System.nanoTime() - sinceNanos).toSeconds();
  }

  private Slot slot(int index, Path jar, RedisServer redis) {
    Map<String, String> properties = new HashMap<>(PROPERTIES);
    properties.putAll(options.with());
    return new Slot(
        lifeline,
        new ServiceInstance.Settings(
            index + 1,
            jar,
            Ports.freeToKeep(),
            redis.address(),
            JVM_OPTIONS,
            properties,
            output.logs()),
        starting);
  }

  /** Two products of each strategy that is exact on several instances. */
  private Map<String, DeclaredStrategy> supply(HoldfastClient client) {
    Map<String, DeclaredStrategy> products = new TreeMap<>();
    for (DeclaredStrategy strategy : client.strategies()) {
      if (strategy.guarantee().scope() == Scope.ALL_INSTANCES) {
        for (String suffix : List.of("a", "b")) {
          String sku = strategy.name() + "-" + suffix;
          client.supply(sku, strategy.name(), options.stock(), RESERVATION_TIME);
          products.put(sku, strategy);
        }
      }
    }
    return products;
  }

  private List<Life> killAll(
      List<Slot> slots, List<String> skus, Queue<Slot.Kill> kills, RedisServer redis) {
    Customer customer = new Customer(new ShopClient(), () -> somebody(slots));
    Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    try (Customers customers =
        Customers.begin(customer, skus, options.customers(), options.seed())) {
      AtomicInteger turn = new AtomicInteger();
      List<Thread> killers =
          slots.stream()
              .map(slot ->
                  Thread.startVirtualThread(() -> {
                    try {
                      killIn(slot, turn, kills);
                    } catch (RuntimeException e) {
                      failures.add(e);
                    }
                  }))
              .toList();
      await(killers, customers, kills, failures, redis);
      List<Life> lives = customers.end();
      // What patience left open is asked for once more, now that everybody lives.
      lives.stream().filter(life -> !life.isSettled()).forEach(customer::live);
      return lives;
    }
  }

  private void killIn(Slot slot, AtomicInteger turn, Queue<Slot.Kill> kills) {
    // The first slot begins with the instance that took the products in.
    slot.living()
        .ifPresent(instance -> {
          instance.kill();
          instance.close();
        });
    for (int number = turn.getAndIncrement();
        number < options.kills();
        number = turn.getAndIncrement()) {
      kills.add(slot.liveAndDie(death(number)));
    }
    slot.start(Map.of());
  }

  private synchronized Death death(int number) {
    return Death.of(number, random);
  }

  private void await(
      List<Thread> killers,
      Customers customers,
      Queue<Slot.Kill> kills,
      Queue<RuntimeException> failures,
      RedisServer redis) {
    int told = 0;
    Deadline deadline = Deadline.in(KILL_MAX);
    while (killers.stream().anyMatch(Thread::isAlive)) {
      deadline.pause(LOOK);
      customers.requireRunning();
      if (kills.size() >= (redisKills + 1) * options.kills() / (options.redisKills() + 1)
          && redisKills < options.redisKills()) {
        killRedis(redis);
      }
      if (kills.size() / 10 > told / 10) {
        out.printf("%d of %d killed%n", kills.size(), options.kills());
      }
      if (kills.size() > told) {
        told = kills.size();
        deadline = Deadline.in(KILL_MAX);
      }
      if (deadline.isOver()) {
        throw new CampaignException("nobody died for " + KILL_MAX.toSeconds() + " s");
      }
    }
    RuntimeException failure = failures.peek();
    if (failure != null) {
      throw failure;
    }
  }

  private void killRedis(RedisServer redis) {
    starting.lock();
    try {
      redis.killAndRestart();
      redisKills++;
    } finally {
      starting.unlock();
    }
  }

  private static Optional<URI> somebody(List<Slot> slots) {
    List<URI> targets = slots.stream().map(Slot::target).flatMap(Optional::stream).toList();
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.of(targets.get(ThreadLocalRandom.current().nextInt(targets.size())));
  }

  private boolean judge(
      List<Slot> slots,
      Map<String, DeclaredStrategy> products,
      List<Life> lives,
      List<Slot.Kill> kills) {
    HoldfastClient client = slots.getFirst().living().orElseThrow().client();
    KillJudge judge = new KillJudge(client, new ShopClient(), products, options.stock());
    return judge.judge(lives, kills, out);
  }
}
