package dev.holdfast.load.kill;

import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/** Kills as many instances as were asked for, from the build to the verdict. */
final class KillRun {
  private static final int SLOTS = 3;

  private final KillOptions options;
  private final RunContext context;
  private final List<Slot> slots = new ArrayList<>();
  private final List<Life> lives = new ArrayList<>();

  KillRun(KillOptions options, RunContext context) {
    this.options = options;
    this.context = context;
  }

  /** Tells whether every order ended once, with its units where its end says. */
  boolean run() {
    Path jar = context.jar(options.jar());
    context.print(
        "%d instances are killed, and the store (%s) suffers %d times; %d instances at a time, %d"
            + " customers, seed %d%n",
        options.kills(),
        options.store().label(),
        options.blows(),
        SLOTS,
        options.customers(),
        options.seed());
    try (KilledStore store = start(jar)) {
      Preparation prepared = Preparation.make(options, jar, store.location(), context);
      lives.addAll(prepared.lives());
      tellTime("the training run has ended, whose cache the others start with");
      Killing.Killed killed = killAll(prepared, store);
      tellTime("the last was killed, and every customer knows");
      boolean passed = judge(prepared, killed, store);
      tellTime(passed ? "PASSED" : "FAILED");
      return passed;
    } finally {
      slots.forEach(Slot::close);
    }
  }

  private KilledStore start(Path jar) {
    return switch (options.store()) {
      case REDIS -> KilledRedis.start(context);
      case POSTGRES -> KilledPostgres.start(context, jar, options.sabotage());
    };
  }

  private void tellTime(String what) {
    context.print(
        "%3d s: %s%n", Duration.between(context.started(), Instant.now()).toSeconds(), what);
  }

  private Killing.Killed killAll(Preparation prepared, KilledStore store) {
    Semaphore starting = new Semaphore(Killing.STARTS_MAX, true);
    for (int i = 1; i <= SLOTS; i++) {
      ServiceInstance.Settings settings = prepared.settings().numbered(i, Ports.freeToKeep());
      slots.add(new Slot(context.supervisor(), settings, starting));
    }
    List<String> skus = List.copyOf(prepared.products().keySet());
    Customer customer = new Customer(new ShopClient(), this::livingInstance);
    try (Customers customers =
        Customers.begin(customer, skus, "c", options.customers(), options.seed())) {
      Killing.Killed killed =
          new Killing(options, slots, store, starting)
              .carryOut(customers::requireRunning, context.console());
      lives.addAll(customers.end());
      // What their attempts left open is asked for once more, now that an instance stays alive.
      lives.stream().filter(life -> !life.isSettled()).forEach(customer::live);
      return killed;
    }
  }

  private Optional<URI> livingInstance() {
    List<URI> targets = slots.stream().map(Slot::target).flatMap(Optional::stream).toList();
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.of(targets.get(ThreadLocalRandom.current().nextInt(targets.size())));
  }

  private boolean judge(Preparation prepared, Killing.Killed killed, KilledStore store) {
    ServiceInstance last =
        slots.stream().map(Slot::living).flatMap(Optional::stream).findFirst().orElseThrow();
    return new KillJudge(last.client(), new ShopClient(), prepared.products(), options, store)
        .judge(lives, killed, context.console());
  }
}
