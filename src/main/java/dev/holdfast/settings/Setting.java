package dev.holdfast.settings;

import java.time.Duration;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/**
 * The bounds of settings. Every settings record checks each of its numbers and times with it, in
 * its constructor, so that no instance with a wrong one exists:
 *
 * <pre>{@code
 * Setting.of("holdfast.orders.in-progress-max", inProgressMax).between(1, 100_000);
 * Setting.of("holdfast.locks.acquire-wait", acquireWait).between("1ms", "1m");
 * }</pre>
 *
 * <p>All values are immutable, and safe for use by many threads.
 */
public final class Setting {
  private Setting() {}

  /** A setting that is a whole number. */
  public static Count of(String property, long value) {
    return new Count(property, value);
  }

  /** A setting that is a time. */
  public static Time of(String property, Duration value) {
    return new Time(property, value);
  }

  /** A setting that is a text. */
  public static Text of(String property, String value) {
    return new Text(property, value, value);
  }

  /** A setting that is a text which is never shown. */
  public static Text secret(String property, String value) {
    return new Text(property, value, "(not shown)");
  }

  /**
   * A text.
   *
   * @param shown what a refusal says in its place
   */
  public record Text(String property, String value, String shown) {
    /**
     * Demands that it has a form.
     *
     * @param mustBe the form in words, such as {@code a name without port}
     * @throws InvalidSettingException when it has not
     */
    public Text matching(Pattern form, String mustBe) {
      if (!form.matcher(value).matches()) {
        throw new InvalidSettingException(property, shown, mustBe);
      }
      return this;
    }

    @Override
    public String toString() {
      return property + "=" + shown;
    }
  }

  /** A whole number. */
  public record Count(String property, long value) {
    /**
     * Demands that it lies between two bounds, which it may be.
     *
     * @throws InvalidSettingException when it does not
     */
    public Count between(long min, long max) {
      if (value < min || value > max) {
        throw new InvalidSettingException(
            property, Long.toString(value), "from %d to %d".formatted(min, max));
      }
      return this;
    }

    /**
     * Demands that it is less than another number.
     *
     * @param what names the other one
     * @throws InvalidSettingException when it is not
     */
    public Count lessThan(String what, long other) {
      if (value >= other) {
        throw new InvalidSettingException(
            property, Long.toString(value), "less than %s, which is %d".formatted(what, other));
      }
      return this;
    }
  }

  /** A time. */
  public record Time(String property, Duration value) {
    /**
     * Demands that it lies between two bounds, which it may be.
     *
     * @param min as an operator would write it, such as {@code 100ms}
     * @throws InvalidSettingException when it does not
     */
    public Time between(String min, String max) {
      if (value.compareTo(DurationStyle.detectAndParse(min)) < 0
          || value.compareTo(DurationStyle.detectAndParse(max)) > 0) {
        throw wrong("from %s to %s".formatted(min, max));
      }
      return this;
    }

    /**
     * Demands that it is not longer than another time.
     *
     * @param what names the other one, such as {@code holdfast.instance.lease}
     * @throws InvalidSettingException when it is longer
     */
    public Time atMost(String what, Duration max) {
      if (value.compareTo(max) > 0) {
        throw wrong("at most %s, which is %s".formatted(what, text(max)));
      }
      return this;
    }

    /**
     * Demands that it is longer than another time, or as long.
     *
     * @param what names the other one
     * @throws InvalidSettingException when it is shorter
     */
    public Time atLeast(String what, Duration min) {
      if (value.compareTo(min) < 0) {
        throw wrong("at least %s, which is %s".formatted(what, text(min)));
      }
      return this;
    }

    /**
     * Demands that it is longer than another time.
     *
     * @param what names the other one
     * @throws InvalidSettingException when it is not
     */
    public Time longerThan(String what, Duration other) {
      if (value.compareTo(other) <= 0) {
        throw wrong("longer than %s, which is %s".formatted(what, text(other)));
      }
      return this;
    }

    private InvalidSettingException wrong(String mustBe) {
      return new InvalidSettingException(property, text(value), mustBe);
    }
  }

  /** A time as an operator would write it: in the largest unit of which it is a whole number. */
  static String text(Duration time) {
    long millis = time.toMillis();
    long[] sizes = {86_400_000, 3_600_000, 60_000, 1_000};
    String[] units = {"d", "h", "m", "s"};
    for (int i = 0; i < sizes.length; i++) {
      if (millis != 0 && millis % sizes[i] == 0) {
        return millis / sizes[i] + units[i];
      }
    }
    return millis + "ms";
  }
}
