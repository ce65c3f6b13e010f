package dev.holdfast.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * The end of a file of the journal.
 *
 * @param end where its last whole line ends; what follows is torn
 * @param position the position that this line names; null when there is no whole line
 */
record Tail(long end, @Nullable String position) {
  /** More than a line has, and more than one write. */
  static final int BYTES_MAX = 1 << 20;

  private static final Tail EMPTY = new Tail(0, null);

  /**
   * Reads it.
   *
   * @throws IOException also when the file is no journal: it is then left as it is
   */
  static Tail of(FileChannel file) throws IOException {
    long size = file.size();
    int length = (int) Math.min(size, BYTES_MAX);
    byte[] bytes = new byte[length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long start = size - length;
    while (buffer.hasRemaining() && file.read(buffer, start + buffer.position()) > 0) {}
    int end = lastEnd(bytes, buffer.position());
    if (end == 0) {
      if (length > 0 && (size > length || bytes[0] != '{')) {
        throw new IOException("it is no journal: it has no line of one");
      }
      return EMPTY;
    }
    var line =
        JournalLine.parse(bytes, lastEnd(bytes, end - 1), end - 1)
            .orElseThrow(() -> new IOException("it is no journal: its last line is of none"));
    return new Tail(start + end, line.next());
  }

  /** The index after the last end of a line before another index; 0 when there is none. */
  static int lastEnd(byte[] bytes, int before) {
    int end = before;
    while (end > 0 && bytes[end - 1] != JournalLine.END) {
      end--;
    }
    return end;
  }
}
