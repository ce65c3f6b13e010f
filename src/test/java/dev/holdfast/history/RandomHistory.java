package dev.holdfast.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.contract.StoreInstance;
import dev.holdfast.order.Disposition;
import dev.holdfast.order.OpaqueId;
import dev.holdfast.order.OrderReturn;
import dev.holdfast.order.OrderStatus;
import dev.holdfast.order.PlaceOrder;
import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.ReturnedUnits;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Inventory;
import dev.holdfast.stock.Inventory.StockCount;
import dev.holdfast.stock.Inventory.StockCountResult;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Product;
import dev.holdfast.stock.Product.Sale;
import dev.holdfast.stock.PurchaseLimits;
import dev.holdfast.stock.PurchaseLimits.Rate;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/** One history of operations drawn by lot, which knows what was done so far. */
public final class RandomHistory {
  private static final int STEPS = 20;
  private static final int PRODUCTS = 3;
  private static final List<String> CUSTOMERS = List.of("", "ann", "bob");

  /** More than the orders of a history. */
  private static final int SEARCHED_MAX = 200;

  /** Longer than a history lasts. */
  private static final Duration RESERVATIONS_TIME = Duration.ofHours(1);

  /** As long as a node may take something for sold out that another has restocked. */
  private static final Duration STALE_MAX = Duration.ofMillis(300);

  private final List<? extends StoreInstance> nodes;
  private final long seed;
  private final Random random;
  private final StoreKind store;
  private final Function<Sku, Map<String, String>> customersOf;
  private final SequentialModel model;
  private final List<Sku> skus = new ArrayList<>();
  private final Map<String, Basket> baskets = new HashMap<>();
  private final Map<String, String> customers = new HashMap<>();
  private final LinkedHashSet<String> placed = new LinkedHashSet<>();
  private final Map<String, Duration> deadlines = new HashMap<>();
  private final List<String> steps = new ArrayList<>();
  private int keys;

  /**
   * @param store that of the nodes
   * @param nodes each step is one of theirs
   * @param customersOf what is stored of a product's customers
   */
  public RandomHistory(
      StoreKind store,
      List<? extends StoreInstance> nodes,
      Function<Sku, Map<String, String>> customersOf,
      long seed) {
    this.store = store;
    this.nodes = nodes;
    this.customersOf = customersOf;
    this.model = new SequentialModel(store);
    this.seed = seed;
    this.random = new Random(seed);
  }

  public void play() {
    var types = StrategyType.of(store);
    for (int i = 0; i < PRODUCTS; i++) {
      int units = random.nextInt(2, 7);
      var type = types.get(random.nextInt(types.size()));
      Sku sku = node().product(type, units);
      skus.add(sku);
      model.supply(sku, units);
      limit(sku, type);
    }
    for (int i = 0; i < STEPS; i++) {
      step();
      Agreement.ofLevels(model, node(), toString());
    }
    // What has expired is given back, so that a deep audit has nothing to say.
    sweep();
    Agreement.ofLevels(model, node(), toString());
    Agreement.ofCustomers(model, customersOf, toString());
    search();
    // Each deep audit has a connection of its own, which takes longer than all the rest.
    for (Sku sku : seed % 10 == 0 ? skus : List.<Sku>of()) {
      assertThat(node().audit(sku).findings()).as("%s: audit of %s", this, sku).isEmpty();
    }
  }

