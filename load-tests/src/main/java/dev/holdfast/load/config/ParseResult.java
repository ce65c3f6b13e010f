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

  /** The list of options is asked for. */
  record HelpWanted<T>() implements ParseResult<T> {}

  /** They are wrong, for all of these reasons. */
  record Refused<T>(List<String> reasons) implements ParseResult<T> {
    public Refused {
      reasons = List.copyOf(reasons);
    }
  }
}
