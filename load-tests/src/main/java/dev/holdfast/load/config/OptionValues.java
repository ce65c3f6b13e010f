package dev.holdfast.load.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the values of options; every refusal says what would have been right. */
final class OptionValues {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

  private OptionValues() {}

  static int wholeNumber(String text, int min, int max) {
    return number(text, "a whole number", Integer::valueOf, min, max);
  }

  static double number(String text, double min, double max) {
    return number(text, "a number", Double::valueOf, min, max);
  }

  private static <N extends Comparable<N>> N number(
      String text, String what, Function<String, N> reader, N min, N max) {
    try {
      N value = reader.apply(text);
      if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, together with what is out of range.
    }
    throw new IllegalArgumentException(
        "'%s' is not %s from %s to %s".formatted(text, what, min, max));
  }

  static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
    }
  }

  /** A number with its unit: 500ms, 20s, 2m. */
  static Duration duration(String text, Duration min, Duration max) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration value =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
          };
      if (value.compareTo(min) >= 0 && value.compareTo(max) <= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "'%s' is not a duration from %s to %s, such as 500ms, 20s or 2m"
            .formatted(text, text(min), text(max)));
  }

  static String text(Duration duration) {
    boolean wholeSeconds = duration.toMillisPart() == 0;
    return wholeSeconds ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }

  /** The constant of that label; {@code others} are words that its caller takes beside them. */
  static <E extends Enum<E>> E constant(String text, Class<E> type, String... others) {
    List<E> constants = List.of(type.getEnumConstants());
    return constants.stream()
        .filter(c -> label(c).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is none of %s"
                    .formatted(
                        text,
                        Stream.concat(
                                constants.stream().map(OptionValues::label), Stream.of(others))
                            .collect(Collectors.joining(", ")))));
  }

  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> list(String text) {
    List<String> parts = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (parts.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException(
          "'" + text + "' has an empty entry; separate entries by commas");
    }
    if (Set.copyOf(parts).size() < parts.size()) {
      throw new IllegalArgumentException("'" + text + "' names something twice");
    }
    return parts;
  }

  /** The address of an instance, without a path: the load adds its own. */
  static URI target(String text) {
    try {
      URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getPath().isEmpty() && uri.getQuery() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Refused below.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not an address such as http://127.0.0.1:8080");
  }

  /** Properties of the service: NAME=VALUE,NAME=VALUE. */
  static Map<String, String> properties(String text) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String part : list(text)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + part + "' is not NAME=VALUE");
      }
      properties.put(part.substring(0, equals), part.substring(equals + 1));
    }
    return properties;
  }
}
