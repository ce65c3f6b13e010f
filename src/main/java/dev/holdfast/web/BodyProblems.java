package dev.holdfast.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says of a body that could not be read what is wrong with it, and where. */
final class BodyProblems {
  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate Object property \"([^\"]{1,64})\"");

  private BodyProblems() {}

  static Problem of(HttpMessageNotReadableException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof BodyLimitFilter.TooLargeException tooLarge) {
        return tooLarge.problem();
      }
      if (cause instanceof JacksonException json) {
        return of(json);
      }
    }
    return Problem.invalid("body", "is missing or cannot be read");
  }

  private static Problem of(JacksonException e) {
    String field = field(e);
    String message = String.valueOf(e.getOriginalMessage());
    Matcher duplicate = DUPLICATE.matcher(message);
    if (duplicate.find()) {
      return Problem.invalid(duplicate.group(1), "is given twice");
    }
    return switch (e) {
      case UnrecognizedPropertyException unknown -> Problem.invalid(field, "is not a known field");
      case StreamConstraintsException limit ->
          Problem.invalid(field, "exceeds the bounds of what is read");
      case MismatchedInputException mismatch ->
          Problem.invalid(field, "has the wrong type" + expected(mismatch));
      case StreamReadException broken ->
          Problem.invalid(
              field,
              "is not valid JSON at line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr());
      default -> Problem.invalid(field, "is not valid");
    };
  }

  private static String expected(MismatchedInputException e) {
    Class<?> type = e.getTargetType();
    if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
      return "; a whole number within its bounds is expected";
    }
    if (type == String.class) {
      return "; a string is expected";
    }
    return type == java.time.Duration.class
        ? "; an ISO 8601 duration such as PT10M is expected"
        : "";
  }

  private static String field(JacksonException e) {
    var path = new StringBuilder();
    for (var reference : e.getPath()) {
      if (reference.getPropertyName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }
}
