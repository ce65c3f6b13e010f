package dev.holdfast.load.endpoints;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import dev.holdfast.load.check.Line;
import io.gatling.http.response.Response;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.List;

/**
 * The requests that Gatling sends; what they send and what came back is in the session's {@link
 * OrderCall}.
 */
public final class GatlingRequests {
  /** The path of orders. */
  public static final String ORDERS = "/api/v1/orders";

  /** The path of the endpoint that does nothing: its orders are only read and answered. */
  public static final String REFERENCE_ORDERS = "/api/v1/lab/reference-orders";

  /** The path of the servlet without a framework, which writes the same bytes each time. */
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
