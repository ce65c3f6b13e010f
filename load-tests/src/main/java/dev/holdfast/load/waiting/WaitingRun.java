package dev.holdfast.load.waiting;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.config.WaitingOptions;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.endpoints.ShopClient.Reply;
import dev.holdfast.load.process.CustomerThreads;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import dev.holdfast.load.process.Ports;
import dev.holdfast.load.process.PostgresBinaries;
import dev.holdfast.load.process.PostgresServerProcess;
import dev.holdfast.load.process.RedisLocation;
import dev.holdfast.load.process.RedisServerProcess;
import dev.holdfast.load.process.RunContext;
import dev.holdfast.load.process.ServiceInstance;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Lets orders wait on two instances while units come back on both, and judges who got them. */
final class WaitingRun {
  private static final String SKU = "waiting";
  private static final Duration ANSWERED_MAX = Duration.ofMinutes(1);
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** So far apart that an instance gets its orders in the order in which they are sent. */
  private static final Duration BETWEEN_ORDERS = Duration.ofMillis(10);

  private static final double NANOS_PER_MILLI = Duration.ofMillis(1).toNanos();

  private final WaitingOptions options;
  private final RunContext context;
  private final ShopClient shop = new ShopClient();
  private final Queue<Waited> waited = new ConcurrentLinkedQueue<>();
  private final List<Long> cameBackAt = new ArrayList<>();

  WaitingRun(WaitingOptions options, RunContext context) {
    this.options = options;
    this.context = context;
  }

  /** Tells whether each unit that came back went to one order that waited. */
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
    var settings =
        ServiceInstance.Settings.of(jar, store, context.logs())
            .with(ServiceInstance.FAST_START)
            .with(Map.of("holdfast.waiting.max-per-sku", "200"))
            .with(options.with());
    context.print(
        "%d units of a product with %s come back on %s, one each %d ms; %d orders wait for one, on"
            + " two instances%n",
        options.units(),
        options.strategy(),
        options.store().label(),
        options.pause().toMillis(),
        options.waiting());
    try (var first = ServiceInstance.start(context.supervisor(), settings);
        var second =
            ServiceInstance.start(context.supervisor(), settings.numbered(2, Ports.freeToKeep()))) {
      try {
        first.awaitReady();
        second.awaitReady();
        HoldfastClient client = first.client();
        client.supply(SKU, options.strategy(), options.units());
        load(List.of(first.client().target(), second.client().target()));
        return judge(client);
      } finally {
        first.terminate(GRACE);
        second.terminate(GRACE);
      }
    }
  }

  private void load(List<URI> instances) {
    List<String> holders = new ArrayList<>();
    for (int i = 0; i < options.units(); i++) {
      holders.add(order(shop.place(instances.get(i % 2), "holder-" + i, lines())));
    }
    try (CustomerThreads customers = new CustomerThreads()) {
      for (int i = 0; i < options.waiting(); i++) {
        int number = i;
        customers.start(() -> await(instances.get(number % 2), number));
        Deadline.sleep(BETWEEN_ORDERS);
      }
      for (int i = 0; i < holders.size(); i++) {
        order(shop.command(instances.get(i % 2), holders.get(i), "cancel"));
        cameBackAt.add(System.nanoTime());
        customers.requireRunning();
        Deadline.sleep(options.pause());
      }
      customers.end(ANSWERED_MAX);
    }
  }

  private static List<Line> lines() {
    return List.of(new Line(SKU, 1));
  }

  private static String order(Reply reply) {
    if (reply instanceof Reply.Order order) {
      return order.id();
    }
    throw new LoadTestException("an order was answered " + reply);
  }

  private void await(URI instance, int number) {
    Reply reply = shop.placeWaiting(instance, "waits-" + number, lines(), options.waitMax());
    waited.add(
        switch (reply) {
          case Reply.Order order -> waited(number, order.id(), Waited.PLACED);
          case Reply.SoldOut() -> waited(number, "", Waited.SOLD_OUT);
          default -> waited(number, "", reply.toString());
        });
  }

  private static Waited waited(int number, String order, String came) {
    return new Waited(number, number % 2, order, System.nanoTime(), came);
  }

  private boolean judge(HoldfastClient client) {
    long expected = Math.min(options.units(), options.waiting());
    List<String> wrong =
        WaitingJudge.wrong(waited, expected, client.audit(SKU), client.deepFindings(SKU));
    List<Waited> placed =
        waited.stream().filter(Waited::isPlaced).sorted(Comparator.comparing(Waited::at)).toList();
    context.print("%s%n", lateness(placed));
    for (int instance = 0; instance < 2; instance++) {
      int number = instance;
      context.print(
          "instance %d: %d orders placed, %d of them after one that came later%n",
          instance + 1,
          placed.stream().filter(order -> order.instance() == number).count(),
          overtaken(placed.stream().filter(order -> order.instance() == number).toList()));
    }
    wrong.forEach(what -> context.print("WRONG: %s%n", what));
    context.print("%s%n", wrong.isEmpty() ? "PASSED" : "FAILED");
    return wrong.isEmpty();
  }

  /** How long after each unit came back an order had it; what came back first was taken first. */
  private String lateness(List<Waited> placed) {
    List<Double> late = new ArrayList<>();
    for (int i = 0; i < Math.min(placed.size(), cameBackAt.size()); i++) {
      late.add(Math.max(0, placed.get(i).at() - cameBackAt.get(i)) / NANOS_PER_MILLI);
    }
    late.sort(Comparator.naturalOrder());
    return late.isEmpty()
        ? "no order was placed"
        : String.format(
            Locale.ROOT,
            "from the answer to a cancellation to the answer to an order: p50 %.1f ms, p99 %.1f ms,"
                + " longest %.1f ms",
            late.get(late.size() / 2),
            late.get(late.size() * 99 / 100),
            late.getLast());
  }

  private static int overtaken(List<Waited> placed) {
    int overtaken = 0;
    int latest = -1;
    for (Waited order : placed) {
      overtaken += order.number() < latest ? 1 : 0;
      latest = Math.max(latest, order.number());
    }
    return overtaken;
  }
}
