package dev.holdfast.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.placing.PlaceOrder;
import dev.holdfast.placing.Reviving;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.OrderRecords.DecideResult;
import dev.holdfast.stock.OrderStatus;
import dev.holdfast.stock.PlaceResult;
import dev.holdfast.stock.ReserveResult;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StockStore;
import dev.holdfast.stock.VersionCondition;
import dev.holdfast.stock.strategy.StrategyType;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.web.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Histories drawn by lot: every operation on orders, one after the other, each on another node than
 * the last, with products of all strategies mixed. Every answer and every level is what a simple
 * sequential model says. The seed of a history that is not is told; {@code
 * -Dholdfast.test.histories} draws more of them.
 */
class RandomHistoryTest {
  private static final int HISTORIES = Integer.getInteger("holdfast.test.histories", 500);
  private static final long SEED = Long.getLong("holdfast.test.seed", 20_261_125L);
  private static final int STEPS = 20;
  private static final int PRODUCTS = 3;

  /** As long as a node may take something for sold out that another has restocked. */
  private static final Duration STALE_MAX = Duration.ofMillis(300);

  private static final List<Node> nodes = new ArrayList<>();

  @BeforeAll
  static void start() {
    var redis = RedisUnderTest.shared();
    var setup = NodeSetup.on(new RedisAddress(redis.host(), redis.port()));
    nodes.add(setup.start());
    nodes.add(setup.oneStep(false).start());
    nodes.add(setup.start());
  }

  @AfterAll
  static void stop() {
    nodes.forEach(Node::close);
    nodes.clear();
  }

  @Test
  void everyAnswerAndEveryLevelIsWhatASequentialModelSays() {
    for (int i = 0; i < HISTORIES; i++) {
      new History(SEED + i).play();
    }
  }

  /** One history, which knows what was done so far. */
  private static final class History {
    private final long seed;
    private final Random random;
    private final SequentialModel model = new SequentialModel();
    private final List<Sku> skus = new ArrayList<>();
    private final Map<String, Basket> baskets = new HashMap<>();
    private final LinkedHashSet<String> placed = new LinkedHashSet<>();
    private final Map<String, Duration> deadlines = new HashMap<>();
    private final List<String> steps = new ArrayList<>();
    private int keys;