  /** Some products limit what an order, or a customer, may have, or may do how often. */
  private void limit(Sku sku, StrategyType type) {
    Integer perOrder = random.nextInt(4) == 0 ? random.nextInt(1, 4) : null;
    Integer perCustomer = random.nextInt(3) == 0 ? random.nextInt(2, 6) : null;
    Integer extensionsMax = random.nextInt(3) == 0 ? random.nextInt(0, 2) : null;
    Integer newReservationsMax = random.nextInt(4) == 0 ? random.nextInt(1, 3) : null;
    model.limit(sku, perOrder, perCustomer, newReservationsMax, extensionsMax);
    var rate = newReservationsMax == null ? null : new Rate(newReservationsMax, RESERVATIONS_TIME);
    var terms =
        Product.Terms.of("a product", Duration.ofMinutes(15))
            .with(new PurchaseLimits(perOrder, perCustomer, rate))
            .with(new Product.ExtensionLimits(null, extensionsMax));
    for (StoreInstance node : nodes) {
      node.register(sku, type.id(), terms);
    }
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 28 || placed.isEmpty()) {
      place(dice % 5 == 0);
    } else if (dice < 45) {
      change();
    } else if (dice < 53) {
      command("confirm");
    } else if (dice < 60) {
      command("cancel");
    } else if (dice < 67) {
      command("revive");
    } else if (dice < 71) {
      command("extend");
    } else if (dice < 74) {
      command("read");
    } else if (dice < 82) {
      passDeadline();
    } else if (dice < 86) {
      sweep();
    } else if (dice < 95) {
      takeBack();
    } else if (dice < 97) {
      sell();
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
    String customer =
        customers.computeIfAbsent(key, k -> CUSTOMERS.get(random.nextInt(CUSTOMERS.size())));
    boolean sold = confirm && !again;
    String expected = model.place(key, wanted, customer, sold);
    compare(
        "place %s %s for '%s' confirm=%s".formatted(key, wanted, customer, confirm),
        () -> InWords.of(place(key, wanted, customer, sold)),
        expected);
    if (model.knows(key)) {
      placed.add(key);
    }
  }

  /** The fingerprint leaves out whether it is confirmed at once, so that a replay may differ. */
  private PlaceResult place(String key, Basket basket, String customer, boolean confirm) {
    return node()
        .orders()
        .place(
            new PlaceOrder(
                new OrderId(key),
                OpaqueId.of(basket.toString(), customer),
                basket,
                reference(key),
                customer,
                null,
                confirm ? OrderStatus.CONFIRMED : OrderStatus.RESERVED));
  }

  /** One of three, or none. */
  private String reference(String key) {
    int kind = key.charAt(0) % 4;
    return kind == 0 ? "" : "history %d, reference %d".formatted(seed, kind);
  }

  /** A search finds the known orders that name what it asks for, and no other. */
  private void search() {
    String reference = "history %d, reference %d".formatted(seed, 1 + random.nextInt(3));
    for (String customer : List.of("", "ann")) {
      var known =
          placed.stream()
              .filter(key -> reference(key).equals(reference))
              .filter(key -> customer.isEmpty() || customer.equals(customers.get(key)))
              .toList();
      var found = node().orders().search(reference, customer, SEARCHED_MAX);
      assertThat(found.complete()).isTrue();
      assertThat(found.orders())
          .as("%s: orders of '%s' with %s", this, customer, reference)
          .extracting(order -> order.id().value())
          .containsExactlyInAnyOrderElementsOf(known);
    }
  }

  private void change() {
    String key = any(placed);
    Basket wanted = basket();
    if (store == StoreKind.REDIS && model.mayLeaveCounted(key, wanted)) {
      return;
    }
    compare(
        "change %s to %s".formatted(key, wanted),
        () -> InWords.of(node().change(new OrderId(key), wanted)),
        model.change(key, wanted));
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
    StoreInstance node = node();
    String answer =
        switch (what) {
          case "confirm" -> InWords.of(node.orders().confirm(id, VersionCondition.NONE));
          case "cancel" -> InWords.of(node.orders().cancel(id, VersionCondition.NONE));
          case "revive" -> InWords.of(node.orders().confirmOrReReserve(id, VersionCondition.NONE));
          case "extend" -> InWords.of(node.extend(id, VersionCondition.NONE, later(key)));
          default -> node.orders().find(id).orElseThrow().status().name();
        };
    compare(what + " " + key, () -> answer, expected);
  }

