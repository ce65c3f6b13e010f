package dev.holdfast.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The calls that need no token: what customers do, and what tells how the service is. Everything
 * else is administration, also what is added tomorrow.
 *
 * <p>Paths are read and matched as Spring MVC does, with the same parser and the same patterns: a
 * request that is open here is handed to the call that is meant, however its path is written.
 */
final class OpenCalls {
  private static final List<OpenCall> CALLS =
      Stream.of(
              "POST /api/v1/orders",
              "GET /api/v1/orders/{id}",
              "POST /api/v1/orders/{id}/{command}",
              "PUT /api/v1/orders/{id}/lines",
              "GET /api/v1/products",
              "GET /api/v1/products/{sku}",
              "GET /api/v1/stock",
              "GET /api/v1/strategies",
              "GET /livez",
              "GET /readyz",
              "GET /v3/api-docs",
              "GET /v3/api-docs.yaml",
              "GET /v3/api-docs/**",
              "GET /swagger-ui.html",
              "GET /swagger-ui/**")
          .map(OpenCall::of)
          .toList();

  private OpenCalls() {}

  private record OpenCall(String method, PathPattern path) {
    static OpenCall of(String text) {
      int space = text.indexOf(' ');
      return new OpenCall(
          text.substring(0, space),
          PathPatternParser.defaultInstance.parse(text.substring(space + 1)));
    }
  }

  static boolean include(HttpServletRequest request) {
    // Whoever may GET something may ask for its HEAD.
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
    for (OpenCall call : CALLS) {
      if (call.method().equals(method) && call.path().matches(path)) {
        return true;
      }
    }
    return false;
  }
}
