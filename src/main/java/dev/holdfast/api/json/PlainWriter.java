package dev.holdfast.api.json;

import org.jspecify.annotations.Nullable;

/** Writes answers of one type in less time than the JSON library. Safe for use by many threads. */
public interface PlainWriter<T> {
  Class<T> type();

  /** The bytes that the library would write; null where it has to write them itself. */
  byte @Nullable [] write(T answer);

  /** Whether a text is printable ASCII that JSON writes without escapes. */
  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }
}
