package dev.holdfast.cost;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.order.PlaceResult;
import dev.holdfast.order.VersionCondition;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import dev.holdfast.stock.OrderId;
import dev.holdfast.stock.Sku;
import dev.holdfast.stock.StoreKind;
import dev.holdfast.strategy.StrategyType;
import dev.holdfast.testing.InstanceSetup;
import dev.holdfast.testing.RedisUnderTest;
import dev.holdfast.testing.ServerAddress;
import dev.holdfast.testing.TestInstance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an accepted order of one line, and the end of one, ask of Redis while no other order is
 * under way: counted by Redis itself. More orders than the default make the bytes more exact:
 * {@code -Dholdfast.test.orders=1000}.
 */
class OrderCostTest {
  private static final Logger log = LoggerFactory.getLogger(OrderCostTest.class);
  private static final int ORDERS = Integer.getInteger("holdfast.test.orders", 50);
  private static final int WATCHED_ORDERS = 10;
  private static final int BYTE_COUNTS = 3;
  private static final int OF_COST = (1 + BYTE_COUNTS) * ORDERS + WATCHED_ORDERS;
  private static final int REPLY_TIMEOUT_MS = 10_000;

  /** What is on the way in each direction, and how many commands, for one order. */
  private record Cost(double commands, long bytesToRedis, long bytesFromRedis) {}

  private final RedisUnderTest redis = RedisUnderTest.shared();

  @Test
  void ofAllStrategiesTheOneStepOnesAskLeast() throws IOException {
    Map<StrategyType, Cost> costs = new EnumMap<>(StrategyType.class);
    try (var node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start()) {
      for (var type : StrategyType.of(StoreKind.REDIS)) {
        var cost = cost(node, node.product(type, OF_COST));
        costs.put(type, cost);
        log.info(
            "an order through {}: {} commands, {} bytes to Redis and {} back",
            type.id(),
            cost.commands(),
            cost.bytesToRedis(),
            cost.bytesFromRedis());
      }
    }
    assertThat(costs.get(StrategyType.REDIS_SCRIPT).commands()).isEqualTo(1);
    assertThat(costs.get(StrategyType.JVM_MUTEX).commands()).isEqualTo(4);
    assertThat(costs.get(StrategyType.REDIS_DECRBY).commands()).isEqualTo(4);
    assertThat(costs.values())
        .allSatisfy(cost ->
            assertThat(cost.commands())
                .isGreaterThanOrEqualTo(costs.get(StrategyType.REDIS_SCRIPT).commands()));
  }

  /** The index of searches is written in the script that places the order. */
  @Test
  void anOrderThatNamesAReferenceAndACustomerCostsOneCommandInItsScriptMore() throws IOException {
    try (var node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start()) {
      Sku sku = node.product(StrategyType.REDIS_SCRIPT, 2 * OF_COST + 2 * WATCHED_ORDERS);
      var plain = cost(node, sku, "");
      var named = cost(node, sku, "cart-4711");
      log.info(
          "naming a reference and a customer costs {} bytes to Redis more",
          named.bytesToRedis() - plain.bytesToRedis());
      assertThat(named.commands()).isEqualTo(plain.commands());
      assertThat(named.bytesToRedis() - plain.bytesToRedis()).isBetween(1L, 200L);
      long inScripts = watched(node, sku, "", OrderCostTest::isOfScript);
      assertThat(watched(node, sku, "cart-4711", OrderCostTest::isOfScript))
          .isEqualTo(inScripts + WATCHED_ORDERS);
    }
  }

  /** The record is decided in one, and all lines and the record settled in the other. */
  @Test
  void anOrderIsConfirmedOrCancelledInTwoCommandsHoweverManyLinesItHas() throws IOException {
    try (var node = InstanceSetup.on(new ServerAddress(redis.host(), redis.port())).start()) {
      var basket =
          Basket.of(
              Stream.generate(() -> node.product(StrategyType.REDIS_SCRIPT, 4 * WATCHED_ORDERS))
                  .limit(3)
                  .map(sku -> new Line(sku, 1))
                  .toList());
      Consumer<OrderId> confirm = order -> node.orders.confirm(order, VersionCondition.NONE);
      Consumer<OrderId> cancel = order -> node.orders.cancel(order, VersionCondition.NONE);
      // Scripts are loaded before anything counts.
      placed(node, basket).forEach(confirm);
      placed(node, basket).forEach(cancel);
      for (var end : List.of(confirm, cancel)) {
        var orders = placed(node, basket);
        // What the instance asks for its own sake, from time to time, names no order.
        Predicate<String> counted =
            line ->
                isOfClient(line) && orders.stream().anyMatch(order -> line.contains(order.value()));
        assertThat(watched(node, () -> orders.forEach(end), counted)).isEqualTo(2 * WATCHED_ORDERS);
        assertThat(orders).noneMatch(node::isDue);
      }
      assertThat(node.store.levels(Set.copyOf(basket.skus())).levels().values())
          .allSatisfy(level -> {
            assertThat(level.sold()).isEqualTo(2 * WATCHED_ORDERS);
            assertThat(level.available()).isEqualTo(2 * WATCHED_ORDERS);
          });
    }
  }

