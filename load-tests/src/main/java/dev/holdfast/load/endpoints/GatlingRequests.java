package dev.holdfast.load.endpoints;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.holdfast.load.check.Line;
import io.gatling.http.response.Response;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The requests that Gatling sends; what they send and what came back is in the session's {@link
 * OrderCall}.
 */
public final class GatlingRequests {
  /** The path of the endpoint that does nothing. */
  public static final String REFERENCE_ORDERS = "/api/v1/lab/reference-orders";

  /** The path of the plain servlet. */
  public static final String PLAIN_ORDERS = "/api/v1/lab/plain-orders";

  private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

  private GatlingRequests() {}

  /**
   * What all requests share. Nothing is cached, followed or compressed, and no warm-up goes to
   * another server.
   */
  public static HttpProtocolBuilder protocol() {
    HttpProtocolBuilder protocol =
        http.contentTypeHeader("application/json")
            .acceptHeader("application/json, application/problem+json")
            .userAgentHeader("holdfast-load")
            .disableWarmUp()
            .disableFollowRedirect()
            .disableCaching()
            .disableAutoReferer();
    // The endpoint that does nothing is for operators. Orders carry the token too, so that the two
    // are compared alike.
    return AdminToken.authorization().map(protocol::authorizationHeader).orElse(protocol);
  }

  /** An order, or an order at the endpoint that does nothing: the call knows the address. */
  public static HttpRequestActionBuilder order(String name) {
    return http(name)
        .post(session -> call(session).url())
        .header("Idempotency-Key", session -> call(session).key())
        .body(StringBody(session -> call(session).body()))
        .requestTimeout(ANSWER_MAX)
        .transformResponse(GatlingRequests::keep)
        .check(status().in(200, 201, 409, 503, 504));
  }

  /** The cancellation of an order that was accepted. */
  public static HttpRequestActionBuilder cancel() {
    return http("cancel order")
        .post(session -> call(session).url())
        .requestTimeout(ANSWER_MAX)
        .transformResponse(GatlingRequests::keep)
        .check(status().is(200));
  }

  /** Where orders go. */
  public static String ordersUrl(URI target) {
    return target + "/api/v1/orders";
  }

  /** Where orders go that only have to be read and answered. */
  public static String referenceOrdersUrl(URI target) {
    return target + REFERENCE_ORDERS;
  }

  /** Where a servlet without a framework writes the same bytes again and again. */
  public static String plainServletUrl(URI target) {
    return target + PLAIN_ORDERS;
  }

  /** Where an order is cancelled. */
  public static String cancelUrl(URI target, String orderId) {
    return target + "/api/v1/orders/" + orderId + "/cancel";
  }

  /** The body of an order. */
  public static String orderBody(List<Line> lines) {
    return Json.order(lines);
  }

  public static OrderCall call(Session session) {
    OrderCall call = session.get(OrderCall.ATTRIBUTE);
    if (call == null) {
      throw new IllegalStateException("a virtual user without a call");
    }
    return call;
  }

  private static Response keep(Response response, Session session) {
    call(session)
        .answered(
            response.status().code(),
            response.headers().get("Idempotency-Replayed"),
            response.body().bytes());
    return response;
  }
}
