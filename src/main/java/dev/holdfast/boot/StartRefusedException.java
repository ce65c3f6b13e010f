package dev.holdfast.boot;

import java.util.List;

/** What an operator has to put right before the service starts, each in one sentence. */
final class StartRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StartRefusedException(List<String> sentences) {
    super(String.join(" ", sentences));
  }

  static StartRefusedException because(String sentence) {
    return new StartRefusedException(List.of(sentence));
  }

  /** Ends the start when anything is wrong. */
  static void unlessEmpty(List<String> sentences) {
    if (!sentences.isEmpty()) {
      throw new StartRefusedException(sentences);
    }
  }
}
