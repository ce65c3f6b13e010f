package dev.holdfast.redis.client;

import dev.holdfast.order.VersionCondition;
import dev.holdfast.redis.script.Script;
import dev.holdfast.stock.Basket;
import dev.holdfast.stock.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One call of a script. */
public record ScriptCall(Script script, List<String> keys, List<String> arguments) {
  /**
   * A call whose arguments are written as scripts read them: times in milliseconds, the lines of an
   * order as its record keeps them, nothing as the empty text, and a collection as its elements.
   */
  public static ScriptCall of(Script script, List<String> keys, @Nullable Object... arguments) {
    var written = new ArrayList<String>();
    for (Object argument : arguments) {
      write(argument, written);
    }
    return new ScriptCall(script, keys, written);
  }

  private static void write(@Nullable Object argument, List<String> written) {
    if (argument instanceof Collection<?> several) {
      several.forEach(each -> write(each, written));
    } else {
      written.add(text(argument));
    }
  }

  private static String text(@Nullable Object argument) {
    return switch (argument) {
      case null -> "";
      case Duration time -> Long.toString(time.toMillis());
      case Instant time -> Long.toString(time.toEpochMilli());
      case Enum<?> constant -> constant.name();
      case Basket basket -> text(basket);
      case VersionCondition condition ->
          condition.versions() == null
              ? "*"
              : condition.versions().stream().map(String::valueOf).collect(Collectors.joining(" "));
      default -> argument.toString();
    };
  }

  private static String text(Basket basket) {
    var text = new StringBuilder();
    for (Line line : basket.lines()) {
      text.append(text.isEmpty() ? "" : " ").append(line.sku().value());
      text.append(':').append(line.quantity());
    }
    return text.toString();
  }
}
