package dev.holdfast.load.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a Redis listens. */
public record HostAndPort(String host, int port) {
  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9.-]+):(\\d{1,5})");

  /** Reads {@code host:port}. */
  public static HostAndPort parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not HOST:PORT");
    }
    return new HostAndPort(matcher.group(1), OptionValues.wholeNumber(matcher.group(2), 1, 65_535));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
