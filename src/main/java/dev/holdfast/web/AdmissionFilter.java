package dev.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/** Refuses requests while the service ends, in words and before anything of them is done. */
final class AdmissionFilter extends OncePerRequestFilter {
  /** By then whoever sends requests here has another instance, or this one has a successor. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Admission admission;
  private final JsonMapper json;

  AdmissionFilter(Admission admission, JsonMapper json) {
    this.admission = admission;
    this.json = json;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!admission.enter()) {
      refuse(response);
      return;
    }
    try {
      if (admission.isEndingConnections()) {
        response.setHeader(HttpHeaders.CONNECTION, "close");
      }
      chain.doFilter(request, response);
    } finally {
      admission.leave();
    }
  }

  static Problem shuttingDown() {
    return new Problem(
        ProblemCode.SHUTTING_DOWN, "Nothing happened. Try again with the same key, elsewhere.");
  }

  private void refuse(HttpServletResponse response) throws IOException {
    Problem problem = shuttingDown();
    ApiHeadersFilter.set(response);
    response.setStatus(problem.status());
    response.setHeader(HttpHeaders.CONNECTION, "close");
    response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(problem.body()));
  }
}
