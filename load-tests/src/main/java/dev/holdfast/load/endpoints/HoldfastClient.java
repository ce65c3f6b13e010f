package dev.holdfast.load.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.load.check.Audit;
import dev.holdfast.load.check.Cancellation;
import dev.holdfast.load.check.Guarantee;
import dev.holdfast.load.check.Line;
import dev.holdfast.load.check.OrderRead;
import dev.holdfast.load.check.Outcome;
import dev.holdfast.load.check.Scope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is asked of Holdfast beside the load itself: preparing, settling, reading back.
 */
public final class HoldfastClient {
  /** A strategy as the service declares it. */
  public record DeclaredStrategy(String name, Guarantee guarantee) {}

  /** The most units that one order or one delivery may be about. */
  public static final long QUANTITY_MAX = 1_000_000;

  private static final int EVENTS_MAX = 500;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);
  private static final int TRIES_MAX = 10;
  private static final Set<Integer> COME_AGAIN = Set.of(503, 504);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration SHORT_PAUSE = Duration.ofMillis(20);
  private static final Duration RESERVATION_TIME = Duration.ofHours(2);

  private final URI target;
  private final HttpCalls calls;

  /** Talks to an address, as an operator where the environment has the operators' token. */
  public HoldfastClient(URI target) {
    this(target, ANSWER_MAX);
  }

  /** Such a client that waits so long for an answer. */
  public HoldfastClient(URI target, Duration answerMax) {
    this(target, AdminToken.authorization(), answerMax);
  }

  HoldfastClient(URI target, Optional<String> authorization) {
    this(target, authorization, ANSWER_MAX);
  }

  private HoldfastClient(URI target, Optional<String> authorization, Duration answerMax) {
    this.target = target;
    this.calls = new HttpCalls(CONNECT_MAX, answerMax, authorization);
  }

  /** The address that this client talks to. */
  public URI target() {
    return target;
  }

  /** Whether the service says that it is ready to answer. */
  public boolean isReady() {
    try {
      return calls.send(to("/readyz").GET()).statusCode() == 200;
    } catch (HoldfastUnreachableException e) {
      return false;
    }
  }

  /** What it offers. A service that does not answer in Holdfast's way is refused. */
  public List<DeclaredStrategy> strategies() {
    HttpResponse<byte[]> answer = get("/api/v1/strategies");
    List<DeclaredStrategy> strategies = new ArrayList<>();
    try {
      for (JsonNode node : Json.MAPPER.readTree(answer.body())) {
        Scope scope = Scope.valueOf(node.path("scope").asText());
        Guarantee guarantee =
            new Guarantee(
                scope,
                node.path("leaks").asBoolean(),
                node.path("refusesFalsely").asBoolean(),
                node.path("contends").asBoolean());
        strategies.add(new DeclaredStrategy(node.path("name").textValue(), guarantee));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw notHoldfast(answer, e);
    }
    if (answer.statusCode() != 200 || strategies.isEmpty()) {
      throw notHoldfast(answer, null);
    }
    return strategies;
  }

  private UnexpectedAnswerException notHoldfast(
      HttpResponse<byte[]> answer, @Nullable Throwable cause) {
    return new UnexpectedAnswerException(
        "%s answers, but is not Holdfast: GET /api/v1/strategies gave %d and no list of strategies"
            .formatted(target, answer.statusCode()),
        cause);
  }

  /** The version that it says it is; one that does not describe its API does not say. */
  public String version() {
    try {
      JsonNode info = Json.MAPPER.readTree(get("/v3/api-docs").body()).path("info");
      return info.path("version").asText("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Whether an order is accepted at a path of the lab, where nothing comes of it. */
  public boolean acceptsAt(String path) {
    String body = Json.order(List.of(new Line("reference", 1)));
    return calls.send(post(path, UUID.randomUUID().toString(), body)).statusCode() == 201;
  }

  /** Registers a product of a strategy and gives it stock; its orders outlive the load. */
  public void supply(String sku, String strategy, long units) {
    supply(sku, strategy, units, RESERVATION_TIME);
  }

  /** Registers a product whose orders are reserved for so long, and gives it stock. */
  public void supply(String sku, String strategy, long units, Duration reservationTime) {
    String product =
        "{\"name\":\"%s\",\"strategy\":\"%s\",\"reservationTime\":\"%s\"}"
            .formatted(sku, strategy, reservationTime);
    expect(
        patiently(to("/api/v1/products/" + sku).PUT(HttpCalls.json(product))),
        "registering " + sku);
    for (long left = units, part = 0; left > 0; left -= QUANTITY_MAX, part++) {
      String adjustment =
          "{\"delta\":%d,\"reason\":\"load\"}".formatted(Math.min(left, QUANTITY_MAX));
      String key = "supply-" + sku + "-" + part;
      expect(
          patiently(post("/api/v1/products/" + sku + "/stock-adjustments", key, adjustment)),
          "supplying " + sku);
    }
  }

  /**
   * What a change of strategy came to.
   *
   * @param unitsReturned units that had been decremented and not recorded
   */
  public record ChangedStrategy(String from, String to, long unitsReturned) {}

  /**
   * Binds another strategy to a product, and asks again under the same key until it is known that
   * it is done.
   *
   * @param instances one that lives, at each call
   * @throws UnexpectedAnswerException when it is refused, or not known in time
   */
  public static ChangedStrategy changeStrategy(
      Supplier<URI> instances, String sku, String strategy, String key, Duration max) {
    HttpCalls calls = new HttpCalls(CONNECT_MAX, ANSWER_MAX, AdminToken.authorization());
    String path = "/api/v1/products/" + sku + "/strategy-changes";
    String body = "{\"strategy\":\"%s\",\"dryRun\":false}".formatted(strategy);
    String last = "no answer";
    long start = System.nanoTime();
    while (System.nanoTime() - start < max.toNanos()) {
      try {
        HttpResponse<byte[]> answer = calls.send(calls.post(instances.get(), path, key, body));
        JsonNode read = Json.MAPPER.readTree(answer.body());
        if (answer.statusCode() == 200) {
          return new ChangedStrategy(
              read.path("from").asText(), read.path("to").asText(), number(read, "unitsReturned"));
        }
        last = answer.statusCode() + " " + read.path("code").asText();
        boolean again =
            COME_AGAIN.contains(answer.statusCode()) || last.endsWith("reconciliation-busy");
        if (!again) {
          break;
        }
      } catch (HoldfastUnreachableException | IOException e) {
        last = "no answer: " + e.getMessage();
      }
      LockSupport.parkNanos(SHORT_PAUSE.toNanos());
    }
    throw new UnexpectedAnswerException(
        "the change of %s to %s was answered %s".formatted(sku, strategy, last), null);
  }

  /** Whether a product is known here: two instances that share a store know the same ones. */
  public boolean knows(String sku) {
    return get("/api/v1/products/" + sku).statusCode() == 200;
  }

  /** Places an order. */
  public Outcome order(String key, List<Line> lines) {
    try {
      HttpResponse<byte[]> answer = calls.send(post("/api/v1/orders", key, Json.order(lines)));
      boolean replayed =
          answer.headers().firstValue("Idempotency-Replayed").filter("true"::equals).isPresent();
      return AnswerReader.read(answer.statusCode(), replayed, answer.body());
    } catch (HoldfastUnreachableException e) {
      return new Outcome.Unknown("no answer: " + e.getMessage(), null);
    }
  }

  /** Cancels an order. */
  public Cancellation.Result cancel(String orderId) {
    try {
      HttpRequest.Builder request =
          to("/api/v1/orders/" + orderId + "/cancel").POST(HttpRequest.BodyPublishers.noBody());
      return cancellation(calls.send(request).statusCode());
    } catch (HoldfastUnreachableException e) {
      return Cancellation.Result.UNKNOWN;
    }
  }

  /** What the status of a cancellation means. */
  public static Cancellation.Result cancellation(int status) {
    return switch (status) {
      case 200 -> Cancellation.Result.CANCELLED;
      case 502, 503, 504 -> Cancellation.Result.UNKNOWN;
      default -> Cancellation.Result.UNEXPECTED;
    };
  }

  /** Reads an order back. */
  public OrderRead read(String orderId) {
    HttpResponse<byte[]> answer = get("/api/v1/orders/" + orderId);
    if (answer.statusCode() == 404) {
      return OrderRead.missing(orderId);
    }
    return read(
        answer,
        "order " + orderId,
        order ->
            new OrderRead(
                order.path("id").asText(), true, order.path("status").asText(), Json.lines(order)));
  }

  /** Reads a product's audit. */
  public Audit audit(String sku) {
    return findAudit(sku)
        .orElseThrow(() -> new UnexpectedAnswerException(target + " no longer knows " + sku, null));
  }

  /** Reads a product's audit, or tells that the service knows no such product. */
  public Optional<Audit> findAudit(String sku) {
    HttpResponse<byte[]> answer = get("/api/v1/products/" + sku + "/audit");
    if (answer.statusCode() == 404) {
      return Optional.empty();
    }
    return Optional.of(read(answer, "the audit of " + sku, HoldfastClient::audit));
  }

  private static Audit audit(JsonNode audit) throws IOException {
    return new Audit(
        audit.path("sku").asText(),
        number(audit, "supplied"),
        number(audit, "available"),
        number(audit, "reserved"),
        number(audit, "sold"),
        number(audit, "oversold"),
        number(audit, "discrepancy"),
        audit.path("conserved").asBoolean());
  }

  /**
   * The units that a deep audit finds astray, by the kind of its finding. Empty when all adds up.
   *
   * @throws UnexpectedAnswerException when there is no conclusive audit
   */
  public Map<String, Long> deepFindings(String sku) {
    return read(
        get("/api/v1/products/" + sku + "/audit?deep=true"),
        "the audit of " + sku,
        audit -> {
          if (audit.path("inconclusive").asBoolean(true)) {
            throw new UnexpectedAnswerException("the audit of " + sku + " is not conclusive", null);
          }
          Map<String, Long> units = new TreeMap<>();
          for (JsonNode finding : audit.path("findings")) {
            units.merge(finding.path("kind").asText(), number(finding, "units"), Long::sum);
          }
          return units;
        });
  }

  /**
   * All events that the store keeps, in the order in which it tells them.
   *
   * @throws UnexpectedAnswerException when they cannot be read, or some are gone
   */
  public List<Event> events() {
    List<Event> events = new ArrayList<>();
    String after = null;
    for (int before = -1; before < events.size(); ) {
      before = events.size();
      String path = "/api/v1/events?limit=" + EVENTS_MAX + (after == null ? "" : "&after=" + after);
      after =
          read(
              patiently(to(path).GET()),
              "the events",
              page -> {
                page.path("items").forEach(item -> events.add(Event.of(item)));
                return page.path("next").asText();
              });
    }
    return events;
  }

  /** Repairs a product's counters. */
  public void reconcile(String sku) {
    String path = "/api/v1/products/" + sku + "/reconciliations";
    expect(patiently(to(path).POST(HttpCalls.json("{\"dryRun\":false}"))), "reconciling " + sku);
  }

  private static long number(JsonNode node, String field) throws IOException {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber()) {
      throw new IOException("no whole number '" + field + "'");
    }
    return value.longValue();
  }

  /** What is read from the body of an answer. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(JsonNode body) throws IOException;
  }

  private <T> T read(HttpResponse<byte[]> answer, String what, Reader<T> reader) {
    expect(answer, "reading " + what);
    try {
      return reader.read(Json.MAPPER.readTree(answer.body()));
    } catch (IOException e) {
      throw new UnexpectedAnswerException(what + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void expect(HttpResponse<byte[]> answer, String what) {
    if (answer.statusCode() != 200 && answer.statusCode() != 201) {
      String body = new String(answer.body(), StandardCharsets.UTF_8);
      throw new UnexpectedAnswerException(
          "%s at %s was answered %d %s".formatted(what, target, answer.statusCode(), body), null);
    }
  }

  private HttpResponse<byte[]> get(String path) {
    return patiently(to(path).GET());
  }

  /** Asks again where a service says so, or does not know; only what may be repeated. */
  private HttpResponse<byte[]> patiently(HttpRequest.Builder request) {
    HttpResponse<byte[]> answer = calls.send(request);
    for (int i = 1; i < TRIES_MAX && COME_AGAIN.contains(answer.statusCode()); i++) {
      LockSupport.parkNanos(PAUSE.toNanos());
      answer = calls.send(request);
    }
    return answer;
  }

  private HttpRequest.Builder to(String path) {
    return calls.to(target, path);
  }

  private HttpRequest.Builder post(String path, String key, String body) {
    return calls.post(target, path, key, body);
  }
}
