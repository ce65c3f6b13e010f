package dev.holdfast.load.process;

import java.io.PrintStream;
import java.util.Locale;

/**
 * What the user of a command reads.
 *
 * @param stream where it is printed
 */
public record Console(PrintStream stream) {
  /** Prints a text of {@link String#format} at once. */
  public void print(String text, Object... values) {
    stream.printf(Locale.ROOT, text, values);
    stream.flush();
  }
}
