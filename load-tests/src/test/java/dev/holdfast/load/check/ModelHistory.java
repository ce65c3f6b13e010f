package dev.holdfast.load.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random history of a correct inventory, played in virtual time: overlapping requests, baskets,
 * retries under one key, cancellations, busy answers and answers that got lost. Each step takes
 * effect at one moment between its request and its answer. {@code STEPWISE} takes a basket line by
 * line and gives back what it took when a later line is short, as strategies of several steps do.
 */
final class ModelHistory {
  enum Mode {
    ATOMIC,
    STEPWISE
  }

  private static final long HORIZON = 10_000;
  private static final int CLOSING_STEP = 10;

  private final Random random;
  private final Mode mode;
  private final boolean everyOrderIsRead;
  private final Map<String, Long> supplied = new TreeMap<>();
  private final Map<String, Long> available = new LinkedHashMap<>();
  private final Map<String, ModelOrder> orderByKey = new LinkedHashMap<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private final List<Cancellation> cancellations = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();

  private static final class ModelOrder {
    final String id;
    final List<Line> lines;
    boolean cancelled;

    ModelOrder(String id, List<Line> lines) {
      this.id = id;
      this.lines = lines;
    }
  }

  private record Step(long at, Runnable effect) {}

  private final class Attempt {
    final String key;
    final List<Line> lines;
    final long start;
    final long end;
    final List<Line> taken = new ArrayList<>();
    final List<Shortage> shortages = new ArrayList<>();
    boolean busy;

    Attempt(String key, List<Line> lines, long start, long end) {
      this.key = key;
      this.lines = lines;
      this.start = start;
      this.end = end;
    }

    void take(Line line) {
      if (busy || !shortages.isEmpty() || orderByKey.containsKey(key)) {
        return;
      }
      long left = available.get(line.sku());
      if (left < line.quantity()) {
        shortages.add(new Shortage(line.sku(), line.quantity(), left));
      } else {
        available.put(line.sku(), left - line.quantity());
        taken.add(line);
      }
    }

    void finish() {
      boolean before = orderByKey.containsKey(key);
      if (busy || !shortages.isEmpty() || before) {
        taken.forEach(l -> available.merge(l.sku(), l.quantity(), Long::sum));
      } else {
        orderByKey.put(key, new ModelOrder("order-" + key, lines));
      }
      receipts.add(new Receipt(key, 0, lines, start, end, outcome(before)));
    }

    private Outcome outcome(boolean before) {
      ModelOrder order = orderByKey.get(key);
      if (random.nextInt(25) == 0) {
        return new Outcome.Unknown(
            "answer lost", random.nextBoolean() && order != null ? order.id : null);
      }
      if (order != null) {
        return new Outcome.Accepted(order.id, before, order.lines);
      }
      return busy ? new Outcome.Busy("contended") : new Outcome.SoldOut(shortages);
    }
  }

  private ModelHistory(long seed, Mode mode) {
    this.random = new Random(seed);
    this.mode = mode;
    this.everyOrderIsRead = random.nextBoolean();
  }

  static History of(long seed, Mode mode) {
    return new ModelHistory(seed, mode).play();
  }

  private History play() {
    int products = 1 + random.nextInt(5);
    for (int i = 0; i < products; i++) {
      supplied.put("P" + i, 1L + random.nextInt(9));
    }
    available.putAll(supplied);
    int orders = 5 + random.nextInt(50);
    for (int i = 0; i < orders; i++) {
      plan("k" + i);
    }
    steps.sort(Comparator.comparingLong(Step::at));
    steps.forEach(step -> step.effect().run());
    close();
    return new History(supplied, receipts, cancellations, reads(), audits());
  }

