package dev.holdfast.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;

/** Refuses requests while the service ends, in words and before anything of them is done. */
final class AdmissionFilter extends HttpFilter {
  /** By then whoever sends requests here has another instance, or this one has a successor. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Admission admission;
  private final ProblemWriter problems;

  AdmissionFilter(Admission admission, ProblemWriter problems) {
    this.admission = admission;
    this.problems = problems;
  }

  @Override
  protected void doFilter(
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
            ProblemCode.SHUTTING_DOWN, "Nothing happened. Try again with the same key, elsewhere.")
        .retryAfter(RETRY_AFTER);
  }

  private void refuse(HttpServletResponse response) throws IOException {
    ApiHeadersFilter.set(response);
    response.setHeader(HttpHeaders.CONNECTION, "close");
    problems.write(shuttingDown(), response);
  }
}
