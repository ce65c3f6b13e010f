package dev.holdfast.redis.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A position in the stream of one partition, as {@code events_read} knows it. The texts of all
 * partitions in a row are a reader's position.
 */
record StreamPosition(String kind, String value) {
  /** At the oldest event that is kept. */
  static final StreamPosition OLDEST = new StreamPosition("oldest", "");

  /** After the last event. */
  static final StreamPosition LATEST = new StreamPosition("latest", "");

  /** Before the first event that was ever added. */
  static final StreamPosition FIRST = new StreamPosition("none", "0");

  private static final String BEGIN = "s-";
  private static final String SEPARATOR = ".";

  /** Of 19 digits, so that each number is one that Redis reads. */
  private static final Pattern FORM =
      Pattern.compile("([rn])([0-9]{1,19}-[0-9]{1,19})|(z)([0-9]{1,15})");

  /** After an event. */
  static StreamPosition after(String id) {
    return new StreamPosition("read", id);
  }

  /** What is kept and comes after this position, whatever was trimmed in between. */
  StreamPosition whatIsKept() {
    return switch (kind) {
      case "read" -> new StreamPosition("kept", "(" + value);
      case "next" -> new StreamPosition("kept", value);
      // None of what is there was there before.
      default -> OLDEST;
    };
  }

  /** Reads the position of all partitions; null when it is none. */
  static @Nullable List<StreamPosition> parse(String text, int partitions) {
    if (!text.startsWith(BEGIN)) {
      return null;
    }
    String[] parts = text.substring(BEGIN.length()).split(Pattern.quote(SEPARATOR), -1);
    if (parts.length != partitions) {
      return null;
    }
    var positions = new ArrayList<StreamPosition>();
    for (String part : parts) {
      Matcher form = FORM.matcher(part);
      if (!form.matches()) {
        return null;
      }
      positions.add(
          form.group(1) == null
              ? new StreamPosition("none", Objects.requireNonNull(form.group(4)))
              : new StreamPosition(
                  Objects.equals(form.group(1), "r") ? "read" : "next",
                  Objects.requireNonNull(form.group(2))));
    }
    return positions;
  }

  /** The text of a position of all partitions. */
  static String text(List<StreamPosition> positions) {
    return positions.stream()
        .map(StreamPosition::part)
        .collect(Collectors.joining(SEPARATOR, BEGIN, ""));
  }

  private String part() {
    return switch (kind) {
          case "read" -> "r";
          case "next" -> "n";
          case "none" -> "z";
          default -> throw new IllegalStateException("of no stream: " + kind);
        }
        + value;
  }
}
