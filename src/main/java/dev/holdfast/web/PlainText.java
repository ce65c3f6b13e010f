package dev.holdfast.web;

/** Text that people wrote: one line of Unicode. */
public final class PlainText {
  /**
   * No control characters, no line or paragraph separators, no halves of surrogate pairs: what is
   * stored is what was sent, and cannot forge a line of a log. Valid in Java and in ECMA-262 alike.
   */
  public static final String PATTERN = "^[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]*$";

  /** What to say of a text that does not match. */
  public static final String MESSAGE = "must be one line without control characters";

  private PlainText() {}
}
