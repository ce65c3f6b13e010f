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
  private static final Duration TRY_AGAIN = Duration.ofMillis(20);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration WRITER_MAX = Duration.ofSeconds(30);
  private static final Duration INSIST_MAX = Duration.ofMinutes(10);
  private static final Duration LOAD_MAX = Duration.ofHours(1);
  private static final Duration ANSWERED_MAX = Duration.ofMinutes(1);
  private static final Duration WRITTEN_MAX = Duration.ofMinutes(10);
  private static final Duration JUDGED_MAX = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final int SAID_MAX = 20;

  /** A store that is held up may not answer in time; so often, in a row, it is asked again. */
  private static final int FEED_FAILURES_MAX = 60;

  /** So often a second events are fed. */
  private static final int FEEDS_PER_SECOND = 10;

  /** Small heaps: four instances share a machine with their load. */
  private static final List<String> SMALL = List.of("-Xms96m", "-Xmx256m");

  private final JournalOptions options;
  private final RunContext context;
  private final ShopClient shop = new ShopClient();
  private final Acknowledged acknowledged = new Acknowledged();
  private final AtomicInteger fed = new AtomicInteger();
  private final AtomicInteger feedUpTo = new AtomicInteger();
  private int nextFed;
  private int feedFailures;
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
          yield runOn(jar, RedisLocation.at(redis.address()), EventFeed.of(redis));
        }
      }
      case POSTGRES -> {
        var binaries = PostgresBinaries.of(context.supervisor(), jar, context.logs());
        try (PostgresServerProcess postgres =
            PostgresServerProcess.start(context.supervisor(), binaries, context.logs())) {
          yield runOn(jar, postgres.properties(), EventFeed.of(postgres));
        }
      }
    };
  }

  private boolean runOn(Path jar, Map<String, String> store, EventFeed feed) {
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
        "%d events on %s, up to %d of them a second fed, written by one of %d instances; the writer"
            + " is killed %d times%n",
        options.events(), options.store().label(), options.fed(), INSTANCES, options.kills());
    try (Instances instances = Instances.start(context.supervisor(), settings, INSTANCES)) {
      instances.any().client().supply(SKU, strategy(), STOCK);
      load(instances, feed);
      awaitWritten(instances);
      return judge(instances.any().client(), files);
    }
  }

  private String strategy() {
    return switch (options.store()) {
      case REDIS -> "redis-group-commit";
      case POSTGRES -> "postgres-group-commit";
    };
  }

  private void load(Instances instances, EventFeed feed) {
    int part = options.events() / (options.kills() + 1);
    try (CustomerThreads customers = new CustomerThreads()) {
      for (int i = 0; i < options.customers(); i++) {
        String name = "j" + i;
        customers.start(() -> order(instances, name));
      }
      if (options.fed() > 0) {
        customers.arrive(FEEDS_PER_SECOND, () -> feed(feed));
      }
      for (int kill = 1; kill <= options.kills(); kill++) {
        // More than until the kill: the writer dies while it has something to write.
        feedUpTo.set(part * kill + part / 2);
        awaitEvents(part * kill, customers);
        if (failure.get().isEmpty()) {
          killWriter(instances, kill);
        }
      }
      feedUpTo.set(options.events());
      awaitEvents(options.events(), customers);
      customers.end(ANSWERED_MAX);
    }
    if (!failure.get().isEmpty()) {
      throw new LoadTestException(failure.get());
    }
  }

  /** On the one thread of the arrivals. */
  private void feed(EventFeed feed) {
    int count = Math.min(options.fed() / FEEDS_PER_SECOND, feedUpTo.get() - made());
    if (count <= 0 || !failure.get().isEmpty()) {
      return;
    }
    int from = nextFed;
    nextFed += count;
    try {
      feed.add(from, count);
      for (int number = from; number < from + count; number++) {
        acknowledged.fed(number);
      }
      fed.addAndGet(count);
      feedFailures = 0;
    } catch (LoadTestException e) {
      // It may have them or not, so they are not among those that it must have.
      if (++feedFailures > FEED_FAILURES_MAX) {
        failure.compareAndSet("", String.valueOf(e.getMessage()));
      }
    }
  }

  private int made() {
    return acknowledged.size();
  }

  private void awaitEvents(int count, CustomerThreads customers) {
    Deadline.await(
        count + " events",
        LOAD_MAX,
        LOOK,
        () -> {
          customers.requireRunning();
          return made() >= count || !failure.get().isEmpty();
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
        "after %d events %s%n", made(), all ? "all were killed" : "the writer was killed");
    if (kill < options.kills() || all) {
      instances.revive();
    }
  }

  /** Orders and cancels, so that there is always stock. */
  private void order(Instances instances, String name) {
    List<Line> lines = List.of(new Line(SKU, 1));
    for (int i = 0; made() < options.events() && failure.get().isEmpty(); i++) {
      String key = name + "-" + i;
      Reply placed = insist(instances, instance -> shop.place(instance, key, lines));
      if (placed instanceof Reply.Order order) {
        acknowledged.answered(order.id(), "RESERVED");
        Reply cancelled =
            insist(instances, instance -> shop.command(instance, order.id(), "cancel"));
        if (cancelled instanceof Reply.Order) {
          acknowledged.answered(order.id(), "CANCELLED");
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
    // Longer than four instances need that were killed and start again at once.
    Deadline deadline = Deadline.in(INSIST_MAX);
    while (true) {
      reply = instances.next().map(request).orElse(reply);
      if (!(reply instanceof Reply.Unknown) || deadline.isOver()) {
        return reply;
      }
      Deadline.sleep(TRY_AGAIN);
    }
  }

  private void awaitWritten(Instances instances) {
    long start = System.nanoTime();
    Deadline.await(
        "a writer that has written all events",
        WRITTEN_MAX,
        BETWEEN_LOOKS,
        () -> instances.writer().filter(Instances::hasWrittenAll).isPresent());
    context.print(
        "all written %d s after the last event%n",
        Duration.ofNanos(System.nanoTime() - start).toSeconds());
  }

  private boolean judge(HoldfastClient client, WrittenFiles files) {
    List<Event> events = client.events();
    AtomicReference<List<String>> wrong = new AtomicReference<>(List.of());
    boolean passed =
        Deadline.holdsWithin(
            JUDGED_MAX,
            BETWEEN_LOOKS,
            () -> {
              wrong.set(JournalJudge.wrong(files.all(), options.sizeMax(), events, acknowledged));
              return wrong.get().isEmpty();
            });
    context.print(
        "%d events, of which %d were fed; %d files of the journal%n",
        events.size(), fed.get(), files.all().size());
    wrong.get().stream().limit(SAID_MAX).forEach(what -> context.print("WRONG: %s%n", what));
    context.print("%s%n", passed ? "PASSED" : "FAILED, %d wrong".formatted(wrong.get().size()));
    return passed;
  }
}
