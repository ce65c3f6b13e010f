package dev.holdfast.api.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers with a problem in one piece, from a filter. Safe for use by many threads. */
@Component
public final class ProblemWriter {
  private final JsonMapper json;

  public ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  /** Ends the answer with a problem; the caller must not go on. */
  public void write(Problem problem, HttpServletResponse response) throws IOException {
    byte[] plain = PlainProblem.write(problem);
    byte[] body = plain == null ? json.writeValueAsBytes(problem.body()) : plain;
    response.setStatus(problem.status());
    problem.headers().forEach(response::setHeader);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
