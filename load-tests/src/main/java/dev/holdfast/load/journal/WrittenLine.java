package dev.holdfast.load.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.load.endpoints.Event;
import java.util.Optional;

/**
 * A line of a journal.
 *
 * @param type of the event, or of the note
 * @param event empty in a note
 */
record WrittenLine(String type, Optional<Event> event) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads a line without its end; empty when it is none of a journal. */
  static Optional<WrittenLine> parse(String text) {
    try {
      JsonNode line = JSON.readTree(text);
      if (!line.path("type").isTextual() || !line.path("next").isTextual()) {
        return Optional.empty();
      }
      String type = line.path("type").asText();
      return Optional.of(
          new WrittenLine(
              type, line.has("orderId") ? Optional.of(Event.of(line)) : Optional.empty()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
