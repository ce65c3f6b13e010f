package dev.holdfast.api.json;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes answers as JSON in one piece. Its length is known, so that the answer goes out in a single
 * write; in chunks it would be two. Safe for use by many threads.
 */
public final class JsonResponseWriter {
  private final JsonMapper json;

  public JsonResponseWriter(JsonMapper json) {
    this.json = json;
  }

  public void write(ResponseEntity<?> answer, HttpServletResponse response) throws IOException {
    byte[] body = json.writeValueAsBytes(answer.getBody());
    response.setStatus(answer.getStatusCode().value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    answer
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
