package dev.holdfast.load.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The words of a command line. An option is declared where it is read, so the options that are
 * read, those that {@code --help} lists and those that are not refused are the same. Everything
 * that is wrong with the words is collected.
 */
final class CommandLine {
  private final Map<String, String> wordOfKey = new LinkedHashMap<>();
  private final Set<String> declared = new HashSet<>();
  private final List<String> reasons = new ArrayList<>();
  private final StringBuilder help =
      new StringBuilder("Options, written as -Dname=value, --name=value or --name value:\n");

  private CommandLine(List<String> words) {
    joined(words).forEach(this::read);
  }

  /** A value may be a word of its own behind {@code --name}. */
  private static List<String> joined(List<String> words) {
    List<String> joined = new ArrayList<>();
    for (String word : words) {
      String last = joined.isEmpty() ? "" : joined.getLast();
      if (last.startsWith("--") && !last.contains("=") && !word.startsWith("-")) {
        joined.set(joined.size() - 1, last + "=" + word);
      } else {
        joined.add(word);
      }
    }
    return joined;
  }

  /**
   * Reads a command line.
   *
   * @param reader declares and reads every option, whatever the words are
   */
  static <T> ParseResult<T> parse(List<String> words, Function<CommandLine, T> reader) {
    boolean helpWanted = words.contains("--help") || words.contains("-h");
    CommandLine line = new CommandLine(helpWanted ? List.of() : words);
    T options = reader.apply(line);
    line.describe("--help", "this list");
    line.refuseUnknown();
    String help = line.help.toString();
    if (helpWanted) {
      return new ParseResult.HelpWanted<>(help);
    }
    return line.reasons.isEmpty()
        ? new ParseResult.Parsed<>(options)
        : new ParseResult.Refused<>(line.reasons, help);
  }

  private void read(String word) {
    if (!word.startsWith("-D") && !word.startsWith("--")) {
      refuseWord(word);
    } else if (wordOfKey.putIfAbsent(key(word), word) != null) {
      refuse(key(word) + " is given twice");
    }
  }

  private static String key(String word) {
    int equals = word.indexOf('=');
    return equals < 0 ? word.substring(2) : word.substring(2, equals);
  }

  private void refuseUnknown() {
    wordOfKey.forEach((key, word) -> {
      if (!declared.contains(key)) {
        refuseWord(word);
      }
    });
  }

  private void refuseWord(String word) {
    refuse("'" + word + "' is not an option");
  }

  /** Refuses the command line for one reason more. */
  void refuse(String reason) {
    reasons.add(reason);
  }

  /** Whether an option is given, rightly or wrongly. */
  boolean has(String key) {
    return wordOfKey.containsKey(key);
  }

  /** Declares an option without a value, and tells whether it is given. */
  boolean flag(String key, String meaning) {
    declared.add(key);
    describe("--" + key, meaning + " (default: off)");
    String word = wordOfKey.get(key);
    if (word != null && word.contains("=") && !word.endsWith("=true")) {
      refuse(key + " takes no value");
    }
    return word != null;
  }

  /**
   * Declares an option with a value.
   *
   * @param form what its value looks like
   * @param standard what holds when it is not given, in words
   */
  Option option(String key, String form, String meaning, String standard) {
    declared.add(key);
    describe("-D" + key + "=" + form, "%s (default: %s)".formatted(meaning, standard));
    return new Option(key);
  }

  private void describe(String written, String meaning) {
    help.append("  %-34s %s%n".formatted(written, meaning));
  }

  /** An option that is declared. */
  final class Option {
    private final String key;

    private Option(String key) {
      this.key = key;
    }

    int number(int standard, int min, int max) {
      return value(standard, t -> OptionValues.wholeNumber(t, min, max));
    }

    /** Its value, or what stands in where none is given or the one given is refused. */
    <T> T value(T standard, Function<String, T> reader) {
      T value = nullable(reader);
      return value == null ? standard : value;
    }

    <T> @Nullable T nullable(Function<String, T> reader) {
      String word = wordOfKey.get(key);
      int equals = word == null ? -1 : word.indexOf('=');
      if (word == null || equals < 0) {
        if (word != null) {
          refuse(key + " needs a value");
        }
        return null;
      }
      try {
        return reader.apply(word.substring(equals + 1));
      } catch (IllegalArgumentException e) {
        refuse(key + ": " + e.getMessage());
        return null;
      }
    }
  }
}