  /** Some units of a product, also of another order, or more than it has, or returned before. */
  private void takeBack() {
    var paid = placed.stream().filter(model::isConfirmed).toList();
    String key = any(paid.isEmpty() || random.nextInt(4) == 0 ? placed : paid);
    var its = random.nextInt(4) == 0 ? skus : baskets.get(key).skus();
    Sku sku = its.get(random.nextInt(its.size()));
    var dispositions = Disposition.values();
    var disposition = dispositions[random.nextInt(dispositions.length)];
    if (disposition == Disposition.NOT_SHIPPED && random.nextInt(4) > 0) {
      count(sku, -random.nextInt(1, 6));
    }
    var units = ReturnedUnits.of(sku, random.nextInt(1, 4), disposition);
    String name = random.nextInt(4) == 0 ? "again" : newKey();
    var wanted = OrderReturn.of(new OrderId(key), name, List.of(units));
    compare(
        "return %s of %s as %s".formatted(wanted.text(), key, name),
        () -> InWords.of(node().orders().returnUnits(wanted)),
        model.takeBack(key, name, units));
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
    node().orders().sweep();
    steps.add("sweep");
  }

  /** More often on than off. */
  private void sell() {
    Sku sku = skus.get(random.nextInt(skus.size()));
    boolean onSale = random.nextInt(3) > 0;
    model.sell(sku, onSale);
    node().sell(sku, Sale.Change.of(onSale));
    steps.add("%s on sale: %s".formatted(sku, onSale));
  }

  private void adjust() {
    Sku sku = skus.get(random.nextInt(skus.size()));
    int units = random.nextInt(1, 4);
    if (random.nextInt(3) > 0) {
      count(sku, random.nextInt(-4, 3));
      return;
    }
    if (random.nextBoolean()) {
      model.supply(sku, units);
      node().restock(sku, units);
      steps.add("supply %d of %s".formatted(units, sku));
      return;
    }
    String id = newKey();
    String expected = model.withdraw(sku, units);
    compare("withdraw %d of %s".formatted(units, sku), () -> withdraw(sku, units, id), expected);
  }

  private void count(Sku sku, int difference) {
    var count = new StockCount(sku, newKey(), 10, 10 + difference, "test");
    compare(
        "count %d of %s".formatted(difference, sku),
        () ->
            switch (node().inventory().count(count)) {
              case StockCountResult.Counted(var before) -> before ? "again" : "COUNTED";
              case StockCountResult.TooFew _ -> "too few";
              case StockCountResult result -> result.toString();
            },
        model.count(sku, difference));
  }

  private String withdraw(Sku sku, int units, String id) {
    var result = node().inventory().adjust(new Inventory.Adjustment(sku, id, -units, "test"));
    return switch (result) {
      case Inventory.AdjustResult.Applied(var before) -> before ? "again" : "WITHDRAWN";
      case Inventory.AdjustResult.NotTaken(var reason) -> InWords.refusal(reason);
      default -> result.toString();
    };
  }

  private String newKey() {
    return OpaqueId.of("history", Long.toString(seed), Integer.toString(keys++));
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

  private StoreInstance node() {
    return nodes.get(random.nextInt(nodes.size()));
  }

  private String any(Iterable<String> keys) {
    var all = new ArrayList<String>();
    keys.forEach(all::add);
    all.sort(String::compareTo);
    return all.get(random.nextInt(all.size()));
  }

  /** What a node takes for sold out may have been restocked elsewhere a moment ago. */
  private void compare(String step, Supplier<String> operation, String expected) {
    String answer = operation.get();
    if (answer.equals(InWords.INSUFFICIENT)
        && !InWords.agree(answer, expected)
        && !step.startsWith("withdraw")) {
      letItGrowOld();
      answer = operation.get();
    }
    steps.add(step + " -> " + answer);
    assertThat(InWords.agree(answer, expected)).as("%s: %s is expected", this, expected).isTrue();
  }

  /** A park may end at once, when somebody has allowed it before. */
  private static void letItGrowOld() {
    long end = System.nanoTime() + STALE_MAX.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  @Override
  public String toString() {
    return "seed " + seed + ", " + String.join("; ", steps);
  }
}
