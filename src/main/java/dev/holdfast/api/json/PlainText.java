package dev.holdfast.api.json;

/** Text that people wrote: one line of Unicode. */
public final class PlainText {
  /**
   * No control characters, no line or paragraph separators, no halves of surrogate pairs: what is
   * stored is what was sent, and cannot forge a line of a log. Valid in Java and in ECMA-262 alike,
   * and there with and without its flag for Unicode: the second form is a pair where it is two
   * characters.
   */
  public static final String PATTERN =
      "^(?:[^\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])*$";

  /** What to say of a text that does not match. */
  public static final String MESSAGE = "must be one line without control characters";

  private PlainText() {}
}
