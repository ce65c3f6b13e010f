package dev.holdfast.api.security;

import dev.holdfast.api.problem.Problem;
import dev.holdfast.api.problem.ProblemCode;
import dev.holdfast.api.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/**
 * Rejects requests that a web page of another site makes a browser send, before it reads their
 * bodies.
 */
final class KnownCallersFilter extends HttpFilter {
  private static final String FETCH_SITE = "Sec-Fetch-Site";

  /** A probe may call the service as it likes: it learns no more than up or down. */
  private static final Set<String> PROBES = Set.of("/livez", "/readyz");

  private final transient KnownCallers callers;
  private final transient ProblemWriter problems;

  KnownCallersFilter(KnownCallers callers, ProblemWriter problems) {
    this.callers = callers;
    this.problems = problems;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // Not what a proxy says of it: a page can send such headers to its own origin.
    String host = request.getHeader(HttpHeaders.HOST);
    if (!callers.isHost(host) && !PROBES.contains(request.getRequestURI())) {
      problems.write(
          Problem.of(
              ProblemCode.UNKNOWN_HOST,
              HttpHeaders.HOST,
              "this service is not called so; holdfast.hosts names how it is"),
          response);
    } else if (callers.isCrossSite(
        request.getMethod(),
        host,
        Collections.list(request.getHeaders(HttpHeaders.ORIGIN)),
        request.getHeader(FETCH_SITE))) {
      boolean named = request.getHeader(HttpHeaders.ORIGIN) != null;
      problems.write(
          Problem.of(
              ProblemCode.CROSS_SITE,
              named ? HttpHeaders.ORIGIN : FETCH_SITE,
              "pages of other sites may not ask for changes; holdfast.origins names those that"
                  + " may"),
          response);
    } else {
      chain.doFilter(request, response);
    }
  }
}
