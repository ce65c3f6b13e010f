package dev.holdfast.load.price;

import dev.holdfast.load.check.Line;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.LoadTestException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What is counted on one side, and no load: bytes of orders, calls of confirmations. */
final class Extras {
  private static final int ORDERS = 50_000;
  private static final int CONNECTIONS = 16;
  private static final int CONFIRMED = 200;
  private static final int CONFIRMED_BEFORE = 50;

  /** What follows an answer has come by then. */
  private static final Duration AFTERWARDS = Duration.ofMillis(20);

  private Extras() {}

  /** The bytes that an order takes in Redis, one of many of a single unit without a reference. */
  static void bytes(Side side, Figures figures) {
    PriceCase one = PriceCase.SCRIPT;
    URI target = side.service().client().target();
    var orders = new OrderRequests(target, one.path(), "bytes", one.skus(), 0);
    try (var load = new HttpLoad(target, CONNECTIONS, orders, one.status())) {
      load.run(new Pace.Count(CONNECTIONS));
      side.quiet();
      long before = side.usedMemory();
      load.run(new Pace.Count(ORDERS));
      side.quiet();
      long after = side.usedMemory();
      figures.add(side.name(), Extra.BYTES.figure(), (after - before) / (double) ORDERS);
    }
  }

  /** Confirms orders one after the other, and tells the calls before each answer from the later. */
  static void confirm(Side side, Figures figures) {
    URI target = side.service().client().target();
    ShopClient shop = new ShopClient();
    List<Line> lines = List.of(new Line(PriceCase.SCRIPT.skus().getFirst(), 1));
    List<Double> until = new ArrayList<>();
    List<Double> later = new ArrayList<>();
    try (StoreMonitor monitor = new StoreMonitor(side.redis().address())) {
      for (int i = 0; i < CONFIRMED_BEFORE + CONFIRMED; i++) {
        String order = id(shop.place(target, "confirmed-" + i, lines));
        Deadline.sleep(AFTERWARDS);
        long sent = micros();
        id(shop.command(target, order, "confirm"));
        long answered = micros();
        Deadline.sleep(AFTERWARDS);
        long end = micros();
        List<Long> calls = monitor.calls();
        if (i >= CONFIRMED_BEFORE) {
          until.add((double) calls.stream().filter(c -> c >= sent && c <= answered).count());
          later.add((double) calls.stream().filter(c -> c > answered && c <= end).count());
        }
      }
    }
    figures.add(side.name(), Extra.CONFIRM.figure(), Interval.of(until).median());
    figures.add(side.name(), Extra.CONFIRM.figure() + Extra.LATER, Interval.of(later).median());
  }

  private static String id(ShopClient.Reply reply) {
    if (reply instanceof ShopClient.Reply.Order order) {
      return order.id();
    }
    throw new LoadTestException("an order was answered " + reply);
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
