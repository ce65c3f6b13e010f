package dev.holdfast.load.price;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One answer of HTTP/1.1 at a time, as its bytes arrive. It takes only what costs the load little:
 * an answer that says its length.
 */
final class AnswerBuffer {
  private static final int BYTES_MAX = 64 * 1024;
  private static final String BEGIN = "HTTP/1.1 ";
  private static final int STATUS_DIGITS = 3;
  private static final String LENGTH = "content-length:";

  private static final String PARTS = "transfer-encoding:";
  private static final String CLOSE = "connection: close";

  private final byte[] bytes = new byte[BYTES_MAX];
  private int received;
  private int looked;
  private int headEnd;
  private int end;
  private int status;
  private boolean isLast;

  /**
   * Takes what has arrived.
   *
   * @return whether the answer is whole
   * @throws IOException when it is none that this takes
   */
  boolean take(ByteBuffer arrived) throws IOException {
    int count = arrived.remaining();
    if (count > BYTES_MAX - received) {
      throw new IOException("an answer is longer than " + BYTES_MAX + " bytes");
    }
    arrived.get(bytes, received, count);
    received += count;
    if (headEnd == 0 && !findHeadEnd()) {
      return false;
    }
    if (received > end) {
      throw new IOException("an answer is longer than it says: " + text());
    }
    return received == end;
  }

  private boolean findHeadEnd() throws IOException {
    for (int i = Math.max(looked, STATUS_DIGITS); i < received; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        headEnd = i + 1;
        readHead();
        return true;
      }
    }
    looked = received;
    return false;
  }

  private void readHead() throws IOException {
    String head = new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1);
    if (!head.startsWith(BEGIN)) {
      throw new IOException("no answer of HTTP/1.1: " + head);
    }
    status =
        number(head.substring(BEGIN.length(), Math.min(head.length(), BEGIN.length() + 3)), head);
    int length = -1;
    int from = head.indexOf('\n') + 1;
    while (from < headEnd) {
      int to = head.indexOf('\r', from);
      if (head.regionMatches(true, from, LENGTH, 0, LENGTH.length())) {
        length = number(head.substring(from + LENGTH.length(), to).strip(), head);
      } else if (head.regionMatches(true, from, PARTS, 0, PARTS.length())) {
        throw new IOException("an answer in parts: " + head);
      } else if (head.regionMatches(true, from, CLOSE, 0, CLOSE.length())) {
        isLast = true;
      }
      from = to + 2;
    }
    if (length < 0 || length > BYTES_MAX) {
      throw new IOException("an answer without a length, or a long one: " + head);
    }
    end = headEnd + length;
  }

  private static int number(String digits, String head) throws IOException {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IOException("'" + digits + "' is not a number in " + head, e);
    }
  }

  /** Whether the service ends the connection behind it. */
  boolean isLast() {
    return isLast;
  }

  int status() {
    return status;
  }

  String body() {
    return new String(bytes, headEnd, end - headEnd, StandardCharsets.UTF_8);
  }

  /** All that came, for a message. */
  String text() {
    return new String(bytes, 0, received, StandardCharsets.UTF_8);
  }

  /** Begins the next answer. */
  void clear() {
    received = 0;
    looked = 0;
    headEnd = 0;
    end = 0;
    status = 0;
    isLast = false;
  }
}