    History(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void play() {
      var types = StrategyType.values();
      for (int i = 0; i < PRODUCTS; i++) {
        int units = random.nextInt(2, 7);
        Sku sku = node().product(types[random.nextInt(types.length)], units);
        skus.add(sku);
        model.supply(sku, units);
      }
      for (int i = 0; i < STEPS; i++) {
        step();
        compareLevels();
      }
      // What has expired is given back, so that a deep audit has nothing to say.
      sweep();
      compareLevels();
      // Each deep audit has a connection of its own, which takes longer than all the rest.
      for (Sku sku : seed % 10 == 0 ? skus : List.<Sku>of()) {
        assertThat(node().audit(sku).findings()).as("%s: audit of %s", this, sku).isEmpty();
      }
    }

    private void step() {
      int dice = random.nextInt(100);
      if (dice < 35 || placed.isEmpty()) {
        place(dice % 5 == 0);
      } else if (dice < 47) {
        command("confirm");
      } else if (dice < 59) {
        command("cancel");
      } else if (dice < 67) {
        command("revive");
      } else if (dice < 73) {
        command("extend");
      } else if (dice < 79) {
        command("read");
      } else if (dice < 87) {
        passDeadline();
      } else if (dice < 93) {
        sweep();
      } else {
        adjust();
      }
    }

    private void place(boolean confirm) {
      boolean again = !baskets.isEmpty() && random.nextInt(3) == 0;
      String key = again ? any(baskets.keySet()) : newKey();
      Basket basket = baskets.computeIfAbsent(key, k -> basket());
      if (again && placed.contains(key) && random.nextInt(4) == 0) {
        basket = basket();
      }
      Basket wanted = basket;
      String expected = model.place(key, wanted, confirm && !again);
      String answer = answer(place(key, wanted, confirm && !again));
      if (!answer.equals(expected) && answer.equals(SequentialModel.INSUFFICIENT)) {
        LockSupport.parkNanos(STALE_MAX.toNanos());
        answer = answer(place(key, wanted, confirm && !again));
      }
      compare("place %s %s confirm=%s".formatted(key, wanted, confirm), answer, expected);
      if (!expected.equals(SequentialModel.INSUFFICIENT)
          && !expected.equals(SequentialModel.REUSED)) {
        placed.add(key);
      }
    }

    /** The fingerprint leaves out whether it is confirmed at once, so that a replay may differ. */
    private PlaceResult place(String key, Basket basket, boolean confirm) {
      return node()
          .place(new OrderId(key), basket, confirm ? OrderStatus.CONFIRMED : OrderStatus.RESERVED);
    }

    private void command(String what) {
      String key = any(placed);
      var id = new OrderId(key);
      String expected =
          switch (what) {
            case "confirm" -> model.confirm(key);
            case "cancel" -> model.cancel(key);
            case "revive" -> model.revive(key);
            case "extend" -> model.extend(key);
            default -> model.read(key);
          };
      Node node = node();
      String answer =
          switch (what) {
            case "confirm" -> answer(node.completion.confirm(id, VersionCondition.NONE));
            case "cancel" -> answer(node.completion.cancel(id, VersionCondition.NONE));
            case "revive" -> answer(node.reviving.confirm(id, VersionCondition.NONE));
            case "extend" -> answer(node.extend(id, VersionCondition.NONE, later(key)));
            default -> node.records.find(id).orElseThrow().status().name();
          };
      compare(what + " " + key, answer, expected);
    }

    /** Later than any deadline that the order has had. */
    private Duration later(String key) {
      return deadlines.merge(key, Duration.ofMinutes(20), (old, more) -> old.plusMinutes(1));
    }

    private void passDeadline() {
      String key = any(placed);
      if (model.isReserved(key)) {
        model.passDeadline(key);
        node().passDeadline(new OrderId(key));
        steps.add("deadline of " + key);
      }
    }

    private void sweep() {
      model.sweep();
      node().sweeper.sweep();
      steps.add("sweep");
    }

    private void adjust() {
      Sku sku = skus.get(random.nextInt(skus.size()));
      int units = random.nextInt(1, 4);
      if (random.nextBoolean()) {
        model.supply(sku, units);
        node().restock(sku, units);
        steps.add("supply %d of %s".formatted(units, sku));
        return;
      }
      String id = newKey();
      String expected = model.withdraw(sku, units);
      compare("withdraw %d of %s".formatted(units, sku), withdraw(sku, units, id), expected);
    }

    private String withdraw(Sku sku, int units, String id) {
      Node node = node();
      node.store.announceWithdrawal(new StockStore.Adjustment(sku, id, -units, "test"));
      var result =
          node.placing.place(
              new PlaceOrder(
                  new OrderId("w:" + id),
                  "any",
                  Basket.of(sku, units),
                  "",
                  "",
                  null,
                  OrderStatus.WITHDRAWN));
      if (result instanceof PlaceResult.Placed(var order, var replayed)) {
        node.completion.follow(order);
      }
      return answer(result);
    }

    private String newKey() {
      return Digest.of("history", Long.toString(seed), Integer.toString(keys++));
    }

    private Basket basket() {
      var lines = new ArrayList<Line>();
      for (Sku sku : skus) {
        if (lines.isEmpty() || random.nextInt(3) == 0) {
          lines.add(new Line(sku, random.nextInt(1, 4)));
        }
      }
      return random.nextBoolean() ? Basket.of(lines) : Basket.of(List.of(lines.getLast()));
    }

    private Node node() {
      return nodes.get(random.nextInt(nodes.size()));
    }

    private String any(Iterable<String> keys) {
      var all = new ArrayList<String>();
      keys.forEach(all::add);
      all.sort(String::compareTo);
      return all.get(random.nextInt(all.size()));
    }

    private void compare(String step, String answer, String expected) {
      steps.add(step + " -> " + answer);
      assertThat(answer).as(toString()).isEqualTo(expected);
    }

    private void compareLevels() {
      var levels = node().store.levels(new LinkedHashSet<>(skus)).levels();
      model
          .stocks()
          .forEach((sku, stock) -> {
            var level = levels.get(sku);
            assertThat(level).isNotNull();
            assertThat(
                    "available %d, reserved %d, sold %d"
                        .formatted(level.available(), level.reserved(), level.sold()))
                .as("%s: %s", this, sku)
                .isEqualTo(stock.toString());
          });
    }

    @Override
    public String toString() {
      return "seed " + seed + ", " + String.join("; ", steps);
    }
  }

  private static String answer(PlaceResult result) {
    return switch (result) {
      case PlaceResult.Placed(var order, var replayed) ->
          (replayed ? "again " : "") + order.status();
      case PlaceResult.Refused(var reason) -> refusal(reason);
      case PlaceResult.KeyReused() -> SequentialModel.REUSED;
      case PlaceResult.InProgress() -> "in progress";
    };
  }

  private static String answer(DecideResult result) {
    return switch (result) {
      case DecideResult.Decided(var order) -> "decided " + order.status();
      case DecideResult.Already(var order) -> "already " + order.status();
      case DecideResult.Forbidden(var order) -> "forbidden " + order.status();
      case DecideResult.Changed(var order) -> "changed " + order.status();
      case DecideResult.NotFound() -> "not found";
    };
  }

  private static String answer(Reviving.Result result) {
    return switch (result) {
      case Reviving.Result.Answered(var decided) -> answer(decided);
      case Reviving.Result.Refused(var reason) -> refusal(reason);
    };
  }

  private static String refusal(ReserveResult.Refused reason) {
    return reason instanceof ReserveResult.InsufficientStock
        ? SequentialModel.INSUFFICIENT
        : reason.toString();
  }
}
