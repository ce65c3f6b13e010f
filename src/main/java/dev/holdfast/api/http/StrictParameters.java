package dev.holdfast.api.http;

import java.beans.PropertyEditorSupport;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Reads numbers and booleans of a query. Spring would take {@code 0x10}, {@code yes} and {@code 1}
 * for them, and falls back to that when a converter of ours refuses; an editor it does not second.
 */
@ControllerAdvice
class StrictParameters {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,10}");

  /** The parameters are named, so that the bodies of other calls are not burdened with this. */
  @InitBinder({"limit", "wait", "deep"})
  void strict(WebDataBinder binder) {
    binder.registerCustomEditor(int.class, new Editor(StrictParameters::wholeNumber));
    binder.registerCustomEditor(boolean.class, new Editor(StrictParameters::trueOrFalse));
  }

  private static Object wholeNumber(String text) {
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      throw new NumberFormatException("not a whole number");
    }
    return Integer.valueOf(text);
  }

  private static Object trueOrFalse(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static final class Editor extends PropertyEditorSupport {
    private final Function<String, Object> reader;

    Editor(Function<String, Object> reader) {
      this.reader = reader;
    }

    @Override
    public void setAsText(String text) {
      setValue(reader.apply(text));
    }
  }
}
