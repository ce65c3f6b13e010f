package dev.holdfast.load.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A service that speaks Holdfast's HTTP interface over an inventory in memory. */
public final class FakeHoldfast implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String API = "/api/v1/";

  private final FakeStore store;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private record Answer(int status, String body, boolean replayed) {
    Answer(int status, String body) {
      this(status, body, false);
    }
  }

  public FakeHoldfast(FakeStore store, int port) {
    // Without it each answer waits for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    this.store = store;
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public FakeHoldfast(FakeStore store) {
    this(store, 0);
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Answer answer;
    try {
      answer = answer(exchange, body.length == 0 ? MAPPER.nullNode() : MAPPER.readTree(body));
    } catch (RuntimeException e) {
      answer = new Answer(500, "{\"code\":\"internal\"}");
    }
    if (answer.replayed()) {
      exchange.getResponseHeaders().set("Idempotency-Replayed", "true");
    }
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Answer answer(HttpExchange exchange, JsonNode body) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String call =
        exchange.getRequestMethod()
            + " "
            + path.replaceFirst("^" + API, "").replaceFirst("/.*", "");
    List<String> parts = List.of(path.split("/"));
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    return switch (call) {
      case "GET strategies" -> new Answer(200, strategies());
      case "PUT products" -> register(parts.get(4), body);
      case "POST products" -> adjust(parts.get(4), body);
      case "GET products" -> parts.size() == 6 ? audit(parts.get(4)) : product(parts.get(4));
      case "POST orders" -> parts.size() == 4 ? place(key, lines(body)) : cancel(parts.get(4));
      case "GET orders" -> read(parts.get(4));
      case "POST lab" -> new Answer(201, order("reference", "RESERVED", lines(body)));
      default -> aside(path);
    };
  }

  private static Answer aside(String path) {
    return switch (path) {
      case "/readyz" -> new Answer(200, "{\"status\":\"UP\"}");
      case "/v3/api-docs" -> new Answer(200, "{\"info\":{\"version\":\"fake\"}}");
      default -> new Answer(404, "{\"code\":\"not-found\"}");
    };
  }

  private String strategies() {
    return store.strategies().stream()
        .map(s ->
            "{\"name\":\"%s\",\"scope\":\"%s\",\"contends\":%s}"
                .formatted(s.name, s.scope, s.scope != Scope.NONE))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private Answer register(String sku, JsonNode body) {
    boolean isNew =
        store.products.putIfAbsent(
                sku, new FakeStore.Product(store.strategy(body.path("strategy").asText())))
            == null;
    return new Answer(isNew ? 201 : 200, "{}");
  }

  private Answer adjust(String sku, JsonNode body) {
    store.products.get(sku).supplied.addAndGet(body.path("delta").asLong());
    return new Answer(201, "{}");
  }

  private Answer product(String sku) {
    return store.products.containsKey(sku) ? new Answer(200, "{}") : new Answer(404, "{}");
  }

  private Answer audit(String sku) throws IOException {
    FakeStore.Product p = store.products.get(sku);
    long supplied = p.supplied.get();
    long held = p.held.get();
    long available = p.available() + (p.strategy.has(Fault.DOCTORS_AUDITS) ? 1 : 0);
    long gap = supplied - available - held;
    return new Answer(
        200,
        MAPPER.writeValueAsString(
            Map.of(
                "sku",
                sku,
                "supplied",
                supplied,
                "available",
                available,
                "reserved",
                held,
                "sold",
                0,
                "oversold",
                Math.max(0, held - supplied),
                "discrepancy",
                gap,
                "conserved",
                gap == 0 && available >= 0)));
  }

  private Answer place(String key, List<Line> lines) throws IOException {
    FakeStore.Strategy strategy = store.strategyOf(lines);
    if (strategy.isTurnOf(Fault.FAILS)) {
      return new Answer(500, "{\"code\":\"internal\"}");
    }
    if (strategy.isTurnOf(Fault.IS_BUSY)) {
      return new Answer(503, "{\"code\":\"contended\"}");
    }
    FakeStore.Placed placed = store.place(key, lines, this);
    if (strategy.isTurnOf(Fault.LOSES_ANSWERS)) {
      return new Answer(504, "{\"code\":\"outcome-unknown\"}");
    }
    if (placed.order() == null) {
      return new Answer(
          409,
          MAPPER.writeValueAsString(
              Map.of("code", "insufficient-stock", "shortages", placed.shortages())));
    }
    FakeStore.Order order = placed.order();
    String status = order.cancelled ? "CANCELLED" : "RESERVED";
    return new Answer(
        placed.replayed() ? 200 : 201, order(order.id, status, order.lines), placed.replayed());
  }

  private Answer read(String id) {
    FakeStore.Order order = store.orders.get(id);
    return order == null
        ? new Answer(404, "{\"code\":\"order-not-found\"}")
        : new Answer(200, order(id, order.cancelled ? "CANCELLED" : "RESERVED", order.lines));
  }

  private Answer cancel(String id) {
    FakeStore.Order order = store.orders.get(id);
    if (order == null) {
      return new Answer(404, "{\"code\":\"order-not-found\"}");
    }
    store.cancel(order);
    return new Answer(200, order(id, "CANCELLED", order.lines));
  }

  private static String order(String id, String status, List<Line> lines) {
    String listed =
        lines.stream()
            .map(l -> "{\"sku\":\"%s\",\"quantity\":%d}".formatted(l.sku(), l.quantity()))
            .collect(Collectors.joining(","));
    return "{\"id\":\"%s\",\"status\":\"%s\",\"version\":1,\"lines\":[%s]}"
        .formatted(id, status, listed);
  }

  private static List<Line> lines(JsonNode body) {
    List<Line> lines = new ArrayList<>();
    body.path("lines")
        .forEach(l -> lines.add(new Line(l.path("sku").asText(), l.path("quantity").asLong())));
    return lines;
  }

  /**
   * Runs until it is ended, on the port, or the comma-separated ports, of {@code --server.port=}.
   */
  public static void main(String[] args) {
    String option = "--server.port=";
    List<Integer> ports =
        List.of(args).stream()
            .filter(a -> a.startsWith(option))
            .flatMap(a -> Stream.of(a.substring(option.length()).split(",")))
            .map(Integer::valueOf)
            .toList();
    Fault[] faults =
        Stream.of(System.getProperty("faults", "").split(","))
            .filter(f -> !f.isEmpty())
            .map(Fault::valueOf)
            .toArray(Fault[]::new);
    FakeStore store = new FakeStore(faults);
    ports.forEach(port -> System.out.println("fake on " + new FakeHoldfast(store, port).uri()));
  }
}
