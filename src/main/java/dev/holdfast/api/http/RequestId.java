package dev.holdfast.api.http;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The name of a request: what its caller, its answer and the log know it by. */
final class RequestId {
  static final String HEADER = "X-Request-Id";

  /** The log's field, as the Elastic Common Schema names it. */
  static final String FIELD = "http.request.id";

  private static final int LENGTH_MAX = 64;
  private static final int RADIX = 36;

  private RequestId() {}

  /** The caller's own name for it where that is one, else a new one. */
  static String of(@Nullable String sent) {
    return sent != null && isValid(sent) ? sent : next();
  }

  /** Cheap, and unlikely to be given twice; it is no secret. */
  static String next() {
    return Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), RADIX);
  }

  /** Nothing that could forge a line of a log, or a header. */
  private static boolean isValid(String id) {
    if (id.isEmpty() || id.length() > LENGTH_MAX) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean allowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }
}
