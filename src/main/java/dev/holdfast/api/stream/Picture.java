package dev.holdfast.api.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A picture as an event. The first viewer that needs its bytes writes them, for all viewers. */
final class Picture {
  private final JsonMapper json;
  private final String event;
  private final Object value;
  private byte @Nullable [] bytes;

  Picture(JsonMapper json, String event, Object value) {
    this.json = json;
    this.event = event;
    this.value = value;
  }

  /** The event; its data is one line, since JSON escapes ends of lines. */
  synchronized byte[] bytes() {
    byte[] written = bytes;
    if (written == null) {
      var text = new ByteArrayOutputStream();
      text.writeBytes(("event: " + event + "\ndata: ").getBytes(UTF_8));
      text.writeBytes(json.writeValueAsBytes(value));
      text.writeBytes("\n\n".getBytes(UTF_8));
      written = text.toByteArray();
      bytes = written;
    }
    return written;
  }
}
