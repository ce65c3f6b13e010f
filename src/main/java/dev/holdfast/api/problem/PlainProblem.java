package dev.holdfast.api.problem;

import dev.holdfast.api.json.PlainWriter;
import dev.holdfast.api.problem.RefusalProblems.LimitView;
import dev.holdfast.api.problem.RefusalProblems.ShortageView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a problem whose texts need no escapes, and whose members are texts, numbers and what
 * refusals list: the bytes that the JSON library writes of {@link Problem#body()}.
 */
final class PlainProblem {
  private static final int LENGTH = 384;

  private final StringBuilder json = new StringBuilder(LENGTH);
  private boolean isPlain = true;

  private PlainProblem() {}

  /** Null where the library has to write it. */
  static byte @Nullable [] write(Problem problem) {
    var plain = new PlainProblem();
    plain.problem(problem);
    return plain.isPlain ? plain.json.toString().getBytes(StandardCharsets.ISO_8859_1) : null;
  }

  private void problem(Problem problem) {
    String code = problem.code().code();
    json.append("{\"type\":\"").append(ProblemCode.TYPE_PREFIX).append(code).append('"');
    member("title", problem.code().title());
    member("status", problem.status());
    member("detail", problem.detail());
    if (problem.instance() != null) {
      member("instance", problem.instance().toString());
    }
    member("code", code);
    problem.members().forEach(this::member);
    json.append('}');
  }

  /** A member that is not the first. */
  private void member(String name, Object value) {
    json.append(",\"").append(name).append("\":");
    value(value);
  }

  private void value(Object value) {
    switch (value) {
      case String text -> text(text);
      case Integer number -> json.append(number.intValue());
      case Long number -> json.append(number.longValue());
      case List<?> several -> list(several);
      case ShortageView shortage -> {
        json.append("{\"sku\":");
        text(shortage.sku());
        member("requested", shortage.requested());
        member("available", shortage.available());
        json.append('}');
      }
      case LimitView limit -> {
        json.append("{\"sku\":");
        text(limit.sku());
        member("limit", limit.limit());
        member("max", limit.max());
        member("requested", limit.requested());
        member("has", limit.has());
        json.append('}');
      }
      default -> isPlain = false;
    }
  }

  private void list(List<?> several) {
    json.append('[');
    for (int i = 0; i < several.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      value(several.get(i));
    }
    json.append(']');
  }

  private void text(String text) {
    isPlain &= PlainWriter.isPlain(text);
    json.append('"').append(text).append('"');
  }
}
