package dev.holdfast.api.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The calls that need no token: those of an order that {@code holdfast.open-calls} lists, what
 * reads the catalogue, and what tells how the service is. Everything else is administration, also
 * what is added tomorrow.
 *
 * <p>Paths are read and matched as Spring MVC does, with the same parser and the same patterns: a
 * request that is open here is handed to the call that is meant, however its path is written.
 */
final class PublicEndpoints {
  private static final List<PathPattern> READABLE =
      Stream.of(
              "/api/v1/products",
              "/api/v1/products/{sku}",
              "/api/v1/stock",
              "/api/v1/strategies",
              "/",
              "/race/**",
              "/console/**",
              "/common/**",
              "/webjars/uplot/**",
              "/livez",
              "/readyz",
              "/v3/api-docs",
              "/v3/api-docs.yaml",
              "/v3/api-docs/**",
              "/swagger-ui.html",
              "/swagger-ui/**")
          .map(PathPatternParser.defaultInstance::parse)
          .toList();

  private final Set<OrderCall> ofOrders;

  PublicEndpoints(Set<OrderCall> ofOrders) {
    this.ofOrders = ofOrders;
  }

  boolean include(HttpServletRequest request) {
    // A client that may GET a resource may request its HEAD.
    String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    PathContainer path = ServletRequestPathUtils.parse(request).pathWithinApplication();
    for (OrderCall call : ofOrders) {
      if (call.is(method, path)) {
        return true;
      }
    }
    if (method.equals("GET")) {
      for (PathPattern readable : READABLE) {
        if (readable.matches(path)) {
          return true;
        }
      }
    }
    return false;
  }
}
