package dev.holdfast.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * A client of the service. Each answer that it gets must be one that the API's description lists.
 */
public final class Shop {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;
  private final String token;
  private final UnaryOperator<String> strategies;
  private final ListedAnswers listed;

  /** Strategies on PostgreSQL of the same kind as these on Redis. */
  private static final Map<String, String> ON_POSTGRES =
      Map.of(
          "unguarded", "postgres-unguarded",
          "redis-script", "postgres-conditional-update",
          "redis-cas", "postgres-optimistic",
          "redis-decrby", "postgres-skip-locked",
          "redis-group-commit", "postgres-group-commit",
          "redisson-lock", "postgres-advisory-lock",
          "jvm-mutex", "postgres-row-lock",
          "jvm-mutex-per-sku", "postgres-serializable");

  public Shop(int port) {
    this(port, "");
  }

  /** One who has the admin token, and always sends it. */
  public Shop(int port, String token) {
    this(port, token, UnaryOperator.identity());
  }

  /**
   * @param strategies what strategies on Redis are called on the service's store
   */
  public Shop(int port, String token, UnaryOperator<String> strategies) {
    this.strategies = strategies;
    this.port = port;
    this.token = token;
    this.listed = new ListedAnswers(() -> send(request("GET", "/v3/api-docs")).json());
  }

  /** What a strategy on Redis is called on PostgreSQL. */
  static String onPostgres(String strategy) {
    return Objects.requireNonNull(ON_POSTGRES.get(strategy), strategy);
  }

  /** What a strategy on Redis is called on the service's store. */
  public String strategy(String onRedis) {
    return strategies.apply(onRedis);
  }

  public int port() {
    return port;
  }

  /** A name that no other test uses. */
  public static String unique(String prefix) {
    return prefix + "-" + UUID.randomUUID();
  }

  public HttpRequest.Builder request(String method, String path) {
    return request(method, path, "");
  }

  public HttpRequest.Builder request(String method, String path, String json) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(ANSWER_WITHIN)
            .method(
                method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return json.isEmpty() ? request : request.header("Content-Type", "application/json");
  }

  public Answer send(HttpRequest.Builder builder) {
    var request = builder.build();
    try {
      var response = http.send(request, BodyHandlers.ofString());
      var answer = new Answer(response.statusCode(), response.headers().map(), response.body());
      listed.check(request.method(), request.uri().getPath(), answer);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public Answer get(String path) {
    return send(request("GET", path));
  }

  public Answer register(String sku, String json) {
    return send(request("PUT", "/api/v1/products/" + sku, json));
  }

  /** Edits a product by a merge patch, with the lines of its {@code If-Match}. */
  public Answer patch(String sku, String json, String... ifMatch) {
    var request =
        request("PATCH", "/api/v1/products/" + sku, json)
            .setHeader("Content-Type", "application/merge-patch+json");
    for (String line : ifMatch) {
      request.header("If-Match", line);
    }
    return send(request);
  }

  /** Registers a product under a name of its own, with stock. */
  public String product(String strategy, long units) {
    String sku = unique(strategy);
    register(sku, "{\"name\":\"A product\",\"strategy\":\"%s\"}".formatted(strategy(strategy)))
        .expect(201);
    if (units > 0) {
      adjust(sku, unique("supply"), units).expect(201);
    }
    return sku;
  }

  public Answer adjust(String sku, String key, long delta) {
    return adjust(sku, key, "{\"delta\":%d,\"reason\":\"test\"}".formatted(delta));
  }

  public Answer adjust(String sku, String key, String json) {
    return send(
        request("POST", "/api/v1/products/" + sku + "/stock-adjustments", json)
            .header("Idempotency-Key", key));
  }

  public Answer order(String key, String json) {
    return send(request("POST", "/api/v1/orders", json).header("Idempotency-Key", key));
  }

  public Answer order(String key, String sku, int quantity) {
    return order(key, "{\"lines\":[%s]}".formatted(line(sku, quantity)));
  }

  public static String line(String sku, int quantity) {
    return "{\"sku\":\"%s\",\"quantity\":%d}".formatted(sku, quantity);
  }

  public Answer read(String orderId) {
    return get("/api/v1/orders/" + orderId);
  }

  public Answer cancel(String orderId) {
    return send(request("POST", "/api/v1/orders/" + orderId + "/cancel"));
  }

  public Answer confirm(String orderId) {
    return command(orderId, "confirm", "");
  }

  public Answer extend(String orderId, String expiresAt) {
    return command(orderId, "extend", "{\"expiresAt\":\"%s\"}".formatted(expiresAt));
  }

  /** Sends a command of an order, with the lines of its {@code If-Match}. */
  public Answer command(String orderId, String name, String json, String... ifMatch) {
    var request = request("POST", "/api/v1/orders/" + orderId + "/" + name, json);
    for (String line : ifMatch) {
      request.header("If-Match", line);
    }
    return send(request);
  }

  public Answer putLines(String orderId, String json, String... ifMatch) {
    var request = request("PUT", "/api/v1/orders/" + orderId + "/lines", json);
    for (String line : ifMatch) {
      request.header("If-Match", line);
    }
    return send(request);
  }

  public JsonNode stock(String sku) {
    return get("/api/v1/products/" + sku).expect(200).json().path("stock");
  }

  public long available(String sku) {
    return stock(sku).path("available").asLong();
  }

  public JsonNode audit(String sku, boolean deep) {
    return get("/api/v1/products/" + sku + "/audit?deep=" + deep).expect(200).json();
  }
}
