package dev.holdfast.load.journal;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.config.JournalOptions;
import dev.holdfast.load.endpoints.Event;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.endpoints.ShopClient.Reply;
import dev.holdfast.load.process.CustomerThreads;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.PostgresServerProcess;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Has four instances write one journal, from the start of the store to the verdict. */
final class JournalRun {
  private static final int INSTANCES = 4;
  private static final String SKU = "journal";
  private static final int STOCK = 1_000_000;
  private static final int TRIES_MAX = 2_000;
  private static final Duration TRY_AGAIN = Duration.ofMillis(20);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration WRITER_MAX = Duration.ofSeconds(30);
  private static final Duration LOAD_MAX = Duration.ofHours(1);
  private static final Duration ANSWERED_MAX = Duration.ofMinutes(1);
  private static final Duration WRITTEN_MAX = Duration.ofSeconds(60);
  private static final Duration BETWEEN_VERDICTS = Duration.ofSeconds(1);

  /** Small heaps: four instances share a machine with their load. */
  private static final List<String> SMALL = List.of("-Xms96m", "-Xmx256m");

  private final JournalOptions options;
  private final RunContext context;
  private final ShopClient shop = new ShopClient();
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicReference<String> failure = new AtomicReference<>("");

  JournalRun(JournalOptions options, RunContext context) {
    this.options = options;
    this.context = context;
  }

  /** Tells whether each event is one whole line of the journal, once. */
  boolean run() {
    Path jar = context.jar(options.jar());
    return switch (options.store()) {
      case REDIS -> {
        try (RedisServerProcess redis =
            RedisServerProcess.startDurable(context.supervisor(), context.logs())) {
          yield runOn(jar, RedisLocation.at(redis.address()));
        }
      }
      case POSTGRES -> {
        var binaries = PostgresBinaries.of(context.supervisor(), jar, context.logs());
        try (PostgresServerProcess postgres =
            PostgresServerProcess.start(context.supervisor(), binaries, context.logs())) {
          yield runOn(jar, postgres.properties());
        }
      }
    };
  }

  private boolean runOn(Path jar, Map<String, String> store) {
    Path journal = context.logs().resolve("orders.jsonl");
    WrittenFiles files = new WrittenFiles(journal);
    ServiceInstance.Settings settings =
        ServiceInstance.Settings.of(jar, store, context.logs())
            .with(ServiceInstance.FAST_START)
            .with(SMALL)
            .with(
                Map.of(
                    "holdfast.journal.path",
                    journal.toString(),
                    "holdfast.journal.size-max",
                    Integer.toString(options.sizeMax()),
                    "holdfast.journal.keep",
                    "10000",
                    "holdfast.events.max-length",
                    "10000000"))
            .with(options.with());
    context.print(
        "%d events on %s, written by one of %d instances; the writer is killed %d times%n",
        options.events(), options.store().label(), INSTANCES, options.kills());
    try (Instances instances = Instances.start(context.supervisor(), settings, INSTANCES)) {
      instances.any().client().supply(SKU, strategy(), STOCK);
      load(instances);
      return judge(instances.any().client(), files);
    }
  }

  private String strategy() {
    return switch (options.store()) {
      case REDIS -> "redis-group-commit";
      case POSTGRES -> "postgres-group-commit";
    };
  }

  private void load(Instances instances) {
    try (CustomerThreads customers = new CustomerThreads()) {
      for (int i = 0; i < options.customers(); i++) {
        String name = "j" + i;
        customers.start(() -> order(instances, name));
      }
      for (int kill = 1; kill <= options.kills(); kill++) {
        int part = options.events() / (options.kills() + 1) * kill;
        awaitChanges(part, customers);
        killWriter(instances, kill);
      }
      awaitChanges(options.events(), customers);
      customers.end(ANSWERED_MAX);
    }
    if (!failure.get().isEmpty()) {
      throw new LoadTestException(failure.get());
    }
  }

  private void awaitChanges(int count, CustomerThreads customers) {
    Deadline.await(
        count + " changes",
        LOAD_MAX,
        LOOK,
        () -> {
          customers.requireRunning();
          return changes.get() >= count || !failure.get().isEmpty();
        });
  }

  /** Now and then all others are killed with it. */
  private void killWriter(Instances instances, int kill) {
    AtomicReference<ServiceInstance> writer = new AtomicReference<>();
    Deadline.await(
        "one that writes the journal",
        WRITER_MAX,
        LOOK,
        () -> {
          instances.writer().ifPresent(writer::set);
          return writer.get() != null;
        });
    boolean all = !options.isShort() && kill % 4 == 0;
    if (all) {
      instances.killAll();
    } else {
      instances.kill(writer.get());
    }
    context.print(
        "after %d changes %s%n", changes.get(), all ? "all were killed" : "the writer was killed");
    if (kill < options.kills() || all) {
      instances.revive();
    }
  }

  /** Orders and cancels, so that there is always stock. */
  private void order(Instances instances, String name) {
    List<Line> lines = List.of(new Line(SKU, 1));
    for (int i = 0; changes.get() < options.events() && failure.get().isEmpty(); i++) {
      String key = name + "-" + i;
      Reply placed = insist(instances, instance -> shop.place(instance, key, lines));
      if (placed instanceof Reply.Order order) {
        changes.incrementAndGet();
        Reply cancelled =
            insist(instances, instance -> shop.command(instance, order.id(), "cancel"));
        if (cancelled instanceof Reply.Order) {
          changes.incrementAndGet();
        } else {
          failure.compareAndSet("", "cancel of " + key + " was answered " + cancelled);
        }
      } else {
        failure.compareAndSet("", key + " was answered " + placed);
      }
    }
  }

  private static Reply insist(Instances instances, Function<URI, Reply> request) {
    Reply reply = new Reply.Unknown("never asked");
    for (int i = 0; i < TRIES_MAX && reply instanceof Reply.Unknown; i++) {
      if (i > 0) {
        Deadline.sleep(TRY_AGAIN);
      }
      reply = instances.next().map(request).orElse(reply);
    }
    return reply;
  }

  private boolean judge(HoldfastClient client, WrittenFiles files) {
    AtomicReference<List<Event>> events = new AtomicReference<>(List.of());
    AtomicReference<List<String>> wrong = new AtomicReference<>(List.of());
    boolean passed =
        Deadline.holdsWithin(
            WRITTEN_MAX,
            BETWEEN_VERDICTS,
            () -> {
              events.set(client.events());
              wrong.set(JournalJudge.wrong(files.all(), options.sizeMax(), events.get()));
              return wrong.get().isEmpty();
            });
    context.print("%d events, %d files of the journal%n", events.get().size(), files.all().size());
    wrong.get().forEach(what -> context.print("WRONG: %s%n", what));
    context.print("%s%n", passed ? "PASSED" : "FAILED");
    return passed;
  }
}
