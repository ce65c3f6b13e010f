package dev.holdfast.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The end of a file of the journal.
 *
 * @param end where its last whole line ends; what follows is torn, or of another program
 * @param position the position that this line names; null when there is no whole line
 * @param hasOthers whether whole lines of another program follow
 */
record Tail(long end, @Nullable String position, boolean hasOthers) {
  /** More than a line of a journal has. */
  static final int LINE_MAX = 1 << 16;

  /** So much is read at once, from the end on backwards. */
  private static final int WINDOW = 1 << 20;

  private static final Tail EMPTY = new Tail(0, null, false);

  /**
   * Reads it.
   *
   * @throws IOException also when the file is no journal: it is then left as it is
   */
  static Tail of(FileChannel file) throws IOException {
    long size = file.size();
    if (size == 0) {
      return EMPTY;
    }
    requireJournal(read(file, 0, Math.min(size, LINE_MAX)), size);
    boolean hasOthers = false;
    long upTo = size;
    while (upTo > 0) {
      long start = Math.max(0, upTo - WINDOW);
      byte[] bytes = read(file, start, upTo);
      int end = lastEnd(bytes, bytes.length);
      int from = lastEnd(bytes, end - 1);
      while (end > 0 && (from > 0 || start == 0)) {
        var line = JournalLine.parse(bytes, from, end - 1);
        if (line.isPresent()) {
          return new Tail(start + end, line.get().next(), hasOthers);
        }
        hasOthers = true;
        end = from;
        from = lastEnd(bytes, end - 1);
      }
      // The beginning of the line that ends there is further before, or it is too long for one.
      boolean isTooLong = end == bytes.length && end > 0;
      hasOthers |= isTooLong;
      upTo = isTooLong ? start : start + end;
    }
    return new Tail(0, null, hasOthers);
  }

  /** Its first line says whether it is one; a first line that is torn at least begins as one. */
  private static void requireJournal(byte[] beginning, long size) throws IOException {
    int end = 0;
    while (end < beginning.length && beginning[end] != JournalLine.END) {
      end++;
    }
    if (end < beginning.length) {
      if (JournalLine.parse(beginning, 0, end).isEmpty()) {
        throw new IOException("it is no journal: its first line is of none");
      }
    } else if (size > end || beginning[0] != '{') {
      throw new IOException("it is no journal: it has no line of one");
    }
  }

  private static byte[] read(FileChannel file, long from, long to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) (to - from));
    while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) > 0) {}
    return Arrays.copyOf(buffer.array(), buffer.position());
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
