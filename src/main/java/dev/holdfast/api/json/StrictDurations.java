package dev.holdfast.api.json;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.exc.MismatchedInputException;

/** Durations are ISO 8601 texts; a bare number would be of a unit that one has to guess. */
final class StrictDurations extends StdDeserializer<Duration> {
  StrictDurations() {
    super(Duration.class);
  }

  @Override
  public @Nullable Duration deserialize(JsonParser parser, DeserializationContext context) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      try {
        return Duration.parse(parser.getString());
      } catch (DateTimeParseException e) {
        throw notADuration(parser);
      }
    }
    throw notADuration(parser);
  }

  private static MismatchedInputException notADuration(JsonParser parser) {
    return MismatchedInputException.from(parser, Duration.class, "not an ISO 8601 duration");
  }
}
