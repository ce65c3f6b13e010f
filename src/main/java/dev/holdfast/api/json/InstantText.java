package dev.holdfast.api.json;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Times as answers have them: RFC 3339 in UTC, always with milliseconds. */
public final class InstantText {
  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private InstantText() {}

  /** Whether a time has the form at all: its year has four digits. */
  public static boolean fits(Instant time) {
    return !time.isBefore(FIRST) && time.isBefore(END);
  }

  /** Appends a time that fits. */
  public static void append(StringBuilder text, Instant time) {
    var utc = LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), ZoneOffset.UTC);
    append(text, utc.getYear(), 4, '-');
    append(text, utc.getMonthValue(), 2, '-');
    append(text, utc.getDayOfMonth(), 2, 'T');
    append(text, utc.getHour(), 2, ':');
    append(text, utc.getMinute(), 2, ':');
    append(text, utc.getSecond(), 2, '.');
    append(text, utc.getNano() / 1_000_000, 3, 'Z');
  }

  private static void append(StringBuilder text, int number, int digits, char end) {
    int from = text.length();
    text.setLength(from + digits + 1);
    text.setCharAt(from + digits, end);
    for (int at = from + digits - 1, left = number; at >= from; at--, left /= 10) {
      text.setCharAt(at, (char) ('0' + left % 10));
    }
  }
}
