package dev.holdfast.load.kill;

import dev.holdfast.load.check.Audit;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.config.KillOptions;
import dev.holdfast.load.endpoints.HoldfastClient;
import dev.holdfast.load.endpoints.HoldfastClient.DeclaredStrategy;
import dev.holdfast.load.endpoints.ShopClient;
import dev.holdfast.load.endpoints.ShopClient.Reply;
import dev.holdfast.load.process.Console;
import dev.holdfast.load.process.Deadline;
import dev.holdfast.load.process.Parallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges what is left when no instance dies any more: every order has one end, the acknowledged
 * one, and every unit is where the ends of the orders say.
 */
final class KillJudge {
  /**
   * After the last deadline, which an outage may have moved by its grace: two sweeps, and what was
   * leased to the dead and becomes visible again.
   */
  private static final Duration SWEPT_MAX = Duration.ofSeconds(40);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int TOLD_MAX = 20;

  /** So many signals hit an order between its commit and its answer, also without a point there. */
  private static final int MANY = 50;

  private final HoldfastClient operator;
  private final ShopClient shop;
  private final Map<String, DeclaredStrategy> products;
  private final KillOptions options;
  private final KilledStore store;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Long> sold = new HashMap<>();
  private final Map<String, Integer> ends = new TreeMap<>();

  KillJudge(
      HoldfastClient operator,
      ShopClient shop,
      Map<String, DeclaredStrategy> products,
      KillOptions options,
      KilledStore store) {
    this.operator = operator;
    this.shop = shop;
    this.products = new TreeMap<>(products);
    this.options = options;
    this.store = store;
  }

  boolean judge(List<Life> lives, Killing.Killed killed, Console console) {
    // Or too long: what is left then is found below.
    Deadline.holdsWithin(SWEPT_MAX, LOOK, this::isSwept);
    List<Life> placed = lives.stream().filter(life -> life.order() != null).toList();
    Map<String, Reply> read =
        Parallel.map(placed, life -> Map.entry(life.key(), read(life))).stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    lives.forEach(life -> judgeOrder(life, read.getOrDefault(life.key(), new Reply.Missing())));
    products.forEach(this::product);
    evidence(lives, killed);
    tell(lives, killed, console);
    return failures.isEmpty();
  }

  private Reply read(Life life) {
    return shop.read(operator.target(), Objects.requireNonNull(life.order()));
  }

  /** Whether no product has a unit reserved any more. */
  private boolean isSwept() {
    return products.keySet().stream().allMatch(sku -> operator.audit(sku).reserved() == 0);
  }

  /** One order: there, as it was placed, with the end that was acknowledged and no other. */
  private void judgeOrder(Life life, Reply read) {
    if (!life.unexpected().isEmpty()) {
      find("order %s: %s", life.key(), life.unexpected());
    } else if (!life.isSettled()) {
      find("order %s is not settled after %d requests", life.key(), life.asked());
    } else if (life.order() != null) {
      if (read instanceof Reply.Order order) {
        ended(life, order);
      } else {
        find("order %s was placed, and is read as %s", life.key(), read);
      }
    }
  }

  private void ended(Life life, Reply.Order order) {
    String expected = life.end() == null ? life.intent().status() : life.end();
    ends.merge(order.status(), 1, Integer::sum);
    if (!order.status().equals(expected)) {
      find("order %s was told %s and is %s", life.key(), expected, order.status());
    }
    if (!life.mayHave(order.lines())) {
      find("order %s has lines that it was not acknowledged with: %s", life.key(), order.lines());
    }
    if (order.status().equals("CONFIRMED")) {
      for (Line line : order.lines()) {
        sold.merge(line.sku(), line.quantity(), Long::sum);
      }
    }
  }

  /** One product: sold what confirmed orders list, nothing reserved, all else available. */
  private void product(String sku, DeclaredStrategy strategy) {
    Audit audit = operator.audit(sku);
    if (audit.discrepancy() > 0 && strategy.guarantee().leaks()) {
      operator.reconcile(sku);
      Audit repaired = operator.audit(sku);
      ends.merge("units leaked and returned", (int) audit.discrepancy(), Integer::sum);
      audit = repaired;
    }
    long expected = sold.getOrDefault(sku, 0L);
    // As many as were sold were supplied again.
    if (audit.supplied() != options.stock() + expected
        || audit.sold() != expected
        || audit.reserved() != 0
        || audit.available() != options.stock()
        || audit.oversold() != 0
        || !audit.conserved()) {
      find(
          "%s was given %d, sold %d by its orders and was given as many again, but: %s",
          sku, options.stock(), expected, audit);
    }
  }

  /** A run in which nothing happened shows nothing. */
  private void evidence(List<Life> lives, Killing.Killed killed) {
    List<Slot.Kill> kills = killed.instances();
    kills.stream()
        .filter(kill -> !kill.asMeant())
        .forEach(kill -> find("instance %d died of something else", kill.instance()));
    for (String end : List.of("CONFIRMED", "CANCELLED", "EXPIRED")) {
      if (!ends.containsKey(end)) {
        find("no order was %s: that proves nothing", end);
      }
    }
    if (lives.stream().noneMatch(Life::isRefused)) {
      find("no order was refused: there was no contention");
    }
    boolean isDue = store.hasPoints() || kills.size() >= MANY;
    if (isDue && lives.stream().noneMatch(Life::wasFoundAgain)) {
      find("no repeated request found its order placed: that proves nothing of doubles");
    }
    Set<String> reached = kills.stream().map(Slot.Kill::point).collect(Collectors.toSet());
    int due = store.hasPoints() ? Math.min(Death.POINTS.size(), kills.size() / 4) : 0;
    if (Death.POINTS.stream().filter(reached::contains).count() < due) {
      find("instances died at too few points: %s", reached);
    }
    int blows = killed.blows().values().stream().mapToInt(Integer::intValue).sum();
    if (blows < options.blows()) {
      find("%s suffered %d times only: %s", store.name(), blows, killed.blows());
    }
  }

  private void tell(List<Life> lives, Killing.Killed killed, Console console) {
    List<Slot.Kill> kills = killed.instances();
    Map<String, Long> points =
        kills.stream()
            .collect(Collectors.groupingBy(Slot.Kill::point, TreeMap::new, Collectors.counting()));
    console.print("%d kills: %s; and %s: %s%n", kills.size(), points, store.name(), killed.blows());
    console.print(
        "half of them were ready within %.1f s of the death before, and died within %.1f s%n",
        median(kills, Slot.Kill::starting), median(kills, Slot.Kill::living));
    console.print(
        "%d orders wanted, %d refused, %d found again by a repeated request; ends: %s%n",
        lives.size(),
        lives.stream().filter(Life::isRefused).count(),
        lives.stream().filter(Life::wasFoundAgain).count(),
        ends);
    failures.stream().limit(TOLD_MAX).forEach(failure -> console.print("WRONG: %s%n", failure));
    if (failures.size() > TOLD_MAX) {
      console.print("WRONG: and %d more%n", failures.size() - TOLD_MAX);
    }
  }

  private static double median(List<Slot.Kill> kills, Function<Slot.Kill, Duration> of) {
    List<Duration> sorted = kills.stream().map(of).sorted().toList();
    return sorted.get(sorted.size() / 2).toMillis() / 1_000.0;
  }

  private void find(String text, Object... values) {
    failures.add(String.format(Locale.ROOT, text, values));
  }
}
