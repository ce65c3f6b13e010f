package dev.holdfast.load.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.load.check.Line;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a shop asks of an order in the course of its life. Every answer is one of few kinds; an
 * instance that dies in the middle is {@link Reply.Unknown}.
 */
public final class ShopClient {
  private static final String ORDERS = "/api/v1/orders";
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
  private static final Set<Integer> UNKNOWN = Set.of(502, 503, 504);

  /** A customer has no operators' token. */
  private final HttpCalls calls = new HttpCalls(CONNECT_MAX, ANSWER_MAX, Optional.empty());

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
    return send(calls.post(instance, ORDERS, key, Json.order(lines)));
  }

  /** Places an order and confirms it, in one request. */
  public Reply placeConfirmed(URI instance, String key, List<Line> lines) {
    return send(calls.post(instance, ORDERS, key, Json.confirmedOrder(lines)));
  }

  /** Places an order that waits for stock; shorter than any answer may take. */
  public Reply placeWaiting(URI instance, String key, List<Line> lines, Duration wait) {
    return send(calls.post(instance, ORDERS, key, Json.waitingOrder(lines, wait)));
  }

  /** Replaces the lines of an order. */
  public Reply change(URI instance, String order, List<Line> lines) {
    return send(
        calls.to(instance, ORDERS + "/" + order + "/lines").PUT(HttpCalls.json(Json.order(lines))));
  }

  /** Confirms or cancels an order: {@code command} is the end of the call's path. */
  public Reply command(URI instance, String order, String command) {
    return send(
        calls
            .to(instance, ORDERS + "/" + order + "/" + command)
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Reads an order. */
  public Reply read(URI instance, String order) {
    return send(calls.to(instance, ORDERS + "/" + order).GET());
  }

  /**
   * Adds units of a product to its stock, once for each key; {@code false} when that has to be
   * asked for again.
   */
  public boolean supply(URI instance, String key, Line line) {
    String body = "{\"delta\":%d,\"reason\":\"came back\"}".formatted(line.quantity());
    String path = "/api/v1/products/" + line.sku() + "/stock-adjustments";
    try {
      int status = calls.send(calls.post(instance, path, key, body)).statusCode();
      return status == 200 || status == 201;
    } catch (HoldfastUnreachableException e) {
      return false;
    }
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<byte[]> answer = calls.send(request);
      return read(answer, Json.MAPPER.readTree(answer.body()));
    } catch (IOException | HoldfastUnreachableException e) {
      return new Reply.Unknown("no answer");
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
