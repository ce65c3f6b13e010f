package dev.holdfast.api.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Counts and times requests by method, pattern of their path and status ({@code
 * http.server.requests}). Nothing of it is what callers can invent. Safe for use by many threads.
 */
final class RequestTimesFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String OTHER = "other";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE");

  private final transient MeterRegistry meters;
  private final transient Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  RequestTimesFilter(MeterRegistry meters) {
    this.meters = meters;
  }

  private record Kind(String method, String uri, int status) {}

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long start = System.nanoTime();
    int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
    try {
      chain.doFilter(request, response);
      status = response.getStatus();
    } finally {
      // How long a stream stays open is no time that a caller waited.
      if (!request.isAsyncStarted()) {
        timers
            .computeIfAbsent(kind(request, status), this::timer)
            .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      }
    }
  }

  private static Kind kind(HttpServletRequest request, int status) {
    String method = request.getMethod();
    Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    return new Kind(
        METHODS.contains(method) ? method : OTHER,
        pattern == null ? OTHER : pattern.toString(),
        status);
  }

  private Timer timer(Kind kind) {
    return Timer.builder("http.server.requests")
        .description("How long requests took, from their first filter to their answer")
        .tags("method", kind.method(), "uri", kind.uri(), "status", Integer.toString(kind.status()))
        .register(meters);
  }
}
