package dev.holdfast.load.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line, sorted by option; everything that is wrong with them is collected.
 */
final class CommandLine<O extends Enum<O> & NamedOption> {
  private final EnumSet<O> known;
  private final Map<O, String> given;
  private final List<String> reasons = new ArrayList<>();

  CommandLine(Class<O> options, List<String> words) {
    this.known = EnumSet.allOf(options);
    this.given = new EnumMap<>(options);
    words.forEach(this::read);
  }

  static boolean wantsHelp(List<String> words) {
    return words.contains("--help") || words.contains("-h");
  }

  private void read(String word) {
    String bare = word.startsWith("-D") || word.startsWith("--") ? word.substring(2) : "";
    int equals = bare.indexOf('=');
    String key = equals < 0 ? bare : bare.substring(0, equals);
    O option = known.stream().filter(o -> o.key().equals(key)).findFirst().orElse(null);
    if (option == null) {
      refuse("'" + word + "' is not an option");
    } else if (option.isFlag() ? equals >= 0 && !bare.endsWith("=true") : equals < 0) {
      refuse(option.isFlag() ? key + " takes no value" : key + " needs a value");
    } else if (given.put(option, equals < 0 ? "true" : bare.substring(equals + 1)) != null) {
      refuse(key + " is given twice");
    }
  }

  boolean has(O option) {
    return given.containsKey(option);
  }

  void refuse(String reason) {
    reasons.add(reason);
  }

  /** Why this command line is refused; none when it is right. */
  List<String> reasons() {
    return List.copyOf(reasons);
  }

  int number(O option, int standard, int min, int max) {
    return value(option, standard, t -> OptionValues.wholeNumber(t, min, max));
  }

  /** The value of an option, or what stands in where none is given or the one given is refused. */
  <T> T value(O option, T standard, Function<String, T> reader) {
    T value = nullable(option, reader);
    return value == null ? standard : value;
  }

  <T> @Nullable T nullable(O option, Function<String, T> reader) {
    String text = given.get(option);
    if (text == null) {
      return null;
    }
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      refuse(option.key() + ": " + e.getMessage());
      return null;
    }
  }
}