  private void plan(String key) {
    List<Line> lines = lines();
    int attempts = random.nextInt(6) == 0 ? 2 + random.nextInt(2) : 1;
    for (int i = 0; i < attempts; i++) {
      long start = random.nextLong(HORIZON);
      attempt(new Attempt(key, lines, start, start + 1 + random.nextLong(HORIZON / 5)));
    }
    if (random.nextInt(5) == 0) {
      long start = random.nextLong(HORIZON);
      cancel(key, start, start + 1 + random.nextLong(HORIZON / 10));
    }
  }

  private void attempt(Attempt attempt) {
    attempt.busy = random.nextInt(20) == 0;
    List<Long> moments = new ArrayList<>();
    for (int i = 0; i <= attempt.lines.size(); i++) {
      moments.add(attempt.start + random.nextLong(attempt.end - attempt.start + 1));
    }
    Collections.sort(moments);
    if (mode == Mode.ATOMIC) {
      steps.add(
          new Step(
              moments.getFirst(),
              () -> {
                attempt.lines.forEach(attempt::take);
                attempt.finish();
              }));
      return;
    }
    for (int i = 0; i < attempt.lines.size(); i++) {
      Line line = attempt.lines.get(i);
      steps.add(new Step(moments.get(i), () -> attempt.take(line)));
    }
    steps.add(new Step(moments.getLast(), attempt::finish));
  }

  /** A client cancels only an order that it was told of, so what it planned may come to nothing. */
  private void cancel(String key, long start, long end) {
    long at = start + random.nextLong(end - start + 1);
    boolean answerLost = random.nextInt(10) == 0;
    steps.add(
        new Step(
            at,
            () -> {
              ModelOrder order = orderByKey.get(key);
              if (order == null || order.cancelled || !told(key, start)) {
                return;
              }
              order.cancelled = true;
              order.lines.forEach(l -> available.merge(l.sku(), l.quantity(), Long::sum));
              var result = answerLost ? Cancellation.Result.UNKNOWN : Cancellation.Result.CANCELLED;
              cancellations.add(new Cancellation(order.id, start, end, result, ""));
            }));
  }

  private boolean told(String key, long before) {
    return receipts.stream()
        .anyMatch(r ->
            r.key().equals(key)
                && r.endNanos() <= before
                && r.outcome() instanceof Outcome.Accepted);
  }

  private List<Line> lines() {
    List<String> skus = new ArrayList<>(supplied.keySet());
    Collections.shuffle(skus, random);
    int count = 1 + (random.nextInt(4) == 0 ? random.nextInt(Math.min(3, skus.size())) : 0);
    return skus.stream().limit(count).map(s -> new Line(s, 1 + random.nextInt(3))).toList();
  }

  /** When all is quiet, everything that is left is ordered, and then one unit more. */
  private void close() {
    long now = HORIZON * 2;
    for (String sku : supplied.keySet()) {
      long left = available.get(sku);
      for (long quantity : left > 0 ? new long[] {left, 1} : new long[] {1}) {
        String key = "closing-" + sku + "-" + quantity + "-" + now;
        Attempt attempt =
            new Attempt(key, List.of(new Line(sku, quantity)), now, now + CLOSING_STEP / 2);
        attempt.lines.forEach(attempt::take);
        attempt.finish();
        now += CLOSING_STEP;
      }
    }
  }

  private List<OrderRead> reads() {
    List<OrderRead> reads = new ArrayList<>();
    orderByKey.forEach((key, order) -> {
      boolean known =
          receipts.stream()
              .anyMatch(
                  r -> r.outcome() instanceof Outcome.Accepted a && a.orderId().equals(order.id));
      if (known || everyOrderIsRead) {
        reads.add(
            new OrderRead(order.id, true, order.cancelled ? "CANCELLED" : "RESERVED", order.lines));
      }
    });
    return reads;
  }

  private List<Audit> audits() {
    return supplied.entrySet().stream()
        .map(e -> {
          long left = available.get(e.getKey());
          return new Audit(e.getKey(), e.getValue(), left, e.getValue() - left, 0, 0, 0, true);
        })
        .toList();
  }
}
