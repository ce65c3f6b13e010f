package dev.holdfast.api.http;

import dev.holdfast.api.problem.Problem;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers what Tomcat refuses by itself, such as a request line that is not HTTP, as a problem
 * detail.
 */
public final class ProblemValve extends ErrorReportValve {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    if (response.getHeader(RequestId.HEADER) == null) {
      // It came no further than this, and has no name yet.
      response.setHeader(RequestId.HEADER, RequestId.of(request.getHeader(RequestId.HEADER)));
    }
    try {
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.getOutputStream().write(JSON.writeValueAsBytes(problem(status, request).body()));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      // The client is gone, or has been answered: nothing is left to say.
      container.getLogger().debug("no error report was sent", e);
    }
  }

  /** Of what is not valid in a request that was read so far, a path is the likeliest. */
  private static Problem problem(int status, Request request) {
    String path = request.getRequestURI();
    return status == 400 && path != null && !Paths.isReadable(path)
        ? Problem.invalid("path", "must be percent-encoded UTF-8 without encoded slashes")
        : Problem.ofStatus(status);
  }
}
