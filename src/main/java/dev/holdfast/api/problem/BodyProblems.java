package dev.holdfast.api.problem;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says of a body that could not be read what is wrong with it, and where. */
public final class BodyProblems {
  private static final int FIELD_LENGTH_MAX = 100;
  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate Object property \"([^\"]*)\"");

  private BodyProblems() {}

  static Problem of(HttpMessageNotReadableException e) {
    JacksonException json = null;
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof BodyLimitException beyond) {
        return beyond.problem();
      }
      if (json == null && cause instanceof JacksonException found) {
        json = found;
      }
    }
    return json == null ? Problem.invalid("body", "is missing or cannot be read") : of(json);
  }

  /** What is wrong with JSON that could not be read as what it should be. */
  public static Problem of(JacksonException e) {
    String field = field(e);
    Matcher duplicate = DUPLICATE.matcher(String.valueOf(e.getOriginalMessage()));
    if (duplicate.find()) {
      return Problem.invalid(field, "is given twice");
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown -> Problem.invalid(field, "is not a known field");
      case StreamConstraintsException limit ->
          Problem.invalid(field, "is longer, or nested deeper, than what is read");
      case InputCoercionException overflow ->
          Problem.invalid(field, "must be a whole number within its bounds");
      case MismatchedInputException mismatch -> Problem.invalid(field, expected(mismatch, field));
      case StreamReadException broken ->
          Problem.invalid(
              field,
              "is not valid JSON at line %d, column %d"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
      default -> Problem.invalid(field, "cannot be read");
    };
  }

  private static String expected(MismatchedInputException e, String field) {
    Class<?> type = e.getTargetType();
    if (type == Integer.class || type == Long.class) {
      return "must be a whole number within its bounds";
    }
    if (type == String.class) {
      return "must be a string";
    }
    if (type == Duration.class) {
      return "must be an ISO 8601 duration such as PT10M";
    }
    if (type == Instant.class) {
      return "must be an RFC 3339 time such as 2026-11-23T10:15:00Z";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "must be true or false";
    }
    if (field.equals("body")) {
      return "must be one JSON object with nothing after it";
    }
    return "has the wrong type";
  }

  /** Where it happened: as far as binding came, else as far as the parser did. */
  private static String field(JacksonException e) {
    String bound = path(e);
    String parsed =
        e instanceof StreamReadException && e.processor() instanceof JsonParser parser
            ? path(parser)
            : "";
    String longer = parsed.startsWith(bound) ? parsed : bound;
    if (longer.isEmpty()) {
      return "body";
    }
    return longer.length() <= FIELD_LENGTH_MAX ? longer : longer.substring(0, FIELD_LENGTH_MAX);
  }

  private static String path(JacksonException e) {
    var path = new StringBuilder();
    e.getPath().forEach(step -> append(path, step.getPropertyName(), Math.max(0, step.getIndex())));
    return path.toString();
  }

  private static String path(JsonParser parser) {
    var steps = new ArrayDeque<TokenStreamContext>();
    for (var at = parser.streamReadContext(); at != null; at = at.getParent()) {
      steps.push(at);
    }
    var path = new StringBuilder();
    for (TokenStreamContext step : steps) {
      if (step.inArray() || step.currentName() != null) {
        append(path, step.currentName(), step.getCurrentIndex());
      }
    }
    return path.toString();
  }

  private static void append(StringBuilder path, @Nullable String name, int index) {
    if (name == null) {
      path.append('[').append(index).append(']');
    } else {
      path.append(path.isEmpty() ? "" : ".").append(name);
    }
  }
}
