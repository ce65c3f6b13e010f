package dev.holdfast.load.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.load.check.Line;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What a shop asks of an order in the course of its life. Every answer is one of few kinds; an
 * instance that dies in the middle is {@link Reply.Unknown}.
 */
public final class ShopClient {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final Set<Integer> UNKNOWN = Set.of(502, 503, 504);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** What a shop was answered. */
  public sealed interface Reply {
    /** The order, as it was then. {@code again} when it had been placed before. */
    record Order(String id, String status, List<Line> lines, boolean again) implements Reply {
      public Order {
        lines = List.copyOf(lines);
      }
    }

    /** There is not enough; nothing was taken. */
    record SoldOut() implements Reply {}

    /** The order's status forbids it. */
    record Forbidden(String status) implements Reply {}

    /** It may or may not have happened, or nothing did: to be asked again. */
    record Unknown(String why) implements Reply {}

    /** No order of this id is known. */
    record Missing() implements Reply {}

    /** None of what a shop can act upon. */
    record Unexpected(String what) implements Reply {}
  }

  /** Places an order. */
  public Reply place(URI instance, String key, List<Line> lines) {
    return send(
        request(instance, "/api/v1/orders")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(Json.order(lines))));
  }

  /** Places an order and confirms it, in one request. */
  public Reply placeConfirmed(URI instance, String key, List<Line> lines) {
    return send(
        request(instance, "/api/v1/orders")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(Json.confirmedOrder(lines))));
  }

  /** Replaces the lines of an order. */
  public Reply change(URI instance, String order, List<Line> lines) {
    return send(
        request(instance, "/api/v1/orders/" + order + "/lines")
            .PUT(HttpRequest.BodyPublishers.ofString(Json.order(lines))));
  }

  /** Confirms or cancels an order: {@code command} is the end of the call's path. */
  public Reply command(URI instance, String order, String command) {
    return send(
        request(instance, "/api/v1/orders/" + order + "/" + command)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Reads an order. */
  public Reply read(URI instance, String order) {
    return send(request(instance, "/api/v1/orders/" + order).GET());
  }

  /**
   * Adds units of a product to its stock, once for each key; {@code false} when that has to be
   * asked for again.
   */
  public boolean supply(URI instance, String key, Line line) {
    String body = "{\"delta\":%d,\"reason\":\"came back\"}".formatted(line.quantity());
    HttpRequest request =
        request(instance, "/api/v1/products/" + line.sku() + "/stock-adjustments")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == 200 || status == 201;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static HttpRequest.Builder request(URI instance, String path) {
    return HttpRequest.newBuilder(URI.create(instance + path))
        .timeout(ANSWER_MAX)
        .header("Content-Type", "application/json");
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return read(answer, Json.MAPPER.readTree(answer.body()));
    } catch (IOException e) {
      return new Reply.Unknown("no answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Reply.Unknown("interrupted");
    }
  }

  private static Reply read(HttpResponse<byte[]> answer, JsonNode body) throws IOException {
    int status = answer.statusCode();
    String code = body.path("code").asText("");
    if (status == 200 || status == 201) {
      boolean again = answer.headers().firstValue("Idempotency-Replayed").isPresent();
      return new Reply.Order(
          body.path("id").asText(), body.path("status").asText(), Json.lines(body), again);
    }
    if (UNKNOWN.contains(status) || code.equals("in-progress")) {
      return new Reply.Unknown(code);
    }
    return switch (code) {
      case "insufficient-stock" -> new Reply.SoldOut();
      case "order-state" -> new Reply.Forbidden(body.path("orderStatus").asText());
      case "order-not-found" -> new Reply.Missing();
      default -> new Reply.Unexpected(status + " " + code);
    };
  }
}
