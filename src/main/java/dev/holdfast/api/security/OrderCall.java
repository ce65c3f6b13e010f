package dev.holdfast.api.security;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The calls of an order that customers may make without the admin token where {@code
 * holdfast.open-calls} lists them. Each is named: a call that is added later needs the token until
 * it is listed here.
 */
public enum OrderCall {
  /** Place an order; one that is confirmed at once needs {@link #CONFIRM} too. */
  PLACE("POST", "/api/v1/orders"),
  /** Read an order. */
  READ("GET", "/api/v1/orders/{id}"),
  /** Confirm an order: it counts as paid. */
  CONFIRM("POST", "/api/v1/orders/{id}/confirm"),
  /** Cancel an order. */
  CANCEL("POST", "/api/v1/orders/{id}/cancel"),
  /** Extend a reservation. */
  EXTEND("POST", "/api/v1/orders/{id}/extend"),
  /** Change an order's lines. */
  CHANGE_LINES("PUT", "/api/v1/orders/{id}/lines");

  private final String method;
  private final PathPattern path;

  OrderCall(String method, String path) {
    this.method = method;
    this.path = PathPatternParser.defaultInstance.parse(path);
  }

  boolean is(String requestMethod, PathContainer requestPath) {
    return method.equals(requestMethod) && path.matches(requestPath);
  }
}