  private static List<OrderId> placed(TestInstance node, Basket basket) {
    var orders = Stream.generate(TestInstance::newOrder).limit(WATCHED_ORDERS).toList();
    orders.forEach(
        order -> assertThat(node.place(order, basket)).isInstanceOf(PlaceResult.Placed.class));
    return orders;
  }

  private Cost cost(TestInstance node, Sku sku) throws IOException {
    return cost(node, sku, "");
  }

  /**
   * @param reference what the orders name besides a customer of their own; empty for neither
   */
  private Cost cost(TestInstance node, Sku sku, String reference) throws IOException {
    // Connections are made, scripts loaded and the product's binding read before anything counts.
    place(node, sku, ORDERS, reference);
    double commands =
        watched(node, sku, reference, OrderCostTest::isOfClient) / (double) WATCHED_ORDERS;
    long to = Long.MAX_VALUE;
    long from = Long.MAX_VALUE;
    // What the instance asks for its own sake, a script loaded for the first time among it, only
    // adds to what is counted.
    for (int count = 0; count < BYTE_COUNTS; count++) {
      long toBefore = stat(node, "total_net_input_bytes");
      long fromBefore = stat(node, "total_net_output_bytes");
      place(node, sku, ORDERS, reference);
      to = Math.min(to, stat(node, "total_net_input_bytes") - toBefore);
      from = Math.min(from, stat(node, "total_net_output_bytes") - fromBefore);
    }
    return new Cost(commands, to / ORDERS, from / ORDERS);
  }

  private static List<OrderId> place(TestInstance node, Sku sku, int count, String reference) {
    var orders = Stream.generate(TestInstance::newOrder).limit(count).toList();
    for (var order : orders) {
      String customer = reference.isEmpty() ? "" : order.value();
      assertThat(node.placeNamed(reference, customer, order, Basket.of(sku, 1)))
          .isInstanceOf(PlaceResult.Placed.class);
    }
    return orders;
  }

  private static long stat(TestInstance node, String name) {
    String info = node.redis.read(commands -> commands.info("stats"));
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1).strip()))
        .findFirst()
        .orElseThrow();
  }

  private long watched(TestInstance node, Sku sku, String reference, Predicate<String> counted)
      throws IOException {
    List<String> names = new ArrayList<>(List.of(sku.value()));
    // What the instance asks for its own sake, from time to time, names neither.
    return watched(
        node,
        () ->
            place(node, sku, WATCHED_ORDERS, reference).forEach(order -> names.add(order.value())),
        counted.and(line -> names.stream().anyMatch(line::contains)));
  }

  /** Redis tells each command that a client sent; those inside of scripts are marked. */
  private long watched(TestInstance node, Runnable steps, Predicate<String> counted)
      throws IOException {
    try (var socket = new Socket(redis.host(), redis.port())) {
      socket.setSoTimeout(REPLY_TIMEOUT_MS);
      var told = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      socket.getOutputStream().write("MONITOR\r\n".getBytes(US_ASCII));
      assertThat(told.readLine()).isEqualTo("+OK");
      steps.run();
      String end = "end-of-" + TestInstance.newOrder();
      node.redis.<String>read(commands -> commands.echo(end));
      List<String> lines = new ArrayList<>();
      for (String line = told.readLine(); !line.contains(end); line = told.readLine()) {
        lines.add(line);
      }
      return lines.stream().filter(counted).count();
    }
  }

  private static boolean isOfClient(String line) {
    return line.contains(" [1 ") && !line.contains(" lua] ") && !line.contains("\"PING\"");
  }

  private static boolean isOfScript(String line) {
    return line.contains(" [1 lua] ");
  }
}
