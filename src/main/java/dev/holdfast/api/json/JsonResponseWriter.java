package dev.holdfast.api.json;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes answers as JSON in one piece. Its length is known, so that the answer goes out in a single
 * write; in chunks it would be two. Safe for use by many threads.
 */
public final class JsonResponseWriter {
  private final JsonMapper json;
  private final Map<Class<?>, PlainWriter<?>> plain;

  /**
   * @param plain asked first, each for answers of its type
   */
  public JsonResponseWriter(JsonMapper json, Collection<PlainWriter<?>> plain) {
    this.json = json;
    this.plain = plain.stream().collect(toUnmodifiableMap(PlainWriter::type, identity()));
  }

  public void write(ResponseEntity<?> answer, HttpServletResponse response) throws IOException {
    byte[] body = bytes(Objects.requireNonNull(answer.getBody()));
    response.setStatus(answer.getStatusCode().value());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    answer
        .getHeaders()
        .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private byte[] bytes(Object answer) {
    PlainWriter<?> writer = plain.get(answer.getClass());
    byte[] quick = writer == null ? null : write(writer, answer);
    return quick == null ? json.writeValueAsBytes(answer) : quick;
  }

  private static <T> byte @Nullable [] write(PlainWriter<T> writer, Object answer) {
    return writer.write(writer.type().cast(answer));
  }
}
