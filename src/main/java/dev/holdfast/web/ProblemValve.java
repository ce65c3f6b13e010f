package dev.holdfast.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * Answers what Tomcat refuses by itself, such as a request line that is not HTTP, as a problem
 * detail.
 */
public final class ProblemValve extends ErrorReportValve {
  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    ProblemCode code = status < 500 ? ProblemCode.INVALID_REQUEST : ProblemCode.INTERNAL_ERROR;
    String body =
        "{\"type\":\"%s%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"request: the server could not read it\",\"field\":\"request\",\"code\":\"%s\"}"
            .formatted(ProblemCode.TYPE_PREFIX, code.code(), code.title(), status, code.code());
    try {
      response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setCharacterEncoding("UTF-8");
      var writer = response.getReporter();
      if (writer != null) {
        writer.write(body);
        response.finishResponse();
      }
    } catch (IOException | IllegalStateException e) {
      // The client is gone, or has been answered: nothing is left to say.
      container.getLogger().debug("no error report was sent", e);
    }
  }
}
