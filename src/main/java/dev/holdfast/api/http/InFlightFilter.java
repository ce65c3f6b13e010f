package dev.holdfast.api.http;

import dev.holdfast.api.problem.ProblemWriter;
import dev.holdfast.api.problem.RefusalProblems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;

/**
 * Refuses requests while the service ends, in words and before anything of them is done. One that
 * would place an order may repeat one that was placed: a few of those at once go on to be looked
 * up, since whether they are a repeat shows in their body.
 */
final class InFlightFilter extends HttpFilter {
  private static final String ORDERS = "/api/v1/orders";

  private final InFlightRequests inFlightRequests;
  private final ProblemWriter problems;

  InFlightFilter(InFlightRequests inFlightRequests, ProblemWriter problems) {
    this.inFlightRequests = inFlightRequests;
    this.problems = problems;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!inFlightRequests.enter()) {
      response.setHeader(HttpHeaders.CONNECTION, "close");
      if (!mayRepeat(request) || !repeated(request, response, chain)) {
        refuse(response);
      }
      return;
    }
    try {
      if (inFlightRequests.isEndingConnections()) {
        response.setHeader(HttpHeaders.CONNECTION, "close");
      }
      chain.doFilter(request, response);
    } finally {
      inFlightRequests.leave();
    }
  }

  private static boolean mayRepeat(HttpServletRequest request) {
    return request.getMethod().equals("POST")
        && request.getRequestURI().equals(ORDERS)
        && request.getHeader(IdempotencyKey.HEADER) != null;
  }

  private boolean repeated(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      return inFlightRequests.<Exception>repeat(() -> chain.doFilter(request, response));
    } catch (ServletException | IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  private void refuse(HttpServletResponse response) throws IOException {
    ApiHeadersFilter.set(response);
    problems.write(RefusalProblems.shuttingDown(), response);
  }
}
