package dev.holdfast.api.json;

import org.jspecify.annotations.Nullable;

/**
 * Reads bodies of one type that are of the form that nearly all of them have, in less time than the
 * JSON library takes. Safe for use by many threads.
 */
public interface PlainReader<T> {
  Class<T> type();

  /**
   * What the library would read, and the validator find valid; null where the body is of any other
   * form, valid or not.
   */
  @Nullable T read(byte[] json);
}
