package dev.holdfast.load.config;

import java.util.List;

/**
 * What reading the words of a command comes to.
 *
 * @param <T> the command's options
 */
public sealed interface ParseResult<T> {
  /** They are right. */
  record Parsed<T>(T options) implements ParseResult<T> {}

  /** The list of options, which is asked for. */
  record HelpWanted<T>(String help) implements ParseResult<T> {}

  /** They are wrong, for all of these reasons; {@code help} lists what would be right. */
  record Refused<T>(List<String> reasons, String help) implements ParseResult<T> {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
